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


class Tenant(msgspec.Struct, frozen=True, tag=True):
    """Came by a link; sees one case."""

    request_id: UUID
    organisation_id: UUID
    name: str
    language: str


Staff = Coordinator | Technician
Actor = Coordinator | Technician | Tenant
