"""`python -m storage check`: does the configured object store keep and return what it is given?"""

import asyncio
import hashlib
import os
import secrets
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from storage.embedded import EmbeddedStore
from storage.errors import StorageError
from storage.keys import evidence_key
from storage.objects import ObjectStore
from storage.settings import StorageSettings


def main() -> int:
    if sys.argv[1:] != ["check"]:
        sys.stderr.write("usage: python -m storage check\n")
        return 2
    try:
        asyncio.run(_check_configured())
    except StorageError as error:
        sys.stderr.write(f"storage check failed: {error}\n")
        return 1
    _say("the store is fit for use")
    return 0


async def _check_configured() -> None:
    settings = StorageSettings.from_environment(os.environ)
    if settings is not None:
        await _check(settings)
        return
    with tempfile.TemporaryDirectory(prefix="vooraf-storage-") as folder:
        embedded = EmbeddedStore(Path(folder) / "objects")
        _say("no VOORAF_S3_ENDPOINT: starting the embedded store in a temporary folder")
        try:
            await _check(await embedded.start())
        finally:
            await embedded.stop()


async def _check(settings: StorageSettings) -> None:
    store = ObjectStore(settings)
    data = secrets.token_bytes(400_000)
    key = evidence_key(uuid4(), uuid4(), "jpg", at=datetime.now(UTC))
    _say(f"store {settings.endpoint}, bucket {settings.bucket}")
    try:
        await store.prepare()
        await store.put(key, data, media_type="image/jpeg")
        _say(f"put {len(data)} bytes")
        await store.confirm(key, byte_count=len(data), sha256=hashlib.sha256(data).hexdigest())
        _say("confirmed size and SHA-256")
        if await store.read(key) != data:
            raise StorageError("the store returned other bytes than it was given")
        _say("read the same bytes back")
        await store.delete([key])
        _say("deleted the object")
    finally:
        await store.close()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
