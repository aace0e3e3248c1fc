"""Several nodes around one real Redis: a call across two of them, and a session that moves."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from websockets.exceptions import ConnectionClosed

from signalling.broker import Broker
from signalling.limits import Limits
from signalling.messages import Notice
from signalling.redis_nodes import RedisNodes
from tests.signalling.caller import Caller
from tests.signalling.conftest import TOKENS, Node, Serve, token_for
from tests.support import programs
from tests.support.redis_server import RedisServer, running_redis

LIMITS = Limits(tick_seconds=0.02)


@pytest.fixture(scope="module")
def redis_program() -> Path:
    return programs.require(programs.REDIS)


@pytest.fixture
def redis(redis_program: Path) -> Iterator[RedisServer]:
    with running_redis(redis_program) as server:
        yield server


@pytest.fixture
async def two_nodes(serve: Serve, redis: RedisServer) -> tuple[Node, Node]:
    first = await serve(LIMITS, RedisNodes(redis.url))
    second = await serve(LIMITS, RedisNodes(redis.url))
    return first, second


async def test_a_call_goes_on_across_two_nodes(two_nodes: tuple[Node, Node]) -> None:
    here, there = two_nodes
    tom = await here.join("tom", "technician")
    rosa = await there.join("rosa")
    joined = (await tom.receive("peer-joined"))["peer"]
    assert (joined["participant"], joined["youOffer"], joined["epoch"]) == ("rosa", True, 0)
    await tom.send("offer", to="rosa", epoch=1, sdp="v=0 offer")
    assert (await rosa.receive("offer"))["sdp"] == "v=0 offer"
    await rosa.send("answer", to="tom", epoch=1, sdp="v=0 answer")
    assert (await tom.receive("answer"))["from"] == "rosa"
    await rosa.send_raw({"type": "pointer", "of": "rosa", "x": 0.1, "y": 0.2, "state": "tap"})
    assert (await tom.receive("pointer"))["x"] == 0.1
    await rosa.send_raw({"type": "bye", "reason": "hung-up"})
    assert await rosa.close_code() == 1000
    assert (await tom.receive("peer-left"))["reason"] == "bye"


async def test_messages_keep_their_order_when_both_nodes_write(
    two_nodes: tuple[Node, Node],
) -> None:
    here, there = two_nodes
    tom = await here.join("tom", "technician")
    rosa = await there.join("rosa")
    await tom.receive("peer-joined")
    for number in range(30):
        await tom.send("chat", chatId=f"t{number}", text=str(number))
        await rosa.send("chat", chatId=f"r{number}", text=str(number))
    for caller in (tom, rosa):
        received = [await caller.receive("chat") for _ in range(30)]
        assert [message["text"] for message in received] == [str(n) for n in range(30)]
        assert len({message["seq"] for message in received}) == 30


async def test_a_session_resumes_on_the_other_node(two_nodes: tuple[Node, Node]) -> None:
    here, there = two_nodes
    tom = await here.join("tom", "technician")
    rosa = await here.join("rosa")
    await tom.receive("peer-joined")
    await rosa.send("chat", chatId="c1", text="before")
    await tom.receive("chat")
    rosa.kill()
    assert (await tom.receive("peer-away"))["because"] == "connection"
    await tom.send("chat", chatId="c2", text="while away")
    await tom.receive_until_pong()
    back = await there.resume(rosa)
    resumed = await back.receive("resumed")
    assert (resumed["cid"], resumed["lost"]) == (1, 0)
    assert [m.get("text") for m in await back.receive_until_pong()] == ["while away"]
    assert (await tom.receive("peer-back"))["participant"] == "rosa"
    await back.send_raw({"type": "chat", "cid": 1, "chatId": "c1", "text": "before"})
    await back.send("chat", chatId="c3", text="after")
    assert (await tom.receive("chat"))["text"] == "after"


async def test_a_second_screen_on_another_node_replaces_the_first(
    two_nodes: tuple[Node, Node],
) -> None:
    here, there = two_nodes
    rosa = await here.join("rosa")
    await there.join("rosa")
    assert await rosa.close_code() == 4409


async def test_a_notice_reaches_everyone_whichever_node_says_it(
    two_nodes: tuple[Node, Node],
) -> None:
    here, there = two_nodes
    tom = await here.join("tom", "technician")
    await here.broker.say("r1", Notice("photo", {"n": 1}))
    await there.broker.say("r1", Notice("photo", {"n": 2}))
    assert (await tom.receive("notice"))["data"] == {"n": 1}
    assert (await tom.receive("notice"))["data"] == {"n": 2}


async def test_a_node_that_stops_hands_its_sessions_to_the_others(
    two_nodes: tuple[Node, Node],
) -> None:
    here, there = two_nodes
    tom = await there.join("tom", "technician")
    rosa = await here.join("rosa")
    await here.stop()
    assert await rosa.close_code() in (1001, 1012)
    assert (await tom.receive("peer-away"))["participant"] == "rosa"
    back = await there.resume(rosa)
    assert (await back.receive("resumed"))["lost"] == 0
    assert [event.kind for event in await there.heard(2)] == ["joined", "back"]


async def test_sockets_of_a_node_that_died_are_noticed(serve: Serve, redis: RedisServer) -> None:
    alive = RedisNodes(redis.url, node_seconds=0.3, look_seconds=0.1)
    dying = RedisNodes(redis.url, node_seconds=0.3, look_seconds=0.1)
    here = await serve(LIMITS, alive)
    # This one never turns its wheel, so it stops showing that it is alive, as after a crash.
    there = await serve(Limits(tick_seconds=3600), dying)
    tom = await here.join("tom", "technician")
    rosa = await there.join("rosa")
    assert (await tom.receive("peer-joined"))["peer"]["participant"] == "rosa"
    assert (await tom.receive("peer-away"))["because"] == "connection"
    back = await here.resume(rosa)
    assert (await back.receive("resumed"))["lost"] == 0


async def test_everyone_leaving_leaves_nothing_behind(
    two_nodes: tuple[Node, Node], redis: RedisServer
) -> None:
    here, there = two_nodes
    tom = await here.join("tom", "technician")
    rosa = await there.join("rosa")
    await rosa.send("chat", chatId="c1", text="goodbye")
    for caller in (rosa, tom):
        await caller.send_raw({"type": "bye", "reason": "hung-up"})
        assert await caller.close_code() == 1000
    with Redis.from_url(redis.url, decode_responses=True) as client:
        keys = {key for key in client.scan_iter() if ":node:" not in key}
    assert keys == set()
    # The socket is closed before the observer is told.
    kinds = [{event.kind for event in await node.heard(3)} for node in (here, there)]
    assert kinds == [{"joined", "left", "ended"}, {"joined", "chat", "left"}]


async def test_a_full_room_and_a_wrong_key_are_refused_from_fresh_state(
    two_nodes: tuple[Node, Node],
) -> None:
    here, there = two_nodes
    for number in range(3):
        await here.join(f"here-{number}")
        await there.join(f"there-{number}")
    late = await here.connect()
    await late.hello(token_for("late"))
    assert (await late.receive("error"))["code"] == "room-full"
    assert await late.close_code() == 4423


async def come_back(node: Node) -> Caller:
    """As a client does: try until the server lets it in."""
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(ConnectionClosed):
                return await node.join("rosa")


async def test_redis_going_away_closes_the_call_politely_and_it_comes_back(
    serve: Serve, redis: RedisServer
) -> None:
    node = await serve(LIMITS, RedisNodes(redis.url))
    rosa = await node.join("rosa")
    redis.stop()
    await rosa.send("chat", chatId="c1", text="anyone?")
    assert await rosa.close_code() == 1011
    redis.start()
    again = await come_back(node)
    tom = await node.join("tom", "technician")
    await tom.send("chat", chatId="c1", text="welcome back")
    assert (await again.receive("chat"))["text"] == "welcome back"


async def test_a_call_that_is_ended_on_one_node_is_over_on_every_node(
    two_nodes: tuple[Node, Node],
) -> None:
    here, there = two_nodes
    tom = await here.join("tom", "technician")
    rosa = await there.join("rosa")
    await there.broker.end("r1", "cancelled")
    for caller in (tom, rosa):
        assert (await caller.receive("room-ended"))["reason"] == "cancelled"
        assert await caller.close_code() == 4410
    assert (await here.join("tom", "technician")).welcome["peers"] == []


async def test_frames_missed_between_nodes_are_caught_up(
    two_nodes: tuple[Node, Node], redis: RedisServer
) -> None:
    here, there = two_nodes
    tom = await here.join("tom", "technician")
    rosa = await there.join("rosa")
    await tom.receive("peer-joined")
    with Redis.from_url(redis.url) as client:
        for number in range(40):
            if number % 10 == 5:
                # What is published before the node listens again is gone for good.
                client.client_kill_filter(_type="pubsub")
            await tom.send("chat", chatId=f"c{number}", text=str(number))
            await asyncio.sleep(0.005)
    received = [(await rosa.receive("chat"))["text"] for _ in range(40)]
    assert received == [str(number) for number in range(40)]


async def test_a_node_stops_even_when_it_is_busy_with_redis(redis: RedisServer) -> None:
    """Python 3.11 may lose a cancellation; a stop that waits for ever would hang the server."""
    for _ in range(10):
        broker = Broker(TOKENS, limits=Limits(tick_seconds=0), nodes=RedisNodes(redis.url))
        await broker.start()
        await asyncio.sleep(0.005)
        async with asyncio.timeout(20):
            await broker.stop()
