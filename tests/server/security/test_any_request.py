"""Whatever is sent, the answer is one that the OpenAPI document promises, and no error of ours.

Schemathesis makes requests out of the document: well-formed ones and broken ones, with ids of a
real repair, by everybody who may ask and by nobody. The seed is fixed. VOORAF_EXAMPLES, a number,
asks for more of each.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import hypothesis
import pytest
import requests
import schemathesis
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as conformance

from server.demo.cast import TOM
from tests.support import given, pictures
from tests.support.running_server import RunningServer, running_server

pytestmark = pytest.mark.timeout(3600 if "VOORAF_EXAMPLES" in os.environ else 300)

EXAMPLES = int(os.environ.get("VOORAF_EXAMPLES", "3"))
CHECKED = [
    not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_headers_conformance,
    conformance.response_schema_conformance,
]
SUCCEEDS = {
    "rosa": 10,
    "guest": 1,
    "insurer": 1,
    "vera": 20,
    "tom": 20,
    "ingrid": 20,
    "arjan": 10,
    "kees": 5,
}
WITHOUT_END = {"/api/journal/feed"}
ENDS_THE_SIGN_IN = {"/api/sign-out"}


@dataclass
class Scene:
    """Rosa's repair, with everything in it that has an id."""

    address: str
    people: dict[str, requests.Session] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    """By whom, and the first digit of the status."""

    def who_may(self, operation: Any) -> list[str]:
        """Nobody, and whoever the document lets in."""
        if operation.path in ENDS_THE_SIGN_IN:
            return ["nobody"]
        kinds = {
            "staff": ["vera", "tom", "ingrid", *self._whose_work_it_is(operation.path)],
            "case": ["rosa", "helper"],
            "guest": ["guest"],
            "outsider": ["outsider", "insurer"],
        }
        asked = operation.definition.raw.get("security") or []
        return ["nobody", *(who for kind in asked for name in kind for who in kinds[name])]

    def _whose_work_it_is(self, path: str) -> list[str]:
        """Who of the others gets further than a refusal there."""
        administrators = ("/api/people", "/api/phones", "/api/me", "/api/technicians")
        contractors = ("/api/work-orders", "/api/extra-work", "/api/repair-requests", "/api/jobs")
        return [
            *(["arjan"] if path.startswith(administrators) else []),
            *(["kees"] if path.startswith(contractors) else []),
        ]


def _session(client: httpx.Client | httpx.AsyncClient) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.cookies.update(dict(client.cookies))
    return session


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(
        tmp_path_factory.mktemp("any-request"), settings={"VOORAF_MEDIA_WORKER": "0"}
    ) as running:
        yield running


@pytest.fixture
async def scene(server: RunningServer) -> Scene:
    scene = Scene(server.address)

    async def client(name: str = "") -> httpx.AsyncClient:
        made = httpx.AsyncClient(base_url=server.address, trust_env=False, timeout=30)
        if name:
            await made.post("/api/demo/sign-in", json={"person": name})
        return made

    rosa, guest, outsider, insurer, helper, nobody = [await client() for _ in range(6)]
    staff = [await client(name) for name in ("vera", "tom", "ingrid", "arjan", "kees")]
    vera, tom, ingrid, arjan, kees = staff
    repair = await given.repair(rosa)
    job = await given.job(vera, repair, technicianId=str(TOM.id))
    call = await given.previsit(vera, job)
    await tom.post(f"/api/previsits/{call}/open")
    visit = await given.arrival(tom, job)
    photo = await given.photo(tom, given.photos_of(job), pictures.jpeg(1), visitId=visit)
    invited = await given.guest(tom, rosa, call)
    await given.guest_signed_in(guest, invited)
    link = await given.outsider(vera, job, "add")
    await given.outsider_signed_in(outsider, link)
    await given.outsider_signed_in(insurer, await given.outsider(vera, job, "view"))
    await given.helper_signed_in(helper, await given.helper(vera, repair))
    scene.ids = {
        "request_id": repair.id,
        "job_id": job,
        "previsit_id": call,
        "visit_id": visit,
        "photo_id": photo,
        "guest_id": invited.id,
        "link_id": link.id,
    }
    browsers = {
        "nobody": nobody,
        "rosa": rosa,
        "vera": vera,
        "tom": tom,
        "ingrid": ingrid,
        "arjan": arjan,
        "kees": kees,
        "helper": helper,
        "guest": guest,
        "outsider": outsider,
        "insurer": insurer,
    }
    scene.people = {name: _session(browser) for name, browser in browsers.items()}
    for browser in browsers.values():
        await browser.aclose()
    return scene


def test_no_request_is_answered_otherwise_than_promised(
    server: RunningServer, scene: Scene
) -> None:
    document = requests.get(f"{server.address}/api/openapi.json", timeout=30).json()
    api = schemathesis.openapi.from_dict(document)
    wrong: list[str] = []
    asked = 0
    for found in api.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if operation.path in WITHOUT_END:
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            asked += try_out(operation, mode, scene, wrong)
    assert asked > 500
    # Behind "not found" and "not signed in" nothing could go wrong.
    for who, least in SUCCEEDS.items():
        assert scene.answered[who, 2] >= least, who
    assert server.log.count('"unexpected"') == 0
    assert wrong == []


def try_out(operation: Any, mode: GenerationMode, scene: Scene, wrong: list[str]) -> int:
    """Gives back how many requests there were; notes what was answered amiss."""
    count = 0
    strategy = operation.as_strategy(generation_mode=mode)

    @hypothesis.seed(20261129)
    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=[*hypothesis.HealthCheck],  # pyright: ignore[reportArgumentType]
    )
    @hypothesis.given(case=strategy)
    def ask(case: Any) -> None:
        nonlocal count
        for who in scene.who_may(operation):
            count += 1
            if count % 4:  # mostly what is there: behind "not found" nothing can go wrong
                known = {
                    name: scene.ids[name] for name in case.path_parameters if name in scene.ids
                }
                case.path_parameters.update(known)
            answer = case.call(
                base_url=scene.address, session=scene.people[who], cookies={}, timeout=60
            )
            scene.answered[who, answer.status_code // 100] += 1
            try:
                case.validate_response(answer, checks=CHECKED)
            except* Failure as error:
                wrong.append(f"{who}: {case.method} {case.path}: {answer.status_code} {error}")

    try:
        ask()
    except Unsatisfiable:
        return count  # nothing can be wrong where nothing is sent
    return count
