"""Is this server able to do its work? For whoever watches over it."""

from collections.abc import Awaitable, Callable
from typing import Literal

import structlog
from litestar import Response, get
from litestar.openapi import ResponseSpec

from server.composition import Parts
from server.database import select
from server.wire import Wire

log = structlog.get_logger()


class Checks(Wire, frozen=True):
    """Each part that a request may need."""

    database: Literal["ok", "failed"]
    storage: Literal["ok", "failed"]
    channels: Literal["ok", "failed"]


class Health(Wire, frozen=True):
    """`ok` only when every check is."""

    status: Literal["ok", "failed"]
    checks: Checks


@get(
    "/health",
    summary="Is the server well?",
    tags=["Health"],
    security=[],
    responses={503: ResponseSpec(Health, description="One part is not.", generate_examples=False)},
)
async def health(parts: Parts) -> Response[Health]:
    """200 when everything answers, 503 when one part does not."""
    checks = Checks(
        database=await _check("database", _ask_database),
        storage=await _check("storage", parts.objects.check),
        channels=await _check("channels", parts.bell_line.check),
    )
    is_well = checks == Checks("ok", "ok", "ok")
    return Response(
        Health("ok" if is_well else "failed", checks),
        status_code=200 if is_well else 503,
        headers={"cache-control": "no-store"},
    )


async def _ask_database() -> None:
    await select(lambda one: one, "SELECT 1")


async def _check(name: str, ask: Callable[[], Awaitable[None]]) -> Literal["ok", "failed"]:
    try:
        await ask()
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the answer is "failed"
        log.warning("health.failed", check=name, error=type(error).__name__)
        return "failed"
    return "ok"
