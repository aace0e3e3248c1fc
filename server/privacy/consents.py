"""Every yes and no that somebody gave in a case: to what, to which text, when, and taken back."""

from uuid import UUID

from server.database import select
from server.privacy.schemas import ConsentGiven


async def consents_of(request_id: UUID) -> list[ConsentGiven]:
    """Oldest first; who may see the case is decided before."""
    recordings = await select(
        lambda *facts: ConsentGiven("recording", *facts),
        "SELECT c.name, c.role, c.text_version, c.given_at, c.refused_at, c.withdrawn_at"
        " FROM recording_consent c JOIN recording e ON e.id = c.recording"
        " JOIN previsit p ON p.id = e.previsit JOIN job j ON j.id = p.job WHERE j.request = {}",
        request_id,
    )
    guests = await select(
        _about_guest,
        "SELECT r.tenant_name, g.text_version, g.consent, g.decided_at"
        " FROM guest_invitation g JOIN previsit p ON p.id = g.previsit"
        " JOIN job j ON j.id = p.job JOIN repair_request r ON r.id = j.request"
        " WHERE r.id = {} AND g.decided_at IS NOT NULL",
        request_id,
    )
    needs = await select(
        lambda name, version, given_at, withdrawn_at: ConsentGiven(
            "need", name, "tenant", version, given_at, None, withdrawn_at
        ),
        "SELECT r.tenant_name, n.text_version, n.given_at, n.withdrawn_at"
        " FROM need n JOIN repair_request r ON r.id = n.request WHERE r.id = {}",
        request_id,
    )
    return sorted(
        [*recordings, *guests, *needs], key=lambda each: str(each.given_at or each.refused_at)
    )


def _about_guest(name: str, version: str, consent: str, decided_at: object) -> ConsentGiven:
    allowed = consent == "allowed"
    return ConsentGiven(
        "guest",
        name,
        "tenant",
        version,
        decided_at if allowed else None,  # pyright: ignore[reportArgumentType]
        None if allowed else decided_at,  # pyright: ignore[reportArgumentType]
        None,
    )
