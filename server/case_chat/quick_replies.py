"""Sentences that people at the desk need often. They come into the box and may be changed there;
nothing is sent by choosing one."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from server.language import LANGUAGES
from server.wire import Sent

MOST = 40
_FILE = Path(__file__).with_name("quick_replies.json")


class QuickReply(Sent, frozen=True):
    """One sentence, in one language."""

    language: Annotated[str, Meta(min_length=2, max_length=8)]
    text: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]


def read(text: str) -> list[QuickReply]:
    """What the settings hold; else those that come with the product."""
    return msgspec.json.decode(text, type=list[QuickReply]) if text else list(_ours())


def _ours() -> list[QuickReply]:
    by_language = msgspec.json.decode(_FILE.read_bytes(), type=dict[str, list[str]])
    return [QuickReply(language, said) for language in LANGUAGES for said in by_language[language]]
