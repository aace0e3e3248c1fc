"""What is typed as an address is one address, also for a library that decodes what it reads."""

import pytest
from httpx import AsyncClient

from server.mail.sending import MailRefused, SmtpServer
from server.mail_address import NoAddress, as_sent
from tests.support import given
from tests.support.cast import ROSA
from tests.support.mail_server import running_mail_server

NO_ADDRESSES = (
    "=?utf-8?q?evil=40y.nl=2C_?=rosa@x.nl",
    "=?utf-8?q?=0A?=a@x.nl",
    "a@=?utf-8?q?y.nl=2C_b?=.nl",
    "rosa@x.nl\n",
    "rosa@x.nl\u2028eve@y.nl",
    "rosa@x.nl,eve@y.nl",
    "rosa;eve@x.nl",
    "Rosa <rosa@x.nl>",
    '"rosa"@x.nl',
    "rosa@y.nl@x.nl",
    "rosa@x..nl",
    ".rosa@x.nl",
    "rosa@[127.0.0.1]",
    "rösa@x.nl",
    "rosa@x\uff0ceve\uff20y.nl",
    "rosa@-ü.nl",
    f"rosa@{'ü' * 70}.nl",
    f"{'a' * 65}@x.nl",
)


@pytest.mark.parametrize("typed", NO_ADDRESSES)
def test_what_is_not_one_plain_address_is_none(typed: str) -> None:
    with pytest.raises(NoAddress):
        as_sent(typed)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("rosa@x.nl", "rosa@x.nl"),
        ("Rosa.de-Wit+thuis@Mail.x.nl", "Rosa.de-Wit+thuis@Mail.x.nl"),
        ("o'neill=a@x.nl", "o'neill=a@x.nl"),
        ("a@münchen.de", "a@xn--mnchen-3ya.de"),
        ("a@xn--mnchen-3ya.de", "a@xn--mnchen-3ya.de"),
    ],
)
def test_an_address_is_sent_in_ascii(typed: str, sent: str) -> None:
    assert as_sent(typed) == sent


@pytest.mark.parametrize("email", NO_ADDRESSES)
async def test_no_door_lets_another_in(rosa: AsyncClient, nobody: AsyncClient, email: str) -> None:
    report = given.a_report(email=email)
    answers = [await rosa.post("/api/repair-requests", json=report)]
    if email == email.strip():  # staff may type spaces around it
        answers += [await nobody.post("/api/sign-in/code/begin", json={"email": email})]
    for answer in answers:
        assert answer.status_code == 400, answer.text
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/email"]


@pytest.mark.parametrize("email", [each for each in NO_ADDRESSES if each == each.strip()])
async def test_the_form_says_that_it_cannot_be(rosa: AsyncClient, email: str) -> None:
    home = {"postcode": ROSA.home.postcode, "house_number": ROSA.home.house_number}
    fault = {"fault": "KRA1", "room": "kitchen", "description": "Lekt", "since": "days"}
    typed = {**home, **fault, "language": "nl", "name": "Rosa", "phone": ROSA.phone, "email": email}
    page = await rosa.post("/report", data=typed, headers={"accept": "application/json"})
    assert page.status_code == 422
    assert [error["pointer"] for error in page.json()["errors"]] == ["/email"]


async def test_an_international_host_may_be_reported_with(rosa: AsyncClient) -> None:
    assert (await given.repair(rosa, email="a@münchen.de")).number


async def test_one_that_was_written_down_before_goes_to_nobody() -> None:
    async with running_mail_server() as post:
        for address in NO_ADDRESSES:
            with pytest.raises(MailRefused, match="unaddressable"):
                await SmtpServer(post.url, "a@b.test").send(address, "Link", "https://x.nl/r#1")
        assert post.letters.empty()


async def test_a_letter_goes_to_an_international_host() -> None:
    """To a server that knows ASCII only; the server asserts that head and envelope agree."""
    async with running_mail_server() as post:
        await SmtpServer(post.url, "De Linde <a@b.test>").send("a@münchen.de", "Link", "Hallo")
        assert (await post.letter())["To"] == "a@xn--mnchen-3ya.de"
