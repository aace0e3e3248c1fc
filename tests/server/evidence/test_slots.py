"""Every kind of work says what must be photographed, in both languages."""

import re
from pathlib import Path

import pytest
from httpx import AsyncClient

from server.demo.plan import OTTOS_REPAIRS, REPAIRS
from server.evidence.slots import CATALOGUE, DOOR, SIGNATURE, slots_for
from server.repair_requests.faults import FAULTS
from tests.support import given, pictures

DRAWINGS = Path(__file__).parents[3] / "pwa/src/features/evidence/slot-drawings.svg"
REPORTABLE = sorted(code for code, fault in FAULTS.items() if not fault.is_emergency)


@pytest.mark.parametrize("fault", REPORTABLE)
def test_every_fault_has_a_spot_that_proves_the_work(fault: str):
    first = slots_for(fault, "nl")[0]
    assert first.after
    assert 1 <= first.after.minimum <= first.after.maximum


def test_a_fault_belongs_to_one_kind_of_work_and_is_a_fault_of_ours():
    named = [fault for kind in CATALOGUE.kinds for fault in kind.faults]
    assert len(named) == len(set(named))
    assert set(named) <= set(FAULTS)


def test_every_slot_is_asked_for_and_drawn():
    asked = {wanted.slot for kind in CATALOGUE.kinds for wanted in kind.slots}
    assert asked | {SIGNATURE, DOOR} == set(CATALOGUE.slots)
    drawn = set(re.findall(r'<symbol id="(\w+)"', DRAWINGS.read_text()))
    assert {slot.drawing for slot in CATALOGUE.slots.values()} == drawn


def test_a_key_fits_where_a_photo_keeps_it():
    assert all(len(key) <= 40 for key in CATALOGUE.slots)


def test_the_photos_of_the_demo_are_of_slots_of_their_work():
    for repair in (*REPAIRS, *OTTOS_REPAIRS):
        wanted = {slot.key for slot in slots_for(repair.fault, "nl") if slot.after}
        assert {photo.slot for photo in repair.after} <= wanted | {SIGNATURE}


async def test_a_job_says_what_to_photograph_in_the_language_of_who_asks(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
):
    job = await given.job(vera, await given.repair(rosa, fault="CVK1"))
    answer = await tom.get(f"/api/jobs/{job}", headers={"accept-language": "en"})
    names = [(slot["name"], slot["mustRead"]) for slot in answer.json()["slots"]]
    what = [("Boiler", False), ("Type plate", True), ("Pressure gauge", True)]
    assert names == [*what, ("Front door", False)]  # for when nobody opens


async def test_the_reviewer_reads_the_slot_and_what_the_phone_recorded(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
):
    job = await given.job(vera, await given.repair(rosa, fault="CVK1"))
    where = {"latitude": 52.091, "longitude": 5.122, "accuracyM": 12}
    seen = {"slot": "gauge", "findings": ["blurred"], "retakesAsked": 2, "position": where}
    await given.photo(tom, given.photos_of(job), pictures.jpeg(), **seen)
    item = (await vera.get("/api/photos/to-review")).json()["items"][0]
    assert item["slot"]["name"] == "Drukmeter"
    assert (item["photo"]["findings"], item["photo"]["retakesAsked"]) == (["blurred"], 2)
    assert item["position"] == where


async def test_a_signature_is_held_against_no_photo(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
):
    job = await given.job(vera, await given.repair(rosa))
    await given.photo(tom, given.photos_of(job), moment="before")
    await given.photo(tom, given.photos_of(job), slot="signature", source="screen")
    [item] = (await vera.get("/api/photos/to-review")).json()["items"]
    assert (item["slot"]["key"], item["before"]) == ("signature", None)


async def test_where_a_photo_was_taken_is_for_the_reviewer_alone(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
):
    job = await given.job(vera, await given.repair(rosa))
    where = {"latitude": 52.091, "longitude": 5.122, "accuracyM": 12}
    await given.photo(tom, given.photos_of(job), pictures.jpeg(), position=where)
    assert "52.091" not in (await rosa.get("/api/case")).text
    assert "52.091" not in (await tom.get(f"/api/jobs/{job}")).text


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({}, None),
        ({"source": "camera"}, "/source"),
        ({"slot": "tap"}, "/source"),
        ({"moment": "before"}, "/slot"),
    ],
)
async def test_only_a_signature_is_drawn_on_the_screen_and_it_is_nothing_else(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    told: dict[str, str],
    pointer: str | None,
):
    job = await given.job(vera, await given.repair(rosa))
    signed = {"slot": "signature", "source": "screen", "moment": "after", **told}
    announcement = given.an_announcement(pictures.jpeg(), **signed)
    answer = await tom.post(given.photos_of(job), json=announcement)
    if pointer is None:
        assert answer.status_code == 201
        return
    refused = answer.json()
    assert (answer.status_code, refused["errors"][0]["pointer"]) == (422, pointer)
    assert refused["type"] == "/problems/announcement-refused"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"position": {"latitude": 91, "longitude": 0, "accuracyM": 1}}, "/position/latitude"),
        ({"findings": ["ugly"]}, "/findings/0"),
        ({"retakesAsked": 3}, "/retakesAsked"),
    ],
)
async def test_a_capture_record_that_cannot_be_is_refused(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, wrong: dict[str, object], pointer: str
):
    job = await given.job(vera, await given.repair(rosa))
    announcement = given.an_announcement(pictures.jpeg(), **wrong)
    answer = await tom.post(given.photos_of(job), json=announcement)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
