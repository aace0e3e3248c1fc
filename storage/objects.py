"""ObjectStore: presigned addresses for browsers, and the few things the server does with objects
itself.

boto3 blocks, so every call runs in this store's own small pool of threads.
"""

import asyncio
import base64
import hashlib
import os
import tempfile
from collections.abc import (
    AsyncGenerator,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Sequence,
)
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeVar, TypeVarTuple
from urllib.parse import quote

from storage.client import S3Client
from storage.durable_file import DurableFolder
from storage.errors import HashDiffers, ObjectMissing, SizeDiffers, StorageUnavailable
from storage.keys import validate_key
from storage.settings import StorageSettings
from storage.sigv4 import Signer

HEAD_BYTES = 64 * 1024
_THREADS = 8
_CHUNK = 1024 * 1024
_CHECK_SECONDS = 5
_UPLOAD_SECONDS = 3600
# An address is the same for a whole hour and works for one hour after that.
_BUCKET_SECONDS = 3600
_DOWNLOAD_SECONDS = 2 * _BUCKET_SECONDS
_REMEMBERED_ADDRESSES = 8192

Arguments = TypeVarTuple("Arguments")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class PresignedUpload:
    url: str
    headers: dict[str, str]
    """What the browser must send along; it adds Content-Length, which is signed too, by itself."""
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ConfirmedObject:
    byte_count: int
    sha256: str
    head: bytes
    """The first 64 KiB: enough to tell what kind of picture it is."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ObjectStore:
    def __init__(self, settings: StorageSettings, clock: Callable[[], datetime] = _utc_now) -> None:
        self._settings = settings
        self._clock = clock
        self._client = S3Client(settings, connections=_THREADS)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="storage")
        self._signer = Signer(
            access_key=settings.access_key,
            secret_key=settings.secret_key,
            region=settings.region,
            host=settings.host,
        )
        self._signed_root = f"{settings.base_path}/{settings.bucket}/"
        self._browser_root = (settings.public_prefix or settings.origin) + self._signed_root
        self._folder = settings.data_folder / settings.bucket if settings.data_folder else None
        self._durable = DurableFolder(settings.data_folder) if settings.data_folder else None
        # Bounded: one entry is some 700 bytes.
        self._remembered = lru_cache(_REMEMBERED_ADDRESSES)(self._sign_download)

    async def prepare(self) -> None:
        """Create the bucket when it is missing."""
        await self._in_thread(self._client.create_bucket_if_missing)

    def presign_upload(
        self, key: str, *, byte_count: int, media_type: str, sha256: str | None = None
    ) -> PresignedUpload:
        """With `sha256` (hexadecimal) the address also refuses other bytes, wherever the store or
        S3Proxy checks that; then nobody can replace a confirmed object while the address still
        works."""
        now = self._clock()
        sent = {"Content-Type": media_type}
        if sha256 is not None:
            sent["x-amz-checksum-sha256"] = _base64_of_hex(sha256)
        bound = {name.lower(): value for name, value in sent.items()}
        address = self._address(
            "PUT", key, now, _UPLOAD_SECONDS, {**bound, "content-length": str(byte_count)}, {}
        )
        return PresignedUpload(address, sent, now + timedelta(seconds=_UPLOAD_SECONDS))

    def presign_download(self, key: str, *, media_type: str, file_name: str | None = None) -> str:
        """The same address for everyone who asks within the same hour, so browsers can cache."""
        now = int(self._clock().timestamp())
        return self._remembered(key, media_type, file_name, now - now % _BUCKET_SECONDS)

    def _sign_download(self, key: str, media_type: str, file_name: str | None, hour: int) -> str:
        overrides = {"response-content-type": media_type}
        if file_name is not None:
            name = quote(file_name, safe="")
            overrides["response-content-disposition"] = f"inline; filename*=UTF-8''{name}"
        at = datetime.fromtimestamp(hour, UTC)
        return self._address("GET", key, at, _DOWNLOAD_SECONDS, {}, overrides)

    def _address(
        self,
        method: str,
        key: str,
        at: datetime,
        valid_seconds: int,
        headers: dict[str, str],
        overrides: dict[str, str],
    ) -> str:
        # A valid key holds no character that would need percent-encoding.
        path = validate_key(key)
        query = self._signer.presign(
            method,
            self._signed_root + path,
            at=at,
            valid_seconds=valid_seconds,
            headers=headers,
            overrides=overrides,
        )
        return f"{self._browser_root}{path}?{query}"

    async def put(self, key: str, data: bytes, *, media_type: str) -> None:
        """Returns when the bytes are safe on disk."""
        await self._in_thread(self._put, validate_key(key), data, media_type)

    def _put(self, key: str, data: bytes, media_type: str) -> None:
        self._client.put(key, data, media_type)
        self._flush(key)

    async def sizes(self, keys: Sequence[str]) -> list[int | None]:
        """How large each is; None when nothing lies there."""
        return await asyncio.gather(*(self._in_thread(self._size, key) for key in keys))

    def _size(self, key: str) -> int | None:
        try:
            return self._client.size_of(validate_key(key))
        except ObjectMissing:
            return None

    async def join(self, key: str, parts: Sequence[str], *, media_type: str, most: int) -> None:
        """One object out of several, of at most so many bytes. Returns when it is safe on disk."""
        await self._in_thread(self._join, validate_key(key), parts, media_type, most)

    def _join(self, key: str, parts: Sequence[str], media_type: str, most: int) -> None:
        # Not the store's own multipart: what is not completed there lies about for ever, and the
        # embedded store forgets it when it is killed.
        digest = hashlib.md5(usedforsecurity=False)
        found = 0
        with tempfile.TemporaryFile() as whole:
            for part in parts:
                with self._open(validate_key(part)) as (byte_count, chunks):
                    found += byte_count
                    if found > most:
                        raise SizeDiffers(key, expected=most, found=found)
                    for chunk in chunks:
                        digest.update(chunk)
                        whole.write(chunk)
            self._client.put_file(key, whole, media_type, digest.digest())
        self._flush(key)

    async def begin_parts(self, key: str, *, media_type: str) -> str:
        """An object that comes in parts; `growing.py` knows how. Nobody sees it before the join."""
        return await self._in_thread(self._client.begin_multipart, validate_key(key), media_type)

    async def put_part(self, key: str, upload_id: str, number: int, data: bytes) -> str:
        return await self._in_thread(
            self._client.put_part, validate_key(key), upload_id, number, data
        )

    async def join_parts(self, key: str, upload_id: str, tags: list[str]) -> None:
        """Returns when the whole is safe on disk."""
        await self._in_thread(self._join_parts, validate_key(key), upload_id, tags)

    def _join_parts(self, key: str, upload_id: str, tags: list[str]) -> None:
        self._client.complete_multipart(key, upload_id, tags)
        self._flush(key)

    async def abandon_parts(self, key: str, upload_id: str) -> None:
        """Let go of what was never joined."""
        await self._in_thread(self._client.abort_multipart, validate_key(key), upload_id)

    async def read(self, key: str) -> bytes:
        return await self._in_thread(self._client.read, validate_key(key))

    async def chunks(self, key: str) -> AsyncGenerator[bytes]:
        """What lies there, piece by piece: never the whole of it in memory."""
        opened = self._open(validate_key(key))
        _, pieces = await self._in_thread(opened.__enter__)
        try:
            while piece := await self._in_thread(next, pieces, b""):
                yield piece
        except Exception as error:
            # Hands the fault to whoever opened it, who turns it into one of ours.
            await self._in_thread(opened.__exit__, type(error), error, error.__traceback__)
            raise
        finally:
            # Not awaited: whoever reads may be gone, and this task with it.
            self._threads.submit(opened.__exit__, None, None, None)

    async def confirm(self, key: str, *, byte_count: int, sha256: str) -> ConfirmedObject:
        """Read what is stored and compare it with what was announced. Only after this may anyone
        tell the phone that its copy can go."""
        return await self._in_thread(self._confirm, validate_key(key), byte_count, sha256.lower())

    def _confirm(self, key: str, byte_count: int, sha256: str) -> ConfirmedObject:
        digest = hashlib.sha256()
        head = b""
        with self._open(key) as (found_bytes, chunks):
            if found_bytes != byte_count:
                raise SizeDiffers(key, expected=byte_count, found=found_bytes)
            for chunk in chunks:
                if len(head) < HEAD_BYTES:
                    head += chunk[: HEAD_BYTES - len(head)]
                digest.update(chunk)
        if digest.hexdigest() != sha256:
            raise HashDiffers(key, expected=sha256, found=digest.hexdigest())
        self._flush(key)
        return ConfirmedObject(byte_count, sha256, head)

    @contextmanager
    def _open(self, key: str) -> Generator[tuple[int, Iterator[bytes]]]:
        if self._folder is None:
            with self._client.open(key) as opened:
                yield opened
            return
        try:
            with (self._folder / key).open("rb", buffering=0) as file:
                yield os.fstat(file.fileno()).st_size, iter(lambda: file.read(_CHUNK), b"")
        except FileNotFoundError as error:
            raise ObjectMissing(key) from error
        except OSError as error:
            raise StorageUnavailable(f"The stored file cannot be read: {error.strerror}") from error

    def _flush(self, key: str) -> None:
        if self._durable is None or self._folder is None:
            return
        try:
            self._durable.flush(self._folder / key)
        except FileNotFoundError as error:
            raise ObjectMissing(key) from error
        except OSError as error:
            raise StorageUnavailable(
                f"The disk does not keep the file: {error.strerror}"
            ) from error

    async def delete(self, keys: Iterable[str]) -> None:
        """Deleting what is not there is fine."""
        doomed = [validate_key(key) for key in keys]
        await self._in_thread(self._client.delete, doomed)

    async def keys(self, prefix: str) -> list[str]:
        """What lies under a folder, in the order of keys. For few objects: all of them come."""
        return await self._in_thread(self._client.keys, prefix)

    async def check(self) -> None:
        """For the health page: can we reach the bucket, within seconds?"""
        try:
            async with asyncio.timeout(_CHECK_SECONDS):
                await self._in_thread(self._client.look_at_bucket)
        except TimeoutError as error:
            raise StorageUnavailable(
                f"The object store did not answer within {_CHECK_SECONDS} seconds"
            ) from error
        except ObjectMissing as error:
            raise StorageUnavailable("The bucket does not exist") from error

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._client.close()

    async def _in_thread(
        self, work: Callable[[*Arguments], Answer], *arguments: *Arguments
    ) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


def _base64_of_hex(sha256: str) -> str:
    return base64.b64encode(bytes.fromhex(sha256)).decode()
