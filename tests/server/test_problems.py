"""Whatever goes wrong is answered as a problem document that helps, and tells nothing else."""

from typing import Any

import pytest
from httpx import AsyncClient
from litestar import Litestar, Request
from litestar.exceptions import ClientException
from litestar.types import HTTPScope
from structlog.testing import capture_logs

from server.errors import DomainError
from server.parcels.tables import Parcel
from server.problems import known_problems, on_http_error
from server.sentences import sentences
from server.visits.tables import Visit
from storage.proxy_refusals import ProxyRefusal
from tests.support import given

PROBLEM = "application/problem+json"
JSON = {"content-type": "application/json"}


async def test_every_problem_explains_itself_at_its_address(nobody: AsyncClient) -> None:
    assert len(known_problems()) > 20
    for slug, kind in known_problems().items():
        page = await nobody.get(f"/problems/{slug}")
        assert page.status_code == 200, slug
        assert kind.title in page.text
        assert str(kind.__doc__) in page.text


def kinds_below(kind: type[Any]) -> list[type[Any]]:
    children = kind.__subclasses__()
    return children + [below for child in children for below in kinds_below(child)]


def test_no_refusal_of_the_store_has_the_address_of_one_of_ours() -> None:
    slugs = [kind.slug for kind in (*kinds_below(DomainError), *kinds_below(ProxyRefusal))]
    assert "upload-differs" in slugs
    assert sorted(slugs) == sorted(set(slugs))


async def test_every_type_that_can_be_answered_has_its_page(nobody: AsyncClient) -> None:
    refusals = (*kinds_below(DomainError), *kinds_below(ProxyRefusal))
    types = {f"/problems/{kind.slug}" for kind in refusals}
    request = Request[Any, Any, Any](
        HTTPScope(type="http", method="GET", path="/", headers=[], query_string=b"")  # pyright: ignore
    )
    for kind in kinds_below(ClientException):
        with capture_logs():
            types.add(on_http_error(request, kind()).content["type"])
    assert {"/problems/method-not-allowed", "/problems/request-entity-too-large"} <= types
    for address in types - {"about:blank"}:
        assert (await nobody.get(address)).status_code == 200, address


async def test_a_body_that_is_too_large_is_a_problem(nobody: AsyncClient) -> None:
    answer = await nobody.post("/api/case/sign-in", content=b"x" * 1_000_001, headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)
    assert answer.json()["type"] == "/problems/request-entity-too-large"


@pytest.mark.parametrize("slug", ["malformed", "storage-unavailable", "unexpected"])
async def test_problems_that_are_no_refusal_explain_themselves_too(
    nobody: AsyncClient, slug: str
) -> None:
    assert (await nobody.get(f"/problems/{slug}")).status_code == 200


async def test_a_problem_that_does_not_exist_is_not_found(nobody: AsyncClient) -> None:
    assert (await nobody.get("/problems/no-such-thing")).status_code == 404


async def test_an_unknown_address_is_a_problem(nobody: AsyncClient) -> None:
    answer = await nobody.get("/api/nothing/here")
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)
    assert answer.json() == {
        "instance": "/api/nothing/here",
        "type": "/problems/not-found",
        "title": "Not found",
        "status": 404,
        "detail": "Not found",
    }


async def test_a_wrong_method_is_a_problem(nobody: AsyncClient) -> None:
    answer = await nobody.delete("/api/repair-requests")
    assert (answer.status_code, answer.headers["content-type"]) == (405, PROBLEM)
    assert answer.json()["type"] == "/problems/method-not-allowed"
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/r/say/cancel", 405),
        ("/r/photos", 405),
        ("/r/photos/x", 404),
        ("/r/nothing/here", 404),
        ("/g/nothing", 404),
        ("/o/accept", 405),
        ("/privacy/nothing", 404),
        ("/mijn-reparatie", 404),
    ],
)
async def test_a_browser_at_a_wrong_address_gets_a_page_in_her_language_and_programs_the_problem(
    nobody: AsyncClient, address: str, status: int
) -> None:
    browsers = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-language": "pl"}
    page = await nobody.get(address, headers=browsers)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert sentences("pl")("trouble.missingTitle") in page.text
    assert ("allow" in page.headers) == (status == 405)
    assert "content-security-policy" in page.headers
    for accepts in ("application/json", "*/*"):
        answer = await nobody.get(address, headers={"accept": accepts})
        assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert (await nobody.get("/api/nothing", headers=browsers)).headers["content-type"] == PROBLEM


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"{", ""),
        (b"", ""),
        (b"[]", ""),
        (b'{"secret": 5}', "/secret"),
        (b'{"secret": "\xff"}', ""),
        (b"{}", "/secret"),
    ],
)
async def test_a_body_that_does_not_have_the_agreed_form_is_refused_by_field(
    nobody: AsyncClient, body: bytes, pointer: str
) -> None:
    answer = await nobody.post("/api/case/sign-in", content=body, headers=JSON)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (400, "/problems/malformed")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert problem["errors"][0]["detail"]


async def test_a_body_that_is_missing_is_said_to_be_missing(nobody: AsyncClient) -> None:
    (error,) = (await nobody.post("/api/case/sign-in")).json()["errors"]
    assert error == {"pointer": "", "detail": "The body is missing."}


async def test_an_id_in_the_address_that_is_none_is_not_found(vera: AsyncClient) -> None:
    answer = await vera.get("/api/repair-requests/12")
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1969-07-20T20:17:40Z"]
)
async def test_an_absurd_moment_is_never_an_error_of_ours(
    rosa: AsyncClient, vera: AsyncClient, moment: str
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    plan = {"id": given.fresh_id(), "plannedAt": moment}
    assert (await vera.post(f"/api/jobs/{job}/previsits", json=plan)).status_code in (400, 422)


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
async def test_a_photo_of_the_last_day_of_the_calendar_is_refused_not_kept_for_its_report_to_fail(
    rosa: AsyncClient, moment: str
) -> None:
    await given.repair(rosa)
    announcement = given.an_announcement(b"x", moment="report", takenAt=moment)
    answer = await rosa.post(given.CASE_PHOTOS, json=announcement)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/takenAt"


@pytest.mark.parametrize("offset", [2**31, -(2**31) - 1, 2**70])
async def test_an_absurd_number_is_never_an_error_of_ours(rosa: AsyncClient, offset: int) -> None:
    await given.repair(rosa)
    announcement = given.an_announcement(b"x", moment="report", clockOffsetMs=offset)
    answer = await rosa.post(given.CASE_PHOTOS, json=announcement)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/clockOffsetMs"


async def test_an_error_of_ours_tells_nothing_but_a_reference_that_is_in_the_log(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await Visit.raw("ALTER TABLE visit RENAME TO visit_that_is_gone")
    with capture_logs() as logs:
        answer = await vera.get(f"/api/repair-requests/{repair.id}")
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert set(problem) == {"type", "title", "status", "detail", "instance", "reference"}
    assert "visit" not in answer.text.replace(problem["instance"], "")
    logged = [line for line in logs if line.get("reference") == problem["reference"]]
    assert [line["event"] for line in logged] == ["unexpected"]
    assert "visit" in str(logged[0]["exc_info"])


async def test_a_tenant_reads_an_error_of_ours_as_a_page(app: Litestar, rosa: AsyncClient) -> None:
    await given.repair(rosa)
    await Parcel.raw("ALTER TABLE parcel RENAME TO parcel_that_is_gone")
    with capture_logs() as logs:
        page = await rosa.get("/r", headers={"accept": "text/html"})
    assert (page.status_code, "Er ging iets mis bij ons" in page.text) == (500, True)
    assert "parcel" not in page.text
    assert [line["event"] for line in logs if line.get("reference")] == ["unexpected"]
