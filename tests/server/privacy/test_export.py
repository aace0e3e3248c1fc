"""Everything about a tenant, for herself: whole, without secrets and without others."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from server.__main__ import main
from server.actors import Coordinator
from server.errors import NotFound
from server.identifiers import new_id
from server.journal.chain import digest, hash_of
from server.journal.erased import ERASED
from server.journal.tables import JournalEntry
from server.journal.witnesses import is_still_there
from server.privacy import exporting, on_request
from server.privacy.kinds import KINDS
from server.privacy.schemas import ChosenCases
from server.proof.documents import Line
from server.proof.export_check import check_journals
from server.proof.foreign_zip import Flaw
from server.proof.verify import as_link
from tests.support import given, pictures
from tests.support.asgi_client import browser
from tests.support.cast import CARLA, DE_LINDE, ROSA, VECHT_EN_VELDEN
from tests.support.given import id_of
from tests.support.stored_objects import StoredObjects
from tests.support.whole_case import EMAIL, WORDS, WholeCase, a_tenancy, whole_case


@pytest.fixture
async def case(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, objects: StoredObjects
) -> WholeCase:
    await a_tenancy()
    return await whole_case(rosa, vera, tom, objects.store)


async def made_of(ingrid: AsyncClient, case: str, *chosen: str) -> Response:
    return await ingrid.post(
        f"/api/repair-requests/{case}/exports", json={"requests": chosen or [case]}
    )


async def exported(ingrid: AsyncClient, case: WholeCase | given.Repair) -> zipfile.ZipFile:
    made = await made_of(ingrid, case.id)
    assert made.status_code == 201, made.text
    sent = await ingrid.get(made.json()["url"])
    assert sent.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(sent.content))
    assert archive.testzip() is None
    return archive


def files_of(archive: zipfile.ZipFile) -> dict[str, bytes]:
    return {name: archive.read(name) for name in archive.namelist()}


def journal_of(files: Mapping[str, bytes]) -> str:
    (name,) = [name for name in files if name.endswith("journal.json")]
    return name


def zipped(folder: Path, files: Mapping[str, bytes]) -> Path:
    path = folder / f"{new_id()}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def flaw_in(folder: Path, files: Mapping[str, bytes]) -> str:
    with pytest.raises(Flaw) as found:
        check_journals(zipped(folder, files))
    return str(found.value)


def flaw_of(folder: Path, files: Mapping[str, bytes], name: str, journal: object) -> str:
    return flaw_in(folder, {**files, name: json.dumps(journal).encode()})


async def test_all_that_is_kept_is_in_it_by_kind(ingrid: AsyncClient, case: WholeCase) -> None:
    archive = await exported(ingrid, case)
    data = json.loads(archive.read("data.json"))
    (told,) = data["cases"]
    assert told["home"]["street"] == ROSA.home.street
    assert data["tenancies"][0]["email"] == EMAIL
    of_a_case = {kind.word for kind in KINDS if kind.is_of_a_case and kind.word != "views"}
    assert set(told["kept"]) == of_a_case
    assert [word for word, rows in told["kept"].items() if not rows] == []
    text = json.dumps(told, ensure_ascii=False)
    for words in (WORDS, ROSA.name, EMAIL, "hard_of_hearing", "Rosa is blij", "Rosa staat erop"):
        assert words in text
    whys = {(look["name"], look["why"]) for look in told["whoLooked"]}
    assert ("Vera de Groot", "case") in whys
    assert {consent["about"] for consent in told["consents"]} == {"recording", "guest", "need"}


async def test_that_she_was_written_to_is_in_it_by_e_mail_and_by_sms(
    ingrid: AsyncClient, case: WholeCase
) -> None:
    archive = await exported(ingrid, case)
    (told,) = json.loads(archive.read("data.json"))["cases"]
    assert {(letter["channel"], letter["recipient"]) for letter in told["kept"]["letters"]} == {
        ("email", EMAIL),
        ("sms", "+31612345012"),
    }


async def test_photos_are_the_very_originals_and_the_recording_is_there(
    ingrid: AsyncClient, vera: AsyncClient, case: WholeCase
) -> None:
    archive = await exported(ingrid, case)
    files = json.loads(archive.read("data.json"))["cases"][0]["files"]
    for photo in case.photos:
        content = archive.read(files[photo])
        receipt = (await vera.get(f"/api/photos/{photo}/receipt")).json()
        assert hashlib.sha256(content).hexdigest() == receipt["sha256"]
    assert archive.read(files[case.recording]) == b"Rosa in beeld"


async def test_secrets_and_others_are_not_in_it(ingrid: AsyncClient, case: WholeCase) -> None:
    archive = await exported(ingrid, case)
    everything = _all_told(archive)
    for secret in ("secret_hash", "retry_hash", "object_key", case.repair.secret):
        assert secret not in everything
    for other in ("Mina Uniek", "Oom van Rosa"):
        assert other not in everything


async def test_who_helps_her_is_not_named(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    hers = await given.report_photo(rosa)
    await given.helper(vera, repair, name="Mina Uniek")
    mina = browser(app)
    await given.helper_signed_in(mina, await given.helper_of_hers(rosa, name="Mina Uniek"))
    data = pictures.jpeg(shade=9)
    await mina.post("/r/photos", files=[("photos", ("x.jpg", data, "image/jpeg"))])
    archive = await exported(ingrid, repair)
    assert "Mina Uniek" not in _all_told(archive)
    photos = json.loads(archive.read("data.json"))["cases"][0]["kept"]["photos"]
    took = {row["id"]: row["taken_by"] for row in photos if row["in"] == "evidence_photo"}
    assert took.pop(hers) == ROSA.name
    assert list(took.values()) == [None]


async def test_what_others_are_paid_is_not_in_it(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient, carla: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.accepted(kees, await given.offer(vera, repair, await given.contract(ingrid)))
    await given.extra_work(carla, await given.job(kees, repair, CARLA), 3_217)
    told = _all_told(await exported(ingrid, repair))
    assert "extra_work.asked" in told
    assert "3217" not in told


def _all_told(archive: zipfile.ZipFile) -> str:
    return "\n".join(
        archive.read(name).decode() for name in archive.namelist() if name.endswith(".json")
    )


async def test_only_the_cases_that_were_chosen_are_in_it(
    rosa: AsyncClient, nobody: AsyncClient, ingrid: AsyncClient
) -> None:
    hers = await given.repair(rosa)
    in_her_name = await given.repair(nobody, phone="0687654321")
    seen = (await ingrid.get(f"/api/repair-requests/{hers.id}/erasure?language=nl")).json()
    assert {(case["requestId"], case["phone"]) for case in seen["cases"]} == {
        (hers.id, "+31612345012"),
        (in_her_name.id, "+31687654321"),
    }
    archive = await exported(ingrid, hers)
    assert in_her_name.number not in _all_told(archive)
    both = await made_of(ingrid, hers.id, hers.id, in_her_name.id)
    assert both.json()["cases"] == 2


async def test_a_case_of_somebody_else_cannot_be_chosen(
    rosa: AsyncClient, henk: AsyncClient, ingrid: AsyncClient
) -> None:
    hers = await given.repair(rosa)
    his = await given.repair(henk, name="Henk Jansen", phone="0612345699")
    answer = await made_of(ingrid, hers.id, hers.id, his.id)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-the-same-tenant")
    assert await JournalEntry.count().where(JournalEntry.event == "privacy.exported") == 0


async def test_its_lines_of_the_journal_are_checked_by_themselves(
    ingrid: AsyncClient, case: WholeCase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = files_of(await exported(ingrid, case))
    lines = await JournalEntry.count().where(JournalEntry.request_id == id_of(case.id))
    whole = zipped(tmp_path, files)
    assert main(["journal", "verify", "--export", str(whole)]) == 0
    said = capsys.readouterr().out
    assert f"{lines} lines as they were written" in said
    assert "3 photos as they were received\n" in said
    (head,) = check_journals(whole).heads
    assert await is_still_there(head)
    assert f"--since {head}\n" in said
    name = journal_of(files)
    changed = files[name].replace(b'"event":"visit.left"', b'"event":"visit.over"')
    path = zipped(tmp_path, {**files, name: changed})
    assert main(["journal", "verify", "--export", str(path)]) == 1
    assert "its facts were changed" in capsys.readouterr().out


async def test_nothing_can_be_taken_out_of_it_or_put_in(
    ingrid: AsyncClient, case: WholeCase, tmp_path: Path
) -> None:
    files = files_of(await exported(ingrid, case))
    name = journal_of(files)
    journal = json.loads(files[name])
    lines = journal["lines"]
    without = [lines[:at] + lines[at + 1 :] for at in range(len(lines))]
    for left in [*without, [], lines[-1:]]:
        assert flaw_of(tmp_path, files, name, {**journal, "lines": left})
    emptied = [{**line, "payload": None, "salt": None} for line in lines]
    assert "was emptied" in flaw_of(tmp_path, files, name, {**journal, "lines": emptied})
    (left_at,) = [at for at, line in enumerate(lines) if line["event"] == "visit.left"]
    one = [*lines[:left_at], emptied[left_at], *lines[left_at + 1 :]]
    untold = f"line {lines[left_at]['seq']} of {name}: it was emptied, and no erasure tells of it"
    assert flaw_of(tmp_path, files, name, {**journal, "lines": one}) == untold
    data = json.loads(files["data.json"])
    for photo in case.photos:
        where = data["cases"][0]["files"][photo]
        others = files[where][::-1]
        assert f"{where} was changed" in flaw_in(tmp_path, {**files, where: others})
        rest = {name: content for name, content in files.items() if name != where}
        assert f"{where} is missing" in flaw_in(tmp_path, rest)
        told = json.loads(files["data.json"])
        del told["cases"][0]["files"][photo]
        rest["data.json"] = json.dumps(told).encode()
        assert f"photo {photo} is missing" in flaw_in(tmp_path, rest)
        added = f"{where}.jpg"
        assert flaw_in(tmp_path, {**files, added: b""}) == f"{added} was added"
        told["cases"][0]["files"] |= {photo: where, str(new_id()): added}
        more = {**files, added: b"", "data.json": json.dumps(told).encode()}
        assert flaw_in(tmp_path, more) == f"{added} was added: no line tells of it"


async def test_the_journal_of_each_case_has_to_be_in_it(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, tmp_path: Path
) -> None:
    first, second = await given.repair(rosa), await given.repair(rosa)
    await given.job(vera, first)
    made = (await made_of(ingrid, second.id, first.id, second.id)).json()
    assert made["cases"] == 2
    sent = await ingrid.get(made["url"])
    files = files_of(zipfile.ZipFile(io.BytesIO(sent.content)))
    found = check_journals(zipped(tmp_path, files))
    assert sorted(found.lines.values()) == [3, 3]  # the second is marked as perhaps the same
    for repair in (first, second):
        rest = {name: text for name, text in files.items() if not name.startswith(repair.number)}
        assert flaw_in(tmp_path, rest) == f"the journal of case {repair.id} is missing"


async def test_what_was_erased_since_it_was_made_is_told_of_in_it(
    ingrid: AsyncClient, case: WholeCase, tmp_path: Path
) -> None:
    made = (await made_of(ingrid, case.id)).json()
    await ingrid.post(f"/api/repair-requests/{case.id}/erasure", json={"requests": [case.id]})
    sent = await ingrid.get(made["url"])
    files = files_of(zipfile.ZipFile(io.BytesIO(sent.content)))
    found = check_journals(zipped(tmp_path, files))
    assert (found.photos, found.erased) == (0, 3)
    assert found.heads[0].seq == made["line"]
    assert [await is_still_there(head) for head in found.heads] == [True] * len(found.heads)
    name = journal_of(files)
    journal = json.loads(files[name])
    untold = [line for line in journal["lines"] if line["event"] != "privacy.erased"]
    assert "no erasure tells" in flaw_of(tmp_path, files, name, {**journal, "lines": untold})


async def test_an_erasure_that_was_made_up_is_not_in_the_journal(
    ingrid: AsyncClient, case: WholeCase, tmp_path: Path
) -> None:
    files = files_of(await exported(ingrid, case))
    name = journal_of(files)
    journal = json.loads(files[name])
    lines = journal["lines"]
    (at,) = [at for at, line in enumerate(lines) if line["event"] == "visit.left"]
    emptied = lines[at]["seq"]
    lines[at] |= {"payload": None, "salt": None}
    told = msgspec.json.encode({"lines": [emptied]}).decode()
    after = msgspec.convert(lines[-1], Line)
    forged = msgspec.structs.replace(
        after,
        seq=after.seq + 1,
        event=ERASED,
        previous_hash=after.hash,
        payload=told,
        salt="",
        payload_digest=digest("", told),
    )
    forged = msgspec.structs.replace(forged, hash=hash_of(as_link(DE_LINDE.id, forged)))
    more = [*lines, msgspec.to_builtins(forged)]
    files[name] = json.dumps({**journal, "lines": more}).encode()
    heads = check_journals(zipped(tmp_path, files)).heads
    assert [await is_still_there(head) for head in heads] == [True, False]


async def test_who_took_it_along_and_saw_the_photos_is_written_down(
    ingrid: AsyncClient, vera: AsyncClient, case: WholeCase
) -> None:
    await exported(ingrid, case)
    request = (await vera.get(f"/api/repair-requests/{case.id}")).json()
    assert ("privacy.exported", "Ingrid Bos") in {
        (entry["event"], entry["actorName"]) for entry in request["timeline"]
    }
    looks = (await vera.get(f"/api/photo-views/{case.id}")).json()
    seen = {look["photoId"] for look in looks if look["why"] == "export"}
    assert seen == set(case.photos)


async def test_another_organisation_gets_nothing_of_it(
    ingrid: AsyncClient, case: WholeCase, objects: StoredObjects
) -> None:
    made = (await made_of(ingrid, case.id)).json()
    stranger = Coordinator(VECHT_EN_VELDEN.id, VECHT_EN_VELDEN.id, "X", "nl", is_manager=True)
    assert stranger.organisation_id != DE_LINDE.id
    with pytest.raises(NotFound):
        await exporting.make_export(stranger, id_of(case.id), ChosenCases([id_of(case.id)]))
    with pytest.raises(NotFound):
        await exporting.export_to_send(stranger, id_of(case.id), made["line"], objects.store)
    with pytest.raises(NotFound):
        await on_request.preview(stranger, id_of(case.id), "nl")


async def test_an_export_after_erasing_holds_nobody(ingrid: AsyncClient, case: WholeCase) -> None:
    await ingrid.post(f"/api/repair-requests/{case.id}/erasure", json={"requests": [case.id]})
    archive = await exported(ingrid, case)
    assert [name for name in archive.namelist() if not name.endswith(".json")] == []
    assert ROSA.name not in archive.read("data.json").decode()
