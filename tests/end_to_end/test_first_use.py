"""A phone that opened the app for the first time, and has not got all of it yet."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from server.demo.cast import TOM
from tests.end_to_end.demo_stage import PHONE, DemoStage, demo_stage
from tests.support import given

pytestmark = pytest.mark.asyncio


async def test_a_screen_that_did_not_come_is_said_and_opens_with_the_network(
    tmp_path: Path, chromium: Path
) -> None:
    async with (
        demo_stage(DemoStage, tmp_path, chromium) as stage,
        stage.screen("tom", PHONE, service_workers="block") as tom,
    ):
        async with stage.caller() as rosa, stage.caller("vera") as vera:
            await given.job(vera, await given.repair(rosa), TOM)
        await tom.goto("/app/")
        job = tom.get_by_role("link").filter(has_text="De kraan druppelt").first
        await job.wait_for()
        await tom.context.set_offline(True)
        await job.click()
        missing = tom.get_by_text("Dit scherm staat nog niet op je telefoon.").first
        await expect(missing).to_be_visible()
        await tom.context.set_offline(False)
        await job.click()
        await expect(tom.get_by_role("button", name="Ik ben binnen")).to_be_visible()
