"""Which phones are told of a repair. One that is over, or failed once, is told nothing any more."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.actors import Tenant
from server.clock import now
from server.database import change, select
from server.identifiers import new_id
from server.mail.tables import Channel
from server.push.schemas import NewSubscription
from server.push.sending import PushAddress
from server.repair_requests.tenant_link import is_signed_in

MOST_PHONES = 5
"""Of one repair: whoever holds the link may add one, and each is written to."""


@dataclass(frozen=True)
class Phone(PushAddress):
    """A browser in which the tenant asked to be told."""

    id: UUID
    sign_in_id: UUID
    request_id: UUID
    device: str


def _phone(*columns: Any) -> Phone:
    return Phone(*columns)


_PHONES = (
    "SELECT u.endpoint, u.public_key, u.auth_secret, u.id, u.sign_in, c.request, u.device"
    " FROM case_push_subscription u JOIN case_sign_in c ON c.id = u.sign_in"
)


async def phones_of(request_id: UUID) -> list[Phone]:
    """Those whose link and cookie are still good, the newest first."""
    found = await select(
        _phone,
        f"{_PHONES} WHERE c.request = {{}} ORDER BY u.created_at DESC, u.id DESC",
        request_id,
    )
    return [phone for phone in found if await _is_good(phone)]


async def phone_called(phone_id: UUID) -> Phone | None:
    """None when it is over meanwhile, or she took it back."""
    found = await select(_phone, f"{_PHONES} WHERE u.id = {{}}", phone_id)
    return found[0] if found and await _is_good(found[0]) else None


async def _is_good(phone: Phone) -> bool:
    return await is_signed_in(phone.request_id, str(phone.sign_in_id))


async def keep(tenant: Tenant, wanted: NewSubscription, device: str) -> None:
    """Inside a transaction. Twice is once; a browser tells of the repair that was opened in it
    last, and goes by the address that it gave last."""
    await change(
        "DELETE FROM case_push_subscription WHERE sign_in = {} AND endpoint <> {}",
        tenant.sign_in_id,
        wanted.endpoint,
    )
    await change(
        "INSERT INTO case_push_subscription"
        " (id, sign_in, endpoint, public_key, auth_secret, device, created_at)"
        " VALUES ({}, {}, {}, {}, {}, {}, {}) ON CONFLICT (endpoint) DO UPDATE"
        " SET sign_in = excluded.sign_in, public_key = excluded.public_key,"
        " auth_secret = excluded.auth_secret, device = excluded.device",
        *(new_id(), tenant.sign_in_id, wanted.endpoint),
        *(wanted.public_key, wanted.auth_secret, device, now()),
    )
    for phone in (await phones_of(tenant.request_id))[MOST_PHONES:]:
        await change("DELETE FROM case_push_subscription WHERE id = {}", phone.id)


async def forget(phone_id: UUID, request_id: UUID) -> None:
    """Inside a transaction. With her last one gone she is told as who chose nothing."""
    await change("DELETE FROM case_push_subscription WHERE id = {}", phone_id)
    if not await phones_of(request_id):
        await change(
            "UPDATE repair_request SET told_by = '' WHERE id = {} AND told_by = {}",
            request_id,
            Channel.PUSH.value,
        )


async def forget_all(request_id: UUID) -> None:
    """Inside a transaction: she wants to be told another way."""
    await change(
        "DELETE FROM case_push_subscription WHERE sign_in IN"
        " (SELECT id FROM case_sign_in WHERE request = {})",
        request_id,
    )
