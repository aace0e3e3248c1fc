"""Two aiortc clients see and hear each other through the broker."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.signalling.conftest import Node
from tests.signalling.media_peer import MediaPeer, configuration_of

Call = Callable[[], Awaitable[tuple[MediaPeer, MediaPeer]]]


@pytest.fixture
async def call(node: Node) -> AsyncIterator[Call]:
    peers: list[MediaPeer] = []

    async def connect() -> tuple[MediaPeer, MediaPeer]:
        for caller in (await node.join("tom", "technician"), await node.join("rosa")):
            peers.append(MediaPeer(caller, configuration_of(caller.welcome)))
        tom, rosa = peers
        joined = (await tom.caller.receive("peer-joined"))["peer"]
        assert joined["youOffer"]
        await asyncio.gather(tom.offer("rosa", joined["epoch"] + 1), rosa.answer())
        return tom, rosa

    yield connect
    for peer in peers:
        await peer.close()


async def test_sound_and_picture_go_both_ways(call: Call) -> None:
    tom, rosa = await call()
    await asyncio.gather(tom.more_frames(5), rosa.more_frames(5))
    assert tom.connection.connectionState == "connected"


async def test_a_socket_killed_in_mid_call_leaves_media_running(node: Node, call: Call) -> None:
    tom, rosa = await call()
    await rosa.more_frames(3)
    rosa.caller.kill()
    assert (await tom.caller.receive("peer-away"))["because"] == "connection"
    await asyncio.gather(tom.more_frames(5), rosa.more_frames(5))
    await tom.caller.send("still-request", to="rosa", stillId="s1")
    back = await node.resume(rosa.caller)
    await back.receive("resumed")
    assert (await back.receive("still-request"))["stillId"] == "s1"
    await back.send("still-taken", to="tom", stillId="s1", photoId="p1")
    assert (await tom.caller.receive("still-taken"))["photoId"] == "p1"
    await asyncio.gather(tom.more_frames(5), rosa.more_frames(5))
    assert tom.connection.connectionState == rosa.connection.connectionState == "connected"
