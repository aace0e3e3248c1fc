"""Who lost a link gets another one where we know her, and nobody learns whom we know."""

import dataclasses
import re
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar

from server.database import transaction
from server.dwellings.tables import Tenancy
from server.identifiers import new_id
from server.mail.tables import Mail
from server.repair_requests.tables import RepairRequest, TenantLink
from server.settings import Settings
from tests.support import given
from tests.support.asgi_client import ADDRESS, browser
from tests.support.cast import ROSA
from tests.support.mail_server import MailServer, running_mail_server

LOST = "/lost-link"
MAIL = "rosa@example.nl"


@pytest.fixture
async def box() -> AsyncIterator[MailServer]:
    """It asserts itself that a letter goes to whom it is addressed, and to nobody else."""
    async with running_mail_server() as found:
        yield found


@pytest.fixture
def settings(settings: Settings, box: MailServer) -> Settings:
    return dataclasses.replace(settings, smtp_url=box.url, mail_from="Vooraf <vooraf@example.nl>")


def asked(number: str, **changed: str) -> dict[str, str]:
    home = ROSA.home
    facts = {"postcode": home.postcode, "house_number": home.house_number}
    return {"number": number, **facts, **changed}


def bare(page: Response) -> tuple[int, str, dict[str, str]]:
    """All that could tell one answer from another; what is new in every answer is left out."""
    nonce = re.compile(r"nonce(=\"|-)[\w-]+")
    headers = {name: nonce.sub("", value) for name, value in page.headers.items()}
    # Of what was packed it depends on what is new in each.
    del headers["content-length"]
    return page.status_code, nonce.sub("", page.text), headers


async def letters() -> int:
    return await Mail.count()


async def test_a_stranger_learns_nothing(rosa: AsyncClient, nobody: AsyncClient) -> None:
    repair = await given.repair(rosa, email=MAIL)
    right = await nobody.post(LOST, data=asked(repair.number))
    assert right.status_code == 200
    assert "Kijk in uw e-mail en uw sms" in right.text
    for wrong in (
        asked("26-99999"),
        asked(repair.number, postcode="3596 VU"),
        asked(repair.number, house_number="8"),
        asked(repair.number, postcode="1000 AA", house_number="1"),
    ):
        assert bare(await nobody.post(LOST, data=wrong)) == bare(right), wrong
    assert await letters() == 1
    for secret in (repair.number, ROSA.name, MAIL):
        assert secret not in right.text


async def test_the_answer_comes_before_anything_is_looked_up(
    app: Litestar, rosa: AsyncClient, nobody: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that its time tells nothing either: whatever looking takes, she has her answer."""
    repair = await given.repair(rosa, email=MAIL)
    happened: list[str] = []

    async def look(*_: Any) -> None:
        happened.append("looked")

    async def send(scope: Any, message: Any) -> None:
        if scope["path"] == LOST and message["type"] == "http.response.body":
            happened.append("answered")

    monkeypatch.setattr("server.case_links.lost_link._send", look)
    client = watched(app, send)
    for number in (repair.number, "26-99999"):
        await client.post(LOST, data=asked(number))
    assert happened == ["answered", "looked"] * 2


def watched(app: Litestar, told: Any) -> AsyncClient:
    """A browser of the application, whose answers are watched on their way out."""

    async def around(scope: Any, receive: Any, send: Any) -> None:
        async def send_told(message: Any) -> None:
            await told(scope, message)
            await send(message)

        await app(scope, receive, send_told)

    return AsyncClient(transport=ASGITransport(app=around), base_url=ADDRESS)


async def test_she_gets_a_link_at_the_address_we_know_and_the_old_one_goes_on_working(
    box: MailServer, rosa: AsyncClient, vera: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa, email=MAIL)
    number, postcode = map(given.with_arabic_digits, (repair.number, "3698kl"))
    typed = asked(number.replace("-", " "), postcode=postcode)
    await nobody.post(LOST, data=typed)
    letter = await box.letter()
    assert (letter["To"], letter["Subject"]) == (MAIL, f"Uw link voor reparatie {repair.number}")
    link = re.search(rf"{ADDRESS}/r#(\S+)", letter.get_content())
    assert link
    for secret in (link[1], repair.secret):
        opened = await nobody.post("/api/case/sign-in", json={"secret": secret})
        assert opened.status_code == 204
    timeline = (await vera.get(f"/api/repair-requests/{repair.id}")).json()["timeline"]
    (told,) = [entry for entry in timeline if entry["event"] == "request.link_asked"]
    assert (told["actorName"], told["detail"]) == (None, {"by": "email"})  # it may be anybody
    assert link[1] not in str(timeline)
    assert await Mail.count().where(Mail.text != "") == 0  # what was sent is forgotten


@pytest.mark.parametrize(
    "attack",
    [
        {"email": "eve@example.com"},
        {"email": f"{MAIL}\r\nBcc: eve@example.com"},
        {"to": "eve@example.com", "phone": "0687654321"},
        {"lang": "nl", "public_url": "https://eve.example.com"},
    ],
)
async def test_what_is_asked_changes_nothing_about_where_it_goes(
    box: MailServer, rosa: AsyncClient, nobody: AsyncClient, attack: dict[str, str]
) -> None:
    repair = await given.repair(rosa, email=MAIL)
    headers = {"host": "eve.example.com", "x-forwarded-host": "eve.example.com"}
    await nobody.post(LOST, data=asked(repair.number, **attack), headers=headers)
    letter = await box.letter()
    assert letter["To"] == MAIL
    assert "eve" not in letter.as_string()
    assert box.letters.empty()


async def test_a_name_puts_nothing_in_the_head_of_a_letter(
    box: MailServer, rosa: AsyncClient, nobody: AsyncClient
) -> None:
    name = "Rosa\nBcc: eve@example.com\n\nKlik hier"
    repair = await given.repair(rosa, email=MAIL)
    await RepairRequest.update({RepairRequest.tenant_name: name}).where(
        RepairRequest.id == given.id_of(repair.id)
    )
    await nobody.post(LOST, data=asked(repair.number))
    letter = await box.letter()
    assert letter["Bcc"] is None
    assert letter["To"] == MAIL


@pytest.mark.parametrize(
    "email",
    [
        "rosa@example.nl,eve@example.com",
        "rosa@example.nl\r\nBcc: eve@example.com",
        "rosa,eve@example.com",
        "Rosa <rosa@example.nl>",
        "<eve@example.com>rosa@example.nl",
        "rosa:eve@example.com;",
    ],
)
async def test_nobody_reports_with_two_addresses_in_one(rosa: AsyncClient, email: str) -> None:
    answer = await rosa.post("/api/repair-requests", json=given.a_report(email=email))
    assert answer.status_code == 400, answer.text
    form = {**asked(""), "fault": "KRA1", "room": "kitchen", "name": "Rosa", "phone": ROSA.phone}
    typed = {**form, "description": "Lekt", "since": "days", "email": email, "language": "nl"}
    page = await rosa.post("/report", data=typed, headers={"accept": "application/json"})
    assert page.status_code == 422
    assert [error["pointer"] for error in page.json()["errors"]] == ["/email"]


async def test_who_cannot_be_written_to_is_called(
    box: MailServer, rosa: AsyncClient, vera: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    address = f"/api/repair-requests/{repair.id}"
    with_mail = await given.repair(rosa, email=MAIL)
    answers = [await nobody.post(LOST, data=asked(each.number)) for each in (repair, with_mail)]
    assert bare(answers[0]) == bare(answers[1])
    assert await letters() == 1
    links = (await vera.get(f"{address}/links")).json()
    assert links["wantedAt"]
    assert links["sendsTo"] is None
    rows = (await vera.get("/api/repair-requests")).json()["items"]
    assert {row["id"] for row in rows if row["linkWanted"]} == {repair.id}
    refused = await vera.post(f"{address}/link/send")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-address-known")
    assert (await box.letter())["To"] == MAIL


async def test_the_tenancy_knows_an_address_when_the_telephone_is_hers(
    box: MailServer, rosa: AsyncClient, vera: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)

    async def lives_there(name: str, phone: str, email: str) -> None:
        async with transaction():
            await Tenancy.insert(
                Tenancy(
                    id=new_id(),
                    dwelling=ROSA.home.id,
                    tenant_name=name,
                    phone=phone,
                    email=email,
                )
            )

    await lives_there("Nieuwe huurder", "+31699999999", "new@example.nl")
    await lives_there("Zonder nummer", "", "none@example.nl")
    assert (await vera.get(f"/api/repair-requests/{repair.id}/links")).json()["sendsTo"] is None
    await lives_there("R. de Wit", "+31612345012", "dewit@example.nl")
    await nobody.post(LOST, data=asked(repair.number))
    assert (await box.letter())["To"] == "dewit@example.nl"


async def test_the_desk_sends_a_link_and_sees_only_the_shape_of_where_it_goes(
    box: MailServer, rosa: AsyncClient, vera: AsyncClient, otto: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa, email=MAIL, language="en")
    address = f"/api/repair-requests/{repair.id}"
    assert (await vera.get(f"{address}/links")).json()["sendsTo"] == "r•••@e•••.nl"
    assert (await otto.post(f"{address}/link/send")).status_code == 404
    sent = await vera.post(f"{address}/link/send", json={"email": "eve@example.com"})
    assert (sent.status_code, sent.json()) == (201, {"sentTo": "r•••@e•••.nl"})
    letter = await box.letter()
    assert letter["To"] == MAIL
    assert letter["Subject"] == f"Your link for repair {repair.number}"
    secret = letter.get_content().partition("/r#")[2].split()[0]
    assert (await nobody.post("/api/case/sign-in", json={"secret": secret})).status_code == 204
    events = [each["event"] for each in (await vera.get(address)).json()["timeline"]]
    assert "request.link_sent" in events


async def test_what_cannot_be_right_is_said_without_looking(nobody: AsyncClient) -> None:
    page = await nobody.post(LOST, data={"number": "x<b>", "postcode": "12", "house_number": ""})
    assert page.status_code == 422
    for words in ("zoals 26-01482", "vier cijfers en twee letters", "Vul uw huisnummer in"):
        assert words in page.text
    assert 'value="x&lt;b&gt;"' in page.text
    assert await letters() == 0
    assert "/lost-link" in (await nobody.get("/")).text
    for trouble in ("expired", "unknown", ""):
        assert 'href="/lost-link"' in (await nobody.get(f"/r?link={trouble}")).text


async def test_one_address_asks_so_often_and_no_more(
    app: Litestar, rosa: AsyncClient, nobody: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state.parts.limiter, "_factor", 1.0)
    answers = [await nobody.post(LOST, data=asked(f"26-{n:05}")) for n in range(10, 30)]
    assert {each.status_code for each in answers} == {200, 429}
    last = answers[-1]
    assert int(last.headers["retry-after"]) > 0
    assert 'value="26-00029"' in last.text  # what was typed stays


async def test_many_addresses_guess_at_one_number_no_faster(
    app: Litestar, rosa: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And she does not wait long for them: a minute after, she may try again."""
    limiter = app.state.parts.limiter
    repair = await given.repair(rosa, email=MAIL)
    moment = time.monotonic()
    monkeypatch.setattr(limiter, "_clock", lambda: moment)
    monkeypatch.setattr(limiter, "_factor", 1.0)
    monkeypatch.setattr("server.rate_limits.middleware.client_address", lambda *_: given.fresh_id())
    stranger = browser(app)
    pages = [
        await stranger.post(LOST, data=asked(repair.number, house_number=str(n)))
        for n in range(40, 60)
    ]
    right = await stranger.post(LOST, data=asked(repair.number))
    assert all(bare(page) == bare(right) for page in pages)
    assert await letters() == 0  # the guess that was right came too late
    moment += 61
    await rosa.post(LOST, data=asked(repair.number))
    assert await letters() == 1


async def test_nobody_fills_her_mailbox(
    app: Litestar, rosa: AsyncClient, nobody: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    repair = await given.repair(rosa, email=MAIL)
    monkeypatch.setattr(app.state.parts.limiter, "_factor", 1.0)
    for _ in range(8):
        await nobody.post(LOST, data=asked(repair.number))
    assert await letters() == 3
    assert await TenantLink.count().where(TenantLink.request == given.id_of(repair.id)) == 4


async def test_nobody_fills_it_by_many_reports_either(
    app: Litestar, rosa: AsyncClient, nobody: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five in an hour and ten in a day, however her address is written; others get theirs."""
    limiter = app.state.parts.limiter
    repairs = [
        await given.repair(rosa, email=email)
        for n in range(6)
        for email in (f"rosa+{n}@Example.nl", "rosa@example.nl")
    ]
    other = await given.repair(rosa, email="mina@example.nl")
    moment = time.monotonic()
    monkeypatch.setattr(limiter, "_clock", lambda: moment)
    monkeypatch.setattr(limiter, "_factor", 1.0)
    monkeypatch.setattr("server.rate_limits.middleware.client_address", lambda *_: given.fresh_id())

    async def all_ask() -> int:
        before = await letters()
        for repair in repairs:
            await nobody.post(LOST, data=asked(repair.number))
        return await letters() - before

    in_an_hour = await all_ask()
    await nobody.post(LOST, data=asked(other.number))
    assert await Mail.count().where(Mail.recipient == "mina@example.nl") == 1
    moment += 3599
    in_an_hour += await all_ask()
    assert 3 <= in_an_hour <= 5
    in_a_day = in_an_hour
    for _ in range(22):
        moment += 3600
        in_a_day += await all_ask()
    assert 8 <= in_a_day <= 10


@pytest.mark.parametrize(
    "name",
    [
        "Rosa, uw huur is te laat: betaal nu",
        "Rosa www.example.com",
        "Rosa example.com/betaal",
        "Rosa\n\nBel ons op 0900 1234",
        "Rosa " * 13,
    ],
)
async def test_a_name_that_is_more_than_a_name_is_in_no_letter(
    box: MailServer, rosa: AsyncClient, nobody: AsyncClient, name: str
) -> None:
    repair = await given.repair(rosa, email=MAIL, name=name)
    await nobody.post(LOST, data=asked(repair.number))
    words = (await box.letter()).get_content()
    assert words.startswith("Beste huurder,")
    assert "Rosa" not in words


@pytest.mark.parametrize("name", ["R. de Wit", "J.P. van 't Hof-Özgür", "St. Jansen"])
async def test_a_name_is_in_hers(
    box: MailServer, rosa: AsyncClient, nobody: AsyncClient, name: str
) -> None:
    repair = await given.repair(rosa, email=MAIL, name=name)
    await nobody.post(LOST, data=asked(repair.number))
    assert (await box.letter()).get_content().startswith(f"Beste {name},")
