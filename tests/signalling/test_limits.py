"""Sizes, rates and slow readers."""

import asyncio
import socket
import time

import pytest
from websockets.asyncio.client import connect

from signalling import relaying
from signalling.limits import Limits
from tests.signalling.caller import Caller
from tests.signalling.conftest import Node, Serve, token_for


async def test_a_frame_over_the_limit_closes_with_1009(node: Node) -> None:
    rosa = await node.join("rosa")
    await rosa.send("chat", chatId="c1", text="x" * 65_536)
    assert await rosa.close_code() == 1009


async def test_the_frame_limit_also_holds_behind_a_laxer_web_server(serve: Serve) -> None:
    node = await serve(frame_bytes=16 * 1024 * 1024)
    rosa = await node.join("rosa")
    await rosa.send("chat", chatId="c1", text="x" * 65_536)
    assert (await rosa.receive("error"))["code"] == "too-large"
    assert await rosa.close_code() == 1009


async def test_a_description_over_the_limit_is_refused_by_name(node: Node) -> None:
    tom = await node.join("tom", "technician")
    rosa = await node.join("rosa")
    fits = "x" * 32_768
    cid = await tom.send("offer", to="rosa", epoch=1, sdp=fits + "x")
    error = await tom.receive("error")
    assert (error["code"], error["field"], error["cid"]) == ("too-large", "sdp", cid)
    await tom.send("offer", to="rosa", epoch=1, sdp=fits)
    assert (await rosa.receive("offer"))["sdp"] == fits


async def test_a_candidate_over_the_limit_is_refused_by_name(node: Node) -> None:
    tom = await node.join("tom", "technician")
    await node.join("rosa")
    small = {"candidate": "x", "sdpMid": "0", "sdpMLineIndex": 0}
    large = {**small, "candidate": "x" * 1_025}
    await tom.send("candidates", to="rosa", epoch=1, candidates=[small, large])
    error = await tom.receive("error")
    assert (error["code"], error["field"]) == ("too-large", "candidates[1].candidate")
    await tom.send("candidates", to="rosa", epoch=1, candidates=[small] * 51)
    assert (await tom.receive("error"))["field"] == "candidates"


async def test_a_refused_message_counts_as_received(node: Node) -> None:
    rosa = await node.join("rosa")
    cid = await rosa.send("chat", chatId="c1", text="")
    assert (await rosa.receive("error"))["cid"] == cid
    assert (await rosa.receive("acked"))["cid"] == cid
    back = await node.resume(rosa)
    assert (await back.receive("resumed"))["cid"] == cid


async def test_who_talks_too_fast_is_slowed_down_and_nothing_is_lost(serve: Serve) -> None:
    node = await serve(Limits(tick_seconds=0.02, messages_per_second=200, burst=10))
    tom = await node.join("tom", "technician")
    rosa = await node.join("rosa")
    started = time.monotonic()
    for number in range(50):
        await tom.send("chat", chatId=f"c{number}", text=str(number))
    texts = [(await rosa.receive("chat"))["text"] for _ in range(50)]
    assert texts == [str(number) for number in range(50)]
    assert time.monotonic() - started >= 40 / 200 * 0.9
    slowed = await tom.receive("error")
    assert slowed["code"] == "rate-limited"
    assert 0 < slowed["retryAfterMs"] <= 10


async def test_being_slowed_down_is_told_once_in_a_while_only(serve: Serve) -> None:
    node = await serve(Limits(tick_seconds=0.02, messages_per_second=400, burst=10))
    rosa = await node.join("rosa")
    for number in range(100):
        await rosa.send("chat", chatId=f"c{number}", text="x")
    told = [m for m in await rosa.receive_until_pong() if m.get("code") == "rate-limited"]
    assert 1 <= len(told) <= 3


async def test_a_slow_reader_is_closed_and_the_others_are_not_held_up(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "CHAT_LINES", 1_000_000)
    limits = Limits(tick_seconds=0.02, messages_per_second=1e6, burst=1_000_000, queue_messages=50)
    node = await serve(limits)
    tom = await node.join("tom", "technician")
    vera = await node.join("vera")
    slow = await slow_reader(node)
    text = "x" * 2000
    sent = 0
    async with asyncio.timeout(20):
        while "peer-away" not in {message["type"] for message in vera.seen}:
            for _ in range(100):
                sent += 1
                await tom.send("chat", chatId=f"c{sent}", text=text)
            while (message := await vera.next())["type"] != "peer-away":
                if message.get("chatId") == f"c{sent}":
                    break
    assert await slow.close_code() == 4429


async def slow_reader(node: Node) -> Caller:
    """A client whose network takes little, and that does not read."""
    plug = socket.socket()
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plug.setblocking(False)
    host, port = node.url.removeprefix("ws://").split("/")[0].split(":")
    await asyncio.get_running_loop().sock_connect(plug, (host, int(port)))
    caller = Caller(
        await connect(
            node.url,
            sock=plug,
            compression=None,
            proxy=None,
            ping_interval=None,
            max_queue=1,
        )
    )
    node.stack.push_async_callback(caller.close)
    await caller.hello(token_for("slow"))
    await caller.receive("welcome")
    return caller
