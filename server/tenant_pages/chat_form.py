"""What a tenant typed in the plain form of the chat, and the sentences beside it."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid5

from litestar.datastructures import FormMultiDict, UploadFile

from server.actors import Tenant
from server.case_chat.schemas import LONGEST, NewMessage
from server.sentences import Sentences
from server.settings import Settings
from server.tenant_pages.form import id_in, line, pictures_in
from server.tenant_pages.pictures import store_picture, wrong_with_pictures
from storage.objects import ObjectStore

_NEW_LINE = re.compile(r"\r\n?")


@dataclass(frozen=True)
class TypedMessage:
    """As it came. The id was made with the form, so that sending it twice is harmless."""

    id: UUID
    text: str
    pictures: tuple[UploadFile, ...] = ()


def typed_message(data: FormMultiDict) -> TypedMessage:
    # A form sends two characters for a new line.
    text = _NEW_LINE.sub("\n", line(data, "text"))
    return TypedMessage(id_in(data), text, pictures_in(data))


async def wrong_in_message(typed: TypedMessage, say: Sentences, *, limit_bytes: int) -> str:
    """What she should change; empty when it can be sent."""
    if not typed.text and not typed.pictures:
        return say("chat.wrongNothing")
    if len(typed.text) > LONGEST:
        return say("chat.wrongLong", count=len(typed.text), most=LONGEST)
    return await wrong_with_pictures(typed.pictures, say, limit_bytes=limit_bytes)


async def as_messages(
    typed: TypedMessage, tenant: Tenant, objects: ObjectStore, settings: Settings
) -> list[NewMessage]:
    """Her words with the first photo; each further photo is a message of its own."""
    limit_bytes = settings.picture_limit_bytes
    photos = [
        await store_picture(tenant, picture, objects, limit_bytes=limit_bytes)
        for picture in typed.pictures
    ]
    first, *others = photos or [None]
    return [
        NewMessage(typed.id, typed.text, first),
        *(NewMessage(uuid5(typed.id, str(photo)), "", photo) for photo in others),
    ]
