"""What tenants were told, at the desk."""

from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.params import QueryParameter

from server.actors import Coordinator
from server.messages.again import tell_again
from server.messages.reading import mailbox, messages_of
from server.messages.schemas import CaseMessages, Mailbox
from server.settings import Settings
from storage.objects import ObjectStore


@get("/repair-requests/{request_id:uuid}/messages", summary="What the tenant was told")
async def list_messages(
    request_id: UUID, corporation: Coordinator, settings: Settings, objects: ObjectStore
) -> CaseMessages:
    """With what she would be told now."""
    return await messages_of(corporation, request_id, settings, objects)


@get("/messages", summary="What all tenants were told")
async def read_mailbox(
    corporation: Coordinator,
    settings: Settings,
    after: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> Mailbox:
    """Exactly what was sent, or would have been with a mail server or a gateway."""
    return await mailbox(corporation, settings, after, limit)


@post("/messages/{message_id:uuid}/again", summary="Tell her again", status_code=204)
async def send_again(message_id: UUID, corporation: Coordinator) -> None:
    """What failed, or perhaps did not go: by how the repair stands now."""
    await tell_again(corporation, message_id)


router = Router(
    path="/", route_handlers=[list_messages, read_mailbox, send_again], tags=["Messages"]
)
