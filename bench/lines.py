"""One line per measurement: how it is kept in build/bench.json, and which mark it has to meet."""

import json
import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

RESULTS = Path("build/bench.json")


@dataclass(frozen=True)
class Line:
    """`ratio` is ours / theirs. Without a peer, `peer` is empty and both figures are null."""

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float | None
    ratio: float | None
    better: Literal["higher", "lower"]


@dataclass(frozen=True)
class Mark:
    of: Literal["value", "ratio"]
    sign: Literal[">=", "<="]
    limit: float

    def is_met_by(self, line: Line) -> bool:
        found = line.value if self.of == "value" else line.ratio
        if found is None:
            return False
        return found >= self.limit if self.sign == ">=" else found <= self.limit

    def __str__(self) -> str:
        return f"{self.of} {self.sign} {self.limit:g}"


MARKS: Mapping[str, Mark] = MappingProxyType(
    {
        "evidence.presign_100": Mark("ratio", "<=", 0.1),
        "evidence.derivatives": Mark("ratio", ">=", 0.95),
        "evidence.upload": Mark("ratio", ">=", 0.8),
        "evidence.server_cpu": Mark("value", "<=", 6),
        "evidence.capture": Mark("value", "<=", 0.6),
        "evidence.grid_asked": Mark("value", "<=", 80),
        "evidence.judging": Mark("value", "<=", 100),
        "signalling.relay_rate": Mark("ratio", ">=", 1.5),
        "signalling.idle_p99": Mark("ratio", "<=", 1),
        "signalling.socket_memory": Mark("ratio", "<=", 1),
        "call.first_frame": Mark("ratio", "<=", 1.15),
        "call.check": Mark("value", "<=", 5),
        "call.address_change": Mark("value", "<=", 2),
        "call.turn_killed": Mark("value", "<=", 4),
        "media.recordings_per_core": Mark("ratio", ">=", 1),
        "backlog.growth": Mark("ratio", "<=", 1.5),
        "page.tenant": Mark("value", ">=", 100),
        "page.tenant.lcp": Mark("value", "<=", 0.9),
        "page.tenant.tti": Mark("value", "<=", 1),
        "page.tenant.script": Mark("value", "<=", 4),
        "page.technician": Mark("value", "<=", 40),
        "page.technician.offline_start": Mark("value", "<=", 1),
        "page.desk": Mark("value", ">=", 95),
        "planning.day": Mark("value", "<=", 10),
        "planning.travel": Mark("ratio", "<=", 1),
        "planning.lateness": Mark("ratio", "<=", 1),
        "api.list": Mark("ratio", ">=", 5),
        "api.row": Mark("ratio", ">=", 4),
        "api.insert": Mark("ratio", ">=", 4),
        "api.list_drf": Mark("ratio", ">=", 10),
        "api.row_drf": Mark("ratio", ">=", 6),
        "api.insert_drf": Mark("ratio", ">=", 6),
        "api.list_limit": Mark("ratio", ">=", 0.85),
        "api.row_limit": Mark("ratio", ">=", 0.6),
        "api.insert_limit": Mark("ratio", ">=", 0.6),
    }
)


def beside(
    name: str,
    unit: str,
    better: Literal["higher", "lower"],
    ours: Sequence[float],
    peer: str,
    theirs: Sequence[float],
) -> Line:
    """The medians of rounds that were run in turn."""
    value, peer_value = statistics.median(ours), statistics.median(theirs)
    ratio = value / peer_value if peer_value else None
    return Line(name, _short(value), unit, peer, _short(peer_value), _short(ratio), better)


def alone(
    name: str, unit: str, better: Literal["higher", "lower"], rounds: Sequence[float]
) -> Line:
    """A measurement that is only held against its mark."""
    return Line(name, _short(statistics.median(rounds)), unit, "", None, None, better)


def _short(value: float | None) -> float:
    """Four digits: more would claim what a shared machine cannot measure."""
    return float(f"{value:.4g}") if value is not None else float("nan")


def keep(group: str, lines: Sequence[Line]) -> None:
    """Write this group's lines in place of its earlier ones; other groups stay as they are."""
    RESULTS.parent.mkdir(exist_ok=True)
    earlier = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    others = [entry for entry in earlier if not entry["name"].startswith(f"{group}.")]
    entries = sorted([*others, *map(asdict, lines)], key=lambda entry: entry["name"])
    draft = RESULTS.with_suffix(".draft")
    draft.write_text(json.dumps(entries, indent=2) + "\n")
    draft.replace(RESULTS)


def table(lines: Sequence[Line]) -> str:
    """What a person reads at the end of a run."""
    rows = [("name", "value", "", "peer", "", "ratio", "mark", "")]
    for line in lines:
        mark = MARKS.get(line.name)
        verdict = "" if mark is None else "met" if mark.is_met_by(line) else "MISSED"
        rows.append(
            (
                line.name,
                f"{line.value:g}",
                line.unit,
                "" if line.peer_value is None else f"{line.peer_value:g}",
                line.peer,
                "" if line.ratio is None else f"{line.ratio:g}",
                str(mark or "report"),
                verdict,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    written = "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    load = ", ".join(f"{figure:.1f}" for figure in os.getloadavg())
    return f"{written}\nload average at the end: {load} on {os.cpu_count()} cores\n"
