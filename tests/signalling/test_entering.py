"""Admission, the first frame, and who offers to whom."""

import itertools
from collections.abc import Collection, Sequence

import pytest

from signalling.admission import Admitted, InRoom, SignedTokens
from signalling.changes import CallEvent
from signalling.errors import NotAdmitted
from signalling.limits import Limits
from signalling.turn import TurnSettings
from tests.signalling.conftest import SECRET, Node, Serve, token_for


async def test_a_token_in_the_first_frame_opens_the_room(node: Node) -> None:
    tom = await node.join("tom", "technician")
    assert tom.welcome["participant"] == "tom"
    assert tom.welcome["role"] == "technician"
    assert tom.welcome["room"] == "r1"
    assert tom.welcome["peers"] == []
    assert tom.welcome["iceServers"] == []
    assert tom.welcome["iceExpiresAt"] is None
    assert tom.welcome["limits"]["frame"] == 65536


async def test_a_forged_token_is_turned_away(node: Node) -> None:
    otto = await node.connect()
    forged = SignedTokens("another secret of thirty-two bytes or so").issue(
        Admitted("r1", "otto", "technician", "Otto", 0)
    )
    await otto.hello(forged)
    error = await otto.receive("error")
    assert (error["code"], error["field"]) == ("token-invalid", "token")
    assert await otto.close_code() == 4401


async def test_an_expired_token_is_turned_away(node: Node) -> None:
    old = SignedTokens(SECRET, lifetime_seconds=60, clock=lambda: 1_000_000.0)
    rosa = await node.connect()
    await rosa.hello(old.issue(Admitted("r1", "rosa", "tenant", "Rosa", 10)))
    assert (await rosa.receive("error"))["code"] == "token-expired"
    assert await rosa.close_code() == 4401


async def test_a_hello_without_token_is_turned_away(node: Node) -> None:
    rosa = await node.connect()
    await rosa.hello(None)
    assert (await rosa.receive("error"))["code"] == "token-missing"
    assert await rosa.close_code() == 4401


async def test_silence_instead_of_hello_closes_the_socket(serve: Serve) -> None:
    node = await serve(Limits(tick_seconds=0.02, hello_seconds=0.05))
    rosa = await node.connect()
    assert (await rosa.receive("error"))["code"] == "hello-timeout"
    assert await rosa.close_code() == 4401


async def test_another_first_frame_closes_the_socket(node: Node) -> None:
    rosa = await node.connect()
    await rosa.send_raw({"type": "ping", "at": 1})
    assert (await rosa.receive("error"))["code"] == "expected-hello"
    assert await rosa.close_code() == 4400


async def test_a_page_of_another_version_is_told_to_reload(node: Node) -> None:
    rosa = await node.connect()
    await rosa.send_raw({"type": "hello", "version": 2, "token": token_for("rosa")})
    error = await rosa.receive("error")
    assert (error["code"], error["field"]) == ("unsupported-version", "version")
    assert await rosa.close_code() == 4400


async def test_a_second_hello_is_refused_and_the_call_goes_on(node: Node) -> None:
    rosa = await node.join("rosa")
    await rosa.hello(token_for("rosa"))
    assert (await rosa.receive("error"))["code"] == "already-welcome"
    assert await rosa.receive_until_pong() == []


async def test_silence_after_hello_ends_the_socket_but_not_the_membership(serve: Serve) -> None:
    node = await serve(Limits(tick_seconds=0.02, silence_seconds=0.3, hidden_silence_seconds=60))
    tom = await node.join("tom", "technician")
    await tom.send("away", hidden=True)
    rosa = await node.join("rosa")
    assert await rosa.close_code() == 4408
    assert (await tom.receive("peer-away"))["because"] == "connection"


@pytest.mark.parametrize("order", list(itertools.permutations(["tom", "rosa", "carla"])))
async def test_every_pair_has_one_offerer_in_any_order_of_joining(
    node: Node, order: tuple[str, ...]
) -> None:
    roles = {"tom": "technician", "rosa": "tenant", "carla": "tenant"}
    callers = {}
    for name in order:
        callers[name] = await node.join(name, roles[name])
    offers: dict[tuple[str, str], bool] = {}
    for name, caller in callers.items():
        peers = [*caller.welcome["peers"]]
        peers += [m["peer"] for m in await caller.receive_until_pong()]
        for peer in peers:
            offers[name, peer["participant"]] = peer["youOffer"]
    assert len(offers) == 6
    for one, other in itertools.combinations(order, 2):
        assert offers[one, other] is not offers[other, one]
    assert offers["tom", "rosa"]
    assert offers["tom", "carla"]
    first_tenant, second_tenant = [name for name in order if name != "tom"]
    assert offers[first_tenant, second_tenant]


async def test_the_side_that_answers_may_not_offer(node: Node) -> None:
    await node.join("tom", "technician")
    rosa = await node.join("rosa")
    cid = await rosa.send("offer", to="tom", epoch=1, sdp="v=0")
    error = await rosa.receive("error")
    assert (error["code"], error["cid"]) == ("wrong-side", cid)


async def test_a_second_screen_of_the_same_person_replaces_the_first(node: Node) -> None:
    tom = await node.join("tom", "technician")
    rosa = await node.join("rosa")
    await tom.receive("peer-joined")
    again = await node.join("rosa")
    assert await rosa.close_code() == 4409
    assert (await tom.receive("peer-left"))["reason"] == "replaced"
    assert (await tom.receive("peer-joined"))["peer"]["participant"] == "rosa"
    assert [peer["participant"] for peer in again.welcome["peers"]] == ["tom"]
    # The old screen cannot come back on its own.
    old = await node.resume(rosa)
    assert (await old.receive("error"))["code"] == "session-gone"
    assert await old.close_code() == 4401


async def test_otto_in_another_room_hears_nothing(node: Node) -> None:
    tom = await node.join("tom", "technician")
    otto = await node.join("otto", "technician", room="r2")
    rosa = await node.join("rosa")
    await rosa.send("chat", chatId="c1", text="hello")
    await tom.receive("chat")
    assert otto.welcome["peers"] == []
    assert await otto.receive_until_pong() == []
    await otto.send("still-request", to="rosa", stillId="s1")
    assert (await otto.receive("error"))["code"] == "unknown-peer"


async def test_a_seventh_person_is_turned_away(node: Node) -> None:
    for number in range(6):
        await node.join(f"person-{number}")
    late = await node.connect()
    await late.hello(token_for("late"))
    assert (await late.receive("error"))["code"] == "room-full"
    assert await late.close_code() == 4423


async def test_turn_credentials_come_with_welcome_and_on_request(serve: Serve) -> None:
    node = await serve(turn=TurnSettings(("turn:turn.example:3478",), "s", 600))
    rosa = await node.join("rosa")
    (server,) = rosa.welcome["iceServers"]
    assert server["urls"] == ["turn:turn.example:3478"]
    assert server["username"].endswith(":rosa")
    await rosa.send_raw({"type": "ice-refresh"})
    refreshed = await rosa.receive("ice-servers")
    assert refreshed["iceExpiresAt"] >= rosa.welcome["iceExpiresAt"]
    assert refreshed["iceServers"][0]["credential"]


async def test_the_observer_hears_who_came_and_went(node: Node) -> None:
    tom = await node.join("tom", "technician")
    rosa = await node.join("rosa")
    await rosa.send_raw({"type": "bye", "reason": "hung-up"})
    assert await rosa.close_code() == 1000
    assert (await tom.receive("peer-left"))["reason"] == "bye"
    await node.broker.end("r1", "finished")
    assert (await tom.receive("room-ended"))["reason"] == "finished"
    assert await tom.close_code() == 4410
    heard = [(event.kind, event.participant, event.role, event.reason) for event in node.events]
    assert heard == [
        ("joined", "tom", "technician", None),
        ("joined", "rosa", "tenant", None),
        ("left", "rosa", "tenant", "hung-up"),
        ("left", "tom", "technician", "finished"),
        ("ended", None, None, "finished"),
    ]


async def test_an_observer_hears_how_the_call_goes(node: Node) -> None:
    tom = await node.join("tom", "technician")
    rosa = await node.join("rosa")
    await rosa.send("media", microphone=True, camera=False, torch=False)
    await rosa.send("away", hidden=True)
    await tom.receive("peer-away")
    await rosa.send("away", hidden=False)
    await tom.receive("peer-back")
    await tom.send_raw({"type": "quality", "score": 42})
    await rosa.receive("quality")
    heard = [(event.kind, event.name, event.reason) for event in (await node.heard(6))[2:]]
    assert heard == [
        ("media", "Rosa", None),
        ("away", "Rosa", "hidden"),
        ("back", "Rosa", None),
        ("quality", "Tom", None),
    ]
    media, quality = node.events[2].media, node.events[5].quality
    assert (media and media.camera, quality and quality.score) == (False, 42)


async def test_an_observer_that_fails_does_not_end_calls(
    node: Node, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    async def fail_first(event: CallEvent) -> None:
        heard.append(event.kind)
        if len(heard) == 1:
            raise OSError("the journal is full")

    node.broker.on_event = fail_first
    tom = await node.join("tom", "technician")
    rosa = await node.join("rosa")
    await rosa.send_raw({"type": "bye", "reason": "hung-up"})
    assert (await tom.receive("peer-left"))["reason"] == "bye"
    assert heard == ["joined", "joined", "left"]
    assert "an observer failed on joined room=r1" in caplog.text


async def test_someone_else_may_decide_who_enters(serve: Serve) -> None:
    class Guestbook:
        async def admit(self, token: str) -> Admitted:
            if token != "open sesame":  # noqa: S105
                raise NotAdmitted("token-invalid")
            return Admitted("r1", "guest", "helper", "Guest", 20)

        async def unwelcome(self, room: str, people: Sequence[InRoom]) -> Collection[str]:
            return ()

    node = await serve(admission=Guestbook())
    guest = await node.connect()
    await guest.hello("open sesame")
    assert (await guest.receive("welcome"))["role"] == "helper"
    stranger = await node.connect()
    await stranger.hello("please")
    assert await stranger.close_code() == 4401


class Calls:
    """Which rooms may be held, as a program around signalling knows it."""

    def __init__(self, *answers: bool) -> None:
        self.answers = list(answers)

    async def may_be_held(self, room: str) -> bool:
        return self.answers.pop(0) if self.answers else False


async def test_a_good_token_of_a_call_that_is_over_does_not_open_the_room(serve: Serve) -> None:
    node = await serve(may_be_held=Calls().may_be_held)
    rosa = await node.connect()
    await rosa.hello(token_for("rosa"))
    assert (await rosa.receive("error"))["code"] == "room-ended"
    assert await rosa.close_code() == 4410
    assert node.events == []


async def test_who_comes_in_while_the_call_is_ended_does_not_sit_in_an_empty_room(
    serve: Serve,
) -> None:
    ends_while_rosa_comes_in = Calls(True, False, True, True)
    node = await serve(may_be_held=ends_while_rosa_comes_in.may_be_held)
    rosa = await node.connect()
    await rosa.hello(token_for("rosa"))
    assert await rosa.close_code() == 4410
    tom = await node.join("tom", "technician")
    assert tom.welcome["peers"] == []


async def test_an_ended_call_can_not_be_resumed(node: Node) -> None:
    rosa = await node.join("rosa")
    await node.broker.end("r1", "ended")
    assert await rosa.close_code() == 4410
    again = await node.resume(rosa)
    assert (await again.receive("error"))["code"] == "session-gone"
    assert await again.close_code() == 4401


async def test_a_token_lets_nobody_into_another_room(node: Node) -> None:
    rosa = await node.join("rosa")
    stolen = {**rosa.place, "room": "r2"}
    otto = await node.connect()
    await otto.hello(token_for("otto", room="r2"), resume={**stolen, "seq": 0})
    assert (await otto.receive("welcome"))["room"] == "r2"
    assert await rosa.receive_until_pong() == []
