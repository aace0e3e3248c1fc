"""Who I am, and who my colleagues are."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from server.accounts.tables import Role
from server.wire import Sent, Wire


class DemoSignIn(Sent, frozen=True):
    """Demo mode only: become somebody of the cast."""

    person: Literal["vera", "tom", "fatima", "otto", "carla", "ingrid", "arjan", "kees", "lotte"]


class OrganisationFacts(Wire, frozen=True):
    """The organisation people work for or rent from."""

    id: UUID
    name: str
    phone: str


class Me(Wire, frozen=True):
    """The person signed in here. `server_time` lets a phone measure how far its clock is off."""

    id: UUID
    name: str
    role: Role
    language: str
    organisation: OrganisationFacts
    is_contractor: bool
    """Works for corporations, and sees what was accepted of them."""
    server_time: datetime


class TechnicianRow(Wire, frozen=True):
    """Somebody to give a job to."""

    id: UUID
    name: str
    jobs_today: int
