"""A third person whose ticket is worth nothing, or no longer: the two who look together go on."""

from collections.abc import Collection, Sequence

import pytest

from signalling.admission import Admitted, InRoom, SignedTokens
from signalling.limits import Limits
from tests.signalling.caller import Caller
from tests.signalling.conftest import SECRET, TOKENS, Node, Serve, token_for


async def two_in_a_call(node: Node) -> tuple[Caller, Caller]:
    tom = await node.join("tom", "technician")
    rosa = await node.join("rosa", "tenant")
    await tom.receive("peer-joined")
    return tom, rosa


@pytest.mark.parametrize(
    ("tickets", "code"),
    [
        (SignedTokens(SECRET, lifetime_seconds=60, clock=lambda: 1_000_000.0), "token-expired"),
        (SignedTokens("another secret of thirty-two bytes or so"), "token-invalid"),
    ],
    ids=["expired", "foreign"],
)
async def test_a_bad_ticket_gets_its_error_and_the_others_never_notice(
    node: Node, tickets: SignedTokens, code: str
) -> None:
    tom, rosa = await two_in_a_call(node)
    stranger = await node.connect()
    await stranger.hello(tickets.issue(Admitted("r1", "ahmed", "guest", "Ahmed", 20)))
    assert (await stranger.receive("error"))["code"] == code
    assert await stranger.close_code() == 4401
    for caller in (tom, rosa):
        assert await caller.receive_until_pong() == []


async def test_a_ticket_for_another_room_opens_only_that_one(node: Node) -> None:
    tom, rosa = await two_in_a_call(node)
    ahmed = await node.join("ahmed", "guest", room="r2")
    assert ahmed.welcome["peers"] == []
    for caller in (tom, rosa):
        assert await caller.receive_until_pong() == []


async def test_a_ticket_used_twice_is_one_person_on_the_newer_socket(node: Node) -> None:
    tom, _ = await two_in_a_call(node)
    ticket = token_for("ahmed", "guest", 20)
    callers = [await node.connect(), await node.connect()]
    for caller in callers:
        await caller.hello(ticket)
        await caller.receive("welcome")
    assert await callers[0].close_code() == 4409
    told = [(one["type"], one.get("reason")) for one in await tom.receive_until_pong()]
    assert told == [("peer-joined", None), ("peer-left", "replaced"), ("peer-joined", None)]
    assert [peer["participant"] for peer in callers[1].welcome["peers"]] == ["tom", "rosa"]


async def test_who_is_put_out_hears_why_and_the_others_that_she_has_gone(node: Node) -> None:
    tom, rosa = await two_in_a_call(node)
    ahmed = await node.join("ahmed", "guest", 20)
    for caller in (tom, rosa):
        await caller.receive("peer-joined")

    for _ in range(2):
        await node.broker.put_out("r1", "ahmed", "not-welcome")

    assert (await ahmed.receive("room-ended"))["reason"] == "not-welcome"
    assert await ahmed.close_code() == 4410
    for caller in (tom, rosa):
        left = await caller.receive_until_pong()
        assert [(one["type"], one["reason"]) for one in left] == [("peer-left", "gone")]
    again = await node.connect()
    await again.resume_from(ahmed)
    assert (await again.receive("error"))["code"] == "session-gone"


class HouseRules:
    """An admission that changes its mind about people who have a ticket, and maybe a seat."""

    def __init__(self, *banned: str) -> None:
        self.banned = set(banned)

    async def admit(self, token: str) -> Admitted:
        return await TOKENS.admit(token)

    async def unwelcome(self, room: str, people: Sequence[InRoom]) -> Collection[str]:
        return [each.participant for each in people if each.participant in self.banned]


async def test_who_is_put_out_while_coming_in_does_not_stay(serve: Serve) -> None:
    node = await serve(admission=HouseRules("ahmed"))
    tom, _ = await two_in_a_call(node)
    ahmed = await node.connect()
    await ahmed.hello(token_for("ahmed", "guest", 20))
    assert (await ahmed.receive("error"))["code"] == "not-welcome"
    assert await ahmed.close_code() == 4410
    told = [one["type"] for one in await tom.receive_until_pong()]
    assert told == ["peer-joined", "peer-left"]


async def test_who_may_not_be_there_any_more_cannot_resume(serve: Serve) -> None:
    rules = HouseRules()
    node = await serve(admission=rules)
    tom, _ = await two_in_a_call(node)
    ahmed = await node.join("ahmed", "guest", 20)
    ahmed.kill()
    while (await tom.receive("peer-away"))["participant"] != "ahmed":
        pass
    await tom.send("chat", chatId="c1", text="Not for Ahmed")
    rules.banned.add("ahmed")
    again = await node.resume(ahmed, token_for("ahmed", "guest", 20))
    assert (await again.next())["code"] == "not-welcome"
    assert await again.close_code() == 4410
    assert [one["type"] for one in again.seen] == ["error"]
    assert (await tom.receive("peer-left"))["participant"] == "ahmed"


async def test_everybody_in_a_room_is_asked_about_again_and_again(serve: Serve) -> None:
    rules = HouseRules()
    node = await serve(Limits(tick_seconds=0.05, review_seconds=0.05), admission=rules)
    tom, rosa = await two_in_a_call(node)
    rules.banned.add("tom")
    assert (await tom.receive("room-ended"))["reason"] == "not-welcome"
    assert await tom.close_code() == 4410
    assert (await rosa.receive("peer-left"))["reason"] == "gone"


async def test_an_arrival_ends_the_stay_of_whom_it_replaces(serve: Serve) -> None:
    """As after a hand-over: the first technician stays until the second is in."""

    class UntilFatimaComes(HouseRules):
        async def unwelcome(self, room: str, people: Sequence[InRoom]) -> Collection[str]:
            return ["tom"] if "fatima" in {each.participant for each in people} else []

    node = await serve(admission=UntilFatimaComes())
    tom, _ = await two_in_a_call(node)
    fatima = await node.join("fatima", "technician")
    assert await tom.close_code() == 4410
    present = {peer["participant"] for peer in fatima.welcome["peers"]}
    left = {one.get("participant") for one in await fatima.receive_until_pong()}
    assert present - left == {"rosa"}
