"""S3Proxy: an ASGI app that lets browsers reach the object store under our own origin.

Streams both ways and keeps nothing. It passes on only what a presigned address allows, which it
checks itself before the store does so again, and it answers refusals as RFC 9457 problems.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from urllib.parse import quote, unquote

import aiohttp
from yarl import URL

from storage.asgi import ClientGone, Receive, Scope, Send, until_client_gone
from storage.errors import InvalidKey
from storage.keys import validate_key
from storage.proxy_refusals import (
    ObjectAddressRefused,
    ObjectMethodRefused,
    ObjectNotFound,
    ObjectStoreUnavailable,
    ProxyRefusal,
    UploadLengthMissing,
    UploadTooLarge,
    refusal_for,
)
from storage.settings import StorageSettings
from storage.sigv4 import SignatureRefused, Signer
from storage.upload_body import UploadBody

DEFAULT_UPLOAD_LIMIT = 25 * 1024 * 1024
_CHUNK = 128 * 1024
_METHODS = {"GET", "HEAD", "PUT"}
_CHECKSUM = "x-amz-checksum-sha256"
_SENT_ON_FETCH = {"range", "if-none-match", "if-modified-since"}
_SENT_ON_UPLOAD = {"content-type", "content-length", _CHECKSUM}
_RETURNED = {"content-type", "content-length", "content-range", "etag", "last-modified"}
_TRANSFER_FAULTS = (aiohttp.ClientError, OSError, TimeoutError)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    url: URL
    headers: dict[str, str]
    expires_at: datetime


def _utc_now() -> datetime:
    return datetime.now(UTC)


class S3Proxy:
    def __init__(
        self,
        settings: StorageSettings,
        *,
        upload_limit: int = DEFAULT_UPLOAD_LIMIT,
        idle_seconds: float = 60,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._settings = settings
        self._upload_limit = upload_limit
        self._idle_seconds = idle_seconds
        self._clock = clock
        self._bucket_root = f"{settings.base_path}/{settings.bucket}/"
        self._signer = Signer(
            access_key=settings.access_key,
            secret_key=settings.secret_key,
            region=settings.region,
            host=settings.host,
        )
        self._session: aiohttp.ClientSession | None = None

    async def startup(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=256),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=30),
            auto_decompress=False,
            read_bufsize=2 * _CHUNK,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
        self._session = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        with suppress(ClientGone):
            try:
                request = self._admit(scope)
                if request.method == "PUT":
                    await self._upload(request, receive, send)
                else:
                    await self._fetch(request, receive, send)
            except ProxyRefusal as refusal:
                await _refuse(scope, send, refusal)

    def _admit(self, scope: Scope) -> _Request:
        method = cast("str", scope["method"])
        if method not in _METHODS:
            raise ObjectMethodRefused(f"{method} is not possible")
        path, query = self._store_path(scope), scope["query_string"].decode("latin-1")
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        try:
            expires_at = self._signer.verify(method, path, query, headers, now=self._clock())
        except SignatureRefused as error:
            raise ObjectAddressRefused(str(error)) from error
        passed_on = _SENT_ON_UPLOAD if method == "PUT" else _SENT_ON_FETCH
        sent = {name: value for name, value in headers.items() if name in passed_on}
        url = URL(f"{self._settings.origin}{path}?{query}", encoded=True)
        return _Request(method, url, {**sent, "host": self._settings.host}, expires_at)

    def _store_path(self, scope: Scope) -> str:
        """The path as the browser wrote it, because that is what was signed."""
        path = _path_sent(scope).removeprefix(self._settings.public_prefix)
        plain = unquote(path)
        if not plain.startswith(self._bucket_root):
            raise ObjectNotFound("There is no such bucket")
        try:
            validate_key(plain.removeprefix(self._bucket_root))
        except InvalidKey as error:
            raise ObjectNotFound(str(error)) from error
        return path

    async def _upload(self, request: _Request, receive: Receive, send: Send) -> None:
        body = UploadBody(
            receive,
            byte_count=self._announced_length(request.headers),
            sha256=request.headers.get(_CHECKSUM),
            idle_seconds=self._idle_seconds,
        )
        try:
            async with self._open_session().put(
                request.url, data=body, headers=request.headers, allow_redirects=False
            ) as answer:
                await answer.read()
        except _TRANSFER_FAULTS as error:
            raise body.failure or _unavailable(error) from error
        if answer.status != 200:
            raise refusal_for(answer.status)
        await _start(send, 200, {"etag": answer.headers.get("ETag", ""), "content-length": "0"})
        await send({"type": "http.response.body", "body": b""})

    def _announced_length(self, headers: Mapping[str, str]) -> int:
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit()):
            raise UploadLengthMissing("Content-Length is missing or no number")
        if int(length) > self._upload_limit:
            raise UploadTooLarge(f"{length} bytes; at most {self._upload_limit} are accepted")
        return int(length)

    async def _fetch(self, request: _Request, receive: Receive, send: Send) -> None:
        """Sending to a browser that left does not fail, so somebody has to listen for it."""
        leaving = asyncio.ensure_future(until_client_gone(receive))
        transfer = asyncio.ensure_future(self._transfer(request, send))
        try:
            await asyncio.wait({leaving, transfer}, return_when=asyncio.FIRST_COMPLETED)
            if not transfer.done():
                raise ClientGone
            transfer.result()
        finally:
            leaving.cancel()
            transfer.cancel()
            await asyncio.gather(leaving, transfer, return_exceptions=True)

    async def _transfer(self, request: _Request, send: Send) -> None:
        has_started = False
        try:
            async with self._open_session().request(
                request.method, request.url, headers=request.headers, allow_redirects=False
            ) as answer:
                if answer.status not in {200, 206, 304}:
                    raise refusal_for(answer.status)
                status, headers = self._fetched(answer, request.expires_at)
                has_started = True
                await _start(send, status, headers)
                async for chunk in answer.content.iter_chunked(_CHUNK):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
        except _TRANSFER_FAULTS as error:
            if not has_started:
                raise _unavailable(error) from error
            # Too late for another answer. Ending here leaves the body short, which browsers notice.
            log.warning("object store broke off while sending: %s", type(error).__name__)

    def _fetched(
        self, answer: aiohttp.ClientResponse, expires_at: datetime
    ) -> tuple[int, dict[str, str]]:
        headers = {
            name.lower(): value
            for name, value in answer.headers.items()
            if name.lower() in _RETURNED
        }
        left = max(0, int((expires_at - self._clock()).total_seconds()))
        headers["cache-control"] = f"private, max-age={left}, immutable"
        headers["content-disposition"] = answer.headers.get("Content-Disposition", "inline")
        headers["accept-ranges"] = "bytes"
        if answer.status == 304:
            headers.pop("content-length", None)
        # The embedded store sends the right part under the wrong status.
        is_partial = answer.status == 200 and "content-range" in headers
        return 206 if is_partial else answer.status, headers

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise ObjectStoreUnavailable("The server is starting or stopping")
        return self._session


def _path_sent(scope: Scope) -> str:
    raw = cast("bytes | None", scope.get("raw_path"))
    return (raw.decode("latin-1") if raw else quote(scope["path"])).partition("?")[0]


def _unavailable(error: Exception) -> ProxyRefusal:
    log.warning("object store does not answer: %s", type(error).__name__)
    return ObjectStoreUnavailable("The object store does not answer")


async def _refuse(scope: Scope, send: Send, refusal: ProxyRefusal) -> None:
    problem: dict[str, object] = {
        "instance": _path_sent(scope),  # without the query, which holds the signature
        "type": f"/problems/{refusal.slug}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
    }
    if refusal.pointer:
        problem["errors"] = [{"pointer": refusal.pointer, "detail": refusal.detail}]
    body = json.dumps(problem).encode()
    headers = {
        "content-type": "application/problem+json",
        "content-length": str(len(body)),
        "cache-control": "no-store",
    }
    if refusal.status == 405:
        headers["allow"] = "GET, HEAD, PUT"
    await _start(send, refusal.status, headers)
    await send({"type": "http.response.body", "body": body})


async def _start(send: Send, status: int, headers: Mapping[str, str]) -> None:
    protective = {
        "x-content-type-options": "nosniff",
        # An object opened as a page of its own may run nothing and reach nothing.
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
    }
    encoded = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in {**headers, **protective}.items()
    ]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
