"""The journal over HTTP: what changed since, and what changes now."""

from functools import partial
from typing import Annotated, Any

from litestar import Request, Router, get
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import Stream

from server.actors import Actor
from server.caller import is_still
from server.journal import feed, service
from server.journal.schemas import Happenings

_LARGEST = 2**63 - 1
Position = Annotated[int, QueryParameter(ge=0, le=_LARGEST)]


@get("/", summary="What happened after a position")
async def happenings(
    actor: Actor,
    after: Position = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 200,
) -> Happenings:
    """Everything the caller may see after `after`, at most `limit` entries."""
    return await service.happenings(actor, after, limit)


@get("/feed", summary="Follow the journal (server-sent events)", media_type="text/event-stream")
async def follow(
    request: Request[Any, Any, Any],
    actor: Actor,
    after: Annotated[int | None, QueryParameter(ge=0, le=_LARGEST)] = None,
    last_event_id: Annotated[str | None, HeaderParameter(name="Last-Event-ID")] = None,
) -> Stream:
    """Resumes after `Last-Event-ID`, else after `after`, else begins now."""
    seen = _position(last_event_id)
    resume = after if seen is None else seen
    return Stream(
        feed.follow(actor, resume, partial(is_still, request, actor)),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


def _position(last_event_id: str | None) -> int | None:
    """None for what we never gave: the reader then begins now."""
    if last_event_id and last_event_id.isdecimal() and int(last_event_id) <= _LARGEST:
        return int(last_event_id)
    return None


router = Router(path="/journal", route_handlers=[happenings, follow], tags=["Journal"])
