"""`python -m server.day_plan.worker`: a problem in at stdin, its plan out at stdout, as JSON.

A process of its own: the solver brings libraries that the server does without, and keeps a core
busy.
"""

import sys

import msgspec

from server.day_plan.problem import Problem
from server.day_plan.solving import solve

if __name__ == "__main__":
    problem = msgspec.json.decode(sys.stdin.buffer.read(), type=Problem)
    sys.stdout.buffer.write(msgspec.json.encode(solve(problem)))
