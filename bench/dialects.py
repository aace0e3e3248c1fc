"""How two people speak with each signalling server: the same conversation in two dialects.

What is relayed is an ICE candidate of about 1 KB with a number in it, in both.
"""

import json
from typing import Protocol

from bench.websocket import Socket
from signalling.admission import Admitted, SignedTokens

SECRET = "a secret of the measurement, long enough"  # noqa: S105  guards nothing
_ACKNOWLEDGE_AFTER = 16
_PADDING = "candidate:1 1 udp 2122260223 192.0.2.17 50321 typ host " * 15
_BEGIN, _END = b"#<", b">#"


class Person(Protocol):
    """One end of a pair. `number_in` also does what the protocol asks of who receives."""

    path: str

    def greet(self, socket: Socket) -> None: ...

    def has_entered(self, frame: bytes) -> bool: ...

    def begin(self, socket: Socket) -> None: ...

    def relay(self, socket: Socket, number: int) -> None: ...

    def number_in(self, socket: Socket, frame: bytes) -> int | None: ...

    def keep_alive(self, socket: Socket) -> None: ...


_REST = f'>#{_PADDING}","sdpMid":"0","sdpMLineIndex":0}}'.encode()


def _number(frame: bytes) -> int | None:
    begin = frame.find(_BEGIN)
    return int(frame[begin + 2 : frame.index(_END, begin)]) if begin >= 0 else None


class AtVooraf:
    """Token, numbered messages and acknowledgements, as PROTOCOL.md wants them."""

    path = "/signalling"

    def __init__(self, room: str, name: str, other: str, precedence: int) -> None:
        role = "technician" if precedence == 1 else "tenant"
        self._token = SignedTokens(SECRET).issue(Admitted(room, name, role, name, precedence))
        self._other = other
        self._offers = precedence == 1
        # Written by hand: the client's own work must not be what is measured.
        self._begin = (f',"to":"{other}","epoch":1,"candidates":[{{"candidate":"#<').encode()
        self._cid = 0
        self._seq = 0
        self._acknowledged = 0

    def greet(self, socket: Socket) -> None:
        _send(socket, {"type": "hello", "version": 1, "token": self._token})

    def has_entered(self, frame: bytes) -> bool:
        return frame.startswith(b'{"type":"welcome"')

    def begin(self, socket: Socket) -> None:
        if self._offers:
            self._cid += 1
            offer = {"type": "offer", "cid": self._cid, "to": self._other, "epoch": 1}
            _send(socket, {**offer, "sdp": "v=0"})

    def relay(self, socket: Socket, number: int) -> None:
        self._cid += 1
        socket.send(
            b"".join(
                (
                    b'{"type":"candidates","cid":%d' % self._cid,
                    self._begin,
                    b"%d" % number,
                    _REST,
                    b"]}",
                )
            )
        )

    def number_in(self, socket: Socket, frame: bytes) -> int | None:
        at = frame.rfind(b'"seq":')
        if at >= 0:
            self._seq = int(frame[at + 6 : frame.index(b"}", at)])
            if self._seq - self._acknowledged >= _ACKNOWLEDGE_AFTER:
                self._acknowledged = self._seq
                _send(socket, {"type": "ack", "seq": self._seq})
        return _number(frame)

    def keep_alive(self, socket: Socket) -> None:
        _send(socket, {"type": "ping", "at": 0})


class AtPeerJs:
    """What the PeerJS client sends."""

    def __init__(self, _room: str, name: str, other: str, _precedence: int) -> None:
        self.path = f"/peerjs?key=peerjs&id={name}&token={name}&version=1.5.5"
        self._other = other
        self._begin = b'{"type":"CANDIDATE","payload":{"candidate":{"candidate":"#<'
        self._end = f',"type":"media","connectionId":"mc_1"}},"dst":"{other}"}}'.encode()

    def greet(self, socket: Socket) -> None:
        """The address has said it all."""

    def has_entered(self, frame: bytes) -> bool:
        return frame.startswith(b'{"type":"OPEN"')

    def begin(self, socket: Socket) -> None:
        _send(socket, {"type": "OFFER", "payload": {"sdp": "v=0"}, "dst": self._other})

    def relay(self, socket: Socket, number: int) -> None:
        socket.send(b"".join((self._begin, b"%d" % number, _REST, self._end)))

    def number_in(self, socket: Socket, frame: bytes) -> int | None:
        return _number(frame)

    def keep_alive(self, socket: Socket) -> None:
        _send(socket, {"type": "HEARTBEAT"})


def _send(socket: Socket, message: dict[str, object]) -> None:
    socket.send(json.dumps(message, separators=(",", ":")).encode())
