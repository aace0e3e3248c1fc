"""What each message does: who gets it, and what the room remembers. Nothing here waits."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from signalling.changes import Change
from signalling.errors import Refused
from signalling.free_text import read_as, wrong_with
from signalling.limits import CHAT_LINES
from signalling.membership import leave, show_hidden
from signalling.messages import (
    Answer,
    AnswerFrom,
    Away,
    Bye,
    Candidates,
    CandidatesFrom,
    Chat,
    ChatFrom,
    ClientMessage,
    FromClient,
    Media,
    MediaFrom,
    MediaState,
    Numbered,
    Offer,
    OfferFrom,
    Pointer,
    PointerFrom,
    Quality,
    QualityFrom,
    RestartRequest,
    RestartRequestFrom,
    StillFailed,
    StillFailedFrom,
    StillRequest,
    StillRequestFrom,
    StillTaken,
    StillTakenFrom,
)
from signalling.rooms import Member, pair_of


def relay_offer(change: Change, sender: Member, offer: Offer) -> None:
    to = change.room.peer(offer.to, sender)
    if not sender.offers_to(to):
        raise Refused("wrong-side", "the other side offers; send a restart-request")
    pair = pair_of(sender, to)
    change.room.begin_epoch(pair, offer.epoch)
    message = OfferFrom(sender.participant, offer.epoch, offer.sdp)
    change.tell_epoch(to, message, pair, offer.epoch)


def relay_answer(change: Change, sender: Member, answer: Answer) -> None:
    to = change.room.peer(answer.to, sender)
    if sender.offers_to(to):
        raise Refused("wrong-side", "this side offers; the other answers")
    pair = pair_of(sender, to)
    if answer.epoch == change.room.epoch(pair):
        message = AnswerFrom(sender.participant, answer.epoch, answer.sdp)
        change.tell_epoch(to, message, pair, answer.epoch)


def relay_candidates(change: Change, sender: Member, batch: Candidates) -> None:
    to = change.room.peer(batch.to, sender)
    pair = pair_of(sender, to)
    if batch.epoch == change.room.epoch(pair):
        message = CandidatesFrom(sender.participant, batch.epoch, batch.candidates)
        change.tell_epoch(to, message, pair, batch.epoch)


def relay_restart_request(change: Change, sender: Member, request: RestartRequest) -> None:
    to = change.room.peer(request.to, sender)
    if sender.offers_to(to):
        raise Refused("wrong-side", "this side offers; restart by offering")
    change.tell((to,), RestartRequestFrom(sender.participant, request.reason))


def show_media(change: Change, sender: Member, media: Media) -> None:
    sender.media = MediaState(media.microphone, media.camera, media.torch, media.facing)
    change.record("media", sender)
    change.tell_others(
        sender,
        MediaFrom(sender.participant, media.microphone, media.camera, media.torch, media.facing),
    )


def show_away(change: Change, sender: Member, away: Away) -> None:
    show_hidden(change, sender, hidden=away.hidden)


def relay_chat(change: Change, sender: Member, chat: Chat) -> None:
    wrong = wrong_with(chat.text)
    if wrong:
        raise Refused("invalid", wrong, field="text")
    lines = change.room.lines
    if lines.get(sender.participant, 0) >= CHAT_LINES:
        raise Refused("chat-full", "this person has written enough in this call")
    lines[sender.participant] = lines.get(sender.participant, 0) + 1
    line = Chat(cid=chat.cid, chat_id=chat.chat_id, text=read_as(chat.text))
    message = ChatFrom(sender.participant, line.chat_id, line.text, int(change.now * 1000))
    change.tell_others(sender, message)
    change.record("chat", sender, chat=line)


def relay_pointer(change: Change, sender: Member, pointer: Pointer) -> None:
    if pointer.of not in change.room.members:
        raise Refused("unknown-peer", "nobody with this id is in the room", field="of")
    message = PointerFrom(sender.participant, pointer.of, pointer.x, pointer.y, pointer.state)
    change.tell_others(sender, message)


def relay_quality(change: Change, sender: Member, quality: Quality) -> None:
    message = QualityFrom(
        sender.participant,
        quality.score,
        quality.rtt_ms,
        quality.loss_percent,
        quality.kbit_per_second,
        quality.frames_per_second,
        quality.relayed,
    )
    change.record("quality", sender, quality=quality)
    change.tell_others(sender, message)


def relay_still_request(change: Change, sender: Member, request: StillRequest) -> None:
    to = change.room.peer(request.to, sender)
    change.tell((to,), StillRequestFrom(sender.participant, request.still_id))


def relay_still_taken(change: Change, sender: Member, taken: StillTaken) -> None:
    to = change.room.peer(taken.to, sender)
    change.tell((to,), StillTakenFrom(sender.participant, taken.still_id, taken.photo_id))


def relay_still_failed(change: Change, sender: Member, failed: StillFailed) -> None:
    to = change.room.peer(failed.to, sender)
    change.tell((to,), StillFailedFrom(sender.participant, failed.still_id, failed.reason))


def say_goodbye(change: Change, sender: Member, bye: Bye) -> None:
    leave(change, sender, "bye", said=bye.reason)
    change.close(sender.connection, 1000, "bye")


# A handler is only ever called with the type it stands beside.
Handler = Callable[[Change, Member, Any], None]

HANDLERS: Mapping[type[FromClient], Handler] = MappingProxyType(
    {
        Offer: relay_offer,
        Answer: relay_answer,
        Candidates: relay_candidates,
        RestartRequest: relay_restart_request,
        Media: show_media,
        Away: show_away,
        Chat: relay_chat,
        Pointer: relay_pointer,
        Quality: relay_quality,
        StillRequest: relay_still_request,
        StillTaken: relay_still_taken,
        StillFailed: relay_still_failed,
        Bye: say_goodbye,
    }
)


def carry_out(change: Change, participant: str, connection: str, message: ClientMessage) -> None:
    """Do once what a message asks. A refusal is noted, because its `cid` counts as received."""
    sender = _sender(change, participant, connection)
    if sender is None:
        return
    if isinstance(message, Numbered):
        if not sender.session.takes(message.cid):
            return
        change.altered = True
    try:
        HANDLERS[type(message)](change, sender, message)
    except Refused as refusal:
        refusal.cid = message.cid if isinstance(message, Numbered) else None
        change.refusal = refusal


def count_as_received(change: Change, participant: str, connection: str, cid: int) -> None:
    sender = _sender(change, participant, connection)
    if sender is not None and sender.session.takes(cid):
        change.altered = True


def _sender(change: Change, participant: str, connection: str) -> Member | None:
    """Who speaks on this socket. Nobody, once another socket has taken the place of it."""
    member = change.room.members.get(participant)
    return member if member is not None and member.connection == connection else None
