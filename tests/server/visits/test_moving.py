"""Every event around the door in every state of a job: where it brings it, or a refusal."""

import itertools

import pytest

from server.database import transaction
from server.jobs.access import job_itself
from server.jobs.tables import OVER, Job, JobState
from server.visits.errors import VisitMoveRefused
from server.visits.moving import MOVES, advance
from tests.support import given
from tests.support.given import Repair

COMES = ("set_out", "turned_back", "at_door")
LEAVES = {"left": "in_review", "repaired_temporarily": "in_review", "interrupted": "interrupted"}
IN_VAIN = ("called_off", "no_access")


def expected(name: str, state: JobState) -> str | None:
    """By the sector's tables, written a second way; None: refused."""
    if state in OVER:
        return state
    if name in LEAVES:
        return LEAVES[name] if state == JobState.IN_PROGRESS else None
    if state == JobState.IN_PROGRESS:
        return None
    if name == "arrived":
        return "in_progress"
    is_ahead = state in ("given", "prepared", "interrupted")
    return "interrupted" if name in IN_VAIN and is_ahead else state


def test_every_event_is_in_this_table() -> None:
    assert set(MOVES) == {*COMES, *IN_VAIN, *LEAVES, "arrived"}


@pytest.fixture
async def job(rosa, vera) -> Job:
    repair: Repair = await given.repair(rosa)
    return await job_itself(await given.job(vera, repair))  # pyright: ignore[reportArgumentType]


async def test_every_transition_is_made_or_refused(job: Job) -> None:
    for name, state in itertools.product(MOVES, JobState):
        async with transaction():
            await Job.update({Job.state: state}).where(Job.id == job.id)
            now = await job_itself(job.id)
            target = expected(name, state)
            if target is None:
                with pytest.raises(VisitMoveRefused) as refused:
                    await advance(now, name)
                assert f"'{name}'" not in str(refused.value.particulars["possible"])
            else:
                await advance(now, name)
            assert (await job_itself(job.id)).state == (target or state), (name, state)
