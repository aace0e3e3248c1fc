"""The order of a day, by VROOM: least travel, within working hours, windows and trades.

What does not fit is left out, the least urgent first.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import vroom

from server.day_plan.problem import Plan, Problem, Span, Stop, Task, Worker
from server.day_plan.travel import minutes_between

_MINUTE = 60
_THOROUGHNESS = 3  # of VROOM's 0 to 5: beyond it takes twice as long for the last hundredth
_PATIENCE = timedelta(seconds=8)


def solve(problem: Problem) -> Plan:
    """The same problem gives the same plan."""
    if not problem.workers or not problem.tasks:
        return Plan([], [task.id for task in problem.tasks])
    numbers = _Numbers(problem)
    asked = vroom.Input()
    asked.set_durations_matrix(profile="car", matrix_input=numbers.matrix())
    for number, worker in enumerate(problem.workers):
        asked.add_vehicle(_vehicle(numbers, number, worker))
    for number, task in enumerate(problem.tasks):
        asked.add_job(_job(numbers, number, task))
    found = asked.solve(exploration_level=_THOROUGHNESS, nb_threads=1, timeout=_PATIENCE).to_dict()
    return Plan(
        [stop for route in found["routes"] for stop in _stops(problem, route)],
        [problem.tasks[each["id"]].id for each in found["unassigned"]],
    )


class _Numbers:
    """VROOM knows places and skills by number. A worker is a skill too: of visits only he makes."""

    def __init__(self, problem: Problem) -> None:
        places = {task.place for task in problem.tasks} | {w.place for w in problem.workers}
        self._places = sorted(places)
        self._trades = sorted({task.trade for task in problem.tasks})
        self._workers = [worker.id for worker in problem.workers]

    def matrix(self) -> list[list[int]]:
        """Seconds from each place to each; from nowhere in particular it takes none."""
        return [
            [minutes_between(a, b) * _MINUTE if a and b else 0 for b in self._places]
            for a in self._places
        ]

    def place(self, postcode: str) -> int:
        return self._places.index(postcode)

    def skills_of(self, worker: Worker) -> set[int]:
        known = worker.trades or self._trades
        trades = {number for number, each in enumerate(self._trades) if not each or each in known}
        return trades | {self._himself(worker.id)}

    def needed(self, task: Task) -> set[int]:
        """One that nobody has, where it is for somebody who does not come."""
        if task.only:
            return {self._himself(task.only)}
        return {self._trades.index(task.trade)}

    def _himself(self, worker: str) -> int:
        known = self._workers.index(worker) if worker in self._workers else len(self._workers)
        return len(self._trades) + known


def _vehicle(numbers: _Numbers, number: int, worker: Worker) -> vroom.Vehicle:
    return vroom.Vehicle(
        number,
        start=numbers.place(worker.place),
        skills=numbers.skills_of(worker),
        time_window=_window(worker.works),
        breaks=[
            vroom.Break(place, [_window((begins, begins))], (ends - begins) * _MINUTE)
            for place, (begins, ends) in enumerate(_busy_within(worker))
        ],
    )


def _busy_within(worker: Worker) -> list[Span]:
    opens, closes = worker.works
    inside = [(max(begins, opens), min(ends, closes)) for begins, ends in worker.busy]
    return _apart([(begins, ends) for begins, ends in inside if begins < ends])


def _apart(spans: Sequence[Span]) -> list[Span]:
    """In order; those that touch or lie over each other as one, as VROOM wants them."""
    apart: list[Span] = []
    for begins, ends in sorted(spans):
        if apart and begins <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(ends, apart[-1][1]))
        else:
            apart.append((begins, ends))
    return apart


def _job(numbers: _Numbers, number: int, task: Task) -> vroom.Job:
    return vroom.Job(
        number,
        location=numbers.place(task.place),
        default_service=task.minutes * _MINUTE,
        skills=numbers.needed(task),
        priority=task.urgency,
        time_windows=[_window(each) for each in _apart(task.begins)],
    )


def _window(span: Span) -> vroom.TimeWindow:
    return vroom.TimeWindow(span[0] * _MINUTE, span[1] * _MINUTE)


def _stops(problem: Problem, route: dict[str, Any]) -> Iterator[Stop]:
    travelled = 0  # so far; a break may come halfway
    for step in route["steps"]:
        if step["type"] != "job":
            continue
        travel, travelled = step["duration"] - travelled, step["duration"]
        yield Stop(
            task=problem.tasks[step["id"]].id,
            worker=problem.workers[route["vehicle"]].id,
            begins=-(-(step["arrival"] + step["waiting_time"]) // _MINUTE),
            travel=round(travel / _MINUTE),
        )
