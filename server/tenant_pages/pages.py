"""The tenant's pages as HTML: templates, and what every page carries."""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Response
from litestar.datastructures import Cookie

from server.accounts.schemas import OrganisationFacts
from server.answer_headers import Device, Surroundings, new_nonce, page_headers
from server.case_words.desk_words import desk_words
from server.language import OWN_NAMES, TENANT_LANGUAGES, TenantLanguage
from server.screens import PageAssets, Screens
from server.sentences import Sentences
from server.tenant_pages.reading import LANGUAGE_COOKIE, reading_cookie

_ENTRIES = {
    "case": "tenant/case.ts",
    "chat": "tenant/chat.ts",
    "helper": "tenant/case.ts",
    "helper_made": "tenant/made-link.ts",
    "link": "tenant/case.ts",
    "guest": "tenant/guest.ts",
    "outside": "tenant/outside.ts",
    "asked": "tenant/outside.ts",
}

_LATER = {
    "tenant/report.ts": "tenant/photo-field.ts",
    "tenant/case.ts": "tenant/case-later.ts",
}
"""What a script asks for when she touches its page."""

_ALOUD = "tenant/aloud.ts"
"""Inside every page, the smallest too: it asks whether this browser can read aloud."""
_READER = "tenant/read-aloud.ts"
"""What reads. It comes on tap."""

_OWN_HEADERS = {
    "cache-control": "no-store",
    "vary": "accept-encoding, accept-language, cookie",
    "referrer-policy": "same-origin",
}

# The nonce stands in the tag: what a browser kept goes on agreeing with the policy it came with.
_TAG = re.compile(r'"([0-9a-f]{24})-([\w-]{22})"')

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
    languages: tuple[TenantLanguage, ...] = TENANT_LANGUAGES
    """What she can choose from."""
    has_large_letters: bool = False
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
    around: Surroundings = field(default_factory=Surroundings)
    has_tls: bool = False

    def page(
        self,
        template: str,
        visitor: Visitor,
        *,
        title: str,
        script: bool = False,
        status: int = 200,
        uses: tuple[Device, ...] = (),
        **facts: Any,
    ) -> Response[bytes]:
        """One page, made for this one request."""
        nonce = new_nonce()
        html = self._html(template, visitor, nonce, title=title, script=script, **facts)
        headers = {**page_headers(nonce, self.around, uses=uses, styles=nonce), **_OWN_HEADERS}
        return self._answer(html, visitor, headers, status)

    def kept_page(
        self, template: str, visitor: Visitor, known_tags: str, *, title: str, **facts: Any
    ) -> Response[bytes]:
        """A page that is about nobody, so that browsers keep it. `known_tags` is their
        `If-None-Match`: who has the page as it is now gets 304."""
        nonce = new_nonce()
        html = self._html(template, visitor, nonce, title=title, script=False, **facts)
        digest = hashlib.sha256(html.replace(nonce, "").encode()).hexdigest()[:24]
        kept = [marked for known, marked in _TAG.findall(known_tags) if known == digest]
        nonce = kept[0] if kept else nonce
        headers = {
            **page_headers(nonce, self.around, styles=nonce),
            **_OWN_HEADERS,
            "cache-control": "private, no-cache",
            "etag": f'W/"{digest}-{nonce}"',
        }
        if kept:
            return Response(b"", media_type="text/html", status_code=304, headers=headers)
        return self._answer(html, visitor, headers, 200)

    def _html(
        self,
        template: str,
        visitor: Visitor,
        nonce: str,
        *,
        title: str,
        script: bool,
        **facts: Any,
    ) -> str:
        entry = _ENTRIES.get(template, "tenant/report.ts")
        assets = self.screens.page_assets(entry)
        return _templates.get_template(f"{template}.html").render(
            say=visitor.say,
            path=visitor.path,
            organisation=visitor.organisation,
            phone=visitor.phone,
            dialled=_dialled,
            own_names=OWN_NAMES,
            desk_words=desk_words,
            languages=visitor.languages,
            has_large_letters=visitor.has_large_letters,
            title=title,
            nonce=nonce,
            aloud=self.screens.source(_ALOUD),
            reader=self.screens.page_assets(_READER).script,
            assets=assets if script else PageAssets(css=assets.css, script=""),
            later=self._later(entry),
            **facts,
        )

    def _later(self, entry: str) -> str:
        name = _LATER.get(entry)
        return self.screens.page_assets(name).script if name else ""

    def _answer(
        self, html: str, visitor: Visitor, headers: dict[str, str], status: int
    ) -> Response[bytes]:
        content = html.encode()
        if visitor.reads_gzip:
            content = gzip.compress(content, compresslevel=5, mtime=0)
            headers["content-encoding"] = "gzip"
        return Response(
            content,
            media_type="text/html",
            status_code=status,
            headers=headers,
            cookies=self._chosen(visitor),
        )

    def _chosen(self, visitor: Visitor) -> list[Cookie]:
        if not visitor.chose_language:
            return []
        return [reading_cookie(LANGUAGE_COOKIE, visitor.say.language, has_tls=self.has_tls)]


_TOLD_OF_FILES = ("notPicture", "notPictureMany", "tooLarge", "tooLargeMany", "tooMany")


def texts_for_script(visitor: Visitor, *more: str) -> str:
    """What the page's script says, safe inside a script element; `more` names further sections."""
    say = visitor.say
    told = {name: say.section("wrong")[name] for name in _TOLD_OF_FILES}
    for section in ("script", *more):
        told |= say.section(section)
    phone = say.apart(visitor.phone)
    phrased = {name: words.replace("{phone}", phone) for name, words in told.items()}
    return json.dumps(phrased, ensure_ascii=False).replace("<", "\\u003c")
