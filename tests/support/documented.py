"""Every answer of the API is one that its OpenAPI document promises: asked of each request that any
test makes, because who refuses in some corner is not found by looking for it."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from litestar import Litestar

_A_MISTAKE = 500
"""Promised by nobody, and not by accident: the tests that get it want to see what it tells."""

Operations = list[tuple[re.Pattern[str], dict[str, Any]]]


def _paths(app: Litestar) -> Operations:
    if "promised" not in app.state:
        paths = app.openapi_schema.to_schema()["paths"]
        # What is written out comes before what could be anything.
        ordered = sorted(paths.items(), key=lambda item: item[0].count("{"))
        app.state.promised = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), operations)
            for path, operations in ordered
        ]
    return app.state.promised


def complaint_about(app: Litestar, method: str, path: str, answer: httpx.Response) -> str:
    """What the document does not say of this answer; nothing when it does."""
    if answer.status_code == _A_MISTAKE:
        return ""
    for pattern, operations in _paths(app):
        if not pattern.fullmatch(path.rstrip("/")):
            continue
        operation = operations.get(method.lower())
        if operation is None:
            return ""
        said = operation["responses"].get(str(answer.status_code))
        if said is None:
            return f"{method} {path} answers {answer.status_code}: {answer.headers}"
        told = answer.headers.get("content-type", "").split(";")[0]
        if told and told not in said.get("content", {told: None}):
            return f"{method} {path} answers {answer.status_code} as {told}"
        return ""
    return ""


def promising(app: Litestar) -> Callable[[httpx.Response], Awaitable[None]]:
    """A hook for a client of this application."""

    async def check(answer: httpx.Response) -> None:
        request = answer.request
        wrong = complaint_about(app, request.method, request.url.path, answer)
        assert not wrong, wrong

    return check
