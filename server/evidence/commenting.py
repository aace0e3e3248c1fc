"""What technician and desk say to each other about a photo, besides a verdict: with the name of who
wrote it. It is only added to: nobody changes or deletes a word. A tenant is not shown it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from server.actors import Staff
from server.clock import now
from server.database import select, transaction
from server.errors import NotFound
from server.evidence import access
from server.evidence.schemas import Comment, CommentFacts, Photo
from server.evidence.tables import PhotoComment
from server.journal.service import append


async def comment_on(actor: Staff, photo_id: UUID, comment: Comment) -> None:
    """Say something about this photo. Sent twice, it is said once."""
    async with transaction():
        photo = await access.photo_to_change(actor, photo_id)
        earlier = await PhotoComment.objects().get(PhotoComment.id == comment.id)
        if earlier and earlier.photo != photo_id:
            raise NotFound  # knowing an id must not tell of somebody else's photo
        if earlier:
            return
        said = PhotoComment(
            id=comment.id,
            photo=photo.id,
            words=comment.words.strip(),
            said_by=actor.name,
            author_id=actor.person_id,
            said_at=now(),
        )
        await PhotoComment.insert(said)
        about = await access.about_photo(photo)
        await append("photo.commented", about, actor, {"comment": str(said.id)})


async def with_comments(photos: Sequence[Photo]) -> list[Photo]:
    """These photos with what was said about them, the oldest first. For staff alone."""
    if not photos:
        return []

    def row(photo_id: UUID, *facts: Any) -> tuple[UUID, CommentFacts]:
        return photo_id, CommentFacts(*facts)

    places = ", ".join(["{}"] * len(photos))
    found: dict[UUID, list[CommentFacts]] = {}
    for photo_id, comment in await select(
        row,
        f"SELECT photo, id, words, said_by, said_at FROM photo_comment WHERE photo IN ({places})"  # noqa: S608 - places only
        " ORDER BY said_at, id",
        *[photo.id for photo in photos],
    ):
        found.setdefault(photo_id, []).append(comment)
    return [replace(photo, comments=found.get(photo.id, [])) for photo in photos]
