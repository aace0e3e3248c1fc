"""Within a block visits stand along the shortest way, and the blocks in their order."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from server.appointments.tables import AppointmentState
from server.day_plan.ordering import shortest_way
from server.day_plan.schemas import BoardJob, BoardVisit
from server.jobs.tables import JobState
from server.repair_requests.tables import Priority

EIGHT = datetime(2026, 12, 1, 7, tzinfo=UTC)


def visit(postcode: str, block: int) -> BoardVisit:
    begins = EIGHT + timedelta(hours=2 * block)
    job = BoardJob(
        uuid4(),
        uuid4(),
        "26-00001",
        "Kraan druppelt",
        "Lindelaan",
        "1",
        postcode,
        Priority.P3,
        EIGHT,
        None,
        JobState.GIVEN,
        60,
        "LOO",
        uuid4(),
    )
    ends = begins + timedelta(hours=2)
    return BoardVisit(uuid4(), begins, ends, AppointmentState.PLANNED, job)


def test_neighbours_come_after_each_other_and_the_way_is_counted():
    visits = [visit("3511AA", 0), visit("3599AA", 0), visit("3511AA", 0), visit("3512AA", 1)]
    ordered, minutes = shortest_way(visits)
    assert [each.job.postcode for each in ordered] == ["3599AA", "3511AA", "3511AA", "3512AA"]
    assert minutes == 43 + 3 + 8


def test_no_block_comes_before_an_earlier_one():
    visits = [visit("3511AA", 0), visit("3599AA", 1), visit("3511AA", 2)]
    assert shortest_way(visits)[0] == visits


def test_a_block_with_very_many_visits_keeps_its_order():
    visits = [visit(f"35{11 + 7 * (n % 3)}AA", 0) for n in range(12)]
    assert shortest_way(visits)[0] == visits
