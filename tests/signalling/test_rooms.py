"""Who is in a room, who offers, and which negotiation counts, without any socket."""

import itertools
import random

import pytest

from signalling import membership
from signalling.admission import Admitted
from signalling.changes import Change
from signalling.errors import TurnedAway
from signalling.limits import Limits
from signalling.messages import Answer, Candidate, Candidates, Chat, Media, Offer, ResumeClaim
from signalling.relaying import carry_out
from signalling.rooms import Member, Room, pair_of
from signalling.sessions import Session

LIMITS = Limits()


def enter(room: Room, name: str, precedence: int = 10, now: float = 0) -> tuple[Member, Change]:
    change = Change(room, now)
    session = Session.begin(f"session of {name}", f"key of {name}")
    admitted = Admitted(room.id, name, "tenant" if precedence else "technician", name, precedence)
    member = membership.join(change, admitted, session, f"here:{name}", LIMITS)
    return member, change


def send(room: Room, sender: Member, message: object) -> Change:
    change = Change(room, 1.0)
    carry_out(change, sender.participant, sender.connection or "", message)  # type: ignore[arg-type]
    return change


@pytest.fixture
def room() -> Room:
    return Room(id="r1")


def test_the_lower_precedence_offers_even_when_it_joined_later(room: Room) -> None:
    rosa, _ = enter(room, "rosa")
    tom, _ = enter(room, "tom", precedence=0)
    assert tom.offers_to(rosa)
    assert not rosa.offers_to(tom)


def test_of_two_equals_the_earlier_one_offers(room: Room) -> None:
    rosa, _ = enter(room, "rosa")
    carla, _ = enter(room, "carla")
    assert rosa.offers_to(carla)
    assert not carla.offers_to(rosa)


def test_an_offer_of_a_past_epoch_is_refused_with_the_present_one(room: Room) -> None:
    tom, _ = enter(room, "tom", precedence=0)
    enter(room, "rosa")
    send(room, tom, Offer(cid=1, to="rosa", epoch=3, sdp="v=0"))
    change = send(room, tom, Offer(cid=2, to="rosa", epoch=3, sdp="v=0"))
    assert change.posted == []
    assert change.refusal is not None
    assert (change.refusal.code, change.refusal.epoch, change.refusal.cid) == ("stale-epoch", 3, 2)


def test_answers_and_candidates_of_a_past_epoch_are_dropped(room: Room) -> None:
    tom, _ = enter(room, "tom", precedence=0)
    rosa, _ = enter(room, "rosa")
    send(room, tom, Offer(cid=1, to="rosa", epoch=1, sdp="v=0"))
    send(room, tom, Offer(cid=2, to="rosa", epoch=2, sdp="v=0"))
    late = Candidates(cid=2, to="tom", epoch=1, candidates=[Candidate("candidate:1", "0", 0)])
    assert send(room, rosa, Answer(cid=1, to="tom", epoch=1, sdp="v=0")).posted == []
    assert send(room, rosa, late).posted == []
    assert len(send(room, rosa, Answer(cid=3, to="tom", epoch=2, sdp="v=0")).posted) == 1


def test_what_was_sent_to_an_earlier_session_is_out_of_date_in_the_next(room: Room) -> None:
    tom, _ = enter(room, "tom", precedence=0)
    enter(room, "rosa")
    send(room, tom, Offer(cid=1, to="rosa", epoch=1, sdp="v=0"))
    _, change = enter(room, "rosa")  # a reloaded page
    assert '"epoch":2' in change.posted[-1].frame
    late = send(room, tom, Offer(cid=2, to="rosa", epoch=2, sdp="v=0"))
    assert late.posted == []
    assert len(send(room, tom, Offer(cid=3, to="rosa", epoch=3, sdp="v=0")).posted) == 1


def test_a_message_sent_twice_is_carried_out_once(room: Room) -> None:
    tom, _ = enter(room, "tom", precedence=0)
    enter(room, "rosa")
    chat = Chat(cid=1, chat_id="c1", text="hello")
    assert len(send(room, tom, chat).posted) == 1
    assert send(room, tom, chat).posted == []


def test_who_joins_later_sees_the_media_of_the_others(room: Room) -> None:
    rosa, _ = enter(room, "rosa")
    send(room, rosa, Media(cid=1, microphone=True, camera=False, torch=True, facing="environment"))
    tom, _ = enter(room, "tom", precedence=0)
    (peer,) = room.peers_of(tom)
    assert peer.media is not None
    assert (peer.media.microphone, peer.media.camera, peer.media.torch) == (True, False, True)


def test_a_socket_that_was_replaced_no_longer_speaks(room: Room) -> None:
    tom, _ = enter(room, "tom", precedence=0)
    rosa, _ = enter(room, "rosa")
    change = Change(room, 1.0)
    chat = Chat(cid=1, chat_id="c1", text="hello")
    carry_out(change, rosa.participant, "another:socket", chat)
    assert change.posted == []
    assert tom.session.seq == 1


def test_grace_depends_on_the_role(room: Room) -> None:
    enter(room, "tom", precedence=0)
    enter(room, "rosa")
    for name in ("tom", "rosa"):
        membership.lose(Change(room, 1000.0), name, f"here:{name}")
    assert room.next_deadline(LIMITS) == 1180.0
    membership.expire(Change(room, 1179.9), frozenset(), LIMITS)
    assert set(room.members) == {"tom", "rosa"}
    membership.expire(Change(room, 1180.0), frozenset(), LIMITS)
    assert set(room.members) == {"tom"}
    last = Change(room, 1600.0)
    membership.expire(last, frozenset(), LIMITS)
    assert [(event.kind, event.participant) for event in last.events] == [
        ("left", "tom"),
        ("ended", None),
    ]


def test_sockets_of_a_node_that_died_count_as_lost(room: Room) -> None:
    rosa, _ = enter(room, "rosa")
    membership.expire(Change(room, 5.0), frozenset({"here"}), LIMITS)
    assert rosa.away == "connection"
    assert rosa.lost_at == 5.0


def test_a_lost_socket_of_before_the_resume_changes_nothing(room: Room) -> None:
    rosa, _ = enter(room, "rosa")
    claim = ResumeClaim(room.id, "session of rosa", "key of rosa", seq=0)
    membership.resume(Change(room, 1), claim, "key 2", "there:1")
    membership.lose(Change(room, 2), "rosa", "here:rosa")
    assert rosa.connection == "there:1"


def test_pairs_are_never_confused_whatever_the_ids_hold(room: Room) -> None:
    names = ["a", "a|b", "b", "b|a", "|", "1|a", "a|1|b"]
    members = [
        Member(name, "tenant", name, 10, n, Session.begin(name, name), None)
        for n, name in enumerate(names)
    ]
    pairs = {pair_of(one, two) for one in members for two in members if one.entry < two.entry}
    assert len(pairs) == len(names) * (len(names) - 1) // 2


def test_a_full_room_is_left_as_it_was(room: Room) -> None:
    for number in range(6):
        enter(room, f"person-{number}")
    with pytest.raises(TurnedAway):
        enter(room, "late")
    assert len(room.members) == 6


class Course:
    """A random course of events in one room, with what a watcher remembers of it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a repeatable course of events
        self.room = Room(id="r1")
        self.keys: dict[str, str] = {}
        self.cids: dict[str, int] = {}
        self.highest_epoch: dict[str, int] = {}
        self.last_seq: dict[str, int] = {}
        self.now = 0.0

    def step(self) -> Change:
        self.now += self.chance.expovariate(0.05)
        if not self.room.members:
            self.room, self.highest_epoch = Room(id="r1"), {}
        name = self.chance.choice(["tom", "rosa", "carla", "vera"])
        deeds = [self.join, self.wait]
        if name in self.room.members:
            deeds += [self.lose, self.resume, self.offer, self.offer, self.offer, self.leave]
        change = Change(self.room, self.now)
        self.chance.choice(deeds)(change, name)
        return change

    def join(self, change: Change, name: str) -> None:
        self.keys[name], self.cids[name] = f"key {self.chance.random()}", 0
        session = Session.begin(f"{name} {self.chance.random()}", self.keys[name])
        admitted = Admitted("r1", name, "tenant", name, 0 if name == "tom" else 10)
        membership.join(change, admitted, session, f"n:{self.chance.random()}", LIMITS)

    def lose(self, change: Change, name: str) -> None:
        membership.lose(change, name, self.room.members[name].connection or "")

    def resume(self, change: Change, name: str) -> None:
        key, self.keys[name] = self.keys[name], f"key {self.chance.random()}"
        session = self.room.members[name].session
        claim = ResumeClaim(self.room.id, session.id, key, session.seq)
        membership.resume(change, claim, self.keys[name], f"n:{self.chance.random()}")

    def offer(self, change: Change, name: str) -> None:
        self.cids[name] += 1
        to = self.chance.choice(list(self.room.members))
        offer = Offer(cid=self.cids[name], to=to, epoch=self.chance.randint(1, 8), sdp="v=0")
        carry_out(change, name, self.room.members[name].connection or "", offer)

    def leave(self, change: Change, name: str) -> None:
        membership.leave(change, self.room.members[name], "bye")

    def wait(self, change: Change, _: str) -> None:
        membership.expire(change, frozenset(), LIMITS)

    def watch(self, change: Change) -> None:
        """Numbers rise by one in every session, and epochs of relayed offers only rise."""
        for posted in change.posted:
            assert posted.seq == self.last_seq.get(posted.session, 0) + 1
            self.last_seq[posted.session] = posted.seq
            if '"type":"offer"' in posted.frame:
                assert posted.epoch > self.highest_epoch.get(posted.pair, 0)
                self.highest_epoch[posted.pair] = posted.epoch


def assert_in_order(room: Room) -> None:
    """Nobody entered as the same number; who has no socket is waited for; pairs one offerer."""
    members = list(room.members.values())
    assert len({member.entry for member in members}) == len(members)
    assert all((member.connection is None) == (member.lost_at is not None) for member in members)
    for one, other in itertools.combinations(members, 2):
        assert one.offers_to(other) is not other.offers_to(one)


@pytest.mark.parametrize("seed", range(20))
def test_any_course_of_events_keeps_the_room_in_order(seed: int) -> None:
    course = Course(seed)
    for _ in range(400):
        change = course.step()
        course.watch(change)
        assert_in_order(course.room)
        for pair, epoch in course.room.epochs.items():
            assert epoch >= course.highest_epoch.get(pair, 0)
    assert course.last_seq


def test_a_refused_message_leaves_the_negotiation_alone(room: Room) -> None:
    tom, _ = enter(room, "tom", precedence=0)
    rosa, _ = enter(room, "rosa")
    refused = send(room, rosa, Offer(cid=1, to="tom", epoch=7, sdp="v=0")).refusal
    assert refused is not None
    assert refused.code == "wrong-side"
    assert room.epoch(pair_of(tom, rosa)) == 0
