"""Where a tenant's link may be sent: to what we know of her, never to what somebody asks for."""

from dataclasses import dataclass

from server.database import few
from server.mail.tables import Channel
from server.repair_requests.phone_number import is_for_messages
from server.repair_requests.tables import RepairRequest

_SHOWN = 1
_DIGITS_SHOWN = 2
_HIDDEN = "•••"


@dataclass(frozen=True)
class Contact:
    """Where a letter reaches her."""

    channel: Channel
    address: str
    device: str = ""
    """Of a phone that is told by push: its address is an id, which says nothing."""

    @property
    def mailbox(self) -> str:
        """Where it comes together with others: rosa+1@x.nl and Rosa+2@x.nl are read by one."""
        name, at, host = self.address.lower().rpartition("@")
        return f"{name.partition('+')[0]}{at}{host}" if at else self.address

    @property
    def masked(self) -> str:
        """ "r•••@w•••.nl", "+31•••12": known to who knows it, and to nobody else."""
        if self.channel == Channel.PUSH:
            return self.device
        if self.channel != Channel.EMAIL:
            return f"{self.address[:3]}{_HIDDEN}{self.address[-_DIGITS_SHOWN:]}"
        name, _, host = self.address.rpartition("@")
        domain, _, top = host.rpartition(".")
        return f"{name[:_SHOWN]}{_HIDDEN}@{domain[:_SHOWN]}{_HIDDEN}.{top}"


async def known_contact(request: RepairRequest, sms_reaches: tuple[str, ...]) -> Contact | None:
    """Her e-mail address, else her mobile telephone, where messages can be sent."""
    known = await known_contacts(request, sms_reaches)
    return known[0] if known else None


async def known_contacts(request: RepairRequest, sms_reaches: tuple[str, ...]) -> list[Contact]:
    """All of them but WhatsApp: first the way she chose."""
    email = await _known_email(request)
    found = [Contact(Channel.EMAIL, email)] if email else []
    if is_for_messages(request.phone, sms_reaches):
        found.append(Contact(Channel.SMS, request.phone))
    return sorted(found, key=lambda contact: contact.channel != request.told_by)


async def _known_email(request: RepairRequest) -> str | None:
    """The address she reported with, else that of the tenancy when its telephone number is hers:
    who lives there now need not be who reported."""
    if request.email:
        return request.email
    emails = await few(
        lambda email: email,
        "SELECT email FROM tenancy WHERE dwelling = {} AND phone <> '' AND phone = {}"
        " AND email <> ''",
        request.dwelling,
        request.phone,
    )
    return emails[0] if emails else None
