"""The desk sets how careful visits are, by region and by day."""

from uuid import UUID

from litestar import Router, get, post

from server.actors import Coordinator
from server.visit_levels import setting
from server.visit_levels.schemas import LevelFacts, LevelPreview, NewLevel


@get("/", summary="Which levels hold, now and later")
async def list_levels(corporation: Coordinator) -> list[LevelFacts]:
    """Elsewhere and on other days everything is as usual."""
    return await setting.levels(corporation)


@post("/preview", summary="What would this level do?", status_code=200)
async def preview_level(data: NewLevel, corporation: Coordinator) -> LevelPreview:
    """Changes nothing."""
    return await setting.preview(corporation, data)


@post("/", summary="Set a level", status_code=200)
async def set_level(data: NewLevel, corporation: Coordinator) -> list[LevelFacts]:
    """What it postpones follows at once; each tenant is told once."""
    await setting.set_level(corporation, data)
    return await setting.levels(corporation)


@post("/{level_id:uuid}/take-back", summary="As usual again", status_code=200)
async def take_back(level_id: UUID, corporation: Coordinator) -> list[LevelFacts]:
    """What it postponed comes back, and only that."""
    await setting.take_back(corporation, level_id)
    return await setting.levels(corporation)


router = Router(
    path="/visit-levels",
    route_handlers=[list_levels, preview_level, set_level, take_back],
    tags=["Visit levels"],
)
