"""The steps of damp and mould, as they are noted and shown."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from server.damp.tables import DampStepName
from server.wire import Sent, Wire


class NotedDampStep(Sent, frozen=True):
    """A step that was taken. The written result has words, which the tenant is sent; the other
    steps have none."""

    step: DampStepName
    on: date
    words: Annotated[str, Meta(max_length=4000)] = ""


class DampStepTakenBack(Sent, frozen=True):
    """A step that was noted by mistake, and why it was one."""

    step: DampStepName
    reason: Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S.*\S")]


class DampStepFacts(Wire, frozen=True):
    """One step: until when, and when it was taken."""

    step: DampStepName
    due_by: datetime
    done_on: date | None
    days_late: int
    """Working days; of a step that was not taken, until now."""
    words: str
    noted_by: str


class DampFacts(Wire, frozen=True):
    """All steps, in order, for the desk."""

    steps: list[DampStepFacts]
    next: DampStepName | None
    """The one that can be noted now; none once all are, or the repair is over."""
    last: DampStepName | None
    """The one that can be taken back now."""
    first_day: date
    """On which the next one can have been taken at the earliest: that of the report, or of the
    step before."""
    latest_by: datetime
    """Twelve weeks after the report: then all of it is done."""


class CaseDamp(Wire, frozen=True):
    """The same for the tenant: what comes next, and what we found."""

    next: DampStepName | None
    next_by: datetime
    """Until when; once the works have begun, until when they are done."""
    is_late: bool
    is_over: bool
    """The repair has ended: nothing comes next."""
    result: str
    """In the words of the desk; "" while there is none."""
    result_on: date | None
