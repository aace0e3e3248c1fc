"""Pictures per second of CPU, made as the server makes them. Arguments: the picture, how many."""

import sys
import time
from pathlib import Path

from rounds import answer

from storage.derivatives import make_derivatives

_original = Path(sys.argv[1]).read_bytes()
_pictures = int(sys.argv[2])


def _measure() -> float:
    started = time.process_time()
    for _ in range(_pictures):
        make_derivatives(_original)
    return _pictures / (time.process_time() - started)


answer(_measure)
