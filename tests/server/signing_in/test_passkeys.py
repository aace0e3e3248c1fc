"""Passkeys as the server sees them: each challenge once, in one browser, on this page, with a
finger. With a real browser: `end_to_end/test_signing_in.py`."""

import asyncio
import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from server.accounts.cookies import SIGN_IN
from server.accounts.tables import Person
from server.clock import clock_at, now
from server.database import transaction
from server.journal.tables import JournalEntry
from server.signing_in.relying_party import RelyingParty, relying_party
from server.signing_in.tables import Ceremony, Passkey
from tests.server.signing_in.conftest import NORA
from tests.support import given
from tests.support.asgi_client import browser
from tests.support.authenticator import Authenticator, encoded
from tests.support.mail_server import MailServer

BEGIN = "/api/sign-in/passkey/begin"
OWN = "/api/me/passkeys"


async def asked(client: AsyncClient, address: str = BEGIN, **body: str) -> dict[str, Any]:
    answer = await client.post(address, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["options"]


async def shows(client: AsyncClient, shown: dict[str, str]) -> Response:
    return await client.post("/api/sign-in/passkey", json=shown)


async def signs_in(client: AsyncClient, key: Authenticator) -> Response:
    return await shows(client, key.show(await asked(client)))


def problem(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


REFUSED = (403, "passkey-refused")
OVER = (410, "sign-in-took-too-long")


@pytest.fixture
async def key(nora: AsyncClient) -> Authenticator:
    """One that Nora added to her account."""
    key = Authenticator()
    await added(nora, key)
    return key


async def added(client: AsyncClient, key: Authenticator, name: str = "Telefoon") -> Response:
    made = key.make(await asked(client, f"{OWN}/begin"))
    return await client.post(OWN, json={"name": name, "passkey": made})


async def test_the_key_says_whose_it_is(app: Litestar, key: Authenticator) -> None:
    client = browser(app)
    options = await asked(client)
    assert (options["rpId"], options["userVerification"]) == ("vooraf.test", "required")
    assert options["allowCredentials"] == []
    entered = await shows(client, key.show(options))
    assert (entered.status_code, entered.json()["name"]) == (201, "Nora Vos")
    assert (await client.get("/api/me/sign-ins")).json()[0]["how"] == "passkey"


async def test_an_answer_is_good_once(app: Litestar, key: Authenticator) -> None:
    client = browser(app)
    shown = key.show(await asked(client))
    twin = browser(app)
    twin.cookies.update(client.cookies)
    answers = await asyncio.gather(shows(client, shown), shows(twin, shown))
    assert sorted(answer.status_code for answer in answers) == [201, 410]


async def test_an_answer_is_worth_nothing_in_another_browser(
    app: Litestar, key: Authenticator
) -> None:
    shown = key.show(await asked(browser(app)))
    thief = browser(app)
    await asked(thief)
    assert problem(await shows(thief, shown)) == OVER


async def test_a_challenge_lasts_five_minutes(app: Litestar, key: Authenticator) -> None:
    client = browser(app)
    options = await asked(client)
    with clock_at(now() + timedelta(minutes=6)):
        assert problem(await shows(client, key.show(options))) == OVER


async def test_a_challenge_that_we_never_asked_is_refused(
    app: Litestar, key: Authenticator
) -> None:
    client = browser(app)
    await asked(client)
    made_up = key.show({"challenge": encoded(b"made up by whoever sends it")})
    assert problem(await shows(client, made_up)) == OVER


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://vooraf.evil.test"},
        {"host": "evil.test"},
        {"is_verified": False},
        {"credential": b"of nobody at all"},
        {"user_handle": encoded(bytes(16))},
        {"key": Authenticator().key},
    ],
    ids=lambda lie: next(iter(lie)),
)
async def test_what_does_not_fit_is_refused(
    app: Litestar, key: Authenticator, lie: dict[str, Any]
) -> None:
    assert problem(await signs_in(browser(app), dataclasses.replace(key, **lie))) == REFUSED


async def test_a_key_that_counts_backwards_is_a_copy(app: Litestar, key: Authenticator) -> None:
    copy = dataclasses.replace(key)
    for _ in range(2):
        assert (await signs_in(browser(app), key)).status_code == 201
    assert problem(await signs_in(browser(app), copy)) == REFUSED


async def test_who_works_here_no_more_is_refused(app: Litestar, key: Authenticator) -> None:
    async with transaction():
        await Person.update({Person.deactivated_at: now()}).where(Person.email == NORA)
    assert problem(await signs_in(browser(app), key)) == REFUSED


async def test_the_cast_of_the_demonstration_is_refused_outside_demo_mode(
    app: Litestar, key: Authenticator
) -> None:
    async with transaction():
        await Person.update({Person.demo_key: "nora"}).where(Person.email == NORA)
    assert problem(await signs_in(browser(app), key)) == REFUSED


async def test_signing_in_with_it_changes_the_cookie(
    app: Litestar, nora: AsyncClient, key: Authenticator
) -> None:
    before = nora.cookies[SIGN_IN]
    entered = await signs_in(nora, key)
    assert entered.cookies[SIGN_IN] != before
    old = browser(app)
    old.cookies.set(SIGN_IN, before)
    assert (await old.get("/api/me")).status_code == 401


# ---- one's own ----


async def test_several_are_listed_named_and_removed(nora: AsyncClient, key: Authenticator) -> None:
    rows = (await added(nora, Authenticator(), "Laptop")).json()
    assert [row["name"] for row in rows] == ["Telefoon", "Laptop"]
    laptop = rows[1]["id"]
    renamed = await nora.post(f"{OWN}/{laptop}/rename", json={"name": "Tablet"})
    assert [row["name"] for row in renamed.json()] == ["Telefoon", "Tablet"]
    left = (await nora.post(f"{OWN}/{laptop}/remove")).json()
    assert [row["name"] for row in left] == ["Telefoon"]
    lines = await JournalEntry.select(JournalEntry.event).order_by(JournalEntry.seq)
    assert [line["event"] for line in lines][-4:] == [
        "passkey.added",
        "passkey.added",
        "passkey.renamed",
        "passkey.removed",
    ]


async def test_a_key_that_was_removed_signs_nobody_in(
    app: Litestar, nora: AsyncClient, key: Authenticator
) -> None:
    (row,) = (await nora.get(OWN)).json()
    await nora.post(f"{OWN}/{row['id']}/remove")  # a code by e-mail is another way in
    assert problem(await signs_in(browser(app), key)) == REFUSED


async def test_the_last_way_in_does_not_vanish(nora: AsyncClient, key: Authenticator) -> None:
    async with transaction():
        await Person.update({Person.email: None}).where(Person.email == NORA)
    await added(nora, Authenticator())
    rows = (await nora.get(OWN)).json()
    answers = await asyncio.gather(*[nora.post(f"{OWN}/{row['id']}/remove") for row in rows])
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_nobody_touches_a_colleagues(
    vera: AsyncClient, nora: AsyncClient, key: Authenticator
) -> None:
    (row,) = (await nora.get(OWN)).json()
    assert (await vera.get(OWN)).json() == []
    assert (await vera.post(f"{OWN}/{row['id']}/remove")).status_code == 404
    assert (await vera.post(f"{OWN}/{row['id']}/rename", json={"name": "X"})).status_code == 404


async def test_a_key_is_not_put_into_somebody_elses_account(
    app: Litestar, vera: AsyncClient, nora: AsyncClient
) -> None:
    """Neither by what she was asked, nor a key that is another's already."""
    key = Authenticator()
    made = key.make(await asked(nora, f"{OWN}/begin"))
    body = {"name": "X", "passkey": made}
    await asked(vera, f"{OWN}/begin")
    assert problem(await vera.post(OWN, json=body)) == OVER
    assert (await nora.post(OWN, json=body)).status_code == 201
    again = key.make(await asked(vera, f"{OWN}/begin"))
    assert problem(await vera.post(OWN, json={"name": "X", "passkey": again})) == REFUSED


@pytest.mark.parametrize("lie", [{"is_verified": False}, {"origin": "https://evil.test"}], ids=str)
async def test_a_new_key_must_fit_too(nora: AsyncClient, lie: dict[str, Any]) -> None:
    assert problem(await added(nora, Authenticator(**lie))) == REFUSED


async def test_rubbish_is_no_error_of_ours(nora: AsyncClient) -> None:
    for rubbish in ("", "AA", "e30", encoded(b'{"challenge":1}'), encoded(b"\xff" * 40)):
        made = {"credentialId": "AA", "clientData": rubbish, "attestation": rubbish}
        await asked(nora, f"{OWN}/begin")
        answer = await nora.post(OWN, json={"name": "X", "passkey": made})
        assert answer.status_code in (403, 410), answer.text
    options = await asked(nora, f"{OWN}/begin")
    made = Authenticator().make(options) | {"attestation": encoded(b"\xa3rubbish")}
    assert problem(await nora.post(OWN, json={"name": "X", "passkey": made})) == REFUSED


# ---- by an invitation ----


async def test_somebody_joins_with_a_passkey_once(app: Litestar, secret: str) -> None:
    key, client = Authenticator(), browser(app)
    begin = "/api/invitation/passkey/begin"
    made = key.make(await asked(client, begin, secret=secret))
    body = {"secret": secret, "passkey": made, "passkeyName": "Telefoon"}
    joined = await client.post("/api/invitation/passkey", json=body)
    assert (joined.status_code, joined.json()["name"]) == (201, "Nora Vos")
    again = await browser(app).post("/api/invitation/passkey", json=body)
    assert again.status_code == 410
    assert (await signs_in(browser(app), key)).json()["id"] == joined.json()["id"]


async def test_a_passkey_for_one_invitation_does_not_open_another(
    app: Litestar, arjan: AsyncClient, post: MailServer, secret: str
) -> None:
    await given.invitation(arjan, role="administrator")
    other = await post.secret()
    key, client = Authenticator(), browser(app)
    made = key.make(await asked(client, "/api/invitation/passkey/begin", secret=secret))
    body = {"secret": other, "passkey": made, "passkeyName": "X"}
    assert problem(await client.post("/api/invitation/passkey", json=body)) == REFUSED
    assert await Passkey.count() == 0


async def test_nothing_that_was_begun_is_kept_as_it_was_sent(app: Litestar) -> None:
    options = await asked(browser(app))
    assert options["challenge"] not in str(await Ceremony.select())


@pytest.mark.parametrize(
    ("address", "party"),
    [
        ("https://vooraf.linde.nl", RelyingParty("vooraf.linde.nl", "https://vooraf.linde.nl")),
        ("https://linde.nl:8443", RelyingParty("linde.nl", "https://linde.nl:8443")),
        ("http://127.0.0.1:8000", RelyingParty("localhost", "http://localhost:8000")),
        ("http://[::1]:8000", RelyingParty("localhost", "http://localhost:8000")),
        ("https://10.0.0.7", None),
    ],
)
def test_passkeys_belong_to_a_host_with_a_name(address: str, party: RelyingParty | None) -> None:
    assert relying_party(address) == party
