"""A third person whose ticket is worth nothing, or no longer: the two who look together go on."""

import pytest

from signalling.admission import Admitted, SignedTokens
from signalling.errors import NotAdmitted
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


async def test_who_is_put_out_while_coming_in_does_not_stay(serve: Serve) -> None:
    class ChangesItsMind:
        """Her yes is taken back between the question and the seat."""

        asked = 0

        async def admit(self, token: str) -> Admitted:
            admitted = await TOKENS.admit(token)
            self.asked += admitted.role == "guest"
            if self.asked > 1:
                raise NotAdmitted("token-invalid", "no longer")
            return admitted

    node = await serve(admission=ChangesItsMind())
    tom, _ = await two_in_a_call(node)
    ahmed = await node.connect()
    await ahmed.hello(token_for("ahmed", "guest", 20))
    assert (await ahmed.receive("error"))["code"] == "token-invalid"
    assert await ahmed.close_code() == 4401
    told = [one["type"] for one in await tom.receive_until_pong()]
    assert told == ["peer-joined", "peer-left"]
