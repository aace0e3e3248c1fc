"""One participant's stay: its numbers, the key that resumes it, what must be replayed. Pure."""

import hashlib
import hmac
import secrets
from bisect import bisect_left, bisect_right

import msgspec


def new_key() -> str:
    return secrets.token_urlsafe(32)


def new_session_id() -> str:
    return secrets.token_urlsafe(16)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class Session(msgspec.Struct):
    """Only digests of keys are kept, so that a copy of the state resumes nothing."""

    id: str
    key_digest: str
    previous_key_digest: str = ""
    seq: int = 0
    cid: int = 0

    @classmethod
    def begin(cls, id: str, key: str) -> "Session":
        return cls(id=id, key_digest=_digest(key))

    def opens_with(self, key: str) -> bool:
        digest = _digest(key)
        current = hmac.compare_digest(digest, self.key_digest)
        previous = hmac.compare_digest(digest, self.previous_key_digest)
        return current or previous

    def rotate_key(self, presented: str, fresh: str) -> None:
        """The presented key still works: the answer that carries the fresh one may get lost."""
        self.previous_key_digest = _digest(presented)
        self.key_digest = _digest(fresh)

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def takes(self, cid: int) -> bool:
        """Whether this message is new. TCP keeps order, so the highest number seen tells."""
        if cid <= self.cid:
            return False
        self.cid = cid
        return True


class Posted(msgspec.Struct, frozen=True, tag=True):
    """One frame for one session. `seq` 0 is never replayed; `epoch` of `pair` dates it."""

    session: str
    connection: str | None
    seq: int
    at: float
    frame: str
    pair: str = ""
    epoch: int = 0


class Outbox:
    """The last messages one session has not acknowledged."""

    __slots__ = ("_capacity", "_kept", "_seconds")

    def __init__(self, capacity: int, seconds: float) -> None:
        self._capacity = capacity
        self._seconds = seconds
        # A list, because an empty deque takes 700 bytes and most sessions are idle.
        self._kept: list[Posted] = []

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, posted: Posted) -> None:
        kept = self._kept
        kept.append(posted)
        oldest = posted.at - self._seconds
        if len(kept) > self._capacity or kept[0].at < oldest:
            surplus = len(kept) - self._capacity
            del kept[: max(surplus, bisect_left(kept, oldest, key=lambda one: one.at))]

    def acknowledge(self, seq: int) -> None:
        del self._kept[: bisect_right(self._kept, seq, key=lambda one: one.seq)]

    def after(self, seq: int, now: float) -> list[Posted]:
        oldest = now - self._seconds
        return [posted for posted in self._kept if posted.seq > seq and posted.at >= oldest]


def count_lost(seen: int, newest: int, replayable: list[Posted]) -> int:
    """How many after `seen` cannot be replayed. Numbers rise by one, so the first kept tells."""
    first = replayable[0].seq if replayable else newest + 1
    return max(0, first - 1 - seen)
