"""A session outlives its sockets: nothing is lost, nothing comes twice, wherever it is cut."""

import asyncio
import json
import random
from typing import Any

import pytest

from signalling.limits import Limits
from signalling.messages import Notice
from tests.signalling.caller import Caller
from tests.signalling.conftest import Node, Serve, token_for


def chats(messages: list[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in messages if message["type"] == "chat"]


async def pair(node: Node) -> tuple[Caller, Caller]:
    tom = await node.join("tom", "technician")
    rosa = await node.join("rosa")
    await tom.receive("peer-joined")
    return tom, rosa


async def test_what_was_said_while_the_socket_was_dead_is_replayed_once(node: Node) -> None:
    tom, rosa = await pair(node)
    await tom.send("chat", chatId="c1", text="one")
    await rosa.receive("chat")
    rosa.kill()
    assert (await tom.receive("peer-away"))["because"] == "connection"
    await tom.send("chat", chatId="c2", text="two")
    await tom.send("still-request", to="rosa", stillId="s1")
    await tom.receive_until_pong()
    await node.broker.say("r1", Notice("photo", {"photoId": "p1"}))
    await tom.receive("notice")
    back = await node.resume(rosa)
    resumed = await back.receive("resumed")
    assert resumed["lost"] == 0
    assert [peer["participant"] for peer in resumed["peers"]] == ["tom"]
    replayed = await back.receive_until_pong()
    assert [m["type"] for m in replayed] == ["chat", "still-request", "notice"]
    assert chats(replayed) == ["two"]
    assert replayed[2]["data"] == {"photoId": "p1"}
    assert (await tom.receive("peer-back"))["participant"] == "rosa"


async def test_the_server_tells_what_it_had_and_ignores_what_is_sent_again(node: Node) -> None:
    tom, rosa = await pair(node)
    await rosa.send("chat", chatId="c1", text="one")
    await tom.receive("chat")
    rosa.kill()
    back = await node.resume(rosa)
    assert (await back.receive("resumed"))["cid"] == 1
    # The client did not see the acknowledgement and plays safe.
    await back.send_raw({"type": "chat", "cid": 1, "chatId": "c1", "text": "one"})
    await back.send("chat", chatId="c2", text="two")
    assert (await tom.receive("chat"))["text"] == "two"


async def test_the_key_changes_at_every_resume_and_the_one_before_last_is_dead(node: Node) -> None:
    _, rosa = await pair(node)
    first = await node.resume(rosa)
    await first.receive("resumed")
    second = await node.resume(first)
    await second.receive("resumed")
    assert len({rosa.place["key"], first.place["key"], second.place["key"]}) == 3
    thief = await node.resume(rosa)
    assert (await thief.receive("error"))["code"] == "session-gone"
    assert await thief.close_code() == 4401


async def test_a_lost_answer_to_a_resume_does_not_lock_anyone_out(node: Node) -> None:
    _, rosa = await pair(node)
    unanswered = await node.resume(rosa)  # `resumed` is on its way, the client never reads it
    unanswered.kill()
    back = await node.resume(rosa)
    assert (await back.receive("resumed"))["lost"] == 0


@pytest.mark.parametrize("token", [None, token_for("rosa")], ids=["key", "key and token"])
async def test_a_number_that_was_never_sent_is_refused_and_the_place_is_kept(
    node: Node, token: str | None
) -> None:
    tom, rosa = await pair(node)
    await tom.send("chat", chatId="c1", text="one")
    await rosa.receive("chat")
    ahead = await node.connect()
    await ahead.hello(token, resume={**rosa.place, "seq": rosa.seq + 1})
    error = await ahead.receive("error")
    assert (error["code"], error["field"]) == ("invalid", "resume.seq")
    assert await ahead.close_code() == 4400
    assert await rosa.receive_until_pong() == []
    back = await node.resume(rosa)
    assert (await back.receive("resumed"))["lost"] == 0


async def test_resuming_closes_a_half_dead_socket_and_the_others_notice_nothing(node: Node) -> None:
    tom, rosa = await pair(node)
    back = await node.resume(rosa)
    await back.receive("resumed")
    assert await rosa.close_code() == 4409
    assert await tom.receive_until_pong() == []


async def test_a_session_that_is_gone_becomes_a_new_one_when_there_is_a_token(node: Node) -> None:
    tom, rosa = await pair(node)
    rosa.place["key"] = "not the key"
    back = await node.resume(rosa, token_for("rosa"))
    await back.receive("welcome")
    assert back.place["session"] != rosa.place["session"]
    assert (await tom.receive("peer-left"))["reason"] == "replaced"


async def test_who_does_not_come_back_in_time_has_left(serve: Serve) -> None:
    node = await serve(Limits(tick_seconds=0.02, other_grace_seconds=0.1))
    tom, rosa = await pair(node)
    rosa.kill()
    await tom.receive("peer-away")
    assert await tom.receive("peer-left") == {
        "type": "peer-left",
        "participant": "rosa",
        "reason": "gone",
        "seq": tom.seq,
    }
    late = await node.resume(rosa)
    assert (await late.receive("error"))["code"] == "session-gone"


async def test_a_hidden_page_is_shown_as_away_until_it_is_back(node: Node) -> None:
    tom, rosa = await pair(node)
    await rosa.send("away", hidden=True)
    assert (await tom.receive("peer-away"))["because"] == "hidden"
    rosa.kill()
    assert (await tom.receive("peer-away"))["because"] == "connection"
    back = await node.resume(rosa)
    await back.receive("resumed")
    assert (await tom.receive("peer-away"))["because"] == "hidden"
    await back.send("away", hidden=False)
    assert (await tom.receive("peer-back"))["participant"] == "rosa"


async def test_overtaken_negotiations_and_pointers_are_not_replayed(node: Node) -> None:
    tom, rosa = await pair(node)
    rosa.kill()
    await tom.receive("peer-away")
    candidate = {"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host", "sdpMid": "0"}
    candidate["sdpMLineIndex"] = 0  # type: ignore[assignment]
    for epoch in (1, 2):
        await tom.send("offer", to="rosa", epoch=epoch, sdp=f"v={epoch}")
        await tom.send("candidates", to="rosa", epoch=epoch, candidates=[candidate])
    await tom.send_raw({"type": "pointer", "of": "rosa", "x": 0.5, "y": 0.5, "state": "tap"})
    await tom.send("chat", chatId="c1", text="still there?")
    await tom.receive_until_pong()
    back = await node.resume(rosa)
    await back.receive("resumed")
    replayed = await back.receive_until_pong()
    assert [(m["type"], m.get("epoch")) for m in replayed] == [
        ("offer", 2),
        ("candidates", 2),
        ("chat", None),
    ]
    assert replayed[1]["candidates"] == [candidate]


async def test_more_than_the_ring_holds_is_counted_as_lost(serve: Serve) -> None:
    node = await serve(Limits(tick_seconds=0.02, replay_messages=5))
    tom, rosa = await pair(node)
    rosa.kill()
    await tom.receive("peer-away")
    for number in range(8):
        await tom.send("chat", chatId=f"c{number}", text=str(number))
    await tom.receive_until_pong()
    back = await node.resume(rosa)
    assert (await back.receive("resumed"))["lost"] == 3
    assert chats(await back.receive_until_pong()) == ["3", "4", "5", "6", "7"]


async def test_a_restarted_server_gives_a_new_session_to_who_has_a_token(serve: Serve) -> None:
    first = await serve()
    rosa = await first.join("rosa")
    await first.stop()
    assert await rosa.close_code() in (1001, 1012)
    second = await serve()
    back = await second.resume(rosa, token_for("rosa"))
    await back.receive("welcome")


class Persistent:
    """A client as PROTOCOL.md asks: keeps what is not acknowledged, drops what it has had."""

    def __init__(self, node: Node, caller: Caller) -> None:
        self.node = node
        self.caller = caller
        self.unacknowledged: dict[int, dict[str, Any]] = {}
        self.heard: list[str] = []
        self.highest_seq = 0

    async def say(self, text: str) -> None:
        self.caller.cid += 1
        cid = self.caller.cid
        message = {"type": "chat", "cid": cid, "chatId": f"c{cid}", "text": text}
        self.unacknowledged[cid] = message
        await self.caller.send_raw(message)

    def take(self, message: dict[str, Any]) -> None:
        if message["type"] == "acked":
            for cid in [cid for cid in self.unacknowledged if cid <= message["cid"]]:
                del self.unacknowledged[cid]
        seq = message.get("seq", 0)
        if seq:
            if seq <= self.highest_seq:
                return
            self.highest_seq = seq
        if message["type"] == "chat":
            self.heard.append(message["text"])

    async def hear(self, count: int) -> None:
        """Read some frames; how many exist does not matter here."""
        for _ in range(count):
            try:
                async with asyncio.timeout(0.01):
                    frame = await self.caller.socket.recv()
            except TimeoutError:
                return
            self.take(json.loads(frame))

    async def cut_and_come_back(self) -> None:
        """Everything that was under way in either direction is gone."""
        self.caller.kill()
        self.caller.seq = self.highest_seq
        self.caller = await self.node.resume(self.caller)
        resumed = await self.caller.receive("resumed")
        assert resumed["lost"] == 0
        for cid, message in self.unacknowledged.items():
            if cid > resumed["cid"]:
                await self.caller.send_raw(message)

    async def settle(self) -> None:
        for message in await self.caller.receive_until_pong():
            self.take(message)


@pytest.mark.parametrize("seed", range(8))
async def test_nothing_is_lost_and_nothing_doubled_however_often_it_is_cut(
    serve: Serve, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a repeatable course of events
    node = await serve(Limits(tick_seconds=0.02, messages_per_second=10_000, burst=10_000))
    both = [Persistent(node, caller) for caller in await pair(node)]
    said: list[list[str]] = [[], []]
    for number in range(120):
        who = chance.randrange(2)
        deed = chance.random()
        if deed < 0.6:
            said[who].append(f"{who}-{number}")
            await both[who].say(said[who][-1])
        elif deed < 0.85:
            await both[who].hear(chance.randint(1, 5))
        else:
            await both[who].cut_and_come_back()
    for persistent in both:
        await persistent.cut_and_come_back()
    for persistent in (*both, *both):
        await persistent.settle()
    assert both[0].heard == said[1]
    assert both[1].heard == said[0]
