"""A tenant of the demo who is told on her phone. Nobody has that phone: what is sent there while
the demo is served is refused at once, and goes by e-mail."""

import dataclasses
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec

from server.accounts.secrets import new_secret
from server.actors import Tenant
from server.case_links.ways import tell_on_phone
from server.case_push.phones import phones_of
from server.push.encryption import CURVE, point_of, to_base64url
from server.push.schemas import NewSubscription
from server.repair_requests import tenant_link
from server.settings import Settings

_PUSH_SERVICE = "https://127.0.0.1"
"""Not on the internet, so `outgoing` never goes there."""


async def be_told_on(request_id: UUID, device: str, settings: Settings) -> None:
    """She opened her link, and tapped."""
    if await phones_of(request_id):
        return
    link_id = await tenant_link.make_link(request_id, new_secret(), "")
    tenant = await tenant_link.signed_in(await tenant_link.open_case(request_id, link_id))
    if not isinstance(tenant, Tenant):
        raise TypeError(tenant)
    key = point_of(ec.generate_private_key(CURVE).public_key())
    wanted = NewSubscription(
        endpoint=f"{_PUSH_SERVICE}/{request_id}",
        public_key=to_base64url(key),
        auth_secret=to_base64url(request_id.bytes),
    )
    reached = dataclasses.replace(settings, push_services=(_PUSH_SERVICE,))
    await tell_on_phone(tenant, wanted, device, reached)
