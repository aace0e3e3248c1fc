"""The technician's app, the desk, and the files they are made of."""

import re
from typing import Any

from litestar import Request, Response, Router, get

from server.composition import Parts


def _answer(request: Request[Any, Any, Any], parts: Parts, name: str) -> Response[bytes]:
    answer = parts.screens.answer(
        name,
        accepts=request.headers.get("accept-encoding", ""),
        known_etag=request.headers.get("if-none-match", ""),
    )
    if _RUNS_BY_ITSELF.search(name):
        answer.headers.update(_SAFE)
        answer.headers["content-security-policy"] = _content_policy(parts)
    return answer


def _content_policy(parts: Parts) -> str:
    """Our own scripts only; pictures and uploads also from an object store that is elsewhere."""
    storage = parts.settings.storage
    store = f" {storage.origin}" if storage else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self';"
        f" img-src 'self' blob: data:{store}; media-src 'self' blob:{store};"
        f" connect-src 'self'{store};"
        " worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    )


# What a page loads obeys the page's rules; these 500 bytes on every script would only make it late.
_RUNS_BY_ITSELF = re.compile(r"\.html$|\.svg$|worker|^sw\.js$")

_SAFE = {
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(self), microphone=(self), geolocation=(self)",
    "cross-origin-opener-policy": "same-origin",
}


@get("/assets/{name:path}")
async def asset(request: Request[Any, Any, Any], parts: Parts, name: str) -> Response[bytes]:
    """Scripts, styles, fonts: named after their content, so kept for ever."""
    return _answer(request, parts, f"assets/{name.lstrip('/')}")


@get(["/app", "/app/{place:path}"])
async def technician_app(request: Request[Any, Any, Any], parts: Parts) -> Response[bytes]:
    """One page; its own router reads the rest of the address."""
    return _answer(request, parts, "app/index.html")


@get(["/desk", "/desk/{place:path}"])
async def desk(request: Request[Any, Any, Any], parts: Parts) -> Response[bytes]:
    """One page; its own router reads the rest of the address."""
    return _answer(request, parts, "desk/index.html")


@get(["/sw.js", "/app/manifest.webmanifest", "/icon.svg", "/icon-192.png", "/icon-512.png"])
async def root_file(request: Request[Any, Any, Any], parts: Parts) -> Response[bytes]:
    """What browsers look for at a fixed place."""
    return _answer(request, parts, request.url.path.lstrip("/"))


@get("/robots.txt", media_type="text/plain")
async def robots() -> str:
    """Nothing here is for search engines."""
    return "User-agent: *\nDisallow: /\n"


router = Router(
    path="/",
    route_handlers=[asset, technician_app, desk, root_file, robots],
    include_in_schema=False,
)
