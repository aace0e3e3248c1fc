"""What happens around the door, and where it brings a job. Who may do it, each function says for
itself.

The sector's tables of an order and an appointment (VERA's `Onderhoudsorder`, `Afspraak`) in our
words. What happened at a home is a fact: of a job that was closed meanwhile it is kept, and moves
nothing.
"""

from collections.abc import Iterable, Mapping

from server.jobs.service import move
from server.jobs.tables import OVER, Job, JobState
from server.visits.errors import VisitMoveRefused

_S = JobState

AHEAD = (_S.GIVEN, _S.PREPARED, _S.INTERRUPTED)
"""Somebody is still to come."""
_BACK = (_S.IN_REVIEW, _S.SENT_BACK)
"""The work is done; somebody may come again for a photo."""


def _stays(states: Iterable[JobState]) -> dict[JobState, JobState]:
    return {state: state for state in states}


def _to(target: JobState, *sources: JobState) -> dict[JobState, JobState]:
    return dict.fromkeys(sources, target)


MOVES: Mapping[str, Mapping[JobState, JobState]] = {
    "set_out": _stays((*AHEAD, *_BACK)),
    "turned_back": _stays((*AHEAD, *_BACK)),
    "at_door": _stays((*AHEAD, *_BACK)),
    "called_off": {**_to(_S.INTERRUPTED, *AHEAD), **_stays(_BACK)},
    "no_access": {**_to(_S.INTERRUPTED, *AHEAD), **_stays(_BACK)},
    "arrived": _to(_S.IN_PROGRESS, *AHEAD, *_BACK),
    "left": _to(_S.IN_REVIEW, _S.IN_PROGRESS),
    "repaired_temporarily": _to(_S.IN_REVIEW, _S.IN_PROGRESS),
    "interrupted": _to(_S.INTERRUPTED, _S.IN_PROGRESS),
}
"""By what the journal calls it (`visit.arrived`): from which state of the job to which."""


async def advance(job: Job, name: str) -> None:
    """Move a locked job. Raises VisitMoveRefused where this makes no sense."""
    state = JobState(job.state)
    if state in OVER:
        return
    targets = MOVES[name]
    if state not in targets:
        raise VisitMoveRefused(state=state, possible=sorted(possible_from(state)))
    if targets[state] != state:
        await move(job, targets[state])


def possible_from(state: JobState) -> set[str]:
    """What makes sense from here."""
    return {name for name, targets in MOVES.items() if state in targets}
