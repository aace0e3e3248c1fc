"""A day of 20 technicians and 150 visits: how long the suggestion takes, and how good it is.

The peer is what a desk does without it: first come, first served. Each visit, in the order in which
it was reported, goes to whoever with the trade can begin it soonest. Both use the same estimate of
travel. Late is how long after its window a visit begins; what does not fit that day begins the next
morning.
"""

import random
import subprocess
import sys
import time
from itertools import pairwise

import msgspec

from bench.lines import Line, alone, beside
from bench.measuring import ROOT, Effort
from server.day_plan.problem import Plan, Problem, Stop, Task, Worker, travel_of
from server.day_plan.travel import minutes_between

_DAY = (8 * 60, 16 * 60 + 30)
_NOON = (12 * 60, 12 * 60 + 30)
_BLOCKS = ((480, 600), (600, 720), (750, 870), (870, 990))
_TRADES = ("LOO", "ELE", "TIM", "CVI")
_TECHNICIANS, _VISITS = 20, 150
_A_DAY = 24 * 60
_PEER = "first come, first served"


def measure(effort: Effort) -> list[Line]:
    seconds: list[float] = []
    travel: tuple[list[float], list[float]] = ([], [])
    late: tuple[list[float], list[float]] = ([], [])
    for number in range(effort.rounds):
        problem = _a_day(random.Random(number), effort.scaled(_VISITS, 40))  # noqa: S311
        began = time.monotonic()
        plan = _planned(problem)
        seconds.append(time.monotonic() - began)
        for place, each in enumerate((plan, _first_come(problem))):
            travel[place].append(travel_of(each))
            late[place].append(_lateness(problem, each))
    return [
        alone("planning.day", "s", "lower", seconds),
        beside("planning.travel", "min", "lower", travel[0], _PEER, travel[1]),
        beside("planning.lateness", "min", "lower", late[0], _PEER, late[1]),
    ]


def _planned(problem: Problem) -> Plan:
    """As the server has it done, the start of the process included."""
    done = subprocess.run(
        [sys.executable, "-m", "server.day_plan.worker"],
        input=msgspec.json.encode(problem),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=Plan)


def _a_day(chance: random.Random, visits: int) -> Problem:
    workers = [
        Worker(
            id=f"technician-{number}",
            works=_DAY,
            place=_somewhere(chance),
            trades=chance.sample(_TRADES, 2),
            busy=[_NOON],
        )
        for number in range(_TECHNICIANS)
    ]
    tasks = [
        Task(
            id=f"visit-{number}",
            place=_somewhere(chance),
            minutes=chance.choice([20, 25, 30, 40, 50]),
            trade=chance.choice(_TRADES),
            begins=[chance.choice(_BLOCKS)],
        )
        for number in range(visits)
    ]
    return Problem(workers, tasks)


def _somewhere(chance: random.Random) -> str:
    return f"{chance.randint(3511, 3585)}{chance.choice('AB')}{chance.choice('ABCD')}"


def _first_come(problem: Problem) -> Plan:
    days = {worker.id: _Day(worker) for worker in problem.workers}
    left: list[str] = []
    for task in problem.tasks:
        able = [days[worker.id] for worker in problem.workers if task.trade in worker.trades]
        soonest = [(begins, day) for day in able if (begins := day.soonest(task)) is not None]
        if soonest:
            begins, day = min(soonest, key=lambda each: each[0])
            day.visits.append((begins, task))
        else:
            left.append(task.id)
    return Plan([stop for day in days.values() for stop in day.stops()], left)


class _Day:
    """One technician's visits; a new one comes where it fits, and moves none."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.visits: list[tuple[int, Task]] = []

    def soonest(self, task: Task) -> int | None:
        """Nothing when it fits nowhere any more."""
        for begins in range(task.begins[0][0], _DAY[1] - task.minutes + 1, 5):
            if begins < _NOON[1] and begins + task.minutes > _NOON[0]:
                continue
            if all(_lie_apart((begins, task), visit) for visit in self._all()):
                return begins
        return None

    def _all(self) -> list[tuple[int, Task]]:
        home = Task(id="", place=self.worker.place, minutes=0)
        return [(_DAY[0], home), *sorted(self.visits, key=lambda each: each[0])]

    def stops(self) -> list[Stop]:
        return [
            Stop(task.id, self.worker.id, begins, minutes_between(before.place, task.place))
            for (_, before), (begins, task) in pairwise(self._all())
        ]


def _lie_apart(visit: tuple[int, Task], other: tuple[int, Task]) -> bool:
    (earlier, first), (later, second) = sorted((visit, other), key=lambda each: each[0])
    return earlier + first.minutes + minutes_between(first.place, second.place) <= later


def _lateness(problem: Problem, plan: Plan) -> int:
    begins = {stop.task: stop.begins for stop in plan.stops}
    return sum(
        max(0, begins.get(task.id, _A_DAY + _DAY[0]) - task.begins[0][1]) for task in problem.tasks
    )
