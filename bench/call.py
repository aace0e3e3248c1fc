"""A call before, at its begin, and when something breaks."""

from bench import broken_call, connection_check, first_frame
from bench.lines import Line
from bench.measuring import Effort


def measure(effort: Effort) -> list[Line]:
    return [
        connection_check.measure(effort),
        first_frame.measure(effort),
        *broken_call.measure(effort),
    ]
