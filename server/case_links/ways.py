"""By which way a tenant wants to hear of her repair."""

from dataclasses import dataclass

from server.actors import Tenant
from server.case_links.access import about_case
from server.case_links.contact import Contact, known_contacts
from server.case_push import phones
from server.database import change, one, transaction
from server.errors import NotFound
from server.journal.service import append
from server.mail.tables import Channel
from server.push.schemas import NewSubscription
from server.push.service import refuse_unknown_service
from server.repair_requests import moving
from server.repair_requests.phone_number import is_for_messages
from server.repair_requests.tables import RepairRequest
from server.settings import Settings

NOBODY = "none"
"""She asked not to be told; her page tells her."""


@dataclass(frozen=True)
class HowTold:
    """For her page: what she can choose from, and what she chose."""

    ways: list[Contact]
    used: str
    """The one that is used; "none" when there is none, or she wants none."""
    wants_push: bool
    """Also when no phone of hers is told any more, because her cookie was over."""
    is_told_here: bool
    """By push, in the browser that asks."""

    @property
    def phones(self) -> str:
        """In words: those that are told by push."""
        return " · ".join(way.device for way in self.ways if way.channel == Channel.PUSH)


async def ways_of(request: RepairRequest, settings: Settings) -> list[Contact]:
    """Where she can be told, whatever she chose."""
    found = await known_contacts(request, settings.sms_reaches)
    if settings.has_whatsapp and is_for_messages(request.phone, settings.sms_countries):
        found = [*found, Contact(Channel.WHATSAPP, request.phone)]
    told_on = await phones.phones_of(request.id)
    return [*found, *(Contact(Channel.PUSH, str(each.id), each.device) for each in told_on)]


async def how_told(tenant: Tenant, settings: Settings) -> HowTold:
    """As it is now."""
    request = await one(RepairRequest, "id = {}", tenant.request_id)
    if request is None:
        raise NotFound
    ways = await ways_of(request, settings)
    told_on = await phones.phones_of(request.id)
    return HowTold(
        ways,
        _used(request.told_by, ways),
        wants_push=request.told_by == Channel.PUSH,
        is_told_here=any(each.sign_in_id == tenant.sign_in_id for each in told_on),
    )


def _used(chosen: str, ways: list[Contact]) -> str:
    if chosen in _words(ways):
        return chosen
    return ways[0].channel if ways else NOBODY


async def choose_way(tenant: Tenant, way: str, settings: Settings) -> None:
    """From now on she is told so. The same again, and a way that there is not, change nothing."""
    async with transaction():
        request = await moving.lock(tenant.request_id)
        if way == request.told_by or way not in _words(await ways_of(request, settings)):
            return
        await phones.forget_all(request.id)
        await _note(request, tenant, way)


async def tell_on_phone(
    tenant: Tenant, wanted: NewSubscription, device: str, settings: Settings
) -> None:
    """From now on she is told in this browser, and in others where she asked for it."""
    refuse_unknown_service(wanted.endpoint, settings.push_services)
    async with transaction():
        request = await moving.lock(tenant.request_id)
        await phones.keep(tenant, wanted, device)
        if request.told_by != Channel.PUSH:
            await _note(request, tenant, Channel.PUSH)


async def tell_on_phone_no_more(tenant: Tenant, settings: Settings) -> None:
    """Here; when it was the last one, she is told as who chose nothing."""
    async with transaction():
        request = await moving.lock(tenant.request_id)
        told_on = await phones.phones_of(request.id)
        here = [each for each in told_on if each.sign_in_id == tenant.sign_in_id]
        for each in here:
            await phones.forget(each.id, request.id)
        if here == told_on != []:
            used = _used("", await ways_of(request, settings))
            await append("request.way_chosen", about_case(request), tenant, {"way": used})


async def _note(request: RepairRequest, tenant: Tenant, way: str) -> None:
    await change("UPDATE repair_request SET told_by = {} WHERE id = {}", way, request.id)
    await append("request.way_chosen", about_case(request), tenant, {"way": way})


def _words(ways: list[Contact]) -> set[str]:
    return {NOBODY, *(contact.channel.value for contact in ways)}
