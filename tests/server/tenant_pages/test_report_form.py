"""Reporting a repair with the plain form: what is accepted, what is not yet, and what is kept."""

import re
from typing import Any
from uuid import uuid4

import pytest

from server.evidence.tables import EvidencePhoto, PhotoState
from server.repair_requests.faults import FAULTS, ROOMS, faults_in
from server.repair_requests.tables import RepairRequest
from tests.server.tenant_pages.conftest import PICTURE_LIMIT, Site

pytestmark = pytest.mark.asyncio(loop_scope="module")

Files = list[tuple[str, tuple[str, bytes, str]]]
EVERY_CHOICE = [(room, fault) for room in ROOMS for fault in faults_in(room)]


def a_report(**changes: str) -> dict[str, str]:
    return {
        "id": str(uuid4()),
        "retry_secret": uuid4().hex,
        "fault": "KRA1",
        "room": "bathroom",
        "language": "nl",
        "description": "De kraan drupt <b>dag</b> & nacht",
        "postcode": "3698 kl",
        "house_number": "12",
        "name": "Rosa de Wit",
        "phone": "06 1234 5678",
        "email": "",
        "access_notes": "Hond in de tuin",
        "moments": "morning",
        "since": "days",
        **changes,
    }


def photos(*contents: bytes, name: str = "tap.jpg") -> Files:
    return [("photos", (name, content, "image/jpeg")) for content in contents]


@pytest.mark.parametrize(
    ("room", "fault"), EVERY_CHOICE, ids=lambda part: getattr(part, "code", part)
)
async def test_every_fault_of_every_room_has_its_page(site: Site, room: str, fault: Any) -> None:
    async with site.browser() as browser:
        choice = await browser.get(f"/report/{room}")
        page = await browser.get(f"/report/{room}/{fault.code}")

    assert f'href="/report/{room}/{fault.code}"' in choice.text
    assert page.status_code == 200
    if fault.is_emergency:
        told = page.text.split("<main")[1]
        assert "<form" not in told
        assert "<input" not in told
        assert page.text.count('href="tel:') == len(fault.call)
        for step in fault.words("nl").emergency:
            assert step in page.text
    else:
        assert 'action="/report"' in page.text
        assert f'name="fault" value="{fault.code}"' in page.text
        for photo in fault.words("nl").photos:
            assert photo in page.text


async def test_a_report_with_two_photos_needs_no_script(
    site: Site, jpeg: bytes, heic: bytes
) -> None:
    form = a_report()
    files = [*photos(jpeg), ("photos", ("IMG_0001.HEIC", heic, "application/octet-stream"))]
    async with site.browser() as rosa:
        answer = await rosa.post("/report", data=form, files=files)
        case = await rosa.get("/r")

    assert answer.status_code == 303
    assert re.fullmatch(r"/r#[\w-]{20,}", answer.headers["location"])
    request = await RepairRequest.objects().get(RepairRequest.id == form["id"])
    assert request is not None
    assert (request.fault, request.phone, request.description) == (
        "KRA1",
        "+31612345678",
        form["description"],
    )
    assert request.preferred_moments == '["morning"]'
    kept = await EvidencePhoto.objects().where(EvidencePhoto.request == request.id)
    assert sorted(photo.media_type for photo in kept) == ["image/heic", "image/jpeg"]
    assert {photo.state for photo in kept} <= {PhotoState.RECEIVED, PhotoState.READY}
    assert request.number in case.text
    assert "De kraan drupt &lt;b&gt;dag&lt;/b&gt; &amp; nacht" in case.text


async def test_sending_twice_is_one_report_with_each_photo_once(site: Site, jpeg: bytes) -> None:
    form = a_report()
    before = await site.reports()
    async with site.browser() as rosa:
        for _ in range(2):
            answer = await rosa.post("/report", data=form, files=photos(jpeg))
            assert answer.status_code == 303
    assert await site.reports() == before + 1
    assert await EvidencePhoto.count().where(EvidencePhoto.request == form["id"]) == 1


async def test_two_empty_file_fields_are_no_photos(site: Site) -> None:
    form = a_report()
    empty = [("photos", ("", b"", "application/octet-stream"))]
    async with site.browser() as rosa:
        answer = await rosa.post("/report", data=form, files=empty)
    assert answer.status_code == 303
    assert await EvidencePhoto.count().where(EvidencePhoto.request == form["id"]) == 0


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"description": "  "}, "description", "Vertel kort wat er is."),
    ({"description": "x" * 4001}, "description", "Dit is te lang."),
    ({"postcode": "AB 1234"}, "postcode", "vier cijfers en twee letters"),
    ({"postcode": ""}, "postcode", "vier cijfers en twee letters"),
    ({"house_number": ""}, "house_number", "Vul uw huisnummer in."),
    ({"house_number": "9999"}, "postcode", "Wij kennen geen woning op dit adres."),
    ({"name": ""}, "name", "Vul uw naam in."),
    ({"phone": ""}, "phone", "Vul uw telefoonnummer in"),
    ({"phone": "12345"}, "phone", "Dit telefoonnummer kan niet."),
    ({"phone": "bel mij maar"}, "phone", "Dit telefoonnummer kan niet."),
    ({"email": "rosa@thuis"}, "email", "Dit e-mailadres kan niet."),
]


@pytest.mark.parametrize(("change", "field", "sentence"), WRONG, ids=lambda value: str(value)[:40])
async def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    site: Site, change: dict[str, str], field: str, sentence: str
) -> None:
    form = a_report(**change)
    before = await site.reports()
    async with site.browser() as rosa:
        page = await rosa.post("/report", data=form)

    assert page.status_code == 422
    assert await site.reports() == before
    said = re.search(rf'id="wrong-{field}">([^<]*)<', page.text)
    assert said is not None
    assert sentence in said[1]
    focused = re.search(r"<(?:input|textarea)[^>]*autofocus[^>]*>", page.text)
    assert focused is not None
    assert f'name="{field}"' in focused[0]
    assert 'aria-invalid="true"' in focused[0]
    assert f'name="id" value="{form["id"]}"' in page.text
    assert 'value="morning" checked' in page.text
    for name in {"postcode", "house_number", "name", "phone", "email"}:
        typed = re.search(rf'<input id="{name}"[^>]*value="([^"]*)"', page.text)
        assert typed is not None
        assert typed[1] == form[name]
    assert "De kraan drupt &lt;b&gt;dag" in page.text or field == "description"


async def test_several_mistakes_are_told_at_once_and_the_first_has_the_focus(site: Site) -> None:
    async with site.browser("en") as rosa:
        page = await rosa.post("/report", data=a_report(name="", phone="1", language="en"))
    assert page.text.count('aria-invalid="true"') == 2
    assert page.text.count("autofocus") == 1
    assert "Fill in your name." in page.text


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ([b"this is only text"], "is geen foto"),
        ([b"text", b"\xff\xd8\xff" + bytes(9), b""], "“tap.jpg”, “tap.jpg” zijn geen foto&#39;s."),
        ([b"\xff\xd8\xff" + bytes(PICTURE_LIMIT)], "is te groot. Een foto mag 1 MB zijn."),
        ([b"\xff\xd8\xff" + bytes(9)] * 7, "Kies er ten hoogste 6."),
        ([b""], "is geen foto"),
    ],
    ids=["no picture", "no pictures", "too large", "too many", "empty"],
)
async def test_files_that_will_not_do_are_named_before_anything_is_written(
    site: Site, contents: list[bytes], sentence: str
) -> None:
    form = a_report()
    async with site.browser() as rosa:
        page = await rosa.post("/report", data=form, files=photos(*contents))
    assert page.status_code == 422
    assert sentence in page.text
    assert "Kies uw foto&#39;s nog een keer." in page.text
    assert await RepairRequest.count().where(RepairRequest.id == form["id"]) == 0
    assert await EvidencePhoto.count().where(EvidencePhoto.request == form["id"]) == 0


async def test_more_than_a_form_may_weigh_is_refused_in_plain_words(site: Site) -> None:
    heavy = photos(*[b"\xff\xd8\xff" + bytes(PICTURE_LIMIT)] * 9)
    async with site.browser() as rosa:
        page = await rosa.post("/report", data=a_report(), files=heavy)
    assert page.status_code == 413
    assert "Alles samen is te groot om te versturen." in page.text


async def test_a_fault_that_is_not_on_the_list_is_named(site: Site) -> None:
    async with site.browser() as rosa:
        asked = {"accept": "application/json"}
        refused = await rosa.post("/report", data=a_report(fault="NOPE"), headers=asked)
    problem = refused.json()
    assert (refused.status_code, problem["type"]) == (422, "/problems/fault-unknown")
    assert [error["pointer"] for error in problem["errors"]] == ["/fault"]


async def test_danger_cannot_be_reported_by_form(site: Site) -> None:
    before = await site.reports()
    async with site.browser() as rosa:
        answer = await rosa.post("/report", data=a_report(fault="GAS1", room="danger"))
        page = await rosa.get(answer.headers["location"])
    assert answer.status_code == 303
    assert "0800-9009" in page.text
    assert await site.reports() == before


async def test_a_script_gets_the_link_or_a_problem_with_the_same_sentences(site: Site) -> None:
    async with site.browser() as rosa:
        rosa.headers["accept"] = "application/json"
        good = await rosa.post("/report", data=a_report())
        bad = await rosa.post("/report", data=a_report(phone="1", description=""))
        case = await rosa.get("/api/case")

    assert good.status_code == 201
    assert good.json()["caseUrl"] == "/r"
    assert "/r#" in good.json()["link"]
    assert case.json()["number"] == good.json()["number"]
    assert bad.status_code == 422
    assert bad.headers["content-type"].startswith("application/problem+json")
    assert bad.json()["type"] == "/problems/report-incomplete"
    assert [error["pointer"] for error in bad.json()["errors"]] == ["/description", "/phone"]
    assert bad.json()["errors"][1]["detail"].startswith("Dit telefoonnummer kan niet.")


async def test_a_room_that_does_not_fit_the_fault_is_put_right(site: Site) -> None:
    async with site.browser() as rosa:
        page = await rosa.post("/report", data=a_report(room="attic", name=""))
    assert page.status_code == 422
    assert f'href="/report/{FAULTS["KRA1"].room}"' in page.text


@pytest.mark.parametrize("path", ["/report/attic", "/report/kitchen/LIF1", "/report/kitchen/XYZ"])
async def test_an_address_that_is_not_there_gets_words_and_a_way_on(site: Site, path: str) -> None:
    async with site.browser() as rosa:
        page = await rosa.get(path)
    assert page.status_code == 404
    assert "Deze pagina is er niet" in page.text
    assert 'href="tel:0205550100"' in page.text


async def test_photos_of_real_phones_are_accepted(site: Site, photos_folder: Any) -> None:
    if photos_folder is None:
        pytest.skip("the folder with real phone photos is not beside this checkout")
    files = sorted(
        file
        for file in photos_folder.iterdir()
        if file.suffix in (".jpg", ".heic") and file.stat().st_size <= PICTURE_LIMIT
    )
    assert len(files) > 10
    for start in range(0, len(files), 6):
        form = a_report()
        chosen = [
            ("photos", (file.name, file.read_bytes(), "image/jpeg"))
            for file in files[start : start + 6]
        ]
        async with site.browser() as rosa:
            answer = await rosa.post("/report", data=form, files=chosen)
        assert answer.status_code == 303
        assert await EvidencePhoto.count().where(EvidencePhoto.request == form["id"]) == len(chosen)


BROKEN: list[tuple[str, bytes]] = [
    ("multipart/form-data", b"no boundary at all"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="na'),
    ("multipart/form-data; boundary=x", b"--x\r\nno header\r\n\r\nRosa\r\n--x--\r\n"),
    ("multipart/form-data; boundary=x", b"\xff\xfe\x00" * 40),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nRos\xe9\r\n--x--\r\n',
    ),
    ("application/x-www-form-urlencoded", b"name=Ros%E9&fault=%ff"),
]


@pytest.mark.parametrize(("kind", "body"), BROKEN)
async def test_a_form_that_arrives_in_pieces_is_answered_with_a_page(
    site: Site, kind: str, body: bytes
) -> None:
    before = await site.reports()
    async with site.browser() as rosa:
        answer = await rosa.post("/report", content=body, headers={"content-type": kind})
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"].startswith("text/html")
    assert "020" in answer.text
    assert await site.reports() == before


async def test_a_script_that_sends_pieces_gets_a_problem(site: Site) -> None:
    headers = {"content-type": BROKEN[1][0], "accept": "application/json"}
    async with site.browser() as rosa:
        answer = await rosa.post("/report", content=BROKEN[1][1], headers=headers)
    assert answer.headers["content-type"] == "application/problem+json"
