"""A body too large, too deep, in too many parts, folded up or too slow is refused."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from server import slow_bodies
from tests.support import databases, given

JSON = {"content-type": "application/json"}


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Nothing here depends on the database."""
    return databases.sqlite_copy(sqlite_template, tmp_path)


async def sent(client: httpx.AsyncClient, content: bytes, **headers: str) -> httpx.Response:
    return await client.post("/api/repair-requests", content=content, headers={**JSON, **headers})


async def test_a_body_beyond_a_megabyte_is_refused_whether_or_not_it_says_how_long_it_is(
    nobody: httpx.AsyncClient,
) -> None:
    large = json.dumps(given.a_report(description="x" * 1_100_000)).encode()
    assert (await sent(nobody, large)).status_code == 413

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 50_000):
            yield large[start : start + 50_000]

    answer = await nobody.post("/api/repair-requests", content=in_pieces(), headers=JSON)
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/request-entity-too-large"


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"id":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'{"id":' + b"9" * 400_000 + b"}",
        b'{"id": "\xff\xfe"}',
        b"\x00" * 1000,
        b'{"id": 1e999999}',
        b'"' + b"\\u0000" * 1000 + b'"',
    ],
    ids=["lists", "objects", "closed", "number", "latin", "zeros", "infinite", "nul"],
)
async def test_what_no_decoder_likes_is_malformed(nobody: httpx.AsyncClient, body: bytes) -> None:
    answer = await sent(nobody, body)
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/malformed"


async def test_a_folded_body_is_never_unfolded(nobody: httpx.AsyncClient) -> None:
    """A thousandth of its size on the way, and all of it in memory."""
    bomb = gzip.compress(json.dumps(given.a_report(description="x" * 900_000)).encode())
    assert len(bomb) < 3000
    answer = await sent(nobody, bomb, **{"content-encoding": "gzip"})
    assert answer.status_code == 400


@pytest.mark.parametrize("field", ["description", "name", "phone", "postcode", "fault"])
async def test_every_text_has_an_end(nobody: httpx.AsyncClient, field: str) -> None:
    answer = await nobody.post(
        "/api/repair-requests", json={**given.a_report(), field: "x" * 20_000}
    )
    assert answer.status_code in (400, 422)


async def test_a_form_has_so_many_parts_and_no_more(nobody: httpx.AsyncClient) -> None:
    parts = [(f"part-{number}", (None, "x")) for number in range(2_000)]
    answer = await nobody.post("/report", files=parts)
    assert answer.status_code in (400, 413)
    files = [("photos", (f"{number}.jpg", b"x", "image/jpeg")) for number in range(200)]
    assert (await nobody.post("/report", files=files)).status_code in (400, 413)


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "text/plain", "", "a/b"]
)
async def test_a_form_that_is_none_is_refused_in_words(
    nobody: httpx.AsyncClient, kind: str
) -> None:
    answer = await nobody.post("/report", content=b"--x\r\n\r\n", headers={"content-type": kind})
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"].startswith("text/html")


async def drop_by_drop(app: Litestar, path: str, pause: float, drop: bytes) -> dict[str, Any]:
    """A request whose body comes in drops, for as long as the server takes them."""
    answers: list[Any] = []
    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"vooraf.test"), (b"content-type", b"application/json")],
        "server": ("vooraf.test", 80),
        "client": ("203.0.113.5", 1),
    }

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": drop, "more_body": True}

    async def send(message: Any) -> None:
        answers.append(message)

    async with asyncio.timeout(20):
        await app(scope, receive, send)  # pyright: ignore[reportArgumentType]
    return json.loads(b"".join(message.get("body", b"") for message in answers[1:]))


async def test_nobody_is_waited_for_who_sends_nothing(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_bodies, "_IDLE_SECONDS", 0.2)
    for path in ("/api/repair-requests", "/api/case/sign-in"):
        told = await drop_by_drop(app, path, 5, b"{")
        assert told["type"] == "/problems/body-stalled"


async def test_nor_who_sends_it_drop_by_drop(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_bodies, "_IDLE_SECONDS", 0.2)
    told = await drop_by_drop(app, "/api/case/sign-in", 0.05, b" ")
    assert told["type"] == "/problems/body-stalled"
