"""Pictures that come with a plain form: looked at before anything is written down, then stored."""

import hashlib
from typing import Any
from uuid import UUID, uuid5

from litestar.datastructures import UploadFile

from server.actors import CaseVisitor, Helper
from server.clock import now
from server.evidence.receiving import receive_upload
from server.evidence.schemas import Announcement
from server.evidence.tables import Moment, Source
from server.sentences import Sentences
from storage.derivatives import identify
from storage.errors import NotAPicture
from storage.objects import ObjectStore

MOST_PICTURES = 6
_UNITS = ((1_000_000, "MB"), (1000, "kB"), (1, "bytes"))
_HEAD_BYTES = 256


async def wrong_with_pictures(
    pictures: tuple[UploadFile, ...], say: Sentences, *, limit_bytes: int
) -> str:
    """What to change about the chosen files, each by its name; empty when all of them will do."""
    if len(pictures) > MOST_PICTURES:
        return say("wrong.tooMany", count=MOST_PICTURES)
    named: dict[str, list[str]] = {}
    for picture in pictures:
        if _size(picture) > limit_bytes:
            named.setdefault("tooLarge", []).append(picture.filename)
        elif not await _is_picture(picture):
            named.setdefault("notPicture", []).append(picture.filename)
    return " ".join(
        say(
            f"wrong.{why}Many" if len(names) > 1 else f"wrong.{why}",
            name="”, “".join(names),
            size=in_words(limit_bytes),
        )
        for why, names in named.items()
    )


def told_of_limits(limit_bytes: int) -> dict[str, Any]:
    """What a page with a place for photos tells its reader and its script."""
    return {
        "picture_limit": limit_bytes,
        "picture_limit_in_words": in_words(limit_bytes),
        "most_pictures": MOST_PICTURES,
    }


def in_words(byte_count: int) -> str:
    """ "25 MB", "640 kB": rounded down, so that what is promised is taken, and never nought."""
    size, unit = next(each for each in _UNITS if byte_count >= each[0])
    return f"{byte_count // size} {unit}"


def _size(picture: UploadFile) -> int:
    return picture.file.seek(0, 2)


async def _is_picture(picture: UploadFile) -> bool:
    await picture.seek(0)
    try:
        identify(await picture.read(_HEAD_BYTES))
    except NotAPicture:
        return False
    return True


async def store_picture(
    sender: CaseVisitor, picture: UploadFile, objects: ObjectStore, *, limit_bytes: int
) -> UUID:
    """Store one picture; its id. The same picture in the same case has the same one, so that
    sending the form twice stores it once."""
    await picture.seek(0)
    data = await picture.read()
    sha256 = hashlib.sha256(data).hexdigest()
    announcement = Announcement(
        id=_id_of(sender, sha256),
        moment=Moment.REPORT,
        source=Source.FORM,
        taken_at=now(),
        byte_count=len(data),
        sha256=sha256,
        media_type=identify(data).media_type,
    )
    await receive_upload(sender, announcement, data, objects, limit_bytes=limit_bytes)
    return announcement.id


def _id_of(sender: CaseVisitor, sha256: str) -> UUID:
    # Of her own: the tenant may have sent the same picture, and neither has the other's.
    return uuid5(sender.link_id if isinstance(sender, Helper) else sender.request_id, sha256)
