"""Every number that bounds the worker; PROTOCOL.md promises the defaults."""

from msgspec import Struct


class PeerLimits(Struct, frozen=True):
    checks: int = 8
    check_seconds: float = 15
    ready_seconds: float = 20
    """So long a check waits for a worker that is only just starting; then it is refused."""
    answer_seconds: float = 5
    """The web process waits so long for an answer; a worker that takes longer is replaced."""
    candidates: int = 40
    close_seconds: float = 3
