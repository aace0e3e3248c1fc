"""Numbers, keys and the ring of messages that may have to be replayed."""

from signalling.sessions import Outbox, Posted, Session, count_lost


def posted(seq: int, at: float = 0.0) -> Posted:
    return Posted("s", "n:1", seq, at, f"frame {seq}")


def seqs(messages: list[Posted]) -> list[int]:
    return [message.seq for message in messages]


def test_a_key_opens_until_the_one_after_it_has_been_used() -> None:
    session = Session.begin("s", "first")
    assert session.opens_with("first")
    session.rotate_key("first", "second")
    assert session.opens_with("first")  # the answer with the second may have been lost
    assert session.opens_with("second")
    session.rotate_key("second", "third")
    assert not session.opens_with("first")
    assert session.opens_with("third")


def test_no_key_is_kept_in_the_clear_and_an_empty_key_opens_nothing() -> None:
    session = Session.begin("s", "the key")
    assert "the key" not in repr(session)
    assert not session.opens_with("")


def test_a_number_is_taken_once() -> None:
    session = Session.begin("s", "k")
    assert [session.takes(cid) for cid in (1, 2, 2, 1, 5, 4, 6)] == [
        True, True, False, False, True, False, True,
    ]  # fmt: skip


def test_only_what_was_not_acknowledged_is_kept() -> None:
    outbox = Outbox(capacity=10, seconds=100)
    for seq in range(1, 6):
        outbox.keep(posted(seq))
    outbox.acknowledge(3)
    assert seqs(outbox.after(0, now=0)) == [4, 5]
    assert seqs(outbox.after(4, now=0)) == [5]


def test_the_ring_holds_the_last_ones_and_tells_how_many_are_lost() -> None:
    outbox = Outbox(capacity=4, seconds=100)
    for seq in range(1, 11):
        outbox.keep(posted(seq))
    kept = outbox.after(3, now=0)
    assert seqs(kept) == [7, 8, 9, 10]
    assert count_lost(3, newest=10, replayable=kept) == 3
    assert count_lost(6, newest=10, replayable=outbox.after(6, now=0)) == 0


def test_what_is_too_old_is_lost() -> None:
    outbox = Outbox(capacity=10, seconds=100)
    outbox.keep(posted(1, at=0))
    outbox.keep(posted(2, at=90))
    assert seqs(outbox.after(0, now=150)) == [2]
    assert count_lost(0, newest=2, replayable=outbox.after(0, now=150)) == 1
    assert count_lost(0, newest=2, replayable=outbox.after(0, now=500)) == 2
    outbox.keep(posted(3, at=300))
    assert len(outbox) == 1


def test_nothing_is_lost_when_everything_was_seen() -> None:
    outbox = Outbox(capacity=4, seconds=100)
    outbox.keep(posted(1))
    outbox.acknowledge(1)
    assert count_lost(1, newest=1, replayable=outbox.after(1, now=0)) == 0
