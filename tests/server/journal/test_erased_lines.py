"""Privacy may empty a line, and says so in the chain; whoever else empties one is found."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from server.actors import Coordinator
from server.database import transaction
from server.identifiers import new_id
from server.journal import verify
from server.journal.erased import ERASED, Emptied
from server.journal.service import About, append
from server.journal.tables import JournalEntry
from server.journal.verify import Break, first_break
from tests.support.cast import DE_LINDE, INGRID, VERA

pytestmark = pytest.mark.usefixtures("connected")

ACTOR = Coordinator(VERA.id, DE_LINDE.id, VERA.name, "nl")
CASE, OTHER_CASE = new_id(), new_id()
UNTOLD = "it was emptied, and no erasure tells of it"


async def accept(request_id: UUID | None = CASE) -> int:
    async with transaction():
        about = About(DE_LINDE.id, request_id)
        return await append("photo.accepted", about, ACTOR, {"note": "Rosa de Wit"})


async def empty(*seqs: int, also: str = "") -> None:
    places = ", ".join(str(seq) for seq in seqs)
    await JournalEntry.raw(
        f"UPDATE journal SET payload = NULL, salt = NULL{also} WHERE seq IN ({places})"  # noqa: S608
    )


NAME_TOO = ", actor_name = NULL, name_salt = NULL"


async def tell(
    lines: Sequence[int], names: Sequence[int] = (), request_id: UUID | None = CASE
) -> None:
    emptied = Emptied([*lines], [*names]).told()
    async with transaction():
        about = About(DE_LINDE.id, request_id)
        told = {"kind": "photos", "because": "period", "counts": {"lines": len(lines)}, **emptied}
        await append(ERASED, about, None, told)


async def tell_as_before(count: int) -> None:
    """As an erasure did when it told only how many."""
    async with transaction():
        told = {"kind": "photos", "because": "period", "counts": {"lines": count}}
        await append(ERASED, About(DE_LINDE.id, CASE), None, told)


async def test_what_an_erasure_tells_of_may_be_empty() -> None:
    one, two, three = [await accept() for _ in range(3)]
    await empty(one, three)
    await empty(two, also=NAME_TOO)
    await tell([one, three])
    await tell([two], [two])
    assert await first_break(DE_LINDE.id, batch=2) is None


@pytest.mark.parametrize("request_id", [CASE, None])
async def test_a_line_that_no_erasure_tells_of_was_emptied_by_somebody(
    request_id: UUID | None,
) -> None:
    seqs = [await accept(request_id) for _ in range(3)]
    await empty(seqs[0])
    await tell(seqs[:1])
    await empty(seqs[1], also=NAME_TOO)
    at = seqs[1] if request_id else seqs[0]
    assert await first_break(DE_LINDE.id) == Break(at, UNTOLD)


async def test_an_erasure_tells_of_lines_of_its_own_case() -> None:
    seq = await accept(OTHER_CASE)
    await empty(seq)
    await tell([seq], request_id=CASE)
    assert await first_break(DE_LINDE.id) == Break(seq, UNTOLD)
    await tell([seq], request_id=OTHER_CASE)
    assert await first_break(DE_LINDE.id) is None


async def test_an_erasure_tells_of_lines_before_it() -> None:
    await tell([2])
    seq = await accept()
    await empty(seq)
    assert await first_break(DE_LINDE.id) == Break(2, UNTOLD)


async def test_the_line_of_an_erasure_cannot_be_emptied_itself() -> None:
    seq = await accept()
    await empty(seq)
    await tell([seq])
    await empty(seq + 1)
    assert await first_break(DE_LINDE.id) == Break(seq, UNTOLD)


@pytest.mark.parametrize(
    "forged",
    [
        f"actor_name = '{INGRID.name}'",
        f"actor_name = '{INGRID.name}', name_salt = NULL",
        f"actor_name = '{INGRID.name}', name_salt = '{'0' * 32}'",
        "name_salt = NULL",
        "actor_name = NULL",
    ],
)
async def test_a_name_that_stays_when_the_payload_goes_cannot_become_another(forged: str) -> None:
    seq = await accept()
    await empty(seq)
    await tell([seq])
    assert await first_break(DE_LINDE.id) is None
    await JournalEntry.raw(f"UPDATE journal SET {forged} WHERE seq = {{}}", seq)  # noqa: S608
    assert await first_break(DE_LINDE.id) == Break(seq, "the name of its actor was changed")


async def test_a_name_that_an_erasure_left_cannot_be_taken_out() -> None:
    seq = await accept()
    await empty(seq, also=NAME_TOO)
    await tell([seq])
    assert await first_break(DE_LINDE.id) == Break(seq, UNTOLD)


async def test_the_server_gets_no_name() -> None:
    await tell([])
    await JournalEntry.update({JournalEntry.actor_name: INGRID.name}).where(JournalEntry.seq == 1)
    assert await first_break(DE_LINDE.id) == Break(1, "the name of its actor was changed")


async def test_an_erasure_that_told_only_how_many_accounts_for_so_many_before_it() -> None:
    seqs = [await accept() for _ in range(4)]
    await empty(*seqs[:2])
    await tell_as_before(2)
    assert await first_break(DE_LINDE.id) is None
    later = await accept()
    await empty(seqs[3], also=NAME_TOO)
    await tell([seqs[3]], [seqs[3]])
    assert await first_break(DE_LINDE.id) is None
    await empty(seqs[2])
    assert await first_break(DE_LINDE.id) is not None
    await tell([seqs[2]])
    await empty(later)
    assert await first_break(DE_LINDE.id) == Break(later, UNTOLD)


async def test_what_is_erased_while_the_chain_is_read_is_told_of_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seq = await accept()
    end_of_chain = verify._end_of_chain
    is_erased = False

    async def then_erase(organisation_id: UUID) -> tuple[int, str]:
        nonlocal is_erased
        end = await end_of_chain(organisation_id)
        if not is_erased:
            is_erased = True
            await empty(seq)
            await tell([seq])
        return end

    monkeypatch.setattr(verify, "_end_of_chain", then_erase)
    assert await first_break(DE_LINDE.id) is None
