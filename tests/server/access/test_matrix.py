"""Who may do what: every route of the API by every kind of caller.

A new route without a row here fails. What somebody may not see is 404, whatever they try with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.recordings.tables import TEXT_VERSION
from tests.support import given, pictures
from tests.support.asgi_client import browser, signed_in, streaming
from tests.support.cast import CARLA, FATIMA, OTTO, ROSA, TOM, VERA

ACTORS = ("nobody", "henk", "guest", "outsider", "carla", "otto", "fatima", "rosa", "tom", "vera")
"""In the order they try: who is refused comes before who changes something."""


@dataclass(frozen=True)
class Scene:
    """Rosa's repair: Tom opened the call with a guest, is inside, one after photo of his waits."""

    repair: given.Repair
    job: str
    call: str
    visit: str
    photo: str
    guest: str
    secret: str
    outsider: str
    outsider_secret: str

    def address(self, path: str) -> str:
        return path.format(
            request_id=self.repair.id,
            job_id=self.job,
            previsit_id=self.call,
            wanted_id=self.call,
            recording_id=self.call,
            visit_id=self.visit,
            photo_id=self.photo,
            guest_id=self.guest,
            link_id=self.outsider,
            line=1,
            slug="not-found",
        )


Body = Callable[[Scene], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One route: what everybody gets, except those who are named."""

    method: str
    path: str
    status: dict[str, int]
    body: Body | None = None


def everybody(status: int, **others: int) -> dict[str, int]:
    """Where somebody has to sign in, there is nothing for guests and outsiders: not found, unless
    it is said."""
    is_private = 401 in (status, *others.values())
    from_outside = 404 if is_private else status
    told = {"guest": from_outside, "outsider": from_outside, **others}
    return {actor: told.get(actor, status) for actor in ACTORS}


def desk(status: int, otto: int = 404) -> dict[str, int]:
    """For coordinators: technicians are told that it is done at the desk."""
    return everybody(401, vera=status, otto=otto, tom=403, fatima=403, carla=403)


def for_technicians(status: int) -> dict[str, int]:
    return everybody(401, tom=status, fatima=status, carla=status, vera=403, otto=403)


def a_browser(_: Scene) -> dict[str, Any]:
    """Of whoever asks; the keys only have the right shape."""
    address = f"https://fcm.googleapis.com/{given.fresh_id()}"
    return {"endpoint": address, "publicKey": "B" + "A" * 86, "authSecret": "A" * 22}


def at_the_door(status: int, others: int = 404) -> dict[str, int]:
    """For the technician whose job it is."""
    return everybody(401, tom=status, fatima=others, carla=others, vera=403, otto=403)


def case(status: int, henk: int) -> dict[str, int]:
    """For tenants, each of their own case."""
    return everybody(401, rosa=status, henk=henk)


def those_who_see_the_photo(status: int) -> dict[str, int]:
    return everybody(404, nobody=401, rosa=status, tom=status, vera=status)


def a_new_job(_: Scene) -> dict[str, Any]:
    return {"id": given.fresh_id(), "technicianId": str(TOM.id)}


def staff_of_the_case(status: int) -> dict[str, int]:
    """For the desk and the technician whose job it is."""
    return everybody(404, nobody=401, rosa=401, henk=401, tom=status, vera=status)


def for_guests(status: int) -> dict[str, int]:
    """For whoever was invited into one call."""
    return everybody(401, guest=status, outsider=401)


def for_outsiders(status: int) -> dict[str, int]:
    """For whoever was let in to one job; here, to add photos."""
    return everybody(401, outsider=status, guest=401)


def an_offer(_: Scene) -> dict[str, Any]:
    return {"sdp": "v=0"}


def a_recording(_: Scene) -> dict[str, Any]:
    return {"id": given.fresh_id(), "textVersion": TEXT_VERSION}


def no_recording(_: Scene) -> dict[str, Any]:
    return {"recordingId": given.fresh_id()}


def a_photo(**facts: str) -> Body:
    return lambda _: given.an_announcement(pictures.jpeg(), **facts)


ROWS = [
    Row("POST", "/api/demo/sign-in", everybody(404), lambda _: {"person": "vera"}),
    Row("GET", "/api/me", everybody(200, nobody=401, rosa=401, henk=401)),
    Row("POST", "/api/sign-out", everybody(204)),
    Row("GET", "/api/push/key", for_technicians(200)),
    Row("PUT", "/api/push/subscription", for_technicians(204), a_browser),
    Row("POST", "/api/push/subscription/end", for_technicians(204), lambda _: {"endpoint": "x"}),
    Row("GET", "/api/technicians", desk(200, otto=200)),
    Row("GET", "/api/faults", everybody(200)),
    Row("GET", "/api/repair-requests", desk(200, otto=200)),
    Row("POST", "/api/repair-requests", everybody(201), lambda _: given.a_report()),
    Row("GET", "/api/repair-requests/{request_id}", desk(200)),
    Row("POST", "/api/repair-requests/{request_id}/link", desk(201)),
    Row(
        "POST",
        "/api/repair-requests/{request_id}/cancel",
        desk(200),
        lambda _: {"reason": "Opgelost"},
    ),
    # It has been given to Tom: she sees that, the others do not see it at all.
    Row("POST", "/api/repair-requests/{request_id}/jobs", desk(409), a_new_job),
    Row(
        "POST",
        "/api/case/sign-in",
        everybody(204),
        lambda scene: {"secret": scene.repair.secret},
    ),
    Row("GET", "/api/case", case(200, henk=200)),
    Row("POST", "/api/case/photos", case(201, henk=201), a_photo(moment="report")),
    # It has its receipt already.
    Row("POST", "/api/case/photos/{photo_id}/confirm", case(200, henk=404)),
    Row("POST", "/api/case/previsit/join", case(200, henk=409)),
    # Without a worker in these tests: whoever may ask is told so.
    Row("POST", "/api/case/previsit/check", case(503, henk=409), an_offer),
    Row("POST", "/api/previsits/{previsit_id}/check", at_the_door(503), an_offer),
    Row(
        "GET",
        "/api/previsits/{previsit_id}/recording",
        everybody(404, nobody=401, rosa=401, henk=401, tom=200, vera=200),
    ),
    # Without a worker nothing can be recorded: whoever may ask is told so.
    Row("POST", "/api/previsits/{previsit_id}/recording", at_the_door(503), a_recording),
    # Nothing is recorded, so whoever may decide about it finds nothing either.
    Row("POST", "/api/previsits/{previsit_id}/recording/stop", at_the_door(404), no_recording),
    Row("POST", "/api/previsits/{previsit_id}/recording/withdraw", at_the_door(404), no_recording),
    Row(
        "POST",
        "/api/recordings/{recording_id}/delete",
        everybody(404, nobody=401, rosa=401, henk=401),
    ),
    Row("GET", "/api/case/previsit/recording", case(200, henk=409)),
    Row(
        "POST",
        "/api/case/previsit/recording/consent",
        case(404, henk=409),
        lambda scene: {**no_recording(scene), "textVersion": TEXT_VERSION},
    ),
    Row("POST", "/api/case/previsit/recording/refuse", case(404, henk=409), no_recording),
    Row("POST", "/api/case/previsit/recording/withdraw", case(404, henk=409), no_recording),
    Row("POST", "/api/case/recordings/{recording_id}/delete", case(404, henk=404)),
    Row("GET", "/api/guest/recording", for_guests(404)),  # for who came in
    Row(
        "POST",
        "/api/guest/recording/consent",
        for_guests(404),
        lambda scene: {**no_recording(scene), "textVersion": TEXT_VERSION},
    ),
    Row("POST", "/api/guest/recording/refuse", for_guests(404), no_recording),
    Row("POST", "/api/guest/recording/withdraw", for_guests(404), no_recording),
    Row("GET", "/api/case/previsit/ladder", case(200, henk=409)),
    Row("POST", "/api/case/previsit/rung", case(200, henk=409), lambda _: {"rung": "photos"}),
    Row(
        "POST",
        "/api/case/previsit/wanted-photos/{wanted_id}/skip",
        case(404, henk=409),  # nothing was asked
    ),
    Row(
        "GET",
        "/api/previsits/{previsit_id}/ladder",
        everybody(404, nobody=401, rosa=401, henk=401, tom=200, vera=200),
    ),
    Row("GET", "/api/case/previsit/chat", case(200, henk=409)),
    Row(
        "GET",
        "/api/previsits/{previsit_id}/chat",
        everybody(404, nobody=401, rosa=401, henk=401, tom=200, vera=200),
    ),
    Row(
        "POST",
        "/api/previsits/{previsit_id}/rung",
        at_the_door(200),
        lambda _: {"rung": "photos"},
    ),
    Row(
        "PUT",
        "/api/previsits/{previsit_id}/wanted-photos",
        at_the_door(200),
        lambda _: {"photos": [{"id": given.fresh_id(), "words": "De kraan"}]},
    ),
    Row("GET", "/api/previsits/{previsit_id}/guests", staff_of_the_case(200)),
    Row(
        "POST",
        "/api/previsits/{previsit_id}/guests",
        at_the_door(201),
        lambda _: {"id": given.fresh_id(), "kind": "contractor", "name": "Ahmed"},
    ),
    Row("POST", "/api/previsits/{previsit_id}/guests/{guest_id}/revoke", at_the_door(200)),
    Row("GET", "/api/previsits/{previsit_id}/colleagues", staff_of_the_case(200)),
    Row(
        "POST",
        "/api/previsits/{previsit_id}/hand-over",
        at_the_door(409),  # he is inside: too late for a call beforehand
        lambda _: {"technicianId": str(FATIMA.id)},
    ),
    Row("GET", "/api/case/previsit/guests", case(200, henk=409)),
    Row(
        "POST",
        "/api/case/previsit/guests",
        case(201, henk=409),
        lambda _: {"id": given.fresh_id(), "name": "Mina", "textVersion": "1"},
    ),
    Row(
        "POST",
        "/api/case/previsit/guests/{guest_id}/answer",
        case(200, henk=409),
        lambda _: {"allows": True, "textVersion": "1"},
    ),
    # Tom made it: she says no, and does not withdraw what is his.
    Row("POST", "/api/case/previsit/guests/{guest_id}/revoke", case(403, henk=409)),
    Row("POST", "/api/guest/sign-in", everybody(204), lambda scene: {"secret": scene.secret}),
    Row("GET", "/api/guest", for_guests(200)),
    Row("POST", "/api/guest/join", for_guests(200)),
    Row("GET", "/api/guest/chat", for_guests(200)),
    Row("POST", "/api/guest/check", for_guests(503), an_offer),
    Row("GET", "/api/jobs", at_the_door(200, others=200)),
    Row(
        "GET",
        "/api/jobs/{job_id}",
        everybody(404, nobody=401, rosa=401, henk=401, tom=200, vera=200),
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/previsits",
        desk(201),
        lambda _: {"id": given.fresh_id(), "plannedAt": given.moment()},
    ),
    Row("POST", "/api/previsits/{previsit_id}/open", at_the_door(200)),
    Row("POST", "/api/previsits/{previsit_id}/end", at_the_door(200)),
    Row(
        "PUT",
        "/api/previsits/{previsit_id}/outcome",
        at_the_door(200),
        lambda _: given.an_outcome(),
    ),
    Row(
        "POST",
        "/api/jobs/{job_id}/visits",
        at_the_door(409),  # he is inside already
        lambda _: {"id": given.fresh_id(), "arrivedAt": given.moment()},
    ),
    Row(
        "POST",
        "/api/visits/{visit_id}/leave",
        at_the_door(200),
        lambda _: {"leftAt": given.moment(), "photosTaken": 1},
    ),
    Row("POST", "/api/jobs/{job_id}/photos", at_the_door(201), a_photo()),
    Row(
        "POST",
        "/api/jobs/{job_id}/photos/{photo_id}/discard",
        at_the_door(204),
        lambda _: {"because": "bytes-lost"},
    ),
    Row("GET", "/api/photos/to-review", desk(200, otto=200)),
    # It is no picture of a call.
    Row("POST", "/api/case/photos/{photo_id}/strike", case(404, henk=404)),
    Row("GET", "/api/photos/{photo_id}", those_who_see_the_photo(200)),
    Row("GET", "/api/photos/{photo_id}/receipt", those_who_see_the_photo(200)),
    Row("GET", "/api/jobs/{job_id}/seals", staff_of_the_case(200)),
    Row("POST", "/api/jobs/{job_id}/packs", staff_of_the_case(201)),
    # None was made yet on the line that is asked for.
    Row("GET", "/api/jobs/{job_id}/packs/{line}", staff_of_the_case(404)),
    Row("POST", "/api/jobs/{job_id}/reports", staff_of_the_case(201)),
    # The first line of the journal is no report.
    Row("GET", "/api/jobs/{job_id}/reports/{line}", staff_of_the_case(404)),
    Row(
        "POST",
        "/api/jobs/{job_id}/outsiders",
        desk(201),
        lambda _: {"id": given.fresh_id(), "name": "Verzekeraar", "may": "view"},
    ),
    Row("GET", "/api/jobs/{job_id}/outsiders", desk(200)),
    Row("POST", "/api/jobs/{job_id}/outsiders/{link_id}/revoke", desk(200)),
    Row(
        "POST",
        "/api/outside/sign-in",
        everybody(204),
        lambda scene: {"secret": scene.outsider_secret},
    ),
    Row(
        "POST",
        "/api/outside/photos",
        for_outsiders(201),
        a_photo(source="link", slot="tap", moment="after"),
    ),
    # That photo is Tom's.
    Row("POST", "/api/outside/photos/{photo_id}/confirm", for_outsiders(404)),
    # This one may add, not view.
    Row("POST", "/api/outside/reports", for_outsiders(404)),
    Row("GET", "/api/outside/reports/{line}", for_outsiders(404)),
    Row("POST", "/api/photos/{photo_id}/confirm", those_who_see_the_photo(200)),
    Row("POST", "/api/photos/{photo_id}/accept", desk(200)),
    Row(
        "POST",
        "/api/photos/{photo_id}/comments",
        staff_of_the_case(201),
        lambda _: {"id": given.fresh_id(), "words": "Mooi werk"},
    ),
    Row("PUT", "/api/photos/{photo_id}/tags", desk(204), lambda _: {"tags": ["lekkage"]}),
    Row("POST", "/api/photos/accept", desk(204), lambda scene: {"photos": [scene.photo]}),
    Row(
        "POST",
        "/api/photos/{photo_id}/reconsider",
        desk(200),
        lambda _: {"because": "Vergissing"},
    ),
    Row(
        "POST",
        "/api/photos/{photo_id}/send-back",
        desk(200),
        lambda _: {"reason": "blurred"},
    ),
    Row("GET", "/api/photo-views/{request_id}", desk(200)),
    # Tom is still inside: the desk is told to wait, everybody else learns nothing.
    Row("POST", "/api/jobs/{job_id}/close", desk(409), lambda _: {"reason": "Telefoon kwijt"}),
    Row("GET", "/api/journal", everybody(200, nobody=401)),
    Row("GET", "/api/journal/feed", everybody(200, nobody=401)),
    Row("GET", "/health", everybody(200)),
    Row("GET", "/problems/{slug}", everybody(200)),
]
SHOWN_TO_ALL = {"/health", "/problems/{slug}", "/api/faults"}
MAY_READ = {"rosa", "tom", "vera"}


@pytest.fixture
async def people(app: Litestar) -> dict[str, AsyncClient]:
    staff = {who.key: await signed_in(app, who) for who in (CARLA, OTTO, FATIMA, TOM, VERA)}
    return staff | {name: browser(app) for name in ("nobody", "henk", "rosa", "guest", "outsider")}


@pytest.fixture
async def scene(people: dict[str, AsyncClient]) -> Scene:
    rosa, vera, tom = people["rosa"], people["vera"], people["tom"]
    await given.repair(people["henk"], name="Henk Jansen")
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    call = await given.previsit(vera, job)
    await tom.post(f"/api/previsits/{call}/open")
    visit = await given.arrival(tom, job)
    photo = await given.photo(tom, given.photos_of(job), visitId=visit)
    invited = await given.guest(tom, rosa, call)
    await given.guest_signed_in(people["guest"], invited)
    link = await given.outsider(vera, job, "add")
    await given.outsider_signed_in(people["outsider"], link)
    return Scene(repair, job, call, visit, photo, invited.id, invited.secret, link.id, link.secret)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
async def test_everybody_gets_what_is_theirs(
    app: Litestar, people: dict[str, AsyncClient], scene: Scene, row: Row
) -> None:
    got: dict[str, int] = {}
    for actor in ACTORS:
        got[actor], text = await try_it(app, people[actor], scene, row)
        text = text.replace(scene.address(row.path), "")  # a problem names what was asked
        if actor not in MAY_READ and row.path not in SHOWN_TO_ALL:
            assert scene.job not in text, actor
            assert ROSA.name not in text or row.method == "POST", actor
    assert got == row.status


async def try_it(app: Litestar, client: AsyncClient, scene: Scene, row: Row) -> tuple[int, str]:
    address = scene.address(row.path)
    if row.path.endswith("/feed"):
        async with streaming(app, client, address) as feed:
            return feed.status, await feed.chunk()
    answer = await client.request(row.method, address, json=row.body(scene) if row.body else None)
    return answer.status_code, answer.text


async def test_every_route_has_its_row(app: Litestar) -> None:
    schema = app.openapi_schema.to_schema()["paths"]
    methods = {"get", "put", "post", "delete", "patch"}
    routes = {
        (method.upper(), path)
        for path, operations in schema.items()
        for method in operations
        if method in methods
    }
    assert routes == {(row.method, row.path) for row in ROWS}


async def test_an_id_that_nobody_has_looks_like_one_that_is_not_yours(
    people: dict[str, AsyncClient], scene: Scene
) -> None:
    strangers = Scene(given.Repair(given.fresh_id(), "", ""), *[given.fresh_id() for _ in range(8)])
    for row in ROWS:
        if "_id}" in row.path and row.method == "GET":
            foreign = await people["otto"].get(scene.address(row.path))
            unknown = await people["otto"].get(strangers.address(row.path))
            assert foreign.status_code == unknown.status_code == 404
            assert {**foreign.json(), "instance": ""} == {**unknown.json(), "instance": ""}
