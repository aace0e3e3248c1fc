"""What has been kept long enough goes by itself, by the periods of the organisation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from server.actors import Coordinator
from server.clock import clock_at, now
from server.database import select
from server.dwellings.tables import Tenancy
from server.evidence.tables import EvidencePhoto, PhotoView
from server.journal.tables import JournalEntry
from server.journal.verify import first_break
from server.legal_holds.service import release
from server.mail.tables import Mail
from server.needs.tables import Need
from server.privacy import erasing, pictures
from server.privacy.access import case_itself
from server.privacy.due import erase_due
from server.privacy.keeping import end_tenancy, kept_of
from server.privacy.kinds import KINDS
from server.recordings.tables import Recording, RecordingConsent
from server.repair_requests.tables import RepairRequest
from tests.support import given
from tests.support.cast import DE_LINDE, INGRID, ROSA, VECHT_EN_VELDEN
from tests.support.given import id_of
from tests.support.searching import found_in_database
from tests.support.stored_objects import StoredObjects
from tests.support.whole_case import EMAIL, TRACES, WholeCase, a_tenancy, whole_case

OF_A_CASE = [kind for kind in KINDS if kind.is_of_a_case]
MANAGER = Coordinator(INGRID.id, DE_LINDE.id, INGRID.name, "nl", is_manager=True)
"""For after months, when nobody is signed in any more."""


@pytest.fixture
async def case(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, objects: StoredObjects
) -> WholeCase:
    return await whole_case(rosa, vera, tom, objects.store)


async def after(days: float, objects: StoredObjects) -> None:
    with clock_at(now() + timedelta(days=days)):
        await erase_due(objects.store)


async def kept(case: WholeCase) -> set[str]:
    """Not over HTTP: after months nobody is signed in any more."""
    return {kind.word for kind in await kept_of(await case_itself(id_of(case.id)))}


async def lines_of(case: WholeCase) -> list[dict[str, Any]]:
    return await JournalEntry.select().where(
        (JournalEntry.request_id == id_of(case.id)) & (JournalEntry.event == "privacy.erased")
    )


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.is_of_a_case], ids=lambda k: k.word
)
async def test_each_kind_goes_on_its_day_and_not_before(
    case: WholeCase, objects: StoredObjects, kind: Any
) -> None:
    if kind.word != "consents":  # what was taken back stays as consent
        await after(kind.days - 1, objects)
        assert kind.word in await kept(case)
    await after(kind.days + 1, objects)
    assert kind.word not in await kept(case)
    assert await first_break(DE_LINDE.id) is None


async def test_after_years_nothing_finds_her(case: WholeCase, objects: StoredObjects) -> None:
    await after(800, objects)
    await after(800, objects)
    assert await found_in_database(TRACES) == []
    ours = [key for key in await objects.store.keys("") if any(p in key for p in case.photos)]
    assert ours == []


async def test_nothing_goes_while_a_repair_is_open(
    rosa: AsyncClient, objects: StoredObjects
) -> None:
    repair = await given.repair(rosa)
    photo = await given.report_photo(rosa)
    await after(3000, objects)
    request = await RepairRequest.objects().get(RepairRequest.id == id_of(repair.id))
    assert request is not None
    assert (request.tenant_name, request.phone) == (ROSA.name, "+31612345012")
    states = await EvidencePhoto.select(EvidencePhoto.state).where(EvidencePhoto.id == id_of(photo))
    assert states[0]["state"] in ("received", "ready")


async def test_the_report_stays_for_as_long_as_she_lives_there_and_two_years(
    case: WholeCase, objects: StoredObjects
) -> None:
    await a_tenancy()
    await after(3000, objects)
    assert "request" in await kept(case)
    (tenancy,) = await Tenancy.select()
    await end_tenancy(MANAGER, tenancy["id"], now().date())
    await after(728, objects)
    assert "request" in await kept(case)
    await after(733, objects)
    assert "request" not in await kept(case)
    assert await Tenancy.count() == 0


async def test_photos_with_a_claim_stay_two_years(
    ingrid: AsyncClient, case: WholeCase, objects: StoredObjects
) -> None:
    await ingrid.post(f"/api/repair-requests/{case.id}/claim", json={"claim": "warranty"})
    await after(729, objects)
    assert "photos" in await kept(case)
    await after(731, objects)
    assert "photos" not in await kept(case)


async def test_a_hold_stops_all_of_it_until_it_is_released(
    ingrid: AsyncClient, case: WholeCase, objects: StoredObjects
) -> None:
    hold = {"id": given.fresh_id(), "reason": "Rechtszaak", "reviewOn": "2099-01-01"}
    await ingrid.post(f"/api/repair-requests/{case.id}/hold", json=hold)
    before = await kept(case)
    await after(3000, objects)
    assert await kept(case) == before
    assert await Recording.count().where(Recording.deleted_at.is_null()) == 1
    assert await PhotoView.count() > 0
    await release(MANAGER, id_of(case.id))
    await after(3000, objects)
    assert await kept(case) <= {"consents"}


async def test_a_hold_that_comes_between_looking_and_erasing_is_heard(
    ingrid: AsyncClient, case: WholeCase, objects: StoredObjects
) -> None:
    before = await kept(case)
    hold = {"id": given.fresh_id(), "reason": "Rechtszaak", "reviewOn": "2099-01-01"}
    await ingrid.post(f"/api/repair-requests/{case.id}/hold", json=hold)
    # As due work does for a case that it had found a moment before.
    late = erasing.new_erasure(DE_LINDE.id, id_of(case.id), ["request", "photos"])
    assert await erasing.erase(late, "period", objects.store) is False
    assert await kept(case) == before


async def test_who_lived_there_stays_while_a_case_of_that_home_is_on_hold(
    ingrid: AsyncClient, case: WholeCase, objects: StoredObjects
) -> None:
    await a_tenancy()
    (tenancy,) = await Tenancy.select()
    await end_tenancy(MANAGER, tenancy["id"], now().date())
    hold = {"id": given.fresh_id(), "reason": "Rechtszaak", "reviewOn": "2099-01-01"}
    await ingrid.post(f"/api/repair-requests/{case.id}/hold", json=hold)
    await after(3000, objects)
    assert await Tenancy.count() == 1
    await release(MANAGER, id_of(case.id))
    await after(3000, objects)
    assert await Tenancy.count() == 0


@pytest.mark.parametrize("recipient", [EMAIL, "+31612345012"])
async def test_that_she_was_written_to_stays_while_her_case_is_on_hold(
    ingrid: AsyncClient, case: WholeCase, objects: StoredObjects, recipient: str
) -> None:
    hold = {"id": given.fresh_id(), "reason": "Rechtszaak", "reviewOn": "2099-01-01"}
    await ingrid.post(f"/api/repair-requests/{case.id}/hold", json=hold)
    await after(3000, objects)
    assert await Mail.count().where(Mail.recipient == recipient) == 1
    await release(MANAGER, id_of(case.id))
    await after(3000, objects)
    assert await Mail.count().where(Mail.recipient == recipient) == 0


async def test_a_manager_chooses_and_another_organisation_is_not_touched(
    ingrid: AsyncClient, otto: AsyncClient, case: WholeCase, objects: StoredObjects
) -> None:
    chosen = {"periods": [{"word": "photos", "days": 10}, {"word": "photos_claim", "days": 20}]}
    answer = await ingrid.put("/api/privacy/periods", json=chosen)
    assert answer.status_code == 200, answer.text
    told = {each["word"]: each["days"] for each in answer.json()}
    assert (told["photos"], told["photos_claim"], told["chat"]) == (10, 20, 365)
    others = await select(
        int, "SELECT count(*) FROM retention_period WHERE organisation = {}", VECHT_EN_VELDEN.id
    )
    assert others == [0]
    await after(11, objects)
    assert "photos" not in await kept(case)


@pytest.mark.parametrize(("word", "days"), [("recordings", 91), ("photos", 0), ("nothing", 5)])
async def test_what_cannot_be_chosen_is_refused(ingrid: AsyncClient, word: str, days: int) -> None:
    answer = await ingrid.put(
        "/api/privacy/periods", json={"periods": [{"word": word, "days": days}]}
    )
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/period-refused")


async def test_an_erasure_leaves_a_counted_line_without_persons(
    case: WholeCase, objects: StoredObjects
) -> None:
    await after(184, objects)
    told = {line["payload"] for line in await lines_of(case)}
    assert any('"photos":3' in line and '"kind":"photos"' in line for line in told)
    assert not any(trace.casefold() in str(told).casefold() for trace in TRACES)


async def test_what_was_erased_is_not_looked_at_again(
    case: WholeCase, objects: StoredObjects
) -> None:
    await after(184, objects)
    before = await lines_of(case)
    await after(184, objects)
    assert await lines_of(case) == before


class Killed(BaseException):
    """As a kill: nobody catches it."""


def killed_at(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, after_calls: int) -> None:
    real: Callable[..., Any] = getattr(module, name)
    calls = 0

    async def until_killed(*args: Any, **facts: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > after_calls:
            raise Killed
        return await real(*args, **facts)

    monkeypatch.setattr(module, name, until_killed)


@pytest.mark.parametrize(
    ("name", "after_calls"),
    [
        ("_step", 0),  # written down outside, nothing erased
        ("_leave_a_line", 0),  # inside the first transaction
        ("dispose", 0),  # rows are gone, objects not yet
        ("_step", 3),
        ("dispose", 5),
    ],
)
async def test_a_kill_at_any_point_is_made_good_at_the_next_start(
    ingrid: AsyncClient,
    case: WholeCase,
    objects: StoredObjects,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    after_calls: int,
) -> None:
    with monkeypatch.context() as patched:
        killed_at(patched, erasing, name, after_calls=after_calls)
        erasure = erasing.new_erasure(
            DE_LINDE.id, id_of(case.id), [kind.word for kind in KINDS if kind.is_of_a_case]
        )
        with pytest.raises(Killed):
            await erasing.erase(erasure, "asked", objects.store)
    await erasing.replay(objects.store)
    assert await kept(case) == set()
    assert await found_in_database(TRACES) == []
    doomed = await select(str, "SELECT object_key FROM doomed_object")
    left = [key for key in await objects.store.keys("") if any(p in key for p in case.photos)]
    assert set(left) <= set(doomed)  # and the sweep takes those away
    assert await first_break(DE_LINDE.id) is None


async def test_many_photos_go_in_bounded_steps(
    rosa: AsyncClient, case: WholeCase, objects: StoredObjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "AT_ONCE", 1)
    await after(184, objects)
    photos = [line for line in await lines_of(case) if '"photos":1' in line["payload"]]
    assert len(photos) == 3
    states = {row["state"] for row in await EvidencePhoto.select(EvidencePhoto.state)}
    assert states == {"erased"}


async def test_a_need_is_forgotten_after_a_year_and_that_she_agreed_a_year_later(
    case: WholeCase, objects: StoredObjects
) -> None:
    await after(366, objects)
    assert {row["code"] for row in await Need.select(Need.code)} == {""}
    await after(731, objects)
    assert (await Need.count(), await RecordingConsent.count()) == (0, 0)
