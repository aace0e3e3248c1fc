"""Who was shown which photo of whose home, when, and what for.

Pictures come straight from storage, so what can be logged for certain is handing out an address. An
address is the same for an hour, and so is the row: one for each person, photo, reason and hour,
written before the answer that holds the address is sent.
"""

from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from server.actors import Coordinator, Helper, Outsider, Sender, Tenant
from server.caller import who_looks
from server.clock import now
from server.database import change, select, transaction
from server.errors import NotFound
from server.evidence.schemas import PhotoLook
from server.evidence.tables import Why
from server.repair_requests.access import organisation_of

_shown: ContextVar[dict[UUID, bool] | None] = ContextVar("shown_photos", default=None)
"""What this request hands out: the photo, and whether larger than a thumbnail."""

_ID_CHARACTERS = 36
_MOST_REMEMBERED = 50_000
_LONGEST_LIST = 2_000

Look = tuple[UUID, UUID, datetime, bool, Why]
_noted: set[Look] = set()
"""Rows that exist, so that reading again within the hour asks the database nothing."""


def note_shown(object_key: str, *, is_large: bool) -> None:
    """An address of this photo goes out with the answer that is being made."""
    shown = _shown.get()
    if shown is not None:
        # A key begins with the id of its photo.
        photo_id = UUID(object_key.rpartition("/")[2][:_ID_CHARACTERS])
        shown[photo_id] = shown.get(photo_id, False) or is_large


def noting_views(app: ASGIApp) -> ASGIApp:
    """Middleware: writes down what is shown before it is shown."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        shown: dict[UUID, bool] = {}

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start" and shown:
                viewer = await who_looks(Request[Any, Any, Any](scope))
                if viewer:
                    await _note(viewer, shown, _why(scope, viewer))
            await send(message)

        token = _shown.set(shown)
        try:
            await app(scope, receive, send_noted)
        finally:
            _shown.reset(token)

    return middleware


def _why(scope: Scope, viewer: Sender) -> Why:
    """What the route is for, when it says so (`why=…`); else what this person comes for."""
    told = scope["route_handler"].opt.get("why") if "route_handler" in scope else None
    if told:
        return Why(told)
    match viewer:
        case Tenant():
            return Why.OWN
        case Outsider():
            return Why.LINK
        case Coordinator():
            return Why.CASE
        case _:
            return Why.JOB


async def _note(viewer: Sender, shown: dict[UUID, bool], why: Why) -> None:
    at = now()
    hour = at.replace(minute=0, second=0, microsecond=0)
    viewer_id = _id_of(viewer)
    looks: list[Look] = [
        (photo, viewer_id, hour, is_large, why) for photo, is_large in shown.items()
    ]
    fresh = [look for look in looks if look not in _noted]
    if not fresh:
        return
    kind = type(viewer).__name__.lower()
    values = [value for look in fresh for value in (*look, kind, at)]
    places = ", ".join(["({}, {}, {}, {}, {}, {}, {})"] * len(fresh))
    async with transaction():
        await change(
            "INSERT INTO photo_view"  # noqa: S608 - places only
            " (photo, viewer_id, hour, is_large, why, viewer_kind, first_at)"
            f" VALUES {places} ON CONFLICT (photo, viewer_id, hour, is_large, why) DO NOTHING",
            *values,
        )
    if len(_noted) > _MOST_REMEMBERED:
        _noted.clear()
    _noted.update(fresh)


def _id_of(viewer: Sender) -> UUID:
    match viewer:
        case Tenant():
            return viewer.request_id
        case Helper() | Outsider():
            return viewer.link_id
        case _:
            return viewer.person_id


async def looks_at(actor: Coordinator, request_id: UUID) -> list[PhotoLook]:
    """Everybody who was shown photos of this repair, the newest first."""
    if await organisation_of(request_id) != actor.organisation_id:
        raise NotFound
    return await looks_of(request_id)


async def looks_of(request_id: UUID) -> list[PhotoLook]:
    """The same; who may see it is decided before."""
    return await select(
        PhotoLook,
        "SELECT v.photo, v.viewer_kind, CASE WHEN v.viewer_kind = 'tenant' THEN r.tenant_name"  # noqa: S608 - fixed text
        " ELSE coalesce(t.name, o.name, h.name, '') END,"
        " v.first_at, v.is_large, v.why"
        " FROM photo_view v JOIN evidence_photo p ON p.id = v.photo"
        " JOIN repair_request r ON r.id = p.request LEFT JOIN person t ON t.id = v.viewer_id"
        " LEFT JOIN outsider_link o ON o.id = v.viewer_id"
        " LEFT JOIN tenant_link h ON h.id = v.viewer_id"
        f" WHERE p.request = {{}} ORDER BY v.first_at DESC, v.id DESC LIMIT {_LONGEST_LIST}",
        request_id,
    )
