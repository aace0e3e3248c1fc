"""Answers "unchanged" before any other query: what staff read is as new as their journal.

The ETag is made of who asks, the organisation's journal position, the language and the hour; the
hour because presigned addresses and the word "today" change with it.
"""

import hashlib
from typing import Any

from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from server.actors import Coordinator, Technician
from server.caller import who_is
from server.clock import now
from server.downloads import MEDIA_TYPES
from server.journal.service import position
from server.language import language_of

# Not made of journal entries: the time of day, the feed, who looked at what, who is signed in, who
# has read what.
_ALWAYS_FRESH = (
    "/api/me",
    "/api/journal",
    "/api/openapi",
    "/api/faults",
    "/api/trades",
    "/api/photo-views",
    "/api/sign-in",
    "/api/phones",
    "/api/messages",
    "/api/conversations",
    "/api/calendar",
)
# Nor of them alone: with when each link was last used, what went to the tenant, or how far a chat
# was read.
_TELLS_OF_USE = ("/links", "/outsiders", "/messages", "/conversation", "/conversation/feed")


def answer_unchanged(app: ASGIApp) -> ASGIApp:
    """Middleware for the API: 304 where the caller has the newest answer, an ETag elsewhere."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        tag = await _tag(Request(scope)) if _may_be_kept(scope) else None
        if tag is None:
            await app(scope, receive, send)
            return
        if Request(scope).headers.get("if-none-match") == tag:
            headers = [(b"etag", tag.encode()), (b"cache-control", b"private, no-cache")]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return

        async def send_with_tag(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableScopeHeaders(message)
                headers["etag"] = tag
                headers["cache-control"] = "private, no-cache"
                headers["vary"] = "cookie, accept-language"
            await send(message)

        await app(scope, receive, send_with_tag)

    return middleware


def _may_be_kept(scope: Scope) -> bool:
    """Downloads may not: they show homes, and whoever saved one has it."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and scope["path"].startswith("/api/")
        and not scope["path"].startswith(_ALWAYS_FRESH)
        and not scope["path"].endswith(_TELLS_OF_USE)
        and scope["route_handler"].media_type not in MEDIA_TYPES
    )


async def _tag(request: Request[Any, Any, Any]) -> str | None:
    actor = await who_is(request)
    if not isinstance(actor, Coordinator | Technician):
        return None
    seq = await position(actor.organisation_id)
    facts = f"{actor.person_id} {seq} {language_of(request)} {now():%Y%m%d%H}"
    return f'"{hashlib.sha256(facts.encode()).hexdigest()[:24]}"'
