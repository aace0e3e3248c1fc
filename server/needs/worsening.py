"""Which need makes which fault worse than it is for others."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from server.needs.tables import NeedCode

_WORSE: Mapping[NeedCode, frozenset[str]] = MappingProxyType(
    {
        NeedCode.POWER_STAYS_ON: frozenset({"ELE1", "ELE2"}),
        NeedCode.NO_STAIRS: frozenset({"LIF1", "TRA1"}),
        NeedCode.WIDE_WAY: frozenset({"LIF1", "DEU1", "DEU2"}),
        NeedCode.SEES_POORLY: frozenset({"ELE5", "ELE6", "COL1", "TRA1"}),
        NeedCode.HARD_OF_HEARING: frozenset({"ELE7", "ELE8", "ELE9"}),
        NeedCode.STAYS_WARM: frozenset({"CVK1", "CVK2", "CVK4", "RAD1", "RAD2", "THE1", "RAA1"}),
        NeedCode.NO_DUST: frozenset({"VOC1", "VOC2", "VEN1", "VEN2", "ASB1"}),
    }
)
"""No power for who needs it for a device, no lift for who cannot use stairs, no light for who sees
poorly, no bell or smoke alarm for who hears poorly, no heating where a baby lives, mould for who
coughs of it. By codes of `faults.json`."""


def worsened_by(needs: Iterable[NeedCode], fault: str) -> int:
    """How many of these needs make this fault worse."""
    return sum(fault in _WORSE.get(need, frozenset()) for need in set(needs))
