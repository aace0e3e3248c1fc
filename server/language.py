"""Which language to answer in: what the browser asks for, among those we speak."""

from typing import Any, Literal

from litestar import Request
from litestar.connection import ASGIConnection

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


def language_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The first language of `Accept-Language` that we speak, else Dutch."""
    wanted = connection.headers.get("accept-language", "")
    for item in wanted.split(","):
        code = item.split(";")[0].split("-")[0].strip().lower()
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]


async def provide_language(request: Request[Any, Any, Any]) -> str:
    """For titles that the server makes: those of faults."""
    return language_of(request)
