"""What somebody sends never becomes somebody else's: fields, ids, and addresses of the store."""

from pathlib import Path
from typing import Any, get_args

import httpx
import msgspec
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from server.evidence.tables import EvidencePhoto
from server.repair_requests.tables import RepairRequest
from server.wire import Sent
from tests.support import databases, given, pictures
from tests.support.cast import CARLA, HENK

DECIDED_BY_US = {
    "organisation",
    "organisation_id",
    "role",
    "is_manager",
    "person_id",
    "actor",
    "state",
    "verdict",
    "received_at",
    "created_at",
    "assigned_to",
    "sign_in",
    "key",
    "object_key",
    "seq",
    "hash",
    "secret_hash",
    "expires_at",
}

# An administrator gives roles; who she may not be given one by is for the tests of people.
SAID_BY_WHOM_IT_IS_UP_TO = {
    "ChosenRole": {"role"},
    "NewInvitation": {"role"},
    "SignOff": {"state"},  # whether she signed: he was there
}


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    return databases.sqlite_copy(sqlite_template, tmp_path)


def structs_sent(app: Litestar) -> set[type[Any]]:
    """What the routes take as a body, and what is inside of it."""
    waiting: list[Any] = [
        handler.parsed_fn_signature.parameters["data"].annotation
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if "data" in handler.parsed_fn_signature.parameters
    ]
    found: set[type[Any]] = set()
    while waiting:
        each = waiting.pop()
        waiting += get_args(each)
        if isinstance(each, type) and issubclass(each, msgspec.Struct) and each not in found:
            found.add(each)
            waiting += [field.type for field in msgspec.structs.fields(each)]
    return found


async def test_no_body_sets_what_is_ours_to_decide(app: Litestar) -> None:
    structs = structs_sent(app)
    assert len(structs) > 35
    for struct in structs:
        assert issubclass(struct, Sent), struct
        assert struct.__struct_config__.forbid_unknown_fields, struct
        taken = set(struct.__struct_fields__) & DECIDED_BY_US
        assert taken - SAID_BY_WHOM_IT_IS_UP_TO.get(struct.__name__, set()) == set(), struct


async def test_a_field_too_many_is_named_and_refused(
    nobody: httpx.AsyncClient, tom: httpx.AsyncClient, vera: httpx.AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(nobody))
    bodies = [
        (nobody, "/api/repair-requests", given.a_report()),
        (tom, given.photos_of(job), given.an_announcement(pictures.jpeg(1))),
        (vera, f"/api/jobs/{job}/previsits", {"id": given.fresh_id(), "plannedAt": given.moment()}),
    ]
    for client, path, body in bodies:
        for name in ("organisationId", "organisation", "state", "__class__", "Id"):
            answer = await client.post(path, json={**body, name: "x"})
            assert answer.status_code == 400, (path, name)
            assert answer.json()["type"] == "/problems/malformed"


async def test_an_id_that_is_taken_gives_nobody_what_is_behind_it(
    rosa: httpx.AsyncClient, henk: httpx.AsyncClient
) -> None:
    """Ids are made on devices: somebody may choose one that he has seen."""
    report = given.a_report()
    await rosa.post("/api/repair-requests", json=report)
    for secret in ("another secret of another phone", None):
        stolen = given.a_report(HENK, id=report["id"], retrySecret=secret)
        answer = await henk.post("/api/repair-requests", json=stolen)
        assert answer.status_code in (404, 409, 422), answer.text
        assert "vooraf_case" not in henk.cookies
    (kept,) = await RepairRequest.select(RepairRequest.description)
    assert kept["description"] == report["description"]


async def test_a_photo_announced_under_a_foreign_id_stays_whose_it_is(
    rosa: httpx.AsyncClient,
    vera: httpx.AsyncClient,
    tom: httpx.AsyncClient,
    carla: httpx.AsyncClient,
    otto: httpx.AsyncClient,
    henk: httpx.AsyncClient,
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    photo = await given.photo(tom, given.photos_of(job), pictures.jpeg(7))
    (before,) = await EvidencePhoto.select()
    await given.repair(henk, HENK)
    facts = given.an_announcement(pictures.jpeg(8), id=photo)
    for client, path in (
        (carla, given.photos_of(job)),
        (henk, given.CASE_PHOTOS),
        (rosa, given.CASE_PHOTOS),
    ):
        sent = facts if client is carla else {**facts, "moment": "report", "source": "gallery"}
        answer = await client.post(path, json=sent)
        assert answer.status_code in (404, 409, 422), answer.text
        assert "url" not in answer.json()
    assert await EvidencePhoto.select() == [before]
    assert CARLA.key


def place(ticket: dict[str, Any]) -> httpx.URL:
    return httpx.URL(ticket["upload"]["url"])


async def test_an_address_of_the_store_is_good_for_one_object_and_one_use(
    rosa: httpx.AsyncClient, henk: httpx.AsyncClient
) -> None:
    """Henk has an address of his own, and knows where Rosa's photo lies."""
    await given.repair(rosa)
    await given.repair(henk, HENK)
    hers, his, other = pictures.jpeg(1), pictures.jpeg(2), pictures.jpeg(3)
    told = {"moment": "report", "source": "gallery"}
    her_ticket = await given.announced(rosa, given.CASE_PHOTOS, hers, **told)
    assert (await given.upload(her_ticket, hers)).status_code == 200
    await given.confirmed(rosa, her_ticket["id"])
    his_ticket = await given.announced(henk, given.CASE_PHOTOS, his, **told)
    headers = his_ticket["upload"]["headers"]
    stolen = place(his_ticket).copy_with(path=place(her_ticket).path)
    async with httpx.AsyncClient(trust_env=False) as store:
        refused = [
            await store.put(stolen, content=his, headers=headers),
            await store.get(stolen),
            await store.delete(stolen),
            await store.get(place(his_ticket)),
            await store.delete(place(his_ticket)),
            await store.get(place(her_ticket)),
            await store.put(place(his_ticket), content=other, headers=headers),
            await store.put(place(his_ticket), content=his + b"more", headers=headers),
            await store.put(
                place(his_ticket), content=his, headers={**headers, "content-type": "text/html"}
            ),
            await store.get(place(her_ticket).copy_with(query=None)),
            await store.get(place(her_ticket).join("/vooraf?list-type=2")),
        ]
        assert [answer.status_code for answer in refused if answer.status_code < 400] == []
        hers_still = (await rosa.get("/api/case")).json()["photos"][0]
        assert hers_still["receivedAt"]
        assert (await store.put(place(his_ticket), content=his, headers=headers)).status_code == 200


async def test_a_case_tells_only_where_its_own_photos_are(
    rosa: httpx.AsyncClient, henk: httpx.AsyncClient
) -> None:
    await given.repair(rosa)
    hers = await given.report_photo(rosa)
    await given.repair(henk, HENK)
    his = await given.report_photo(henk)
    assert his in (await henk.get("/api/case")).text
    assert hers not in (await henk.get("/api/case")).text
    assert hers not in (await henk.get("/r")).text
    for path in (f"/api/photos/{hers}", f"/r/photos/{hers}", f"/api/photos/{hers}/receipt"):
        assert (await henk.get(path)).status_code == 404
    for verb in ("confirm", "strike"):
        assert (await henk.post(f"/api/case/photos/{hers}/{verb}")).status_code == 404
