"""Photos and films on a store that is not ours: it ignores checksums, so the server has to look."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from storage.objects import ObjectStore
from storage.settings import StorageSettings
from tests.server.evidence.test_footage import (
    job,
    test_a_film_goes_on_with_the_parts_that_are_not_there_yet,
)
from tests.server.evidence.test_receiving import (
    test_a_confirmed_photo_gets_a_receipt_and_needs_no_upload,
    test_a_picture_damaged_beyond_showing_is_refused_after_its_receipt,
    test_the_store_refuses_other_bytes_than_were_signed,
    test_wrong_bytes_are_thrown_away_and_may_be_sent_again,
)

__all__ = (
    "job",
    "test_a_confirmed_photo_gets_a_receipt_and_needs_no_upload",
    "test_a_film_goes_on_with_the_parts_that_are_not_there_yet",
    "test_a_picture_damaged_beyond_showing_is_refused_after_its_receipt",
    "test_the_store_refuses_other_bytes_than_were_signed",
    "test_wrong_bytes_are_thrown_away_and_may_be_sent_again",
)

pytestmark = pytest.mark.timeout(300)  # the first of them waits for it to start


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def store(ceph: StorageSettings) -> AsyncIterator[StorageSettings]:
    objects = ObjectStore(ceph)
    await objects.prepare()
    await objects.close()
    yield ceph
