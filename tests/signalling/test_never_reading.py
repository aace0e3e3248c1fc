"""Clients that send and never read: what they are owed stays small, and they do not stay."""

import asyncio
import contextlib
import socket

import pytest
from litestar.types import ASGIApp, Receive, Scope, Send

from signalling import relaying
from signalling.direct_sockets import DirectSocket, DirectWebSockets
from signalling.limits import Limits
from tests.signalling.conftest import Node, Serve
from tests.signalling.raw_socket import (
    CLOSE,
    HANDSHAKE,
    LAST,
    PING,
    PONG,
    TEXT,
    RawSocket,
    frame,
    hello_of,
    port_of,
)

# The others are the web server's own affair.
pytestmark = pytest.mark.parametrize("serve", [DirectWebSockets], indirect=True, ids=["direct"])

LONGEST_PING = frame(LAST | PING, b"x" * 125)
LONGEST_PONG = 2 + 125
SECONDS_TO_END = 8


@pytest.fixture
async def node(serve: Serve) -> Node:
    return await serve(Limits(tick_seconds=0.02, hello_seconds=0.2))


async def deaf(node: Node) -> socket.socket:
    """Connected, and nobody will read. Its network holds little."""
    plug = socket.socket()
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plug.setblocking(False)
    node.stack.callback(plug.close)
    await asyncio.get_running_loop().sock_connect(plug, ("127.0.0.1", port_of(node)))
    return plug


async def flood(plug: socket.socket, frames: bytes) -> None:
    """Send until it is all gone, or the server wants no more."""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(5):
            await asyncio.get_running_loop().sock_sendall(plug, frames)


async def all_that_was_written(plug: socket.socket) -> bytes:
    received = bytearray()
    with contextlib.suppress(ConnectionResetError):
        async with asyncio.timeout(SECONDS_TO_END):
            while data := await asyncio.get_running_loop().sock_recv(plug, 65_536):
                received += data
    return bytes(received).partition(b"\r\n\r\n")[2]


async def taken_over(node: Node) -> DirectSocket:
    async with asyncio.timeout(5):
        while True:
            for one in node.sockets:
                if isinstance(one, DirectSocket):
                    return one
            await asyncio.sleep(0.005)


async def gone(node: Node, direct: DirectSocket) -> None:
    async with asyncio.timeout(SECONDS_TO_END):
        while direct in node.sockets:  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(0.02)


async def test_a_flood_of_pings_ends_the_socket_before_much_is_owed(node: Node) -> None:
    plug = await deaf(node)
    await flood(plug, HANDSHAKE)
    direct = await taken_over(node)
    await flood(plug, LONGEST_PING * 40_000)
    assert len(await all_that_was_written(plug)) <= 110 * LONGEST_PONG
    await gone(node, direct)


@pytest.mark.parametrize("kind", [PING, PONG], ids=["pings", "pongs"])
async def test_a_hundred_control_frames_at_once_are_enough(node: Node, kind: int) -> None:
    socket = await RawSocket.joined(node)
    socket.writer.write(frame(LAST | kind, b"x") * 100)
    socket.writer.write(frame(LAST | TEXT, b'{"type":"ping","at":7}'))
    heard = [PONG] * (100 if kind == PING else 0) + [TEXT]
    assert [(await socket.read())[0] for _ in heard] == heard
    socket.writer.write(frame(LAST | kind, b"x") * 100)
    while (answer := await socket.read())[0] == PONG:
        pass
    assert answer == (CLOSE, (1008).to_bytes(2, "big"))


async def test_pings_before_the_handshake_is_answered_are_no_way_around(serve: Serve) -> None:
    def slowly(app: ASGIApp) -> ASGIApp:
        async def wait_and_serve(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "websocket":
                await asyncio.sleep(0.2)
            await app(scope, receive, send)

        return wait_and_serve

    node = await serve(Limits(tick_seconds=0.02), middleware=[slowly])
    plug = await deaf(node)
    await flood(plug, HANDSHAKE)
    await asyncio.sleep(0.05)
    await flood(plug, LONGEST_PING * 40_000)
    assert len(await all_that_was_written(plug)) <= 110 * LONGEST_PONG


async def test_who_reads_again_gets_an_answer_to_the_newest_ping_only(node: Node) -> None:
    socket = await RawSocket.joined(node)
    direct = await taken_over(node)
    direct.pause_writing()
    direct.data_received(b"".join(frame(LAST | PING, b"%d" % number) for number in range(50)))
    direct.resume_writing()
    assert await socket.read() == (PONG, b"49")
    socket.writer.write(frame(LAST | PING, b"and on"))
    assert await socket.read() == (PONG, b"and on")


async def test_nothing_is_read_that_could_not_be_answered(node: Node) -> None:
    socket = await RawSocket.joined(node)
    direct = await taken_over(node)
    direct.pause_writing()
    # A message that had to wait is done meanwhile.
    direct.pause_reading()
    direct.resume_reading()
    socket.writer.write(b"".join(frame(LAST | PING, b"%d" % number) for number in range(3)))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await socket.reader.read(1)
    direct.resume_writing()
    assert [await socket.read() for _ in range(3)] == [(PONG, b"%d" % at) for at in range(3)]


async def test_no_hello_in_time_ends_a_socket_that_takes_nothing(node: Node) -> None:
    socket = await RawSocket.connect(node)
    direct = await taken_over(node)
    direct.pause_writing()
    await gone(node, direct)
    assert await socket.reader.read() == b""


async def test_who_is_too_slow_is_ended_without_reading_why(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "CHAT_LINES", 1_000_000)
    limits = Limits(tick_seconds=0.02, messages_per_second=1e6, burst=1_000_000, queue_messages=20)
    node = await serve(limits)
    plug = await deaf(node)
    await flood(plug, HANDSHAKE)
    direct = await taken_over(node)
    await flood(plug, hello_of("slow"))
    tom = await node.join("tom", "technician")
    vera = await node.join("vera")
    async with asyncio.timeout(20):
        while "peer-away" not in {message["type"] for message in vera.seen}:
            await tom.send("chat", chatId="c", text="x" * 2000)
            await vera.next()
    await gone(node, direct)
