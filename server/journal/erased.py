"""Lines that privacy emptied: each of them is told of by a later line, which nobody can write into
the chain afterwards. A line that is empty and that no erasure tells of was emptied by somebody."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

ERASED = "privacy.erased"


@dataclass
class Emptied:
    """The lines that one step of an erasure emptied, and those of them that lost the name too."""

    lines: list[int] = field(default_factory=list[int])
    names: list[int] = field(default_factory=list[int])

    def told(self) -> dict[str, list[int]]:
        """What the line about the erasure says of it. Numbers of lines name nobody."""
        if not self.lines:
            return {}
        return {"lines": sorted(set(self.lines)), "names": sorted(set(self.names))}


class _Told(msgspec.Struct, frozen=True):
    """The payload of the line. `lines` is missing where there were none, and in older ones."""

    counts: dict[str, int] = {}
    lines: list[int] | None = None
    names: list[int] = []


@dataclass
class EmptyLines:
    """Those met in a chain that no erasure told of yet, read from the first entry on."""

    lines: dict[int, UUID | None] = field(default_factory=dict[int, UUID | None])
    names: dict[int, UUID | None] = field(default_factory=dict[int, UUID | None])
    _counted: list[tuple[int, UUID, int]] = field(default_factory=list[Any])
    """From erasures of before numbers were told: they say only how many lines of which case."""

    def told_of(self, seq: int, request_id: UUID | None, payload: str) -> None:
        """The erasure in line `seq` tells of these."""
        if request_id is None:
            return
        told = msgspec.json.decode(payload, type=_Told)
        if told.lines is None:
            self._counted.append((seq, request_id, told.counts.get("lines", 0)))
            return
        _strike(self.lines, told.lines, seq, request_id)
        _strike(self.names, told.names, seq, request_id)

    def first_untold(self) -> int | None:
        """The first line that nothing accounts for."""
        left = self.lines | self.names
        without = [seq for seq, request_id in left.items() if request_id is None]
        by_case: dict[UUID, list[int]] = {}
        for seq, request_id in left.items():
            if request_id is not None:
                by_case.setdefault(request_id, []).append(seq)
        for request_id, seqs in by_case.items():
            without += self._more_than_counted(request_id, seqs)
        return min(without, default=None)

    def _more_than_counted(self, request_id: UUID, seqs: list[int]) -> list[int]:
        counted = sorted((seq, lines) for seq, of, lines in self._counted if of == request_id)
        allowed, untold = 0, list[int]()
        for seq in sorted(seqs, reverse=True):
            while counted and counted[-1][0] > seq:
                allowed += counted.pop()[1]
            if allowed == 0:
                untold.append(seq)
            else:
                allowed -= 1
        return untold


def _strike(
    empty: dict[int, UUID | None], told: Iterable[int], before: int, request_id: UUID
) -> None:
    for seq in told:
        if seq < before and empty.get(seq) == request_id:
            del empty[seq]
