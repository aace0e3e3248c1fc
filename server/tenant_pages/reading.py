"""How somebody reads the tenant's pages: in which language, in letters of which size.

Chosen in any page's head by a plain form, and kept in the browser. A tenant's language is kept with
her case too: letters come in it, and staff see it.
"""

import re

from litestar.datastructures import Cookie, FormMultiDict

from server.language import TENANT_LANGUAGES, TenantLanguage

LANGUAGE_COOKIE = "vooraf_language"
LETTERS_COOKIE = "vooraf_letters"
LARGE = "large"
_USUAL = "usual"
_LASTS_SECONDS = 365 * 24 * 3600

# An address of ours: two slashes would lead to another site.
_OUR_PAGE = re.compile(r"/(?!/)[\w./-]*")


def reading_cookie(key: str, value: str, *, has_tls: bool) -> Cookie:
    """Kept for a year, for all pages."""
    return Cookie(
        key=key, value=value, max_age=_LASTS_SECONDS, path="/", samesite="lax", secure=has_tls
    )


def chosen_language(data: FormMultiDict) -> TenantLanguage | None:
    """The language that was pressed; none when it was something else, or none of ours."""
    pressed = data.get("language")
    return next((each for each in TENANT_LANGUAGES if each == pressed), None)


def chosen_letters(data: FormMultiDict) -> str | None:
    """ "large" or "usual", when that was pressed."""
    pressed = data.get("letters")
    return next((each for each in (LARGE, _USUAL) if each == pressed), None)


def page_before(data: FormMultiDict) -> str:
    """The page on which it was pressed; the first page when that is no page of ours."""
    page = data.get("page")
    return page if isinstance(page, str) and _OUR_PAGE.fullmatch(page) else "/"
