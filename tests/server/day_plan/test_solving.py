"""A plan breaks no window, no trade and no absence, whatever the day looks like."""

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.day_plan.problem import Plan, Problem, Span, Stop, Task, Worker
from server.day_plan.solving import solve
from server.day_plan.travel import minutes_between

DAY = (8 * 60, 16 * 60 + 30)
NOON = (12 * 60, 12 * 60 + 30)
TRADES = ("LOO", "ELE", "TIM")
POSTCODES = st.builds("{}AB".format, st.integers(3500, 3699))


def _span(least: int, most: int) -> st.SearchStrategy[Span]:
    start = st.integers(DAY[0] - 60, DAY[1])
    return st.tuples(start, st.integers(least, most)).map(lambda each: (each[0], sum(each)))


@st.composite
def days(draw: st.DrawFn) -> Problem:
    workers = [
        Worker(
            id=f"worker-{number}",
            works=draw(st.sampled_from([DAY, (8 * 60, 12 * 60), (13 * 60, 17 * 60)])),
            place=draw(st.one_of(st.just(""), POSTCODES)),
            trades=draw(st.lists(st.sampled_from(TRADES), max_size=2, unique=True)),
            busy=draw(st.lists(_span(10, 90), max_size=3)),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    tasks = [
        Task(
            id=f"task-{number}",
            place=draw(POSTCODES),
            minutes=draw(st.integers(10, 120)),
            trade=draw(st.sampled_from(["", *TRADES])),
            only=draw(st.sampled_from(["", "", "worker-0", "worker-3"])),
            begins=draw(st.lists(_span(0, 120), max_size=2)),
            urgency=draw(st.integers(0, 100)),
        )
        for number in range(draw(st.integers(0, 12)))
    ]
    return Problem(workers, tasks)


# Solving may take long where another process has the cores: that is no fault of the example.
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days())
def test_a_plan_of_a_random_day_breaks_no_rule(problem: Problem) -> None:
    plan = solve(problem)
    everything = sorted([stop.task for stop in plan.stops] + list(plan.left))
    assert everything == sorted(task.id for task in problem.tasks)
    tasks = {task.id: task for task in problem.tasks}
    for worker in problem.workers:
        stops = [stop for stop in plan.stops if stop.worker == worker.id]
        for stop in stops:
            _may_be_made(worker, tasks[stop.task], stop)
        _lie_apart(worker, stops, tasks)


def _may_be_made(worker: Worker, task: Task, stop: Stop) -> None:
    begins, ends = stop.begins, stop.begins + task.minutes
    assert worker.works[0] <= begins
    assert ends <= worker.works[1]
    assert task.only in {"", worker.id}
    if not task.only:
        assert not (worker.trades and task.trade) or task.trade in worker.trades
    assert not task.begins or any(first <= begins <= last for first, last in task.begins)
    assert all(ends <= first or last <= begins for first, last in worker.busy if first < last)


def _lie_apart(worker: Worker, stops: Sequence[Stop], tasks: dict[str, Task]) -> None:
    place, free_from = worker.place, worker.works[0]
    for stop in stops:
        task = tasks[stop.task]
        way = minutes_between(place, task.place) if place else 0
        assert stop.begins >= free_from + way
        assert stop.travel == way
        place, free_from = task.place, stop.begins + task.minutes


def test_the_same_day_is_planned_the_same() -> None:
    problem = _a_day_of(30)
    assert solve(problem) == solve(problem)


def test_when_the_day_is_too_short_the_least_urgent_waits() -> None:
    tasks = [
        Task(id=str(number), place="3511AB", minutes=100, urgency=number) for number in range(6)
    ]
    plan = solve(Problem([Worker(id="tom", works=DAY, busy=[NOON])], tasks))
    assert sorted(plan.left) == ["0", "1"]


def test_a_visit_for_somebody_who_is_away_is_left() -> None:
    task = Task(id="leak", place="3511AB", minutes=30, only="fatima")
    assert solve(Problem([Worker(id="tom", works=DAY)], [task])) == Plan([], ["leak"])


def test_neighbours_are_visited_after_each_other() -> None:
    places = ("3511AB", "3699ZZ", "3511AB", "3699ZZ")
    tasks = [Task(id=str(n), place=place, minutes=30) for n, place in enumerate(places)]
    plan = solve(Problem([Worker(id="tom", works=DAY)], tasks))
    assert {tuple(sorted(pair)) for pair in (_ids(plan)[:2], _ids(plan)[2:])} == {
        ("0", "2"),
        ("1", "3"),
    }


def _ids(plan: Plan) -> list[str]:
    return [stop.task for stop in plan.stops]


def _a_day_of(visits: int) -> Problem:
    workers = [Worker(id=f"worker-{n}", works=DAY, busy=[NOON]) for n in range(4)]
    tasks = [
        Task(id=str(n), place=f"35{10 + n}AB", minutes=20 + 5 * (n % 8), trade=TRADES[n % 3])
        for n in range(visits)
    ]
    return Problem(workers, tasks)
