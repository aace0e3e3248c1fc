"""What the desk sets, and what it reads of levels."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.visit_levels.tables import Level, LevelBecause
from server.wire import Sent, Wire

PostcodeDigits = Annotated[str, Meta(pattern=r"^[1-9][0-9]{3}$")]


class NewLevel(Sent, frozen=True):
    """A level for the homes of these postcodes, on these days, both included."""

    id: UUID
    level: Level
    first_postcode: PostcodeDigits
    last_postcode: PostcodeDigits
    from_on: date
    until_on: date
    because: LevelBecause


class LevelPreview(Wire, frozen=True):
    """What setting it would do now. What is open when it begins comes along."""

    homes: int
    neighbourhoods: list[str]
    """Those that are known, by name."""
    repairs_postponed: int
    visits_ended: int
    tenants_told: int
    urgent_kept: int
    """Open emergencies and urgent repairs there: nothing changes for them."""
    visits_careful: int
    """Planned visits for which the stricter text holds."""


class LevelFacts(Wire, frozen=True):
    """A level that holds now or later."""

    id: UUID
    level: Level
    first_postcode: str
    last_postcode: str
    from_on: date
    until_on: date
    because: LevelBecause
    postponed: int
    """Repairs that wait because of it, so far."""


class LevelNow(Wire, frozen=True):
    """What holds for a visit to one home."""

    level: Level
    until_on: date
