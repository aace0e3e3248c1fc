"""The worker of a recording, with phones of aiortc: what it takes up, and what a kill leaves."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from signalling.recorder.process import RecorderGone, RecorderProcess
from tests.signalling.recorder.filming_phone import FilmingPhone
from tests.support.films import watched

CODE = "VOORAF-REC-1"
PATIENCE_SECONDS = 60


class Tape:
    """What the worker handed over."""

    def __init__(self) -> None:
        self.film = b""
        self.milliseconds = 0
        self._came = asyncio.Event()

    async def take(self, data: bytes, until: int) -> None:
        self.film += data
        self.milliseconds = until
        self._came.set()

    async def lasts(self, milliseconds: int) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.milliseconds < milliseconds:
                self._came.clear()
                await self._came.wait()


@pytest.fixture
def tape() -> Tape:
    return Tape()


@pytest.fixture
async def process(tape: Tape) -> AsyncIterator[RecorderProcess]:
    process = RecorderProcess(tape.take)
    await process.start()
    yield process
    await process.wrap()


@pytest.fixture
async def rosa() -> AsyncIterator[FilmingPhone]:
    phone = FilmingPhone("rosa", CODE)
    yield phone
    await phone.close()


async def test_picture_and_sound_of_a_call_become_a_film(
    process: RecorderProcess, tape: Tape, rosa: FilmingPhone
) -> None:
    await rosa.is_recorded_by(process)
    process.roll(is_rolling=True)
    await tape.lasts(4000)
    await process.wrap()

    film = watched(tape.film)
    assert process.is_whole
    assert film.size == (1280, 720)
    assert CODE in film.codes
    assert film.loudest > 3000
    assert film.seconds * 1000 == pytest.approx(tape.milliseconds, abs=500)


async def test_a_killed_worker_leaves_a_film_that_plays(
    process: RecorderProcess, tape: Tape, rosa: FilmingPhone
) -> None:
    await rosa.is_recorded_by(process)
    process.roll(is_rolling=True)
    await tape.lasts(4000)
    assert process.process_id
    os.kill(process.process_id, signal.SIGKILL)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await process.ended.wait()

    film = watched(tape.film)
    assert not process.is_whole
    assert film.codes[-1] == CODE
    assert film.seconds * 1000 == pytest.approx(tape.milliseconds, abs=500)
    with pytest.raises(RecorderGone):
        await process.answer("rosa", "v=0", is_filmed=True)


async def test_what_happens_in_a_pause_is_not_on_it(
    process: RecorderProcess, tape: Tape, rosa: FilmingPhone
) -> None:
    await rosa.is_recorded_by(process)
    process.roll(is_rolling=True)
    await tape.lasts(2000)
    process.roll(is_rolling=False)
    await asyncio.sleep(0.5)  # what was under way comes to rest
    before = tape.milliseconds
    await asyncio.sleep(3)
    assert tape.milliseconds == before
    process.roll(is_rolling=True)
    await tape.lasts(before + 2000)
    await process.wrap()
    assert watched(tape.film).seconds * 1000 == pytest.approx(tape.milliseconds, abs=500)


async def test_a_phone_held_upright_and_a_smaller_picture_keep_one_canvas(
    process: RecorderProcess, tape: Tape
) -> None:
    rosa = FilmingPhone("rosa", CODE, size=(360, 640))
    await rosa.is_recorded_by(process)
    process.roll(is_rolling=True)
    await tape.lasts(2000)
    rosa.video.resize((320, 180))
    await tape.lasts(6000)
    await process.wrap()
    await rosa.close()
    film = watched(tape.film)
    assert film.size == (720, 1280)
    assert film.codes[-1] == CODE


async def test_who_is_not_filmed_is_only_heard(
    process: RecorderProcess, tape: Tape, rosa: FilmingPhone
) -> None:
    await rosa.is_recorded_by(process, is_filmed=False)
    process.roll(is_rolling=True)
    await tape.lasts(2000)
    await process.wrap()
    film = watched(tape.film)
    assert set(film.codes) == {None}
    assert film.loudest > 3000
    directions = {each.kind: each.currentDirection for each in rosa.connection.getTransceivers()}
    assert directions == {"audio": "sendonly", "video": "inactive"}


async def test_an_offer_that_makes_no_sense_ends_nothing(
    process: RecorderProcess, tape: Tape, rosa: FilmingPhone
) -> None:
    assert await process.answer("henk", "v=0\r\no=- 1 1 IN IP4\r\nm=audio x", is_filmed=True) == ""
    await rosa.is_recorded_by(process)
    process.roll(is_rolling=True)
    await tape.lasts(2000)
