"""The corporation's own directory: a certified provider in a process of its own, and one that
lies."""

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from aiohttp import web
from httpx import AsyncClient, Response
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from litestar import Litestar

from server.accounts.cookies import DIRECTORY, SIGN_IN
from server.accounts.tables import Person
from server.clock import now
from server.database import transaction
from server.settings import DirectorySettings, Settings
from server.signing_in.directory import CALLBACK
from server.signing_in.return_address import safe_return, screen_for
from tests.support import given
from tests.support.asgi_client import ADDRESS, browser, signed_in
from tests.support.cast import ARJAN, DE_LINDE
from tests.support.oidc_provider import SECRET, OidcProvider, running_provider

BEGIN = "/api/sign-in/directory"
RULES = (
    ("groups", "reparatie-coordinatoren", "coordinator"),
    ("groups", "monteurs", "technician"),
    ("groups", "beheer", "administrator"),
)


def directory_at(issuer: str) -> DirectorySettings:
    return DirectorySettings(
        issuer=issuer,
        client_id="vooraf",
        client_secret=SECRET,
        roles=RULES,
        name="De Linde",
        scopes="openid email profile groups",
        organisation=DE_LINDE.name,
        sign_in_hours=12,
    )


@pytest.fixture(scope="module")
def provider() -> Iterator[OidcProvider]:
    with running_provider(f"{ADDRESS}{CALLBACK}") as running:
        yield running


@pytest.fixture
def settings(settings: Settings, provider: OidcProvider) -> Settings:
    return dataclasses.replace(settings, directory=directory_at(provider.issuer))


@pytest.fixture
async def outside() -> AsyncIterator[AsyncClient]:
    """The browser on the pages of the provider; its cookies are its own."""
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@dataclass
class Visitor:
    """A browser that goes to the directory and comes back."""

    client: AsyncClient
    outside: AsyncClient
    provider: OidcProvider

    async def sent_back(self, person: str, to: str = "/app/") -> httpx.URL:
        begun = await self.client.get(BEGIN, params={"to": to})
        assert begun.status_code == 303, begun.text
        return await self.provider.sign_in(self.outside, begun.headers["location"], person)

    async def comes_in(self, person: str, to: str = "/app/") -> Response:
        return await arrive(self.client, await self.sent_back(person, to))

    async def me(self) -> dict[str, Any]:
        return (await self.client.get("/api/me")).json()


async def arrive(client: AsyncClient, address: httpx.URL) -> Response:
    return await client.get(address.raw_path.decode())


@pytest.fixture
async def visitor(app: Litestar, outside: AsyncClient, provider: OidcProvider) -> Visitor:
    return Visitor(browser(app), outside, provider)


def refused(answer: Response) -> str:
    assert answer.status_code == 303, answer.text
    assert SIGN_IN not in answer.cookies
    return httpx.URL(answer.headers["location"]).params.get("refused", "")


async def test_who_the_directory_knows_comes_in_as_what_it_says(visitor: Visitor) -> None:
    answer = await visitor.comes_in("tom")
    assert (answer.status_code, answer.headers["location"]) == (303, "/app/")
    me = await visitor.me()
    assert (me["name"], me["role"], me["organisation"]["name"]) == (
        "Tom Bakker",
        "technician",
        DE_LINDE.name,
    )
    # Twice it is the same person.
    await visitor.comes_in("tom")
    assert (await visitor.me())["id"] == me["id"]


async def test_the_role_is_that_of_today(visitor: Visitor, provider: OidcProvider) -> None:
    await visitor.comes_in("tom")
    await provider.change_groups("tom", "reparatie-coordinatoren")
    try:
        answer = await visitor.comes_in("tom")
    finally:
        await provider.change_groups("tom", "monteurs")
    assert answer.headers["location"] == "/desk/"
    assert (await visitor.me())["role"] == "coordinator"


@pytest.mark.parametrize("person", ["kok", "nobody"])
async def test_without_a_role_nobody_comes_in(visitor: Visitor, person: str) -> None:
    answer = await visitor.comes_in(person, "/desk/")
    assert refused(answer) == {"kok": "no-role", "nobody": "directory-refused"}[person]
    assert (await visitor.client.get("/api/me")).status_code == 401


async def test_who_works_here_no_more_does_not_come_in(visitor: Visitor) -> None:
    await visitor.comes_in("tom")
    person = (await visitor.me())["id"]
    async with transaction():
        await Person.update({Person.deactivated_at: now()}).where(Person.id == person)
    assert refused(await visitor.comes_in("tom")) == "no-role"


async def test_an_invitation_is_used_up_by_the_address_that_the_directory_vouches_for(
    app: Litestar, visitor: Visitor
) -> None:
    arjan = await signed_in(app, ARJAN)
    invitation = await given.invitation(arjan, email="nora@linde.test", role="manager")
    await visitor.comes_in("nora")
    me = await visitor.me()
    assert me["id"] == invitation
    assert me["role"] == "technician"  # the directory decides
    assert (await arjan.get("/api/people")).json()["invitations"] == []


async def test_an_address_that_nobody_vouches_for_makes_nobody_somebody_else(
    app: Litestar, visitor: Visitor
) -> None:
    arjan = await signed_in(app, ARJAN)
    invitation = await given.invitation(arjan, email="nora@linde.test", role="manager")
    await visitor.comes_in("liar")
    me = await visitor.me()
    assert (me["id"] != invitation, me["name"]) == (True, "Lia Laar")
    people = (await arjan.get("/api/people")).json()
    assert len(people["invitations"]) == 1
    assert {row["email"] for row in people["people"] if row["id"] == me["id"]} == {None}


async def test_the_last_administrator_stays_one(
    visitor: Visitor, provider: OidcProvider, app: Litestar
) -> None:
    await visitor.comes_in("boss", "/desk/")
    await visitor.client.post(f"/api/people/{ARJAN.id}/deactivate")
    await provider.change_groups("boss", "monteurs")
    try:
        await visitor.comes_in("boss", "/desk/")
    finally:
        await provider.change_groups("boss", "beheer")
    assert (await visitor.me())["role"] == "administrator"


async def test_the_role_of_the_directory_is_changed_there(visitor: Visitor, app: Litestar) -> None:
    await visitor.comes_in("tom")
    person = (await visitor.me())["id"]
    arjan = await signed_in(app, ARJAN)
    answer = await arjan.post(f"/api/people/{person}/role", json={"role": "manager"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/role-from-directory")


# ---- attacks ----


async def test_a_state_is_worth_nothing_in_another_browser(app: Litestar, visitor: Visitor) -> None:
    address = await visitor.sent_back("tom")
    thief = browser(app)
    assert refused(await arrive(thief, address)) == "sign-in-took-too-long"
    await thief.get(BEGIN)
    assert refused(await arrive(thief, address)) == "sign-in-took-too-long"


async def test_nobody_is_signed_in_as_the_attacker(app: Litestar, visitor: Visitor) -> None:
    """Login CSRF: he sends his own answer of the directory to somebody else."""
    address = await visitor.sent_back("kok")
    victim = browser(app)
    begun = httpx.URL((await victim.get(BEGIN)).headers["location"])
    with_her_state = address.copy_set_param("state", begun.params["state"])
    assert refused(await arrive(victim, with_her_state)) == "directory-refused"


async def test_a_code_is_good_once(visitor: Visitor) -> None:
    address = await visitor.sent_back("tom")
    cookie = visitor.client.cookies[DIRECTORY]
    assert (await arrive(visitor.client, address)).headers["location"] == "/app/"
    visitor.client.cookies.clear()
    visitor.client.cookies.set(DIRECTORY, cookie)
    assert refused(await arrive(visitor.client, address)) == "sign-in-took-too-long"


async def test_of_two_that_come_back_at_once_one_comes_in(visitor: Visitor) -> None:
    address = await visitor.sent_back("tom")
    answers = await asyncio.gather(*[arrive(visitor.client, address) for _ in range(2)])
    places = sorted(answer.headers["location"] for answer in answers)
    assert places == ["/app/", "/desk/?refused=sign-in-took-too-long"]


async def test_an_answer_of_another_issuer_is_refused(visitor: Visitor) -> None:
    address = (await visitor.sent_back("tom")).copy_set_param("iss", "https://evil.test")
    assert refused(await arrive(visitor.client, address)) == "directory-refused"


async def test_an_answer_that_does_not_say_its_issuer_is_refused(visitor: Visitor) -> None:
    """This provider says that it always does (RFC 9207)."""
    address = (await visitor.sent_back("tom")).copy_remove_param("iss")
    assert refused(await arrive(visitor.client, address)) == "directory-refused"


@pytest.mark.parametrize(
    "wish",
    [
        "https://evil.test/",
        "//evil.test/",
        "/\\evil.test",
        "/desk//evil.test",
        "/desk/../..//evil.test",
        "/app/@evil.test",
        "/desk/?next=https://evil.test",
        "/deskevil",
        "/desk/\r\nset-cookie:a=b",
        "javascript:alert(1)",
        "/app/" + "a" * 400,
        "",
    ],
)
async def test_a_wish_leads_to_a_screen_of_ours_only(wish: str) -> None:
    assert safe_return(wish) == "/desk/"
    assert screen_for("technician", safe_return(wish)) == "/app/"


async def test_a_screen_of_ours_is_come_back_to(visitor: Visitor) -> None:
    answer = await visitor.comes_in("tom", "/app/jobs/019376a0-0000-7000-8000-000000000001")
    assert answer.headers["location"] == "/app/jobs/019376a0-0000-7000-8000-000000000001"
    visitor.outside.cookies.clear()
    elsewhere = await visitor.comes_in("vera", "//evil.test/")
    assert elsewhere.headers["location"] == "/desk/"


# ---- a provider that lies ----


@dataclass
class Liar:
    """Says of itself what it likes, and answers every code with a token that a test has spoilt."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    issuer: str = ""
    nonce: str = ""
    discovered: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    sign: Callable[["Liar", dict[str, Any]], str] | None = None

    async def configuration(self, _: web.Request) -> web.Response:
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }
        return web.json_response(told | self.discovered)

    async def keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [self.key.as_dict(private=False)]})

    async def token(self, _: web.Request) -> web.Response:
        claims = {
            "iss": self.issuer,
            "aud": "vooraf",
            "sub": "tom",
            "nonce": self.nonce,
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            "groups": ["monteurs"],
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        sign = self.sign or (lambda liar, said: jwt.encode(RS256, said, liar.key))
        return web.json_response({"id_token": sign(self, claims), "access_token": "a"})


RS256 = {"alg": "RS256", "kid": "one"}


@pytest.fixture
async def liar() -> AsyncIterator[Liar]:
    liar = Liar()
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", liar.configuration)
    app.router.add_get("/jwks", liar.keys)
    app.router.add_post("/token", liar.token)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    liar.issuer = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield liar
    await runner.cleanup()


class TestLies:
    @pytest.fixture
    def settings(self, settings: Settings, liar: Liar) -> Settings:
        return dataclasses.replace(settings, directory=directory_at(liar.issuer))

    async def comes_back(self, app: Litestar, liar: Liar) -> Response:
        client = browser(app)
        begun = await client.get(BEGIN)
        asked = httpx.URL(begun.headers["location"]).params
        if "refused" in asked:
            return begun
        liar.nonce = asked["nonce"]
        assert asked["code_challenge_method"] == "S256"
        return await client.get(CALLBACK, params={"code": "c", "state": asked["state"]})

    async def test_told_the_truth_it_lets_in(self, app: Litestar, liar: Liar) -> None:
        assert (await self.comes_back(app, liar)).headers["location"] == "/app/"

    @pytest.mark.parametrize(
        "lie",
        [
            {"nonce": "of another attempt"},
            {"nonce": None},
            {"iss": "https://evil.test"},
            {"iss": None},
            {"aud": "another"},
            {"aud": ["vooraf", "another"]},
            {"aud": None},
            {"exp": 1_000_000_000},
            {"exp": None},
            {"nbf": 4_000_000_000},
            {"sub": None},
        ],
        ids=str,
    )
    async def test_a_token_that_is_not_for_us_now_is_refused(
        self, app: Litestar, liar: Liar, lie: dict[str, Any]
    ) -> None:
        liar.claims = lie
        assert refused(await self.comes_back(app, liar)) == "directory-refused"

    @pytest.mark.parametrize("how", ["none", "with our secret", "with a key of its own", "changed"])
    async def test_a_token_that_the_provider_did_not_sign_is_refused(
        self, app: Litestar, liar: Liar, how: str
    ) -> None:
        liar.sign = {
            "none": _unsigned,
            "with our secret": _with_our_secret,
            "with a key of its own": _with_another_key,
            "changed": _changed,
        }[how]
        assert refused(await self.comes_back(app, liar)) == "directory-refused"

    async def test_a_key_that_was_changed_meanwhile_is_fetched(
        self, app: Litestar, liar: Liar
    ) -> None:
        await self.comes_back(app, liar)
        liar.key = RSAKey.generate_key(2048, {"kid": "two"})
        liar.sign = lambda one, said: jwt.encode({"alg": "RS256", "kid": "two"}, said, one.key)
        assert (await self.comes_back(app, liar)).headers["location"] == "/app/"

    async def test_a_provider_that_says_it_is_another_is_refused(
        self, app: Litestar, liar: Liar
    ) -> None:
        liar.discovered = {"issuer": "https://evil.test"}
        assert refused(await self.comes_back(app, liar)) == "directory-refused"

    async def test_one_that_makes_no_sense_is_away(self, app: Litestar, liar: Liar) -> None:
        liar.discovered = {"token_endpoint": None}
        assert refused(await self.comes_back(app, liar)) == "directory-away"


def _unsigned(_: Liar, claims: dict[str, Any]) -> str:
    signed = jwt.encode({"alg": "HS256"}, claims, _secret_key())
    header = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    return f"{header}.{signed.split('.')[1]}."


def _with_our_secret(_: Liar, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, _secret_key())


def _with_another_key(_: Liar, claims: dict[str, Any]) -> str:
    return jwt.encode(RS256, claims, RSAKey.generate_key(2048, {"kid": "one"}))


def _changed(liar: Liar, claims: dict[str, Any]) -> str:
    head, _, signature = jwt.encode(RS256, claims, liar.key).split(".")
    body = jwt.encode(RS256, {**claims, "sub": "boss"}, liar.key).split(".")[1]
    return f"{head}.{body}.{signature}"


def _secret_key() -> Any:
    return OctKey.import_key(SECRET)
