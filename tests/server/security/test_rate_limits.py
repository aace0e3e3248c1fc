"""Who guesses or floods is told to wait; who works hard beside him is not."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from server.accounts.cookies import CASE, SIGN_IN
from server.client_address import Networks
from server.rate_limits.budgets import (
    ANNOUNCE,
    BUDGETS,
    CEILING_OF_ADDRESS,
    EXPORT,
    FREE,
    OPEN_LINK,
    REPORT,
    SEND_BY_FORM,
    Budget,
)
from server.rate_limits.counting import Limiter
from server.settings import Settings
from tests.server.security.conftest import From
from tests.server.tenant_pages.test_report_form import a_report
from tests.support import databases, given, pictures, programs
from tests.support.redis_server import RedisServer, running_redis

PROXY = "10.9.9.9"
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(
        settings, rate_limit_factor=1, trusted_proxies=Networks("10.9.0.0/16")
    )


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Nothing here depends on the database."""
    return databases.sqlite_copy(sqlite_template, tmp_path)


async def guess(client: httpx.AsyncClient) -> httpx.Response:
    return await client.post("/api/case/sign-in", json={"secret": f"guess-{given.fresh_id()}"})


async def guessed_until_refused(client: httpx.AsyncClient) -> httpx.Response:
    for _ in range(OPEN_LINK.at_once):
        assert (await guess(client)).status_code == 404
    return await guess(client)


@pytest.mark.parametrize("who", ["case", "guest", "outside"])
async def test_guessing_a_link_ends_after_some_tries(at: From, who: str) -> None:
    client = at("203.0.113.5")
    for _ in range(OPEN_LINK.at_once):
        tried = await client.post(f"/api/{who}/sign-in", json={"secret": "g" * 22})
        assert tried.status_code == 404
    refused = await client.post(f"/api/{who}/sign-in", json={"secret": "g" * 22})
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/too-many-requests"
    assert int(refused.headers["retry-after"]) == refused.json()["retryAfter"] == 6


async def test_a_neighbour_opens_her_link_meanwhile(rosa: httpx.AsyncClient, at: From) -> None:
    repair = await given.repair(rosa)
    assert (await guessed_until_refused(at("203.0.113.5"))).status_code == 429
    opened = await at("203.0.113.6").post("/api/case/sign-in", json={"secret": repair.secret})
    assert opened.status_code == 204


async def test_an_address_that_is_only_told_changes_nothing(at: From) -> None:
    await guessed_until_refused(at("203.0.113.5"))
    for headers in ({"x-forwarded-for": "198.51.100.7"}, {"forwarded": "for=198.51.100.7"}):
        assert (await guess(at("203.0.113.5", **headers))).status_code == 429


async def test_what_our_own_proxy_tells_counts_from_its_end(at: From) -> None:
    """What stands before it was written by the sender himself."""
    await guessed_until_refused(at(PROXY, **{"x-forwarded-for": "203.0.113.5"}))
    hidden = {"x-forwarded-for": "198.51.100.7, 203.0.113.5"}
    assert (await guess(at(PROXY, **hidden))).status_code == 429
    through_two = {"x-forwarded-for": "203.0.113.5, 10.9.1.1"}
    assert (await guess(at(PROXY, **through_two))).status_code == 429
    with_ports = {"x-forwarded-for": "203.0.113.5:50123, 10.9.1.1:443"}
    assert (await guess(at(PROXY, **with_ports))).status_code == 429
    assert (await guess(at(PROXY, **{"x-forwarded-for": "203.0.113.6"}))).status_code == 404


async def test_a_household_counts_as_one_whichever_of_its_addresses_it_uses(at: From) -> None:
    await guessed_until_refused(at("2001:db8:1:2::1"))
    assert (await guess(at("2001:db8:1:2:ffff::9"))).status_code == 429
    assert (await guess(at("2001:db8:1:3::1"))).status_code == 404
    await guessed_until_refused(at("203.0.113.9"))
    assert (await guess(at("::ffff:203.0.113.9"))).status_code == 429


async def test_who_floods_the_report_form_reads_what_was_typed_again(at: From) -> None:
    client = at("203.0.113.5")
    for _ in range(REPORT.at_once):
        assert (await client.post("/api/repair-requests", json=given.a_report())).status_code == 201
    refused = await client.post("/api/repair-requests", json=given.a_report())
    assert refused.json()["type"] == "/problems/too-many-requests"
    for language, words in (("nl", "Wacht een paar minuten"), ("en", "Wait a few minutes")):
        typed = a_report(description="Water tot hier", language=language)
        page = await client.post("/report", data=typed, headers={"accept-language": language})
        # The form has a budget of its own: the first time it is taken.
        while page.status_code == 303:
            page = await client.post(
                "/report",
                data=a_report(description="Water tot hier"),
                headers={"accept-language": language},
            )
        assert page.status_code == 429
        assert page.headers["content-type"].startswith("text/html")
        assert int(page.headers["retry-after"]) > 0
        assert words in page.text
        assert "Water tot hier" in page.text
    by_script = await client.post(
        "/report", data=a_report(), headers={"accept": "application/json"}
    )
    assert (by_script.status_code, by_script.json()["status"]) == (429, 429)


async def test_photos_by_the_plain_form_wait_on_the_page_of_the_case(
    rosa: httpx.AsyncClient,
) -> None:
    await given.repair(rosa)
    for _ in range(SEND_BY_FORM.at_once):
        assert (await rosa.post("/r/photos", data={})).status_code != 429
    refused = await rosa.post("/r/photos", data={})
    assert refused.status_code == 429
    assert "Wacht een paar minuten" in refused.text


@pytest.mark.parametrize("answer", ["accept", "decline"])
async def test_an_answer_about_a_job_waits_on_its_page(
    rosa: httpx.AsyncClient, vera: httpx.AsyncClient, answer: str
) -> None:
    link = await given.asked(vera, await given.job(vera, await given.repair(rosa)))
    await given.outsider_signed_in(rosa, link)
    typed = {"link": link.id, "reason": ""}
    for _ in range(SEND_BY_FORM.at_once):
        assert (await rosa.post("/o/decline", data=typed)).status_code == 200
    refused = await rosa.post(f"/o/{answer}", data={**typed, "reason": "Geen tijd"})
    assert refused.status_code == 429
    assert "Wacht een paar minuten" in refused.text
    assert "Kunt u deze klus doen?" in refused.text


async def test_a_person_is_not_another_one_by_a_cookie_that_he_made_up(
    app: Litestar, rosa: httpx.AsyncClient, vera: httpx.AsyncClient, tom: httpx.AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    packs = f"/api/jobs/{job}/packs?language=nl"
    for number in range(EXPORT.at_once):
        tom.cookies.set(CASE, f"made-up-{number}")
        assert (await tom.post(packs)).status_code == 201
    for number in range(3):
        tom.cookies.set(CASE, f"another-{number}")
        assert (await tom.post(packs)).status_code == 429
    secret = tom.cookies[SIGN_IN]
    tom.cookies.clear()
    for order in (f"{CASE}=x; {SIGN_IN}={secret}", f"{SIGN_IN}={secret}; {CASE}=y"):
        assert (await tom.post(packs, headers={"cookie": order})).status_code == 429
    heap = "; ".join([*(f"{CASE}=x{each}" for each in range(200)), f"{SIGN_IN}={secret}"])
    for _ in range(EXPORT.at_once):
        await tom.post(packs, headers={"cookie": heap})
    assert (await tom.post(packs, headers={"cookie": heap})).status_code == 429
    # Vera stands at the same address.
    assert (await vera.post(packs)).status_code == 201


async def test_a_person_is_not_another_one_by_how_the_cookie_is_written(
    rosa: httpx.AsyncClient, vera: httpx.AsyncClient, tom: httpx.AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    packs = f"/api/jobs/{job}/packs?language=nl"
    secret = tom.cookies[SIGN_IN]
    for _ in range(EXPORT.at_once):
        assert (await tom.post(packs)).status_code == 201
    tom.cookies.clear()
    percent, octal = f"%{ord(secret[0]):02x}{secret[1:]}", f'"\\{ord(secret[0]):03o}{secret[1:]}"'
    for value in (percent, percent.upper()[:3] + secret[1:], f'"{secret}"', octal):
        for written in (f"{SIGN_IN}={value}", f"{SIGN_IN} =\t{value} ", f"a=b;{SIGN_IN}= {value};"):
            headers = {"cookie": written}
            assert (await tom.get("/api/me", headers=headers)).status_code == 200, written
            assert (await tom.post(packs, headers=headers)).status_code == 429, written


async def test_a_phone_with_a_whole_day_of_photos_sends_them_in_one_go(
    rosa: httpx.AsyncClient, vera: httpx.AsyncClient, tom: httpx.AsyncClient
) -> None:
    assert ANNOUNCE.at_once >= 500
    job = await given.job(vera, await given.repair(rosa))
    for number in range(60):
        facts = given.an_announcement(pictures.jpeg(number))
        assert (await tom.post(given.photos_of(job), json=facts)).status_code == 201


async def test_there_is_a_ceiling_to_everything(app: Litestar, at: From) -> None:
    limiter: Limiter = app.state.parts.limiter
    limiter._clock = Clock()  # nothing comes back meanwhile
    for _ in range(CEILING_OF_ADDRESS.at_once):
        assert not limiter.spend_here([(CEILING_OF_ADDRESS, "203.0.113.5")])
    for path in ("/", "/app/", "/assets/nothing.js", "/health", "/api/me", "/s3/vooraf/x", "/r"):
        assert (await at("203.0.113.5").get(path)).status_code == 429, path
        assert (await at("203.0.113.6").get(path)).status_code != 429, path
    page = await at("203.0.113.5").get("/r", headers={"accept-language": "en"})
    assert "Wait a minute" in page.text
    assert int(page.headers["retry-after"]) > 0


def operations(app: Litestar) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, item in app.openapi_schema.to_schema()["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


async def test_whatever_is_open_to_everybody_and_changes_something_has_a_budget(
    app: Litestar,
) -> None:
    is_open = {
        route
        for route, operation in operations(app).items()
        if operation.get("security") == [] and route[0] != "GET"
    }
    assert is_open - set(BUDGETS) - FREE == set()


async def test_every_budget_belongs_to_a_route(app: Litestar) -> None:
    assert set(BUDGETS) - set(operations(app)) == set()
    assert set(operations(app)) >= FREE


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


SMALL = Budget("small", 3, 60, "address")
OTHER = Budget("other", 10, 60, "person")


async def test_a_budget_comes_back_bit_by_bit() -> None:
    clock = Clock()
    limiter = Limiter(clock=clock)
    assert [await limiter.spend([(SMALL, "a")]) for _ in range(3)] == [0, 0, 0]
    assert await limiter.spend([(SMALL, "a")]) == pytest.approx(1)
    clock.now += 1
    assert await limiter.spend([(SMALL, "a")]) == 0
    assert await limiter.spend([(SMALL, "a")]) == pytest.approx(1)
    clock.now += 600  # never more than the whole
    assert [await limiter.spend([(SMALL, "a")]) for _ in range(4)][:3] == [0, 0, 0]


async def test_who_is_refused_by_one_budget_spends_nothing_of_another() -> None:
    clock = Clock()
    limiter = Limiter(clock=clock)
    for _ in range(20):
        await limiter.spend([(SMALL, "a"), (OTHER, "me")])
    assert [await limiter.spend([(OTHER, "me")]) for _ in range(8)] == [0] * 7 + [pytest.approx(1)]


async def test_what_is_whole_again_is_forgotten() -> None:
    clock = Clock()
    limiter = Limiter(clock=clock)
    for number in range(1000):
        limiter.spend_here([(SMALL, str(number))])
    clock.now += 120
    limiter.spend_here([(SMALL, "one more")])
    assert len(limiter._whole_at) == 1


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with running_redis(programs.require(programs.REDIS)) as server:
        yield server


async def test_two_nodes_count_together_and_alone_without_redis(redis: RedisServer) -> None:
    slow = Budget("slow", 4, 1, "address")
    one, other = Limiter(redis.url), Limiter(redis.url)
    spent = [await node.spend([(slow, "a"), (OTHER, "b")]) for node in (one, other) * 2]
    assert spent == [0, 0, 0, 0]
    assert 50 < await one.spend([(slow, "a")]) <= 60
    assert 50 < await other.spend([(slow, "a")]) <= 60
    assert await other.spend([(slow, "b")]) == 0
    redis.stop()
    alone = [await one.spend([(slow, "a")]) for _ in range(5)]
    assert alone[:4] == [0, 0, 0, 0]
    assert alone[4] > 50
    redis.start()
    assert await other.spend([(slow, "c")]) == 0
    for node in (one, other):
        await node.close()
