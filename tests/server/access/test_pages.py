"""Who is let in by which plain page: the tenant's, her helper's and those for people outside.

A new page or form without a row here fails. Everybody else reads what a stranger does.
"""

import re
from dataclasses import dataclass, field

from httpx import AsyncClient, Response
from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.server.access.conftest import ACTORS, Scene
from tests.support import given
from tests.support.cast import ROSA

CASE = frozenset({"rosa", "henk"})
"""Tenants, each in her own case: with an id of Rosa's, Henk finds nothing."""


@dataclass(frozen=True)
class Page:
    """Who gets another answer than nobody does; of a form, what is typed there."""

    method: str
    path: str
    lets_in: frozenset[str] = frozenset()
    form: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


WISH = {"number": "26-00001", "postcode": "1234 AB", "house_number": "1"}
# Who only looks comes before who changes something.
PAGES = [
    Page("GET", "/"),
    Page("GET", "/report/{room}"),
    Page("GET", "/report/{room}/{code}"),
    Page("GET", "/report/{room}/{code}/{flag}"),
    Page("GET", "/guides"),
    Page("GET", "/guides/{code}"),
    Page("GET", "/guides/{code}/film.svg"),
    Page("GET", "/privacy"),
    Page("GET", "/lost-link"),
    Page("GET", "/g", frozenset({"guest"})),
    Page("GET", "/r", CASE | {"helper"}),
    Page("GET", "/r/guide", CASE | {"helper"}),
    Page("GET", "/r/privacy", CASE),
    Page("GET", "/r/move-out", CASE),
    Page("POST", "/r/move-out/answer", CASE, {"answer": "agree", "name": "Rosa"}),
    Page("POST", "/r/move-out/done", CASE),
    Page("GET", "/r/protocol", CASE),
    Page("GET", "/r/chat", CASE),
    Page("GET", "/r/moment", CASE),
    Page("GET", "/r/moment.ics", CASE | {"helper"}),
    Page("GET", "/r/visit", CASE),
    Page("GET", "/r/visit.ics", CASE | {"helper"}),
    Page("GET", "/r/photos/{photo_id}", CASE | {"helper"}),
    Page("GET", "/o", frozenset({"outsider"})),
    Page("GET", "/o/photos/{photo_id}", frozenset({"outsider"})),
    Page("POST", "/lost-link", form=WISH),
    Page("POST", "/report"),
    Page("POST", "/reading", form={"language": "tr", "page": "/privacy"}),
    Page("POST", "/r/photos", CASE | {"helper"}),
    Page("POST", "/r/chat", CASE, {"text": "Het lekt nog"}),
    Page("POST", "/r/moment", CASE, {"at": "2026-01-01T09:00Z"}),
    Page("POST", "/r/moment/none", CASE, {"words": "Alleen na zes uur"}),
    Page("POST", "/r/visit", CASE, {"at": "2026-01-01T09:00Z"}),
    Page("POST", "/r/visit/none", CASE, {"words": "Alleen na zes uur"}),
    Page("POST", "/r/parcel", CASE),
    Page("POST", "/r/parcel/{parcel_id}/{parcel_said}", CASE),
    Page("POST", "/r/protocol", CASE),
    Page("POST", "/r/needs", CASE),
    Page("POST", "/r/needs/{need_id}/withdraw", CASE),
    Page("POST", "/r/say/{said}", CASE),
    Page("POST", "/r/told-by", CASE, {"way": "none"}),
    Page("POST", "/r/helpers", CASE, {"name": "Mina", "days": "7"}),
    Page("POST", "/r/helpers/{link_id}/revoke", CASE),
    Page("POST", "/r/look-along", frozenset({"helper"})),
    # This outsider was not asked: see tests/server/outsiders.
    Page("POST", "/o/accept"),
    Page("POST", "/o/decline", form={"reason": "Geen tijd"}),
]
READ_OF_HER = {"rosa", "helper", "outsider"}


async def test_a_page_lets_in_whom_it_is_for(people: dict[str, AsyncClient], scene: Scene) -> None:
    ids = {"photo_id": scene.photo, "link_id": given.fresh_id(), "need_id": given.fresh_id()}
    ids |= {"parcel_id": given.fresh_id(), "parcel_said": "arrived"}
    let_in: dict[str, frozenset[str]] = {}
    for page in PAGES:
        words = {"room": "kitchen", "code": "KRA1", "flag": "near_power", "said": "confirm"}
        address = page.path.format(**ids, **words)
        answers = {
            actor: await people[actor].request(page.method, address, data=page.form or None)
            for actor in ACTORS
        }
        strangers = shape(answers["nobody"])
        let_in[page.name] = frozenset(
            actor for actor, answer in answers.items() if shape(answer) != strangers
        )
        for actor, answer in answers.items():
            if actor not in READ_OF_HER:
                assert ROSA.name not in answer.text, (page.name, actor)
                assert scene.repair.number not in answer.text, (page.name, actor)
    assert let_in == {page.name: page.lets_in for page in PAGES}


def shape(answer: Response) -> tuple[int, str, str]:
    title = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    return answer.status_code, answer.headers.get("location", ""), title[1] if title else ""


async def test_every_page_has_its_row(app: Litestar) -> None:
    described = app.openapi_schema.to_schema()["paths"]
    pages = {
        (method, route.path_format)
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path_format not in described
        for method in route.methods - {"OPTIONS", "HEAD"}
        if not route.path_format.startswith(OF_THE_BUILD)
    }
    assert pages == {(page.method, page.path) for page in PAGES}


OF_THE_BUILD = (
    "/api/openapi.json",
    "/app",
    "/assets",
    "/desk",
    "/icon",
    "/phone-worker.js",
    "/robots.txt",
    "/sw.js",
    "/.well-known/security.txt",
)
"""The same for everybody."""
