"""Every number that bounds a call. PROTOCOL.md promises the defaults; tests use smaller ones."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from signalling.messages import CANDIDATE_CHARACTERS, SDP_CHARACTERS, LimitsTold

CHAT_LINES = 300
"""That one person may write in one call. Nobody types so much; a program does in ten seconds."""

_GRACE_SECONDS: Mapping[str, float] = MappingProxyType({"technician": 600.0})


class Limits(msgspec.Struct, frozen=True):
    hello_seconds: float = 5
    ping_seconds: float = 10
    silence_seconds: float = 25
    hidden_silence_seconds: float = 120
    frame_bytes: int = 65_536
    messages_per_second: float = 30
    burst: int = 100
    room_members: int = 6
    queue_messages: int = 256
    queue_bytes: int = 524_288
    replay_messages: int = 256
    replay_seconds: float = 120
    acknowledge_after: int = 16
    grace_seconds: Mapping[str, float] = _GRACE_SECONDS
    other_grace_seconds: float = 180
    tick_seconds: float = 1
    review_seconds: float = 5

    def grace(self, role: str) -> float:
        return self.grace_seconds.get(role, self.other_grace_seconds)

    def told(self) -> LimitsTold:
        return LimitsTold(
            frame=self.frame_bytes,
            sdp=SDP_CHARACTERS,
            candidate=CANDIDATE_CHARACTERS,
            messages_per_second=self.messages_per_second,
            burst=self.burst,
            room_members=self.room_members,
        )
