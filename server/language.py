"""Which language to answer in: what the browser asks for, among those we speak.

Tenants are spoken to in six languages, staff in two: `pwa/src/text/<language>/` of the other four
holds only what a tenant reads (`translations.py`).
"""

from collections.abc import Sequence
from typing import Any, Literal, cast

from litestar import Request
from litestar.connection import ASGIConnection

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")

TenantLanguage = Literal["nl", "en", "tr", "ar", "pl", "uk"]
TENANT_LANGUAGES: tuple[TenantLanguage, ...] = ("nl", "en", "tr", "ar", "pl", "uk")

OWN_NAMES: dict[TenantLanguage, str] = {
    "nl": "Nederlands",
    "en": "English",
    "tr": "Türkçe",
    "ar": "العربية",
    "pl": "Polski",
    "uk": "Українська",
}
"""What each language calls itself: whoever reads it finds it."""

_RIGHT_TO_LEFT: frozenset[TenantLanguage] = frozenset({"ar"})


def direction(language: TenantLanguage) -> Literal["ltr", "rtl"]:
    """Which way its script runs, as `dir` in HTML says it."""
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def language_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Language:
    """The first language of `Accept-Language` that staff are spoken to in, else Dutch."""
    return language_wished(connection.headers.get("accept-language"))


def language_wished(*wishes: str | None) -> Language:
    """The first wish that staff are spoken to in. A wish is a code, or a browser's whole list."""
    return cast("Language", _first_of(LANGUAGES, wishes))


def tenant_language_wished(*wishes: str | None) -> TenantLanguage:
    """The same for tenants."""
    return cast("TenantLanguage", _first_of(TENANT_LANGUAGES, wishes))


def _first_of(spoken: Sequence[str], wishes: Sequence[str | None]) -> str:
    for wish in wishes:
        for part in (wish or "").lower().split(","):
            code = part.split(";")[0].split("-")[0].strip()
            if code in spoken:
                return code
    return "nl"


async def provide_language(request: Request[Any, Any, Any]) -> str:
    """For titles that the server makes for staff: those of faults."""
    return language_of(request)


async def provide_tenant_language(request: Request[Any, Any, Any]) -> str:
    """The same for a tenant, and for whoever came by a link into her case."""
    return tenant_language_wished(request.headers.get("accept-language"))
