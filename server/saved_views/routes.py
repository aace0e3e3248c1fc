"""Views of the work list: read, save, change, remove."""

from uuid import UUID

from litestar import Router, get, post

from server.actors import Coordinator
from server.saved_views import keeping
from server.saved_views.schemas import ChangedView, NewView, ViewFacts

_OF = "/saved-views/{view_id:uuid}"


@get("/saved-views", summary="Views of the work list")
async def list_views(corporation: Coordinator) -> list[ViewFacts]:
    """One's own and those that colleagues share, each with what it asks for and is gone."""
    return await keeping.views_of(corporation)


@post("/saved-views", summary="Save a view", status_code=200)
async def save_view(data: NewView, corporation: Coordinator) -> list[ViewFacts]:
    """Under a name that no other view has which the caller sees; 30 a person at most."""
    await keeping.save(corporation, data)
    return await keeping.views_of(corporation)


@post(f"{_OF}/change", summary="Rename a view, or share it", status_code=200)
async def change_view(
    view_id: UUID, data: ChangedView, corporation: Coordinator
) -> list[ViewFacts]:
    """Whoever saved it, or a manager when it is shared."""
    await keeping.change_view(corporation, view_id, data)
    return await keeping.views_of(corporation)


@post(f"{_OF}/remove", summary="Remove a view", status_code=200)
async def remove_view(view_id: UUID, corporation: Coordinator) -> list[ViewFacts]:
    """Nothing changes about the repairs in it."""
    await keeping.remove(corporation, view_id)
    return await keeping.views_of(corporation)


router = Router(
    path="/",
    route_handlers=[list_views, save_view, change_view, remove_view],
    tags=["Saved views"],
)
