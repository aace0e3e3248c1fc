"""Needs, as they are shown."""

from datetime import date, datetime
from uuid import UUID

from server.needs.tables import Action, NeedCode
from server.wire import Wire


class NeedFacts(Wire, frozen=True):
    """One need, for who plans and for herself."""

    id: UUID
    code: NeedCode
    given_at: datetime
    ask_again_on: date


class JobNeed(Wire, frozen=True):
    """What to do about a need; and what it is, for colleagues only. A contractor is told what to
    do."""

    action: Action
    need: NeedCode | None
