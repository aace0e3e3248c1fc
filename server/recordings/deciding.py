"""When a recording runs, waits and ends: by who is in the room and who of them agreed."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from piccolo.columns import Column

from server.actors import Author
from server.clock import now
from server.database import select, transaction
from server.journal.service import append
from server.recordings import access
from server.recordings.tables import UNDER_WAY, Recording, RecordingState
from signalling.admission import InRoom

FEWEST = 2
"""Alone there is no call to record."""


def next_state(
    state: RecordingState, present: Collection[str], agreed: Collection[str]
) -> RecordingState | None:
    """What a recording becomes when these are in the room; None when it stays as it is."""
    if state not in UNDER_WAY:
        return None
    if len(present) < FEWEST:
        return RecordingState.ENDED
    may_run = set(present) <= set(agreed)
    match state, may_run:
        case RecordingState.RUNNING, False:
            return RecordingState.PAUSED
        case ((RecordingState.ASKED | RecordingState.PAUSED), True):
            return RecordingState.RUNNING
        case _:
            return None


async def settle(previsit_id: UUID, present: Sequence[InRoom]) -> tuple[Recording, bool] | None:
    """Bring the recording of this call up to date with who is there. The recording, where one
    is under way, and whether it has to be made from now on: exactly one caller is told so."""
    async with transaction():
        recording = await access.lock_recording_under_way(previsit_id)
        if recording is None:
            return None
        agreed = await agreed_to(recording.id)
        state = RecordingState(recording.state)
        becomes = next_state(state, [each.participant for each in present], agreed)
        if becomes is None:
            return recording, False
        if becomes == RecordingState.ENDED:
            await end(recording, becomes, "call-over", None)
            return recording, False
        missing = [each for each in present if each.participant not in agreed]
        await _go_on(recording, becomes, missing)
        return recording, state == RecordingState.ASKED


async def _go_on(recording: Recording, state: RecordingState, missing: list[InRoom]) -> None:
    facts: dict[Column | str, Any] = {Recording.state: state}
    event = "recording.paused" if state == RecordingState.PAUSED else "recording.resumed"
    if recording.state == RecordingState.ASKED:
        event = "recording.started"
        facts |= {Recording.started_at: now(), Recording.alive_at: now()}
    recording.state = state
    await Recording.update(facts).where(Recording.id == recording.id)
    told = {"waitingFor": [each.name for each in missing]} if missing else {}
    await append(event, await access.about_recording(recording), None, told)


async def end(
    recording: Recording, state: RecordingState, because: str, actor: Author | None
) -> None:
    """It is over, for this reason. Runs inside the transaction that holds it."""
    events = {
        RecordingState.ENDED: "recording.stopped",
        RecordingState.REFUSED: "recording.refused",
        RecordingState.WITHDRAWN: "recording.withdrawn",
        RecordingState.FAILED: "recording.failed",
    }
    recording.state = state
    facts = {Recording.state: state, Recording.because: because, Recording.ended_at: now()}
    await Recording.update({**facts}).where(Recording.id == recording.id)
    told = {"because": because}
    await append(events[state], await access.about_recording(recording), actor, told)


async def agreed_to(recording_id: UUID) -> set[str]:
    """Participants whose consent stands."""
    return set(
        await select(
            str,
            "SELECT participant FROM recording_consent WHERE recording = {}"
            " AND given_at IS NOT NULL AND withdrawn_at IS NULL",
            recording_id,
        )
    )
