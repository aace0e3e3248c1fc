"""What another site sends in somebody's name is refused: forms and scripts there travel with our
cookies wherever a browser lets them. SameSite=Lax is the first line, this is the second.

It holds without a cookie too. Else another site could have a browser open a link, or sign in, as
somebody it chose; what is done there afterwards would be done in that one's name.

Browsers say where a request comes from, and no script can change that. Who says nothing is no
browser of today, and has no cookies but those it was given.
"""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.types import ASGIApp, Middleware, Receive, Scope, Send

from server.errors import DomainError

_CHANGE_NOTHING = {"GET", "HEAD", "OPTIONS"}
_OURS = {"same-origin", "none"}  # none: the person herself, by reloading or from a bookmark


class SentFromElsewhere(DomainError):
    """Another site tried to do something in your name. Nothing was changed."""

    slug, title, status = "sent-from-elsewhere", "This was sent from another site", 403


def refusing_other_sites(public_url: str) -> Middleware:
    """Middleware for whatever recognises people by a cookie, or gives them one. The object store
    does neither: there the address itself is the right to write."""

    def around(app: ASGIApp) -> ASGIApp:
        async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["method"] not in _CHANGE_NOTHING:
                request: Request[Any, Any, Any] = Request(scope)
                if _is_from_elsewhere(request, public_url):
                    raise SentFromElsewhere
            await app(scope, receive, send)

        return middleware

    return around


def _is_from_elsewhere(request: Request[Any, Any, Any], public_url: str) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in _OURS
    origin = request.headers.get("origin")
    if origin is None:
        return False
    # Behind a proxy the host may be an inner name; the public address is right wherever we run.
    public = urlsplit(public_url)
    ours = {(public.scheme, public.netloc)}
    # A page without TLS on our host is not ours where we have it: who sits on the line made it.
    ours |= {(each, request.headers.get("host")) for each in ("https", public.scheme)}
    told = urlsplit(origin)
    return (told.scheme, told.netloc) not in ours
