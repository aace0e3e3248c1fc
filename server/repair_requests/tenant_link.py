"""The link that lets a tenant in: its secret travels in the address's fragment and a POST body.

A browser exchanges the secret once for a cookie that sees that one case.
"""

from datetime import timedelta
from uuid import UUID

from server.accounts.secrets import hash_of, new_secret
from server.actors import Tenant
from server.clock import now
from server.database import few, transaction
from server.identifiers import new_id
from server.repair_requests.errors import LinkExpired, LinkUnknown
from server.repair_requests.tables import CaseSignIn, TenantLink

LINK_LASTS = timedelta(days=90)
COOKIE_LASTS = timedelta(days=30)


async def make_link(request_id: UUID, secret: str) -> None:
    """Let this secret open the case. Joins the transaction that is running."""
    async with transaction():
        await TenantLink.insert(
            TenantLink(
                id=new_id(),
                request=request_id,
                secret_hash=hash_of(secret),
                created_at=now(),
                expires_at=now() + LINK_LASTS,
            )
        )


async def exchange(secret: str) -> str:
    """The secret of a cookie, for the secret of a link."""
    link = await TenantLink.objects().get(TenantLink.secret_hash == hash_of(secret))
    if link is None:
        raise LinkUnknown(errors=[_secret_is("No case has this secret.")])
    if link.revoked_at or link.expires_at <= now():
        raise LinkExpired(errors=[_secret_is("It worked for a while; ask for a new link.")])
    return await open_case(link.request, link.id)


def _secret_is(detail: str) -> dict[str, str]:
    return {"pointer": "/secret", "detail": detail}


async def open_case(request_id: UUID, link_id: UUID | None = None) -> str:
    """A cookie's secret for somebody who just reported, or opened her link."""
    secret = new_secret()
    async with transaction():
        await CaseSignIn.insert(
            CaseSignIn(
                id=new_id(),
                request=request_id,
                link=link_id,
                secret_hash=hash_of(secret),
                expires_at=now() + COOKIE_LASTS,
            )
        )
    return secret


async def tenant_signed_in(secret: str) -> Tenant | None:
    """Whose case this cookie opens; a revoked link closes its cookies too."""
    found = await few(
        Tenant,
        "SELECT r.id, r.organisation, r.tenant_name, r.language, c.id FROM case_sign_in c"
        " JOIN repair_request r ON r.id = c.request"
        " LEFT JOIN tenant_link l ON l.id = c.link"
        " WHERE c.secret_hash = {} AND c.expires_at > {} AND l.revoked_at IS NULL",
        hash_of(secret),
        now(),
    )
    return found[0] if found else None


async def is_signed_in(request_id: UUID, sign_in: str) -> bool:
    """Whether that cookie is still good for that case. For what outlives a request."""
    if not sign_in:
        return False
    found = await few(
        lambda one: one,
        "SELECT 1 FROM case_sign_in c LEFT JOIN tenant_link l ON l.id = c.link"
        " WHERE c.id = {} AND c.request = {} AND c.expires_at > {} AND l.revoked_at IS NULL",
        UUID(sign_in),
        request_id,
        now(),
    )
    return bool(found)
