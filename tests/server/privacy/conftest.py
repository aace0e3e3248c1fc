"""What was erased is told to every server that starts on the store: each test cleans up its own."""

from collections.abc import AsyncIterator

import pytest

from server.privacy.erasure_log import PREFIX
from tests.support.stored_objects import StoredObjects


@pytest.fixture(autouse=True)
async def clean_log(objects: StoredObjects) -> AsyncIterator[None]:
    yield
    await objects.store.delete(await objects.store.keys(PREFIX))
