"""The tenant's pages as HTML: templates, and what every page carries."""

import gzip
import json
import re
import secrets
from dataclasses import dataclass, replace
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Response
from litestar.datastructures import Cookie

from server.accounts.schemas import OrganisationFacts
from server.screens import PageAssets, Screens
from server.sentences import Language, Sentences, other

LANGUAGE_COOKIE = "vooraf_language"
_LANGUAGE_LASTS_SECONDS = 365 * 24 * 3600

_ENTRIES = {
    "case": "tenant/case.ts",
    "link": "tenant/case.ts",
    "guest": "tenant/guest.ts",
    "outside": "tenant/outside.ts",
}

_templates = Environment(
    loader=PackageLoader("server.tenant_pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _dialled(number: str) -> str:
    """A telephone number as it stands in an address."""
    return re.sub(r"[^0-9+]", "", number)


@dataclass(frozen=True)
class Visitor:
    """Who reads the page: in which language, at which address, of which corporation."""

    say: Sentences
    path: str
    organisation: OrganisationFacts
    chose_language: bool = False
    reads_gzip: bool = False

    @property
    def phone(self) -> str:
        """To be read: a telephone number is never broken over two lines."""
        return self.organisation.phone.replace(" ", "\N{NO-BREAK SPACE}")

    def at(self, path: str) -> "Visitor":
        """The same reader on a page whose own address is another one."""
        return replace(self, path=path)

    def of(self, organisation: OrganisationFacts) -> "Visitor":
        """The same reader, once we know whose tenant she is."""
        return replace(self, organisation=organisation)


@dataclass(frozen=True)
class Printer:
    """Makes pages with the scripts and styles of this build."""

    screens: Screens
    storage_origin: str = ""
    has_tls: bool = False

    def page(
        self,
        template: str,
        visitor: Visitor,
        *,
        title: str,
        script: bool = False,
        status: int = 200,
        **facts: Any,
    ) -> Response[bytes]:
        nonce = secrets.token_urlsafe(12)
        entry = _ENTRIES.get(template, "tenant/report.ts")
        assets = self.screens.page_assets(entry)
        html = _templates.get_template(f"{template}.html").render(
            say=visitor.say,
            path=visitor.path,
            organisation=visitor.organisation,
            phone=visitor.phone,
            dialled=_dialled,
            other_language=other(visitor.say.language),
            title=title,
            nonce=nonce,
            assets=assets if script else PageAssets(css=assets.css, script=""),
            **facts,
        )
        headers = self._headers(nonce)
        content = html.encode()
        if visitor.reads_gzip:
            content = gzip.compress(content, compresslevel=5, mtime=0)
            headers["content-encoding"] = "gzip"
        return Response(
            content,
            media_type="text/html",
            status_code=status,
            headers=headers,
            cookies=[self._language_cookie(visitor.say.language)] if visitor.chose_language else [],
        )

    def _headers(self, nonce: str) -> dict[str, str]:
        elsewhere = f" {self.storage_origin}" if self.storage_origin else ""
        policy = (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            f"img-src 'self' blob: data:{elsewhere}",
            f"connect-src 'self'{elsewhere}",
            f"media-src 'self' blob:{elsewhere}",
            "font-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
        return {
            "content-security-policy": "; ".join(policy),
            "cache-control": "no-store",
            "vary": "accept-encoding, accept-language, cookie",
            "referrer-policy": "same-origin",
            "x-content-type-options": "nosniff",
            "permissions-policy": "camera=(self), microphone=(self), geolocation=()",
        }

    def _language_cookie(self, language: Language) -> Cookie:
        return Cookie(
            key=LANGUAGE_COOKIE,
            value=language,
            max_age=_LANGUAGE_LASTS_SECONDS,
            path="/",
            samesite="lax",
            secure=self.has_tls,
        )


_TOLD_OF_FILES = ("notPicture", "notPictureMany", "tooLarge", "tooLargeMany", "tooMany")


def texts_for_script(visitor: Visitor, *more: str) -> str:
    """What the page's script says, safe inside a script element; `more` names further sections."""
    say = visitor.say
    told = {name: say.section("wrong")[name] for name in _TOLD_OF_FILES}
    for section in ("script", *more):
        told |= say.section(section)
    phrased = {name: words.replace("{phone}", visitor.phone) for name, words in told.items()}
    return json.dumps(phrased, ensure_ascii=False).replace("<", "\\u003c")
