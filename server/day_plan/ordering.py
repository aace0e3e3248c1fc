"""In which order the visits of a day are made: block by block, and within a block along the way."""

from collections.abc import Sequence
from itertools import groupby, pairwise, permutations, zip_longest

from server.day_plan.schemas import BoardVisit
from server.day_plan.travel import minutes_between

_TRIED = 6
"""So many visits of one block are put in every order; more keep theirs."""


def shortest_way(visits: Sequence[BoardVisit]) -> tuple[list[BoardVisit], int]:
    """The order of a day, and the minutes on the road between its visits."""
    blocks = [list(block) for _, block in groupby(visits, key=lambda visit: visit.begins_at)]
    ordered: list[BoardVisit] = []
    for block, after in zip_longest(blocks, blocks[1:], fillvalue=[]):
        ordered += _along_the_way(ordered[-1:], block, after)
    return ordered, _minutes(ordered)


def _along_the_way(
    before: list[BoardVisit], block: list[BoardVisit], after: list[BoardVisit]
) -> list[BoardVisit]:
    """From the one before to whichever of the next block is nearest."""
    if len(block) > _TRIED:
        return block

    def length(order: Sequence[BoardVisit]) -> int:
        onwards = min((_minutes([order[-1], each]) for each in after), default=0)
        return _minutes([*before, *order]) + onwards

    # Of ways that take as long the first: the order in which they were planned.
    return list(min(permutations(block), key=length))


def _minutes(visits: Sequence[BoardVisit]) -> int:
    return sum(
        minutes_between(one.job.postcode, other.job.postcode) for one, other in pairwise(visits)
    )
