"""Giving work to a technician."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.wire import Moment, Sent


class OtherTechnician(Sent, frozen=True):
    """Who does it from now on."""

    technician_id: UUID


class NewJob(Sent, frozen=True):
    """Give a repair to a technician and, with `previsit_at`, plan the video call in one step."""

    id: UUID
    technician_id: UUID
    previsit_id: UUID | None = None
    previsit_at: Moment | None = None
    note: Annotated[str, Meta(max_length=1000)] = ""
