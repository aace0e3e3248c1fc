"""Who comes by the corporation's directory comes by it alone, for a working day: so whoever it lets
go is out, with every key of her own."""

import dataclasses
from datetime import timedelta

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.accounts.cookies import SIGN_IN
from server.accounts.service import SIGN_IN_LASTS
from server.accounts.tables import How, Person, SignIn
from server.clock import clock_at, now
from server.database import insert, one, transaction
from server.identifiers import new_id
from server.journal.tables import JournalEntry
from server.settings import DirectorySettings, Settings
from server.signing_in import from_directory
from tests.server.signing_in.conftest import NORA
from tests.server.signing_in.test_codes import asked as asked_for_a_code
from tests.server.signing_in.test_codes import typed
from tests.server.signing_in.test_directory import directory_at
from tests.server.signing_in.test_passkeys import OWN, added, asked, problem, shows, signs_in
from tests.support.asgi_client import browser
from tests.support.authenticator import Authenticator
from tests.support.mail_server import MailServer, words_of

ISSUER = "https://login.linde.test"
CLAIMS = {"iss": f"{ISSUER}/", "sub": "0815", "groups": ["monteurs"]}
ALONE = (403, "directory-only")


@pytest.fixture
def linde() -> DirectorySettings:
    return directory_at(ISSUER)


@pytest.fixture
def settings(settings: Settings, linde: DirectorySettings) -> Settings:
    return dataclasses.replace(settings, directory=linde)


@pytest.fixture
async def key(nora: AsyncClient) -> Authenticator:
    """That Nora made before the directory knew her."""
    key = Authenticator()
    await added(nora, key)
    return key


async def come_in(linde: DirectorySettings, app: Litestar) -> AsyncClient:
    """Nora, by the directory; what it answered is looked at in `test_directory.py`."""
    claims = {**CLAIMS, "email": NORA, "email_verified": True}
    came = await from_directory.come_in(linde, claims, "Mac, Firefox", is_demo=False)
    client = browser(app)
    client.cookies.set(SIGN_IN, came.secret)
    return client


@pytest.fixture
async def office(key: Authenticator, linde: DirectorySettings, app: Litestar) -> AsyncClient:
    return await come_in(linde, app)


async def without_directory(app: Litestar, settings: Settings) -> None:
    """As after a start without one."""
    object.__setattr__(app.state.parts, "settings", dataclasses.replace(settings, directory=None))


async def test_her_passkey_is_refused_once_it_was_verified(
    office: AsyncClient, app: Litestar, key: Authenticator
) -> None:
    refused = await signs_in(browser(app), key)
    assert problem(refused) == ALONE
    assert SIGN_IN not in refused.cookies
    # Whoever has not the key itself learns nothing of her.
    client = browser(app)
    forged = {**key.show(await asked(client)), "signature": "AAAA"}
    assert problem(await shows(client, forged)) == (403, "passkey-refused")


async def test_instead_of_a_code_she_gets_a_letter_that_says_how(
    office: AsyncClient, app: Litestar, post: MailServer
) -> None:
    phone, stranger = browser(app), browser(app)
    hers = await asked_for_a_code(phone)
    a_strangers = await asked_for_a_code(stranger, "stranger@linde.test")
    assert (hers.status_code, hers.content) == (a_strangers.status_code, a_strangers.content)
    assert sorted(hers.headers) == sorted(a_strangers.headers)
    letter = await post.letter()
    assert letter["Subject"] == "Inloggen bij Vooraf gaat met De Linde"
    assert "http://vooraf.test/app/" in words_of(letter)
    assert not any(word.isdigit() for word in words_of(letter).split())
    for client in (phone, stranger):
        assert problem(await typed(client, "12345678")) == (403, "code-wrong")


async def test_a_code_from_before_opens_nothing_any_more(
    key: Authenticator, linde: DirectorySettings, app: Litestar, post: MailServer
) -> None:
    phone = browser(app)
    await asked_for_a_code(phone)
    code = await post.code()
    await come_in(linde, app)
    assert problem(await typed(phone, code)) == ALONE


async def test_where_she_was_signed_in_before_she_is_not_any_more(
    key: Authenticator, nora: AsyncClient, linde: DirectorySettings, app: Litestar
) -> None:
    assert (await nora.get("/api/me")).status_code == 200
    office = await come_in(linde, app)
    assert (await nora.get("/api/me")).status_code == 401
    assert [row["how"] for row in (await office.get("/api/me/sign-ins")).json()] == ["directory"]
    at_home = await come_in(linde, app)  # by the directory as often as she likes
    assert (await office.get("/api/me")).status_code == 200
    assert len((await at_home.get("/api/me/sign-ins")).json()) == 2
    lines = await JournalEntry.select(JournalEntry.payload).where(
        JournalEntry.event == "sign_in.others_ended"
    )
    assert len(lines) == 1


async def test_she_makes_no_passkey(
    key: Authenticator, nora: AsyncClient, linde: DirectorySettings, app: Litestar
) -> None:
    begun = await asked(nora, f"{OWN}/begin")
    office = await come_in(linde, app)
    assert problem(await office.post(f"{OWN}/begin")) == ALONE
    assert (await office.get("/api/me/ways")).json() == {"directory": "De Linde"}
    # Nor with what she had begun before.
    office.cookies.update({name: nora.cookies[name] for name in nora.cookies if name != SIGN_IN})
    made = Authenticator().make(begun)
    late = await office.post(OWN, json={"name": "Telefoon", "passkey": made})
    assert problem(late) == ALONE
    assert len((await office.get(OWN)).json()) == 1


async def test_after_a_working_day_she_is_asked_again(office: AsyncClient) -> None:
    with clock_at(now() + timedelta(hours=11, minutes=59)):
        assert (await office.get("/api/me")).status_code == 200
    with clock_at(now() + timedelta(hours=12)):
        assert (await office.get("/api/me")).status_code == 401


async def test_without_a_directory_she_comes_in_as_everybody(
    office: AsyncClient, app: Litestar, key: Authenticator, settings: Settings, post: MailServer
) -> None:
    await without_directory(app, settings)
    assert (await signs_in(browser(app), key)).status_code == 201
    phone = browser(app)
    await asked_for_a_code(phone)
    assert (await typed(phone, await post.code())).status_code == 201
    assert (await phone.get("/api/me/ways")).json() == {"directory": None}
    assert (await added(phone, Authenticator())).status_code == 201


async def test_nor_does_another_directory_bind_her(
    office: AsyncClient, app: Litestar, key: Authenticator
) -> None:
    async with transaction():
        await Person.update({Person.directory_issuer: "https://login.before.test"}).where(
            Person.email == NORA
        )
    assert (await signs_in(browser(app), key)).status_code == 201


async def test_a_start_ends_what_lasts_longer_than_the_directory_lets_in(
    office: AsyncClient, linde: DirectorySettings, nora: AsyncClient
) -> None:
    person = await one(Person, "email = {}", NORA)
    assert person
    async with transaction():  # by a code, while there was no directory; by it, before the update
        for how, lasts in ((How.CODE, 1), (How.DIRECTORY, SIGN_IN_LASTS.total_seconds() / 3600)):
            row = SignIn(
                id=new_id(),
                person=person.id,
                secret_hash=how.value,
                created_at=now(),
                expires_at=now() + timedelta(hours=lasts),
                how=how,
            )
            await insert(row)
    await from_directory.end_what_outlasts(linde)
    left = await SignIn.select(SignIn.secret_hash).where(
        (SignIn.person == person.id) & SignIn.revoked_at.is_null()
    )
    assert len(left) == 1
    assert (await office.get("/api/me")).status_code == 200
