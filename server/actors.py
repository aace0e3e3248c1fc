"""Who is calling. Resolved once per request; every decision about access starts from one."""

from uuid import UUID

import msgspec


class Coordinator(msgspec.Struct, frozen=True, tag=True):
    """Sees and plans everything of her own organisation."""

    person_id: UUID
    organisation_id: UUID
    name: str
    language: str
    is_manager: bool = False
    """Also decides what holds for all cases: how long things are kept, prices, limits."""
    is_contractor: bool = False
    """Her organisation works for corporations: she sees what it accepted."""


class Administrator(msgspec.Struct, frozen=True, tag=True):
    """Lets people of her own organisation in and out. Sees no home: that is not needed for it."""

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
    is_contractor: bool = False
    """As of a coordinator."""


class Tenant(msgspec.Struct, frozen=True, tag=True):
    """Came by a link; sees one case."""

    request_id: UUID
    organisation_id: UUID
    name: str
    language: str
    sign_in_id: UUID | None = None
    """As of a technician."""


class Helper(msgspec.Struct, frozen=True, tag=True):
    """Came by a link for whoever helps the tenant of one case; sees what comes next, and may add
    photos. Decides nothing in her place."""

    link_id: UUID
    sign_in_id: UUID
    request_id: UUID
    organisation_id: UUID
    name: str
    language: str


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
    must_answer: bool
    """Was asked to do the job, and has not said yet whether she does it."""


Staff = Coordinator | Technician
"""Who works on repairs."""
Account = Staff | Administrator
"""Who signs in."""
Actor = Coordinator | Technician | Tenant
"""Who may read something of a case."""
CaseVisitor = Tenant | Helper
"""Who came by a link into a case."""
Sender = Actor | Helper | Outsider
"""Who may have a photo on its way."""
Author = Actor | Administrator | Helper | Guest | Outsider
"""Who may stand in the journal."""
