"""Who gave only her mobile telephone gets her link by SMS, and nobody at the desk sees it."""

import dataclasses
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from server.repair_requests.phone_number import is_for_messages
from server.settings import Settings
from tests.support import given
from tests.support.asgi_client import ADDRESS
from tests.support.cast import ROSA
from tests.support.sms_gateway import Gateway, running_sms_gateway

ON_THE_WIRE = "+31612345012"
AT_HOME = "030 123 4567"


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with running_sms_gateway() as found:
        yield found


@pytest.fixture
def settings(settings: Settings, gateway: Gateway) -> Settings:
    return dataclasses.replace(settings, sms_url=gateway.url)


async def test_she_gets_a_link_on_her_telephone(
    gateway: Gateway, rosa: AsyncClient, vera: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    home = ROSA.home
    typed = {"postcode": home.postcode, "house_number": home.house_number}
    await nobody.post("/lost-link", data={"number": repair.number, **typed})
    number, words = await gateway.message()
    assert number == ON_THE_WIRE
    assert repair.number in words
    await opens(words, nobody)
    links = (await vera.get(f"/api/repair-requests/{repair.id}/links")).json()
    assert links["wantedAt"] is None


async def test_the_desk_sends_it_and_sees_neither_link_nor_number(
    gateway: Gateway, rosa: AsyncClient, vera: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    sent = await vera.post(f"/api/repair-requests/{repair.id}/link/send")
    assert (sent.status_code, sent.json()) == (201, {"sentTo": "+31•••12"})
    _, words = await gateway.message()
    await opens(words, nobody)


async def test_a_telephone_at_home_takes_no_messages(rosa: AsyncClient, vera: AsyncClient) -> None:
    repair = await given.repair(rosa, phone=AT_HOME)
    refused = await vera.post(f"/api/repair-requests/{repair.id}/link/send")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-address-known")


ABROAD = "+32 470 12 34 56"


async def test_a_number_in_another_country_gets_no_message(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    """Some cost euros each, and anybody can report with one."""
    repair = await given.repair(rosa, phone=ABROAD)
    refused = await vera.post(f"/api/repair-requests/{repair.id}/link/send")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-address-known")


@pytest.mark.parametrize(
    ("dialled", "countries", "is_reached"),
    [
        ("+31612345012", ("+31",), True),
        ("+31301234567", ("+31",), False),
        ("+32470123456", ("+31",), False),
        ("+32470123456", ("+31", "+32"), True),
        ("+31612345012", ("+32",), False),
        ("+31612345012", (), False),
    ],
)
def test_who_gets_messages(dialled: str, countries: tuple[str, ...], *, is_reached: bool) -> None:
    assert is_for_messages(dialled, countries) == is_reached


async def opens(words: str, somebody: AsyncClient) -> None:
    secret = words.partition(f"{ADDRESS}/r#")[2].split()[0]
    opened = await somebody.post("/api/case/sign-in", json={"secret": secret})
    assert opened.status_code == 204
