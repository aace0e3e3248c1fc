"""A tenant reads what happens at the visit, agrees by name, and says what is ready."""

import hashlib
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from server.journal.tables import JournalEntry
from server.language import TENANT_LANGUAGES, TenantLanguage
from server.sentences import sentences
from server.visit_protocol.blocks import CAREFUL_VERSION, TEXT_VERSION, Visit, blocks_for
from tests.architecture.repository import ROOT
from tests.server.moments.test_choosing import on_monday
from tests.server.planning.test_agreeing import plan, states
from tests.server.planning.test_choosing import take
from tests.support import given
from tests.support.cast import ROSA

PAGE = "/r/protocol"
VISIT = Visit("Tom Bakker", "De Linde", "020 555 0100", 20)
TEXTS_BY_VERSION = {
    "2026-11-30": {
        "nl": "d62caf3aaf946fa6",
        "en": "d268a73e27acbc08",
        "tr": "88eb605a0f884ada",
        "ar": "a1d5872dabe8e831",
        "pl": "f3d7352ae2a15f1c",
        "uk": "73bc1900743d6364",
    },
    CAREFUL_VERSION: {
        "nl": "b0d61c0777e9036c",
        "en": "7945f23c42e5fb78",
        "tr": "4638b97c79900e7e",
        "ar": "5f3b1c9356606d4d",
        "pl": "9de1aae2f26d2665",
        "uk": "216636477a902851",
    },
}
MOST_WORDS = 12
"""Of a line: more is not read at the door."""


def chosen(**changed: Any) -> dict[str, Any]:
    return {"version": TEXT_VERSION, "name": ROSA.name, "arrangement": "none", **changed}


async def agreed(client: AsyncClient, job: str) -> dict[str, Any] | None:
    return (await client.get(f"/api/jobs/{job}")).json()["agreed"]


async def events() -> list[str]:
    lines = (
        await JournalEntry.select(JournalEntry.event)
        .where(JournalEntry.event.like("protocol.%"))
        .order_by(JournalEntry.seq)
    )
    return [line["event"] for line in lines]


async def test_what_she_agrees_to_is_read_by_who_comes_and_by_the_desk(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    assert await agreed(tom, job) is None
    assert "/r/protocol" in (await rosa.get("/r")).text
    page = (await rosa.get(PAGE)).text
    assert "Tom Bakker van Woonstichting De Linde komt bij u." in page
    said = await rosa.post(
        PAGE, data=chosen(ready=["doors", "space"], arrangement="other_room", name=" Rosa  de Wit ")
    )
    assert (said.status_code, said.headers["location"]) == (303, "/r#protocol")
    for client in (tom, vera):
        told = await agreed(client, job)
        assert told
        assert (told["name"], told["version"], told["isCurrent"]) == (
            "Rosa de Wit",
            TEXT_VERSION,
            True,
        )
        assert (told["ready"], told["arrangement"]) == (["space", "doors"], "other_room")
    assert "Akkoord van Rosa de Wit" in (await rosa.get("/r")).text
    again = (await rosa.get(PAGE)).text
    assert re.findall(r'value="(\w+)" checked', again) == ["space", "doors", "other_room"]


async def test_the_same_again_changes_nothing_and_something_else_replaces_it(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    for ready in ([], [], ["pets"]):
        await rosa.post(PAGE, data=chosen(ready=ready))
    told = await agreed(tom, job)
    assert told
    assert told["ready"] == ["pets"]
    assert await events() == ["protocol.accepted"] * 2


async def test_who_is_ill_is_visited_later_and_nobody_learns_why(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    for _ in range(2):
        await rosa.post(PAGE, data=chosen(arrangement="later"))
    told = await agreed(tom, job)
    assert told
    assert told["arrangement"] == "later"
    assert "Wij bieden dagen aan vanaf" in (await rosa.get("/r")).text
    waiting = (await vera.get("/api/conversations")).json()["waiting"]
    assert [each["jobId"] for each in waiting] == [job]
    assert await events() == ["protocol.accepted", "protocol.later_asked"]
    lines = await JournalEntry.select().where(JournalEntry.event.like("protocol.%"))
    assert "later" not in json.dumps([line["payload"] for line in lines])


async def test_illness_moves_the_visit_to_a_day_by_rule_and_counts_against_nobody(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    with on_monday() as monday:
        blocks = await given.visit_blocks(vera, job)
        await given.appointment(vera, job, blocks[4])
        usual = (await vera.get("/api/planning")).json()["division"]
        assert usual["illnessDays"] == 7
        await vera.put("/api/planning/division", json={**usual, "illnessDays": 10})
        for _ in range(2):
            await rosa.post(PAGE, data=chosen(arrangement="later"))
        first = (monday + timedelta(days=10)).date()
        assert await states(job) == [("called_off", None, "asked_later")]
        assert (await agreed(tom, job) or {})["laterFrom"] == first.isoformat()
        case = (await rosa.get("/r")).text
        assert "Wij bieden dagen aan vanaf: donderdag" in case
        assert "Kies hierboven zelf een nieuw moment." in case
        later = await given.visit_blocks(vera, job)
        assert later[0]["beginsAt"][:10] == first.isoformat()
        assert (await take(rosa, blocks[5]["beginsAt"])).status_code == 422
        assert (await take(rosa, later[0]["beginsAt"])).status_code == 303
        assert "Wij bieden dagen aan" not in (await rosa.get("/r")).text
        page = (await rosa.get(PAGE)).text
        assert re.findall(r'value="(\w+)" checked', page) == ["none"]
        for block in later[1:4]:  # all three moves are still hers
            assert (await take(rosa, block["beginsAt"])).status_code == 303
        await rosa.post(PAGE, data=chosen(arrangement="later"))  # ill again
        assert (await states(job))[-1] == ("called_off", None, "asked_later")
        # A person may agree on an earlier day.
        assert (await plan(vera, job, blocks[5])).status_code == 201
        assert (await events()).count("protocol.later_asked") == 2


async def test_a_serious_fault_is_not_put_off(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa, fault="WAT3"))  # P2
    page = (await rosa.get(PAGE)).text
    assert "kan niet wachten" in page
    assert 'value="later"' not in page
    refused = await rosa.post(PAGE, data=chosen(arrangement="later", ready=["pets"]))
    assert refused.status_code == 422
    assert "kan niet wachten" in refused.text
    assert 'value="pets" checked' in refused.text
    assert await agreed(tom, job) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "  "}, "Vul uw naam in."),
        ({"name": "\u202e\x00"}, "Vul uw naam in."),  # nothing of it can be read
        ({"version": "2020-01-01"}, "De tekst is net veranderd"),
    ],
)
async def test_what_is_wrong_is_said_and_the_rest_is_kept(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, typed: dict[str, str], sentence: str
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    refused = await rosa.post(PAGE, data=chosen(ready=["adult"], **typed))
    assert refused.status_code == 422
    assert sentence in refused.text
    assert 'value="adult" checked' in refused.text
    assert await agreed(tom, job) is None


async def test_what_the_page_does_not_offer_is_not_chosen(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    name = "<b>Rosa</b>" + "x" * 5000
    await rosa.post(PAGE, data=chosen(ready=["roof"], arrangement="never", name=name))
    told = await agreed(tom, job)
    assert told
    assert (told["ready"], told["arrangement"], len(told["name"])) == ([], "none", 120)
    assert "<b>Rosa" not in (await rosa.get("/r")).text


async def test_there_is_nothing_to_agree_to_before_somebody_comes_and_after_he_came(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    assert await _is_closed(rosa)
    job = await given.job(vera, repair)
    assert not await _is_closed(rosa)
    await given.arrival(tom, job)
    assert await _is_closed(rosa)
    assert await agreed(tom, job) is None


async def _is_closed(rosa: AsyncClient) -> bool:
    read = await rosa.get(PAGE)
    wrote = None
    if read.status_code != 200:
        wrote = await rosa.post(PAGE, data=chosen())
        assert (wrote.status_code, wrote.headers["location"]) == (303, "/r")
    return read.status_code == 303


@pytest.mark.parametrize("language", TENANT_LANGUAGES)
def test_every_line_is_short(language: TenantLanguage) -> None:
    for minutes, is_careful in ((None, False), (1, True), (45, False)):
        phone = VISIT.phone.replace(" ", "")
        visit = Visit(VISIT.technician, VISIT.firm, phone, minutes, is_careful)
        for block in blocks_for(visit, sentences(language)):
            assert block.title
            for line in block.lines:
                assert "{" not in line
                assert len(line.split()) <= MOST_WORDS, line


@pytest.mark.parametrize("language", TENANT_LANGUAGES)
def test_another_text_has_another_version(language: TenantLanguage) -> None:
    """Who agreed, agreed to these sentences."""
    file = ROOT / "pwa" / "src" / "text" / language / "protocol.json"
    words = json.loads(file.read_text())
    usual = [words["titles"], words["lines"]]
    for version, text in ((TEXT_VERSION, usual), (CAREFUL_VERSION, [*usual, words["careful"]])):
        told = json.dumps(text, sort_keys=True, ensure_ascii=False)
        found = hashlib.sha256(told.encode()).hexdigest()[:16]
        assert found == TEXTS_BY_VERSION[version][language]
