"""Short words that reviewers put on photos, to find them again. The organisation's list of words is
what is on its photos."""

from collections.abc import Sequence
from uuid import UUID

from server.actors import Coordinator
from server.clock import now
from server.database import change, select, transaction
from server.evidence import access
from server.evidence.errors import TooManyTags
from server.evidence.tables import PhotoTag
from server.identifiers import new_id
from server.journal.service import append

MOST_WORDS = 60
"""As many as can be read through before a new one is made up."""


async def tag_photo(actor: Coordinator, photo_id: UUID, wanted: Sequence[str]) -> None:
    """These words and no others are on the photo."""
    words = sorted({" ".join(word.lower().split()) for word in wanted} - {""})
    async with transaction():
        photo = await access.photo_to_change(actor, photo_id)
        known = (await tags_of([photo_id])).get(photo_id, [])
        if words == known:
            return
        await change("DELETE FROM photo_tag WHERE photo = {}", photo_id)
        for word in words:
            tag = PhotoTag(
                id=new_id(),
                photo=photo.id,
                organisation=actor.organisation_id,
                word=word,
                tagged_by=actor.name,
                tagged_at=now(),
            )
            await PhotoTag.insert(tag)
        if len(await words_of(actor.organisation_id)) > MOST_WORDS:
            raise TooManyTags(most=MOST_WORDS)
        await append("photo.tagged", await access.about_photo(photo), actor, {"tags": words})


async def tags_of(photo_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The words on each of these photos, by the alphabet."""
    places = ", ".join(["{}"] * len(photo_ids))
    found: dict[UUID, list[str]] = {}
    for photo_id, word in await select(
        lambda photo_id, word: (photo_id, word),
        f"SELECT photo, word FROM photo_tag WHERE photo IN ({places}) ORDER BY word",  # noqa: S608 - places only
        *photo_ids,
    ):
        found.setdefault(photo_id, []).append(word)
    return found


async def words_of(organisation_id: UUID) -> list[str]:
    """The organisation's list."""
    return await select(
        lambda word: word,
        "SELECT DISTINCT word FROM photo_tag WHERE organisation = {} ORDER BY word",
        organisation_id,
    )
