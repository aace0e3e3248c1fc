"""How a program here answers: one figure for every line it is sent. Needs nothing but Python."""

import sys
from collections.abc import Callable


def answer(measure: Callable[[], float]) -> None:
    for _ in sys.stdin:
        sys.stdout.write(f"{measure()!r}\n")
        sys.stdout.flush()
