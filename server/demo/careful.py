"""Illness goes round in one neighbourhood of the demonstration: visits there are made with care."""

from datetime import datetime, timedelta

from server.actors import Coordinator
from server.demo import cast
from server.demo.cast import demo_id
from server.urgency.clocks import day_of
from server.visit_levels.schemas import NewLevel
from server.visit_levels.setting import set_level
from server.visit_levels.tables import Level, LevelBecause

_VERA = Coordinator(cast.VERA.id, cast.DE_LINDE.id, cast.VERA.name, cast.VERA.language)
_ZUID = "3697"


async def begin(today: datetime) -> None:
    """For ten days. Told twice, it holds once."""
    first = day_of(today)
    await set_level(
        _VERA,
        NewLevel(
            demo_id("level", "zuid"),
            Level.CAREFUL,
            _ZUID,
            _ZUID,
            first,
            first + timedelta(days=10),
            LevelBecause.ILLNESS,
        ),
    )
