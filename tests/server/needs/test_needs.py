"""A need is a code that she gave herself, seen by who comes, and taken back at will."""

import hashlib
import json
from typing import Any

import pytest
from httpx import AsyncClient

from server.journal.tables import JournalEntry
from server.language import LANGUAGES, Language
from server.needs.tables import ACTIONS, TEXT_VERSION, Action, Need, NeedCode
from server.sentences import sentences
from tests.architecture.repository import ROOT
from tests.support import given
from tests.support.cast import CARLA, DE_LINDE

TEXTS_BY_VERSION = {
    "2026-11-29": {"nl": "04f0f07ea06cf16f", "en": "17c6269e18ca76f0"},
    "2026-11-30": {"nl": "2a19514c3ee20038", "en": "866caf16d5070715"},
}


async def told(rosa: AsyncClient, *codes: str) -> None:
    answer = await rosa.post("/r/needs", data={"needs": list(codes)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/r#needs")


async def of_job(client: AsyncClient, job: str) -> list[dict[str, Any]]:
    return (await client.get(f"/api/jobs/{job}")).json()["needs"]


async def ids(vera: AsyncClient, repair: given.Repair) -> dict[str, str]:
    needs = (await vera.get(f"/api/repair-requests/{repair.id}/privacy")).json()["needs"]
    return {need["code"]: need["id"] for need in needs}


async def test_what_she_tells_reaches_the_planner_and_the_technician(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    await told(rosa, "hard_of_hearing", "no_stairs")
    assert set(await ids(vera, repair)) == {"hard_of_hearing", "no_stairs"}
    assert {need["need"]: need["action"] for need in await of_job(tom, job)} == {
        "hard_of_hearing": "speak_clearly",
        "no_stairs": "stay_on_the_floor",
    }


async def test_a_contractor_is_told_what_to_do_and_not_why(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    await told(rosa, "hard_of_hearing")
    await Need.raw("UPDATE job SET assigned_to = {} WHERE id = {}", CARLA.id, given.id_of(job))
    assert await of_job(vera, job) == [{"action": "speak_clearly", "need": None}]


async def test_taking_it_back_forgets_what_it_was_and_keeps_that_she_agreed(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    await told(rosa, "sees_poorly")
    (need,) = (await ids(vera, repair)).values()
    assert (await rosa.post(f"/r/needs/{need}/withdraw")).status_code == 303
    assert await of_job(tom, job) == []
    assert {row["code"] for row in await Need.select(Need.code)} == {""}
    privacy = (await vera.get(f"/api/repair-requests/{repair.id}/privacy")).json()
    (consent,) = privacy["consents"]
    assert (consent["about"], consent["textVersion"]) == ("need", TEXT_VERSION)
    assert consent["givenAt"] < consent["withdrawnAt"]


async def test_nobody_takes_back_what_somebody_else_told(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.repair(henk, name="Henk Jansen")
    await told(rosa, "sees_poorly")
    (need,) = (await ids(vera, repair)).values()
    await henk.post(f"/r/needs/{need}/withdraw")
    assert set(await ids(vera, repair)) == {"sees_poorly"}


@pytest.mark.parametrize("sent", [[], ["diabetes"], ["", "more_time; drop"]])
async def test_only_what_is_on_the_list_is_kept(rosa: AsyncClient, sent: list[str]) -> None:
    await given.repair(rosa)
    answer = await rosa.post("/r/needs", data={"needs": sent})
    assert answer.headers["location"] == "/r?needs=none#needs"
    assert "Kies eerst wat wij moeten weten." in (await rosa.get("/r?needs=none")).text
    assert await Need.count() == 0


async def test_telling_it_again_is_one_need_that_is_asked_later(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await told(rosa, "more_time")
    await told(rosa, "more_time")
    assert set(await ids(vera, repair)) == {"more_time"}


async def test_the_journal_does_not_say_which(rosa: AsyncClient) -> None:
    await given.repair(rosa)
    await told(rosa, "hard_of_hearing")
    rows = await JournalEntry.select().where(JournalEntry.organisation == DE_LINDE.id)
    assert any(row["event"] == "need.told" for row in rows)
    assert "hearing" not in str(rows)


async def test_without_a_case_nothing_is_kept(nobody: AsyncClient) -> None:
    assert (await nobody.post("/r/needs", data={"needs": "more_time"})).status_code == 401
    assert await Need.count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_need_and_action_has_words_and_consent_is_to_its_version(language: Language) -> None:
    say = sentences(language, "needs")
    for code in NeedCode:
        assert say(f"codes.{code}")
        assert say(f"told.{code}")
    assert set(ACTIONS.values()) == set(Action)
    for action in Action:
        assert say(f"actions.{action}")
    words = json.loads((ROOT / "pwa/src/text" / language / "needs.json").read_text())
    asked = {**words["codes"], **words["consent"]}
    text = "\n".join(asked[key] for key in sorted(asked))
    found = hashlib.sha256(text.encode()).hexdigest()[:16]
    assert found == TEXTS_BY_VERSION[TEXT_VERSION][language]
