"""Staff come in by an invitation: once, for a week, as what they were invited."""

import asyncio
from datetime import timedelta

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from server.accounts.tables import Person
from server.clock import clock_at, now
from server.people.first_administrator import FIRST_ORGANISATION, administrators_link
from server.people.tables import Invitation
from server.settings import Settings
from tests.server.signing_in.conftest import NORA, joined
from tests.support import given
from tests.support.asgi_client import ADDRESS, browser, signed_in
from tests.support.cast import ARJAN, INGRID
from tests.support.mail_server import MailServer, link_in, words_of


async def opened(client: AsyncClient, secret: str) -> Response:
    return await client.post("/api/invitation", json={"secret": secret})


async def test_the_letter_holds_a_link_for_the_right_screen(
    arjan: AsyncClient, post: MailServer
) -> None:
    await given.invitation(arjan, email=NORA, name="Nora Vos", role="technician", language="en")
    letter = await post.letter()
    assert letter["To"] == NORA
    assert link_in(letter).startswith(f"{ADDRESS}/app/invitation#")
    assert "Arjan Koster invites you" in words_of(letter)
    await given.invitation(arjan, role="coordinator")
    assert link_in(await post.letter()).startswith(f"{ADDRESS}/desk/invitation#")


async def test_it_tells_who_invites_and_lets_her_in_as_that(
    app: Litestar, post: MailServer, secret: str
) -> None:
    client = browser(app)
    told = (await opened(client, secret)).json()
    assert (told["organisation"], told["role"], told["email"]) == (
        "Woonstichting De Linde",
        "technician",
        NORA,
    )
    await joined(client, post, secret)
    me = (await client.get("/api/me")).json()
    assert (me["name"], me["role"], me["organisation"]["name"]) == (
        "Nora Vos",
        "technician",
        "Woonstichting De Linde",
    )


async def test_it_is_good_once(app: Litestar, nora: AsyncClient, secret: str) -> None:
    again = await opened(browser(app), secret)
    assert again.status_code == 410
    begun = await browser(app).post("/api/invitation/code/begin", json={"secret": secret})
    assert begun.status_code == 410


@pytest.mark.parametrize(("what", "body"), [("deactivate", {}), ("role", {"role": "manager"})])
async def test_whom_she_invited_comes_in_no_more_once_she_may_let_nobody_in(
    app: Litestar, arjan: AsyncClient, post: MailServer, what: str, body: dict[str, str]
) -> None:
    """Else a letter to an address of her own would be her way back."""
    await given.invitation(arjan, email=NORA, role="administrator")
    secret = await post.secret()
    await arjan.post(f"/api/people/{INGRID.id}/role", json={"role": "administrator"})
    ingrid = await signed_in(app, INGRID)
    answer = await ingrid.post(f"/api/people/{ARJAN.id}/{what}", json=body)
    assert answer.status_code == 200
    assert (await opened(browser(app), secret)).status_code == 410


async def test_two_browsers_that_opened_it_make_one_person(
    app: Litestar, post: MailServer, secret: str
) -> None:
    clients = [browser(app), browser(app)]
    codes: list[str] = []
    for client in clients:
        await client.post("/api/invitation/code/begin", json={"secret": secret})
        codes.append(await post.code())
    answers = await asyncio.gather(
        *[
            client.post("/api/sign-in/code", json={"code": code})
            for client, code in zip(clients, codes, strict=True)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [201, 410]
    assert await Person.count().where(Person.email == NORA) == 1


async def test_it_lasts_a_week(app: Litestar, secret: str) -> None:
    with clock_at(now() + timedelta(days=6, hours=23)):
        assert (await opened(browser(app), secret)).status_code == 200
    with clock_at(now() + timedelta(days=7, minutes=1)):
        assert (await opened(browser(app), secret)).status_code == 410


async def test_withdrawn_it_lets_nobody_in(
    app: Litestar, arjan: AsyncClient, post: MailServer, secret: str
) -> None:
    waiting = browser(app)
    await waiting.post("/api/invitation/code/begin", json={"secret": secret})
    code = await post.code()
    (row,) = (await arjan.get("/api/people")).json()["invitations"]
    gone = await arjan.post(f"/api/people/invitations/{row['id']}/revoke")
    assert gone.json()["invitations"] == []
    assert (await opened(browser(app), secret)).status_code == 410
    late = await waiting.post("/api/sign-in/code", json={"code": code})
    assert late.status_code == 410
    assert not await Person.exists().where(Person.email == NORA)


async def test_sent_again_only_the_new_link_works(
    app: Litestar, arjan: AsyncClient, post: MailServer, secret: str
) -> None:
    (row,) = (await arjan.get("/api/people")).json()["invitations"]
    await arjan.post(f"/api/people/invitations/{row['id']}/send-again")
    assert (await opened(browser(app), secret)).status_code == 404
    assert (await opened(browser(app), await post.secret())).status_code == 200


async def test_an_address_is_one_person_and_one_invitation(
    app: Litestar, arjan: AsyncClient, post: MailServer, secret: str
) -> None:
    await given.invitation(arjan, email=NORA.upper(), role="manager")
    newest = await post.secret()
    assert (await opened(browser(app), secret)).status_code == 410
    await joined(browser(app), post, newest)
    facts = {"id": given.fresh_id(), "name": "Nora", "email": NORA, "role": "manager"}
    refused = await arjan.post("/api/people/invitations", json=facts)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/address-taken")


async def test_sent_twice_it_is_one_invitation_and_one_letter(
    arjan: AsyncClient, post: MailServer
) -> None:
    facts = {"id": given.fresh_id(), "name": "Nora", "email": NORA, "role": "technician"}
    for _ in range(2):
        answer = await arjan.post("/api/people/invitations", json=facts)
        assert len(answer.json()["invitations"]) == 1
    await post.letter()
    assert post.letters.empty()


async def test_nobody_chooses_role_organisation_or_address_for_herself(
    app: Litestar, arjan: AsyncClient, post: MailServer, secret: str
) -> None:
    """Mass assignment: what a body must not say is refused, and what it says of an address that the
    invitation knows better does not count."""
    other = {"role": "administrator", "organisationId": str(FIRST_ORGANISATION)}
    for name, value in other.items():
        body = {"secret": secret, name: value}
        assert (await browser(app).post("/api/invitation/code/begin", json=body)).status_code == 400
        facts = {"id": given.fresh_id(), "name": "N", "email": "n@linde.test", "role": "technician"}
        if name != "role":
            refused = await arjan.post("/api/people/invitations", json={**facts, name: value})
            assert refused.status_code == 400
    body = {"secret": secret, "email": "thief@evil.test", "name": "Thief"}
    client = browser(app)
    assert (await client.post("/api/invitation/code/begin", json=body)).status_code == 204
    letter = await post.letter()
    assert letter["To"] == NORA


async def test_the_secret_is_not_kept(secret: str) -> None:
    assert secret not in str(await Invitation.select())


async def test_the_server_invites_an_administrator_who_says_who_she_is(
    app: Litestar, settings: Settings, post: MailServer
) -> None:
    link = await administrators_link(settings, "", ADDRESS)
    assert link is not None
    secret = link.partition("#")[2]
    client = browser(app)
    told = (await opened(client, secret)).json()
    assert (told["role"], told["name"], told["email"]) == ("administrator", "", None)
    nameless = await client.post(
        "/api/invitation/code/begin", json={"secret": secret, "email": "ans@linde.test"}
    )
    assert nameless.status_code == 400
    body = {"secret": secret, "name": "Ans Bos", "email": "ans@linde.test"}
    await client.post("/api/invitation/code/begin", json=body)
    entered = await client.post("/api/sign-in/code", json={"code": await post.code()})
    assert entered.json()["role"] == "administrator"
    assert (await opened(browser(app), secret)).status_code == 410
    people = (await client.get("/api/people")).json()["people"]
    assert [(row["name"], row["email"]) for row in people] == [("Ans Bos", "ans@linde.test")]


async def test_another_such_link_ends_the_one_before(app: Litestar, settings: Settings) -> None:
    links = [await administrators_link(settings, "", ADDRESS) for _ in range(2)]
    secrets = [str(link).partition("#")[2] for link in links]
    assert [(await opened(browser(app), each)).status_code for each in secrets] == [410, 200]
    assert await administrators_link(settings, "Nobody's", ADDRESS) is None
