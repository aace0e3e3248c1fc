"""Phones on which technicians are signed in, for whoever has to sign one out."""

from datetime import datetime
from uuid import UUID

from server.wire import Wire


class PhoneHolder(Wire, frozen=True):
    """A technician, where he is signed in, and what has not come from there."""

    id: UUID
    name: str
    devices: list[str]
    """Of the browsers in which he is signed in, what each says it is; the newest first."""
    last_seen_at: datetime | None
    photos_on_phone: int
    """That we know of: counted when he left a home, or announced, and not here."""


class SignedOutPhone(Wire, frozen=True):
    """What came of it. The photos are still on the phone: they are sent when he signs in there
    again, and nobody else gets at them through us."""

    name: str
    sign_ins_ended: int
    photos_on_phone: int
    last_seen_at: datetime | None
