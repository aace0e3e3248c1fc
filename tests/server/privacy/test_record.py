"""The record of processing, and the page for tenants, say what really happens."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from httpx import AsyncClient

from server.privacy.kinds import KINDS
from server.privacy.record import in_words
from server.sentences import sentences
from tests.architecture.repository import ROOT
from tests.support import given


async def chosen(ingrid: AsyncClient, word: str, days: int) -> None:
    facts = {"periods": [{"word": word, "days": days}]}
    assert (await ingrid.put("/api/privacy/periods", json=facts)).status_code == 200


async def test_the_record_holds_every_kind_with_the_period_that_was_chosen(
    ingrid: AsyncClient,
) -> None:
    await chosen(ingrid, "chat", 20)
    record = (await ingrid.get("/api/privacy/record", headers={"accept-language": "nl"})).json()
    assert [kind["word"] for kind in record["kinds"]] == [kind.word for kind in KINDS]
    kept = {kind["word"]: kind["kept"] for kind in record["kinds"]}
    assert kept["chat"] == "20 dagen nadat de reparatie klaar is"
    assert record["organisation"] == "Woonstichting De Linde"
    assert len(record["measures"]) >= 5


async def test_the_command_prints_it(
    ingrid: AsyncClient, database_url: str, tmp_path: Path
) -> None:
    await chosen(ingrid, "chat", 20)
    command = [sys.executable, "-m", "server", "record-of-processing", "--language", "nl"]
    places = {"VOORAF_DATABASE_URL": database_url, "VOORAF_DATA": str(tmp_path)}
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env=os.environ | places, capture_output=True, check=True
    )
    printed = done.stdout.decode()
    assert "# Register van verwerkingen van Woonstichting De Linde" in printed
    assert "20 dagen nadat de reparatie klaar is" in printed


async def test_the_tenants_page_says_the_periods_that_were_chosen(
    nobody: AsyncClient, ingrid: AsyncClient
) -> None:
    before = (await nobody.get("/privacy", headers={"accept-language": "nl"})).text
    assert "6 maanden nadat de reparatie klaar is" in before
    await chosen(ingrid, "photos", 10)
    after = (await nobody.get("/privacy", headers={"accept-language": "nl"})).text
    assert "10 dagen nadat de reparatie klaar is" in after
    english = (await nobody.get("/privacy", headers={"accept-language": "en"})).text
    assert "What we keep about you" in english
    assert "Photos, videos and voice messages" in english


async def test_her_own_page_says_who_looked_at_her_photos_and_what_for(
    rosa: AsyncClient, vera: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    photo = await given.report_photo(rosa)
    await given.ready(vera, photo)
    await vera.get(f"/api/repair-requests/{repair.id}")
    page = (await rosa.get("/r/privacy")).text
    assert "Vera de Groot (kantoor)" in page
    assert "om de reparatie te regelen" in page
    assert "6 maanden nadat de reparatie klaar is" in page
    assert 'href="/r/privacy"' in (await rosa.get("/r")).text
    assert "Vera" not in (await nobody.get("/r/privacy")).text


async def test_on_hold_she_is_told_so(rosa: AsyncClient, ingrid: AsyncClient) -> None:
    repair = await given.repair(rosa)
    hold = {"id": given.fresh_id(), "reason": "Geheim", "reviewOn": "2099-01-01"}
    await ingrid.post(f"/api/repair-requests/{repair.id}/hold", json=hold)
    page = (await rosa.get("/r/privacy")).text
    assert "omdat wij iets moeten kunnen bewijzen" in page
    assert "Geheim" not in page


async def test_the_form_leads_to_the_page(nobody: AsyncClient) -> None:
    assert 'href="/privacy"' in (await nobody.get("/report/kitchen/KRA1")).text


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "1 dag"),
        (20, "20 dagen"),
        (30, "1 maand"),
        (90, "3 maanden"),
        (92, "3 maanden"),
        (183, "6 maanden"),
        (365, "1 jaar"),
        (400, "13 maanden"),
        (730, "2 jaar"),
        (3650, "10 jaar"),
    ],
)
def test_periods_are_said_as_people_say_them(days: int, said: str) -> None:
    assert in_words(days, sentences("nl", "privacy")) == said
