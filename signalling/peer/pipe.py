"""What the web process and the worker say to each other, in frames of `signalling/workers`."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from signalling.messages import SDP_CHARACTERS

FRAME_BYTES = 160_000
"""An SDP of the greatest length, in the widest letters, and room around it."""

Sdp = Annotated[str, Meta(min_length=1, max_length=SDP_CHARACTERS)]


class Ready(Struct, tag="ready"):
    """The first word of the worker: from now on it answers."""


class AnswerCheck(Struct, tag="answer-check"):
    """Answer this offer for a connection check. A newer check of one person ends the older."""

    number: int
    person: str
    sdp: Sdp


class Answered(Struct, tag="answered"):
    number: int
    sdp: str


class Declined(Struct, tag="declined"):
    number: int
    code: Literal["busy", "offer-refused"]
    explanation: str = ""


decode_question = msgspec.msgpack.Decoder(AnswerCheck).decode
decode_answer = msgspec.msgpack.Decoder(Ready | Answered | Declined).decode
