"""No power in one street of the demo: three homes report it, and the desk confirmed that it is one
cause. It goes on, so that whoever tries the product can close it."""

from datetime import datetime

from server.actors import Coordinator
from server.clock import HOME
from server.demo import cast
from server.demo.repairs import Repair
from server.demo.when import Ago
from server.incidents import service

REPORTS: tuple[Repair, ...] = (
    Repair(
        home="Kerkpad 1", fault="ELE1", reported=Ago(hours=2, minutes=5), report_photos=0,
        words="Ineens geen stroom meer in het hele huis. In de meterkast staat alles omhoog.",
    ),
    Repair(
        home="Kerkpad 13", fault="ELE1", reported=Ago(hours=1, minutes=58), report_photos=0,
        words="Alles is uit, ook de straatlamp voor de deur. Heeft de hele straat dit?",
    ),
    Repair(
        home="Kerkpad 4", fault="ELE1", reported=Ago(hours=1, minutes=50), report_photos=0,
        words="Evde elektrik yok. Geen stroom, de koelkast is ook uit.",
    ),
)  # fmt: skip
CONFIRMED = Ago(hours=1, minutes=35)
WORDS = (
    "De netbeheerder zoekt op het Kerkpad naar een kapotte kabel. Wij houden contact en laten het "
    "u weten als er weer stroom is."
)
_VERA = Coordinator(cast.VERA.id, cast.DE_LINDE.id, cast.VERA.name, cast.VERA.language)


def confirmed_at(today: datetime) -> datetime:
    return CONFIRMED.at(today.astimezone(HOME))


async def confirm() -> None:
    """Vera tells everybody who reported it; a second time changes nothing."""
    for incident in await service.going_on(_VERA, _VERA.language):
        await service.confirm(_VERA, incident.id, WORDS)
