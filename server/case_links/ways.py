"""By which way a tenant wants to hear of her repair."""

from server.actors import Tenant
from server.case_links.access import about_case
from server.case_links.contact import Contact, known_contacts
from server.database import change, one, transaction
from server.errors import NotFound
from server.journal.service import append
from server.mail.tables import Channel
from server.repair_requests import moving
from server.repair_requests.phone_number import is_for_messages
from server.repair_requests.tables import RepairRequest
from server.settings import Settings

NOBODY = "none"
"""She asked not to be told; her page tells her."""


async def ways_of(request: RepairRequest, settings: Settings) -> list[Contact]:
    """Where she can be told, whatever she chose."""
    found = await known_contacts(request, settings.sms_reaches)
    if settings.has_whatsapp and is_for_messages(request.phone, settings.sms_countries):
        found = [*found, Contact(Channel.WHATSAPP, request.phone)]
    return found


async def chosen_way(tenant: Tenant, settings: Settings) -> tuple[list[Contact], str]:
    """The ways there are, and the one that is used: "none" when she wants none."""
    request = await one(RepairRequest, "id = {}", tenant.request_id)
    if request is None:
        raise NotFound
    ways = await ways_of(request, settings)
    chosen = request.told_by if request.told_by in _words(ways) else ""
    return ways, chosen or (ways[0].channel if ways else NOBODY)


async def choose_way(tenant: Tenant, way: str, settings: Settings) -> None:
    """From now on she is told so. The same again, and a way that there is not, change nothing."""
    async with transaction():
        request = await moving.lock(tenant.request_id)
        if way == request.told_by or way not in _words(await ways_of(request, settings)):
            return
        await change("UPDATE repair_request SET told_by = {} WHERE id = {}", way, request.id)
        await append("request.way_chosen", about_case(request), tenant, {"way": way})


def _words(ways: list[Contact]) -> set[str]:
    return {NOBODY, *(contact.channel.value for contact in ways)}
