"""Asking for a recording, and everybody's yes and no. Nothing is recorded without the first, and
nothing goes on after the last."""

from typing import Protocol
from uuid import UUID

from server.actors import Technician
from server.clock import now
from server.database import transaction
from server.errors import NotFound
from server.identifiers import new_id
from server.journal.service import append
from server.previsits.errors import NoPrevisitNow
from server.previsits.tables import PrevisitState
from server.recordings import access, deciding
from server.recordings.access import InCall, Party, party_of
from server.recordings.errors import (
    ConsentTextOutdated,
    NobodyToRecord,
    RecordingUnavailable,
    RecordingUnderWay,
)
from server.recordings.schemas import GivenConsent, NewRecording
from server.recordings.tables import (
    TEXT_VERSION,
    UNDER_WAY,
    Recording,
    RecordingConsent,
    RecordingState,
)
from signalling.admission import InRoom


class Calls(Protocol):
    """What there must be of the call itself: `Studio`, where it is one."""

    is_available: bool

    async def people(self, previsit_id: UUID, /) -> list[InRoom]: ...
    async def settle(self, previsit_id: UUID, /) -> None: ...
    async def tell(self, previsit_id: UUID, /) -> None: ...


async def ask(actor: Technician, previsit_id: UUID, asked: NewRecording, calls: Calls) -> None:
    """Ask everybody in the call; asking is agreeing. Sent twice it is one recording."""
    async with transaction():
        previsit = await access.call_of(actor, previsit_id)
        if previsit.state != PrevisitState.OPEN:
            raise NoPrevisitNow
        earlier = await Recording.objects().get(Recording.id == asked.id)
        if earlier and earlier.previsit != previsit.id:
            raise NotFound  # knowing an id must not open somebody else's recording
        if earlier:
            return
        _refuse_outdated(asked.text_version)
        if not calls.is_available:
            raise RecordingUnavailable
        if await access.lock_recording_under_way(previsit.id):
            raise RecordingUnderWay
        present = {each.participant for each in await calls.people(previsit.id)}
        if str(actor.person_id) not in present or len(present) < deciding.FEWEST:
            raise NobodyToRecord
        recording = Recording(
            id=asked.id, previsit=previsit.id, asked_by=actor.name, asked_at=now()
        )
        await Recording.insert(recording)
        about = await access.about_recording(recording)
        await append("recording.asked", about, actor, {"textVersion": asked.text_version})
        await _note_yes(recording, party_of(actor), asked.text_version, actor)
    await calls.settle(previsit_id)


async def consent(
    actor: InCall, previsit_id: UUID | None, given: GivenConsent, calls: Calls
) -> UUID:
    """Yes. With the last one it begins, or goes on. The pre-visit it is of."""
    async with transaction():
        recording = await access.recording_to_decide(actor, previsit_id, given.recording_id)
        _refuse_outdated(given.text_version)
        await _note_yes(recording, party_of(actor), given.text_version, actor)
    await calls.settle(recording.previsit)
    return recording.previsit


async def refuse(actor: InCall, previsit_id: UUID | None, recording_id: UUID, calls: Calls) -> UUID:
    """No: nothing is recorded, or no further. Nobody is asked why."""
    async with transaction():
        recording = await access.recording_to_decide(actor, previsit_id, recording_id)
        party = party_of(actor)
        await RecordingConsent.insert(
            RecordingConsent(
                id=new_id(),
                recording=recording.id,
                participant=party.participant,
                role=party.role,
                name=party.name,
                text_version=TEXT_VERSION,
                refused_at=now(),
            )
        )
        is_asked = recording.state == RecordingState.ASKED
        state = RecordingState.REFUSED if is_asked else RecordingState.ENDED
        await deciding.end(recording, state, "refused", actor)
    await calls.tell(recording.previsit)
    return recording.previsit


async def withdraw(
    actor: InCall, previsit_id: UUID | None, recording_id: UUID, calls: Calls
) -> UUID:
    """Take a yes back, at any moment, also after the call and when that is somebody else's by now:
    what is under way stops at once. Twice changes nothing."""
    async with transaction():
        recording = await access.recording_to_leave(actor, previsit_id, recording_id)
        mine = (RecordingConsent.recording == recording.id) & (
            RecordingConsent.participant == party_of(actor).participant
        )
        given = await RecordingConsent.objects().get(mine & RecordingConsent.given_at.is_not_null())
        if given and not given.withdrawn_at:
            await RecordingConsent.update({RecordingConsent.withdrawn_at: now()}).where(
                RecordingConsent.id == given.id
            )
            if recording.state in UNDER_WAY:
                await deciding.end(recording, RecordingState.WITHDRAWN, "withdrawn", actor)
            else:
                about = await access.about_recording(recording)
                await append("recording.withdrawn", about, actor, {"because": "withdrawn"})
    await calls.tell(recording.previsit)
    return recording.previsit


async def stop(actor: Technician, previsit_id: UUID, recording_id: UUID, calls: Calls) -> UUID:
    """It is enough. Stopping twice changes nothing."""
    async with transaction():
        recording = await access.recording_of(actor, previsit_id, recording_id)
        if recording.state in UNDER_WAY:
            await deciding.end(recording, RecordingState.ENDED, "stopped", actor)
    await calls.tell(recording.previsit)
    return recording.previsit


async def _note_yes(recording: Recording, party: Party, text_version: str, actor: InCall) -> None:
    """Written down once."""
    if await RecordingConsent.exists().where(
        (RecordingConsent.recording == recording.id)
        & (RecordingConsent.participant == party.participant)
    ):
        return
    await RecordingConsent.insert(
        RecordingConsent(
            id=new_id(),
            recording=recording.id,
            participant=party.participant,
            role=party.role,
            name=party.name,
            text_version=text_version,
            given_at=now(),
        )
    )
    about = await access.about_recording(recording)
    await append("recording.consented", about, actor, {"textVersion": text_version})


def _refuse_outdated(text_version: str) -> None:
    if text_version != TEXT_VERSION:
        raise ConsentTextOutdated(textVersion=TEXT_VERSION)
