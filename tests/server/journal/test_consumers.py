"""Consumers repeat after a kill, never lose, and work on one node at a time."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec import convert

from server.actors import Tenant
from server.clock import clock_at
from server.database import transaction
from server.evidence import background, receiving
from server.evidence.schemas import Announcement
from server.evidence.tables import EvidencePhoto, PhotoState
from server.journal import bell
from server.journal.consumers import LEASE, catch_up, running
from server.journal.entries import Consumer, Entry
from server.journal.service import About, append
from server.journal.tables import JournalCursor, JournalEntry
from server.repair_requests import service as repair_requests
from server.repair_requests.schemas import NewReport
from storage.derivatives import SCREEN_EDGE, THUMBNAIL_EDGE
from storage.deriving import Deriver
from storage.errors import HashDiffers
from storage.keys import derivative_key
from storage.objects import ObjectStore
from storage.settings import StorageSettings
from tests.support import given, pictures
from tests.support.cast import DE_LINDE, VECHT_EN_VELDEN

EVENTS = frozenset({"test.happened"})
PHOTO = pictures.jpeg(77)


class Killed(BaseException):
    """As the end of the process: nothing after it runs."""


async def write(count: int = 1) -> None:
    for _ in range(count):
        async with transaction():
            await append("test.happened", About(DE_LINDE.id))
            await append("test.of_no_interest", About(DE_LINDE.id))


def consumer(handle: "Handler") -> Consumer:
    return Consumer("test", EVENTS, handle)


class Handler:
    """Notes what it handled; dies at the entry it was told, before or after its work."""

    def __init__(self, dies_at: int = 0, *, after_work: bool = False) -> None:
        self.done: list[int] = []
        self.worked = asyncio.Event()
        self._dies_at, self._after_work = dies_at, after_work

    async def __call__(self, entry: Entry) -> None:
        if entry.seq == self._dies_at and not self._after_work:
            raise Killed
        self.done.append(entry.seq)
        self.worked.set()
        await asyncio.sleep(0)
        if entry.seq == self._dies_at:
            raise Killed


@pytest.mark.usefixtures("connected")
class TestCatchingUp:
    async def test_every_entry_of_interest_is_handled_once_in_order(self) -> None:
        await write(60)  # more than one batch
        handler = Handler()
        for _ in range(2):
            await catch_up(consumer(handler), "node")
        assert handler.done == list(range(1, 121, 2))

    @pytest.mark.parametrize("dies_at", [1, 3, 5])
    @pytest.mark.parametrize("after_work", [False, True])
    async def test_killed_at_any_point_it_repeats_but_never_loses(
        self, dies_at: int, after_work: bool
    ) -> None:
        await write(3)
        first, second = Handler(dies_at, after_work=after_work), Handler()
        with pytest.raises(Killed):
            await catch_up(consumer(first), "node")
        with clock_at(datetime.now(UTC) + LEASE * 2):
            await catch_up(consumer(second), "another node")
        assert sorted({*first.done, *second.done}) == [1, 3, 5]
        repeated = {*first.done} & {*second.done}
        assert repeated == ({dies_at} if after_work else set())

    async def test_of_two_nodes_exactly_one_works(self) -> None:
        await write(10)
        handlers = [Handler() for _ in range(4)]
        await asyncio.gather(*[
            catch_up(consumer(handler), f"node {number}")
            for number, handler in enumerate(handlers)
        ])  # fmt: skip
        assert [handler.done for handler in handlers if handler.done] == [list(range(1, 21, 2))]

    async def test_another_node_takes_over_only_when_the_lease_has_ended(self) -> None:
        await write(2)
        with pytest.raises(Killed):
            await catch_up(consumer(Handler(3)), "node that dies")
        heir = Handler()
        await catch_up(consumer(heir), "heir")
        assert heir.done == []
        with clock_at(datetime.now(UTC) + LEASE * 2):
            await catch_up(consumer(heir), "heir")
        assert heir.done == [3]

    async def test_a_node_that_stops_in_good_order_leaves_its_work_to_the_next(self) -> None:
        handler, heir = Handler(), Handler()
        async with running([consumer(handler)]):
            await write()
            await handled(handler, 1)
        await write()
        await catch_up(consumer(heir), "the next")
        assert 3 in heir.done

    async def test_organisations_have_cursors_of_their_own(self) -> None:
        await write()
        async with transaction():
            await append("test.happened", About(VECHT_EN_VELDEN.id))
        handler = Handler()
        await catch_up(consumer(handler), "node")
        assert handler.done == [1, 1]

    async def test_a_running_consumer_hears_the_bell(self) -> None:
        handler = Handler()
        async with running([consumer(handler)]):
            await write(3)
            await handled(handler, 3)
        assert handler.done == [1, 3, 5]

    async def test_a_line_of_no_interest_wakes_nobody(self) -> None:
        async with bell.listening(*EVENTS) as rung, bell.listening(DE_LINDE.id) as heard:
            async with transaction():
                await append("test.of_no_interest", About(DE_LINDE.id))
            assert heard.is_set()
            assert not rung.is_set()
            await write(1)
            assert rung.is_set()

    async def test_the_cursor_follows_over_what_is_of_no_interest(self) -> None:
        await write(1)
        handler = Handler()
        await catch_up(consumer(handler), "node")
        mine = f"test:{DE_LINDE.id}"
        cursor = await JournalCursor.objects().get(JournalCursor.id == mine)
        assert cursor is not None
        assert (cursor.seq, handler.done) == (2, [1])


async def handled(handler: Handler, count: int) -> None:
    async with asyncio.timeout(4):  # less than a consumer waits without a bell
        while len(handler.done) < count:
            handler.worked.clear()
            await handler.worked.wait()


class DyingStore(ObjectStore):
    """The real store, in a process that dies at its nth write."""

    def __init__(self, settings: StorageSettings, dies_at: int) -> None:
        super().__init__(settings)
        self._left = dies_at

    async def put(self, key: str, data: bytes, *, media_type: str) -> None:
        self._left -= 1
        if self._left == 0:
            raise Killed
        await super().put(key, data, media_type=media_type)


@pytest.mark.parametrize("dies_at", [1, 2])
async def test_a_photo_gets_its_copies_though_the_process_died_while_making_them(
    connected: str, store: StorageSettings, dies_at: int
) -> None:
    dying, living = DyingStore(store, dies_at), ObjectStore(store)
    deriver = Deriver()
    photo = await a_received_photo(living)
    with pytest.raises(Killed):
        await background.derive_photo(photo, dying, deriver)
    for _ in range(2):
        await background.derive_photo(photo, living, deriver)
    found = await EvidencePhoto.objects().get(EvidencePhoto.id == photo)
    assert found is not None
    assert found.state == PhotoState.READY
    assert await JournalEntry.count().where(JournalEntry.event == "photo.ready") == 1
    for edge in (SCREEN_EDGE, THUMBNAIL_EDGE):
        assert await living.read(derivative_key(found.object_key, edge))
    await asyncio.gather(dying.close(), living.close(), deriver.stop())


class DamagedStore(ObjectStore):
    """Its disk gives other bytes back than it was given."""

    async def read(self, key: str) -> bytes:
        return (await super().read(key))[:200]


async def test_a_photo_is_not_thrown_away_for_what_the_store_made_of_it(
    connected: str, store: StorageSettings
) -> None:
    damaged, sound, deriver = DamagedStore(store), ObjectStore(store), Deriver()
    photo = await a_received_photo(sound)
    with pytest.raises(HashDiffers):
        await background.derive_photo(photo, damaged, deriver)
    await background.derive_photo(photo, sound, deriver)
    found = await EvidencePhoto.objects().get(EvidencePhoto.id == photo)
    assert found is not None
    assert found.state == PhotoState.READY
    await asyncio.gather(damaged.close(), sound.close(), deriver.stop())


async def a_received_photo(objects: ObjectStore) -> UUID:
    """By the services alone: no server runs here whose own consumer would be quicker."""
    received = await repair_requests.report(convert(given.a_report(), NewReport))
    announcement = convert(given.an_announcement(PHOTO, moment="report"), Announcement)
    tenant = Tenant(received.request_id, received.organisation_id, "Rosa de Wit", "nl")
    await receiving.receive_upload(tenant, announcement, PHOTO, objects, limit_bytes=len(PHOTO))
    return announcement.id
