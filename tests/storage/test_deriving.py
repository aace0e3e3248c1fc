"""The process that makes smaller copies: least urgent, replaced when it dies, gone in the end."""

import asyncio
import os
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from PIL import Image

from storage.derivatives import make_derivatives
from storage.deriving import Deriver
from storage.errors import DerivingFailed, NotAPicture, PictureTooLarge
from tests.storage.test_derivatives import jpeg_of_size


@pytest.fixture
async def deriver() -> AsyncIterator[Deriver]:
    deriver = Deriver()
    yield deriver
    await deriver.stop()


def a_picture(width: int = 900, height: int = 600) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "JPEG")
    return buffer.getvalue()


async def test_it_makes_what_is_made_here(deriver: Deriver):
    assert await deriver.make(a_picture()) == make_derivatives(a_picture())


async def test_everything_else_goes_first(deriver: Deriver):
    await deriver.make(a_picture())
    assert deriver.process_id is not None
    assert os.getpriority(os.PRIO_PROCESS, deriver.process_id) == 19


async def test_a_refusal_is_the_same_and_the_next_picture_is_made(deriver: Deriver):
    with pytest.raises(NotAPicture):
        await deriver.make(b"no picture")
    with pytest.raises(NotAPicture):
        await deriver.make(b"")
    with pytest.raises(PictureTooLarge):
        await deriver.make(jpeg_of_size(20_000, 20_000))
    assert (await deriver.make(a_picture(40, 20))).width == 40


async def test_it_comes_back_after_it_died(deriver: Deriver):
    await deriver.make(a_picture())
    assert deriver.process_id is not None
    os.kill(deriver.process_id, 9)
    with pytest.raises(DerivingFailed):
        await deriver.make(a_picture())
    assert (await deriver.make(a_picture(40, 20))).height == 20


async def test_half_an_answer_is_never_given_to_the_next(deriver: Deriver):
    asking = asyncio.create_task(deriver.make(a_picture(4000, 3000)))
    await asyncio.wait([asking], timeout=0.3)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert (await deriver.make(a_picture(40, 20))).width == 40


async def test_two_at_once_get_each_their_own(deriver: Deriver):
    made = await asyncio.gather(*(deriver.make(a_picture(size, 10)) for size in (30, 60, 90)))
    assert [each.width for each in made] == [30, 60, 90]
