"""The body of one upload on its way through S3Proxy: counted, hashed, never collected."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator

from storage.asgi import ClientGone, Receive
from storage.proxy_refusals import ProxyRefusal, UploadDiffers, UploadStalled


class UploadBody:
    """Breaks off before its last byte when the bytes are not the announced ones, so that the store
    never has a whole object to keep."""

    def __init__(
        self, receive: Receive, *, byte_count: int, sha256: str | None, idle_seconds: float
    ) -> None:
        self.failure: ProxyRefusal | ClientGone | None = None
        self._receive = receive
        self._left = byte_count
        self._sha256 = sha256
        self._idle_seconds = idle_seconds
        self._digest = hashlib.sha256()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            self._compare_when_complete()
            while self._left > 0:
                chunk = await self._next_chunk()
                self._left -= len(chunk)
                if self._sha256 is not None:
                    self._digest.update(chunk)
                    self._compare_when_complete()
                yield chunk
        except (ProxyRefusal, ClientGone) as failure:
            # The HTTP client wraps what we raise in an error of its own.
            self.failure = failure
            raise

    async def _next_chunk(self) -> bytes:
        try:
            async with asyncio.timeout(self._idle_seconds):
                message = await self._receive()
        except TimeoutError as error:
            raise UploadStalled(f"Nothing arrived for {self._idle_seconds:.0f} seconds") from error
        chunk: bytes = message.get("body", b"")
        if message["type"] == "http.disconnect" or (
            not message.get("more_body", False) and len(chunk) < self._left
        ):
            raise ClientGone
        if len(chunk) > self._left:
            raise UploadDiffers("The upload is longer than it said", pointer="/byteCount")
        return chunk

    def _compare_when_complete(self) -> None:
        if self._left > 0 or self._sha256 is None:
            return
        if base64.b64encode(self._digest.digest()).decode() != self._sha256:
            raise UploadDiffers(
                "The SHA-256 of the upload is another than announced", pointer="/sha256"
            )
