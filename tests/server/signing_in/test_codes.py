"""A one-time code by e-mail: once, here, soon, and telling nobody who is known."""

import asyncio
import dataclasses
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from server.accounts.cookies import CODE, SIGN_IN
from server.accounts.tables import Person
from server.client_address import Networks
from server.clock import clock_at, now
from server.database import transaction
from server.settings import Settings
from server.signing_in.codes import (
    MOST_FOR_AN_ADDRESS,
    MOST_FOR_AN_ADDRESS_FROM_A_PLACE,
    MOST_FROM_A_PLACE,
    MOST_TRIES,
)
from server.signing_in.tables import SignInCode
from tests.server.signing_in.conftest import NORA
from tests.support.asgi_client import browser
from tests.support.mail_server import MailServer


async def asked(client: AsyncClient, email: str = NORA) -> Response:
    return await client.post("/api/sign-in/code/begin", json={"email": email})


async def typed(client: AsyncClient, code: str) -> Response:
    return await client.post("/api/sign-in/code", json={"code": code})


def problem(answer: Response) -> str:
    return answer.json()["type"].removeprefix("/problems/")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """People come in by a proxy, which says from where."""
    return dataclasses.replace(settings, trusted_proxies=Networks("127.0.0.1"))


def elsewhere(app: Litestar, number: int) -> AsyncClient:
    """Somebody's browser in another network."""
    return browser(app, **{"x-forwarded-for": f"203.0.113.{number}"})


@pytest.fixture
async def phone(app: Litestar, nora: AsyncClient) -> AsyncClient:
    """Another browser of Nora's, who works here by now."""
    return browser(app)


async def test_the_code_in_the_letter_signs_in(phone: AsyncClient, post: MailServer) -> None:
    assert (await asked(phone, " Nora@LINDE.test ")).status_code == 204
    entered = await typed(phone, await post.code())
    assert entered.status_code == 201
    assert entered.json()["name"] == "Nora Vos"
    assert (await phone.get("/api/me")).json()["role"] == "technician"


async def test_a_code_is_good_once(phone: AsyncClient, app: Litestar, post: MailServer) -> None:
    await asked(phone)
    code, cookie = await post.code(), phone.cookies[CODE]
    assert (await typed(phone, code)).status_code == 201
    replaying = browser(app)
    replaying.cookies.set(CODE, cookie)
    again = await typed(replaying, code)
    assert (again.status_code, problem(again)) == (410, "code-over")


async def test_of_two_who_type_it_at_once_one_comes_in(
    phone: AsyncClient, app: Litestar, post: MailServer
) -> None:
    await asked(phone)
    code = await post.code()
    twin = browser(app)
    twin.cookies.set(CODE, phone.cookies[CODE])
    answers = await asyncio.gather(typed(phone, code), typed(twin, code))
    assert sorted(answer.status_code for answer in answers) == [201, 410]


async def test_a_phished_code_is_worth_nothing_elsewhere(
    phone: AsyncClient, app: Litestar, post: MailServer
) -> None:
    await asked(phone)
    thief = browser(app)
    await asked(thief, "nobody@linde.test")
    stolen = await typed(thief, await post.code())
    assert (stolen.status_code, problem(stolen)) == (403, "code-wrong")
    assert (await typed(browser(app), "12345678")).status_code == 410


async def test_guessing_ends_after_five_tries_also_for_the_right_code(
    phone: AsyncClient, post: MailServer
) -> None:
    await asked(phone)
    code = await post.code()
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"
    answers = [await typed(phone, wrong) for _ in range(MOST_TRIES)]
    assert [answer.json()["left"] for answer in answers] == [4, 3, 2, 1, 0]
    late = await typed(phone, code)
    assert (late.status_code, problem(late)) == (410, "code-over")


async def test_guesses_sent_at_once_are_counted_one_by_one(
    phone: AsyncClient, post: MailServer
) -> None:
    await asked(phone)
    await post.code()
    answers = await asyncio.gather(*[typed(phone, f"{guess:08}") for guess in range(12)])
    looked_at = [answer for answer in answers if problem(answer) == "code-wrong"]
    assert len(looked_at) == MOST_TRIES


async def test_a_code_is_good_for_ten_minutes(phone: AsyncClient, post: MailServer) -> None:
    await asked(phone)
    code = await post.code()
    with clock_at(now() + timedelta(minutes=11)):
        assert (await typed(phone, code)).status_code == 410


async def test_the_answer_tells_nobody_who_is_known(
    phone: AsyncClient, app: Litestar, post: MailServer
) -> None:
    known, unknown = await asked(phone), await asked(browser(app), "stranger@linde.test")
    assert known.status_code == unknown.status_code == 204
    assert known.content == unknown.content
    assert sorted(known.headers) == sorted(unknown.headers)
    await post.letter()
    assert post.letters.empty()


async def test_nor_does_the_time_that_it_takes(app: Litestar, nora: AsyncClient) -> None:
    """Both write the same rows; what is left is noise, so it is only compared roughly."""
    took: dict[str, list[float]] = {NORA: [], "stranger@linde.test": []}
    for _ in range(MOST_FOR_AN_ADDRESS_FROM_A_PLACE - 1):
        for email, times in took.items():
            begin = perf_counter()
            assert (await asked(browser(app), email)).status_code == 204
            times.append(perf_counter() - begin)
    known, unknown = (median(times) for times in took.values())
    assert 0.2 < known / unknown < 5


async def test_one_address_gets_few_letters_and_the_answer_stays_the_same(
    phone: AsyncClient, app: Litestar, post: MailServer
) -> None:
    # One was asked for when Nora joined.
    for _ in range(MOST_FOR_AN_ADDRESS_FROM_A_PLACE - 1):
        await asked(phone)
        await post.letter()
    assert (await asked(phone)).status_code == 204
    assert (await typed(phone, "12345678")).status_code == 403
    await two_hours_go_by()
    await asked(phone)
    assert (await typed(phone, await post.code())).status_code == 201


async def two_hours_go_by() -> None:
    async with transaction():
        earlier = now() - timedelta(hours=2)
        await SignInCode.update({SignInCode.asked_at: earlier}).where(SignInCode.tries >= 0)


async def test_who_asks_for_hers_elsewhere_does_not_keep_her_from_one(
    phone: AsyncClient, app: Litestar, post: MailServer
) -> None:
    stranger = elsewhere(app, 1)
    answers = [await asked(stranger) for _ in range(MOST_FOR_AN_ADDRESS + 2)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(204, b"")}
    letters = [await post.code() for _ in range(MOST_FOR_AN_ADDRESS_FROM_A_PLACE)]
    assert (await asked(phone)).status_code == 204
    hers = await post.code()  # and none of the others that he asked for
    assert hers not in letters
    assert (await typed(phone, hers)).status_code == 201


async def test_from_everywhere_together_one_address_gets_so_many(
    phone: AsyncClient, app: Litestar, post: MailServer
) -> None:
    sent = 1  # when Nora joined
    for number in range(1, 9):
        for _ in range(MOST_FOR_AN_ADDRESS_FROM_A_PLACE):
            assert (await asked(elsewhere(app, number))).status_code == 204
    while sent < MOST_FOR_AN_ADDRESS:
        await post.code()
        sent += 1
    assert (await asked(phone)).status_code == 204
    assert (await typed(phone, "12345678")).status_code == 403
    assert post.letters.empty()
    await two_hours_go_by()
    await asked(phone)
    assert (await typed(phone, await post.code())).status_code == 201


async def test_one_place_may_ask_for_so_many(app: Litestar) -> None:
    client = browser(app)
    for number in range(MOST_FROM_A_PLACE):
        assert (await asked(client, f"a{number}@linde.test")).status_code == 204
    refused = await asked(client, "b@linde.test")
    assert (refused.status_code, problem(refused)) == (429, "too-many-codes")


async def test_neither_code_nor_address_is_kept(phone: AsyncClient, post: MailServer) -> None:
    await asked(phone)
    code = await post.code()
    rows = str(await SignInCode.select())
    assert code not in rows
    assert code.replace(" ", "") not in rows
    assert NORA not in rows


async def test_who_works_here_no_more_gets_no_letter(phone: AsyncClient, post: MailServer) -> None:
    async with transaction():
        await Person.update({Person.deactivated_at: now()}).where(Person.email == NORA)
    assert (await asked(phone)).status_code == 204
    assert (await typed(phone, "12345678")).status_code == 403
    assert post.letters.empty()


async def test_the_cast_of_the_demonstration_gets_none_outside_demo_mode(
    phone: AsyncClient, post: MailServer
) -> None:
    async with transaction():
        await Person.update({Person.demo_key: "nora"}).where(Person.email == NORA)
    await asked(phone)
    assert (await typed(phone, "12345678")).status_code == 403
    assert post.letters.empty()


async def test_signing_in_changes_the_cookie_and_ends_what_was_there_before(
    phone: AsyncClient, app: Litestar, nora: AsyncClient, post: MailServer
) -> None:
    """Session fixation: who planted a cookie, or read it before, has nothing afterwards."""
    before = nora.cookies[SIGN_IN]
    await asked(nora)
    entered = await typed(nora, await post.code())
    after = entered.cookies[SIGN_IN]
    assert after != before
    assert (await holding(app, before).get("/api/me")).status_code == 401
    assert (await holding(app, after).get("/api/me")).status_code == 200


async def test_a_planted_cookie_is_never_taken_over(
    phone: AsyncClient, app: Litestar, post: MailServer
) -> None:
    await asked(phone)
    planted = holding(app, "planted by somebody else")
    planted.cookies.set(CODE, phone.cookies[CODE])
    entered = await typed(planted, await post.code())
    assert entered.status_code == 201
    assert entered.cookies[SIGN_IN] != "planted by somebody else"
    assert (await holding(app, "planted by somebody else").get("/api/me")).status_code == 401


def holding(app: Litestar, secret: str) -> AsyncClient:
    client = browser(app)
    client.cookies.set(SIGN_IN, secret)
    return client
