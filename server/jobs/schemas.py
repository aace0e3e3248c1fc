"""Giving work to a technician."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.wire import Moment, Sent


class OtherTechnician(Sent, frozen=True):
    """Who does it from now on."""

    technician_id: UUID


class NewJob(Sent, frozen=True):
    """Give a repair to a technician and, in the same step, plan the video call at `previsit_at` or,
    with `moment_choice_id`, have the tenant choose when it is."""

    id: UUID
    technician_id: UUID
    previsit_id: UUID | None = None
    previsit_at: Moment | None = None
    moment_choice_id: UUID | None = None
    note: Annotated[str, Meta(max_length=1000)] = ""
