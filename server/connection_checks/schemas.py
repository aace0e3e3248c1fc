"""What goes to and fro before a connection can be measured."""

from typing import Annotated

from msgspec import Meta

from server.wire import Sent, Wire
from signalling.messages import SDP_CHARACTERS


class CheckOffer(Sent, frozen=True):
    """What the browser offers: one line, for data, with its candidates already in it."""

    sdp: Annotated[str, Meta(min_length=1, max_length=SDP_CHARACTERS)]


class RelayServer(Wire, frozen=True):
    """One entry of `iceServers`, as the browser takes it."""

    urls: tuple[str, ...]
    username: str
    credential: str


class CheckAnswer(Wire, frozen=True):
    """The server's end, and the relays that a call of this person would have."""

    sdp: str
    ice_servers: list[RelayServer]
