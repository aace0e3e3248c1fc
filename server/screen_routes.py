"""The technician's app, the desk, and the files they are made of."""

import re
from typing import Any

from litestar import Request, Response, Router, get

from server.answer_headers import Device, Surroundings, new_nonce, page_headers, worker_headers
from server.composition import Parts

_APP_USES: tuple[Device, ...] = ("camera", "microphone", "geolocation")
_RUNS_BY_ITSELF = re.compile(r"worker|^sw\.js$")


def _answer(request: Request[Any, Any, Any], parts: Parts, name: str) -> Response[bytes]:
    answer = parts.screens.answer(
        name,
        accepts=request.headers.get("accept-encoding", ""),
        known_etag=request.headers.get("if-none-match", ""),
    )
    if _RUNS_BY_ITSELF.search(name):
        answer.headers.update(worker_headers(Surroundings.of(parts.settings)))
    return answer


def _page(parts: Parts, name: str, *uses: Device) -> Response[bytes]:
    """Asked for anew each time: an answer kept by its ETag would come with a nonce that is not in
    it. What the service worker keeps, it keeps with its headers."""
    nonce = new_nonce()
    headers = page_headers(nonce, Surroundings.of(parts.settings), uses=uses)
    return Response(
        parts.screens.page(name, nonce),
        media_type="text/html",
        headers={**headers, "cache-control": "no-cache", "referrer-policy": "no-referrer"},
    )


@get("/assets/{name:path}")
async def asset(request: Request[Any, Any, Any], parts: Parts, name: str) -> Response[bytes]:
    """Scripts, styles, fonts: named after their content, so kept for ever."""
    return _answer(request, parts, f"assets/{name.lstrip('/')}")


@get(["/app", "/app/{place:path}"])
async def technician_app(parts: Parts) -> Response[bytes]:
    """One page; its own router reads the rest of the address."""
    return _page(parts, "app/index.html", *_APP_USES)


@get(["/desk", "/desk/{place:path}"])
async def desk(parts: Parts) -> Response[bytes]:
    """One page; its own router reads the rest of the address."""
    return _page(parts, "desk/index.html")


@get(
    [
        "/sw.js",
        "/phone-worker.js",
        "/app/manifest.webmanifest",
        "/icon.svg",
        "/icon-192.png",
        "/icon-512.png",
    ]
)
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
