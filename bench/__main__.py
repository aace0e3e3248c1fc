"""`python -m bench [GROUP] [--quick]`: measure every group, or one, into build/bench.json."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Mapping
from types import FrameType

from bench import backlog, call, evidence, media, page, planning, signalling
from bench.lines import Line, keep, table
from bench.measuring import WORK, Effort, NotMeasured, say

GROUPS: Mapping[str, Callable[[Effort], list[Line]]] = {
    "evidence": evidence.measure,
    "signalling": signalling.measure,
    "page": page.measure,
    "call": call.measure,
    "media": media.measure,
    "planning": planning.measure,
    "backlog": backlog.measure,
}
_ROUNDS = 5


def _effort(is_quick: bool) -> Effort:
    rounds = int(os.environ.get("VOORAF_BENCH_ROUNDS") or (1 if is_quick else _ROUNDS))
    return Effort(max(1, rounds), is_quick)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    # As an exception, so that everything that was started is ended on the way out.
    sys.exit(143)


def main(argv: list[str] | None = None) -> int:
    """Run; 1 when a group could not be measured. A missed mark is reported, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("group", nargs="?", choices=sorted(GROUPS))
    parser.add_argument("--quick", action="store_true", help="one small round of everything")
    chosen = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, _leave)
    WORK.mkdir(parents=True, exist_ok=True)
    effort = _effort(chosen.quick)
    measured: list[Line] = []
    missing: list[str] = []
    for group in [chosen.group] if chosen.group else GROUPS:
        say(f"{group}: {effort.rounds} rounds")
        try:
            lines = GROUPS[group](effort)
        except NotMeasured as absence:
            missing.append(f"{group} was not measured: {absence}")
            continue
        keep(group, lines)
        measured += lines
    say("")
    say(table(measured))
    for sentence in missing:
        say(sentence)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
