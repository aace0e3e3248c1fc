"""Who is calling. Resolved once per request; every decision about access starts from one."""

from uuid import UUID

import msgspec


class Coordinator(msgspec.Struct, frozen=True, tag=True):
    """Sees and plans everything of her own organisation."""

    person_id: UUID
    organisation_id: UUID
    name: str
    language: str


class Technician(msgspec.Struct, frozen=True, tag=True):
    """Sees the jobs given to him."""

    person_id: UUID
    organisation_id: UUID
    name: str
    language: str
    sign_in_id: UUID | None = None
    """In which browser; nowhere when the server acts out a story."""


class Tenant(msgspec.Struct, frozen=True, tag=True):
    """Came by a link; sees one case."""

    request_id: UUID
    organisation_id: UUID
    name: str
    language: str
    sign_in_id: UUID | None = None
    """As of a technician."""


class Guest(msgspec.Struct, frozen=True, tag=True):
    """Came by an invitation into one call; sees nothing of the case."""

    invitation_id: UUID
    sign_in_id: UUID
    previsit_id: UUID
    organisation_id: UUID
    name: str


class Outsider(msgspec.Struct, frozen=True, tag=True):
    """Came by a link that the desk made; may view or add photos of one job."""

    link_id: UUID
    job_id: UUID
    request_id: UUID
    organisation_id: UUID
    name: str
    may: str


Staff = Coordinator | Technician
Actor = Coordinator | Technician | Tenant
"""Who may read something of a case."""
Sender = Actor | Outsider
"""Who may have a photo on its way."""
Author = Actor | Guest | Outsider
"""Who may stand in the journal."""
