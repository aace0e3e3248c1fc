"""The links into a case: seen at the desk, ending with the case, and withdrawn at once."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.accounts.secrets import new_secret
from server.clock import clock_at, now
from server.journal.tables import JournalEntry
from server.repair_requests.tables import CaseSignIn, RepairRequest, TenantLink
from server.repair_requests.tenant_link import AFTER_CLOSING, COOKIE_LASTS, LINK_LASTS, make_link
from tests.support import given
from tests.support.asgi_call import in_call
from tests.support.asgi_client import browser, signed_in, streaming
from tests.support.cast import VERA

SIGN_IN = "/api/case/sign-in"
A_SECOND = timedelta(seconds=1)


def of(repair: given.Repair, rest: str = "/links") -> str:
    return f"/api/repair-requests/{repair.id}{rest}"


async def links(vera: AsyncClient, repair: given.Repair) -> list[dict[str, Any]]:
    answer = await vera.get(of(repair))
    assert answer.status_code == 200, answer.text
    return answer.json()["links"]


async def fresh_link(repair: given.Repair) -> str:
    """The secret of one that Vera had sent to the tenant; only she reads it."""
    secret = new_secret()
    await make_link(given.id_of(repair.id), secret, "Vera de Groot")
    return secret


async def opened(client: AsyncClient, secret: str) -> int:
    return (await client.post(SIGN_IN, json={"secret": secret})).status_code


async def test_the_desk_sees_whose_each_link_is_and_when_it_was_used(
    rosa: AsyncClient, vera: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    mine = await fresh_link(repair)
    await given.helper(vera, repair)
    helper, fresh, first = await links(vera, repair)
    assert [each["holder"] for each in (helper, fresh, first)] == ["helper", "tenant", "tenant"]
    assert [each["madeBy"] for each in (helper, fresh, first)] == [
        "Vera de Groot",
        "Vera de Groot",
        "Rosa de Wit",
    ]
    assert [each["name"] for each in (helper, fresh)] == ["Mina de Wit", ""]
    assert {each["state"] for each in (helper, fresh, first)} == {"live"}
    assert fresh["lastUsedAt"] is None

    await opened(nobody, mine)
    at = now() + timedelta(minutes=5)
    with clock_at(at):
        await nobody.get("/r")
    with clock_at(at + timedelta(seconds=30)):
        await nobody.get("/r")  # not noted again: to the minute
    _, fresh, first = await links(vera, repair)
    assert fresh["lastUsedAt"][:19] == at.isoformat()[:19]
    assert first["lastUsedAt"] is None


async def test_a_bot_that_looks_at_a_link_uses_nothing_up(
    rosa: AsyncClient, vera: AsyncClient, nobody: AsyncClient
) -> None:
    """Messengers fetch what is sent, to show a preview. What is behind the # they do not send."""
    repair = await given.repair(rosa)
    bot = {"user-agent": "WhatsApp/2.23 (facebookexternalhit)"}
    for _ in range(3):
        page = await nobody.get("/r", headers=bot)
        assert page.status_code == 200
        assert "De keukenkraan" not in page.text
    assert (await links(vera, repair))[0]["lastUsedAt"] is None
    assert await opened(nobody, repair.secret) == 204


async def test_a_link_lives_as_long_as_its_case_and_some_weeks_after(
    app: Litestar, rosa: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    with clock_at(now() + timedelta(days=300)):
        vera = await signed_in(app, VERA)
        assert await opened(nobody, repair.secret) == 204
        await vera.post(of(repair, "/cancel"), json={"reason": "Zelf opgelost"})
        over_at = now() + AFTER_CLOSING
        assert (await nobody.get("/api/case")).status_code == 200
    with clock_at(over_at - timedelta(minutes=1)):
        vera = await signed_in(app, VERA)
        assert await opened(nobody, repair.secret) == 204
        (shown,) = await links(vera, repair)
        assert shown["expiresAt"][:16] == over_at.isoformat()[:16]
    with clock_at(over_at + A_SECOND):
        assert await opened(browser_of(nobody), repair.secret) == 410
        assert (await nobody.get("/api/case")).status_code == 401  # its cookie with it
        assert (await links(vera, repair))[0]["state"] == "expired"
        # What is made then is good for as long again.
        fresh = await fresh_link(repair)
        assert await opened(nobody, fresh) == 204


def browser_of(client: AsyncClient) -> AsyncClient:
    client.cookies.clear()
    return client


async def test_using_a_link_never_makes_it_last_longer(
    rosa: AsyncClient, nobody: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    (before,) = await links(vera, repair)
    last_day = now() + LINK_LASTS - timedelta(days=1)
    with clock_at(last_day):
        assert await opened(nobody, repair.secret) == 204
        assert (await nobody.get("/r")).status_code == 200
    assert (await links(vera, repair))[0]["expiresAt"] == before["expiresAt"]
    with clock_at(last_day + timedelta(days=1, seconds=1)):
        assert last_day + COOKIE_LASTS > now()  # the cookie alone would last
        assert (await nobody.get("/api/case")).status_code == 401
        assert await opened(nobody, repair.secret) == 410


async def test_the_cookie_of_a_report_is_withdrawn_with_its_link(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    """It came without a link once, and nobody could put her out."""
    repair = await given.repair(rosa)
    assert (await rosa.get("/api/case")).status_code == 200
    assert await CaseSignIn.count().where(CaseSignIn.link.is_null()) == 0
    (link,) = await links(vera, repair)
    answer = await vera.post(of(repair, f"/links/{link['id']}/revoke"))
    assert answer.json()["links"][0]["state"] == "revoked"
    assert (await rosa.get("/api/case")).status_code == 401
    assert "De keukenkraan" not in (await rosa.get("/r")).text


async def test_a_cookie_without_a_link_opens_nothing(rosa: AsyncClient) -> None:
    await given.repair(rosa)
    await CaseSignIn.update({CaseSignIn.link: None}, force=True)
    assert (await rosa.get("/api/case")).status_code == 401


async def test_withdrawing_ends_the_live_feed_at_once(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    (link,) = await links(vera, repair)
    async with streaming(app, rosa, "/api/journal/feed") as feed:
        assert (await feed.event())[0] == "hello"
        await vera.post(of(repair, f"/links/{link['id']}/revoke"))
        assert await feed.chunk() == ""  # the end, and not a word of what happened
        assert feed.is_silent()


async def test_withdrawing_puts_her_out_of_a_running_call_and_the_others_stay(
    app: Litestar,
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # At once: not when signalling asks about everybody again by itself.
    monkeypatch.setattr(app.state.parts.broker, "_review_at", float("inf"))
    repair = await given.repair(rosa)
    call = await given.previsit(vera, await given.job(vera, repair))
    his = (await tom.post(f"/api/previsits/{call}/open")).json()["token"]
    hers = (await rosa.post("/api/case/previsit/join")).json()["token"]
    async with in_call(app, his) as tom_there, in_call(app, hers) as rosa_there:
        await rosa_there.heard("welcome")
        await vera.post(of(repair, "/links/revoke"))
        assert (await rosa_there.heard("room-ended"))["reason"] == "not-welcome"
        assert await rosa_there.close_code() == 4410
        assert (await tom_there.heard("peer-left"))["participant"] == repair.id
    async with in_call(app, hers) as again:
        assert (await again.heard("error"))["code"] == "token-invalid"


async def test_all_links_are_withdrawn_together_and_each_stands_in_the_journal(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    fresh = await fresh_link(repair)
    helper = await given.helper(vera, repair)
    mina = browser(app)
    await given.helper_signed_in(mina, helper)
    for _ in range(2):  # twice changes nothing
        told = (await vera.post(of(repair, "/links/revoke"))).json()
        assert {each["state"] for each in told["links"]} == {"revoked"}
    for secret in (repair.secret, fresh, helper.secret):
        assert await opened(nobody, secret) == 410
    assert "Mina" not in (await mina.get("/r")).text
    timeline = (await vera.get(of(repair, ""))).json()["timeline"]
    events = [entry["event"] for entry in timeline]
    assert events.count("request.link_revoked") == 2
    assert events.count("request.helper_revoked") == 1
    revoked = next(entry for entry in timeline if entry["event"] == "request.helper_revoked")
    assert (revoked["actorName"], revoked["detail"]["helper"]) == ("Vera de Groot", "Mina de Wit")


async def test_a_link_of_another_case_is_not_there(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, otto: AsyncClient
) -> None:
    hers, his = await given.repair(rosa), await given.repair(henk, name="Henk Jansen")
    (link,) = await links(vera, his)
    crossed = of(hers, f"/links/{link['id']}/revoke")
    assert (await vera.post(crossed)).status_code == 404
    assert (await otto.post(of(his, f"/links/{link['id']}/revoke"))).status_code == 404
    assert (await otto.post(of(his, "/links/revoke"))).status_code == 404
    assert (await henk.get("/api/case")).status_code == 200


async def test_guessing_finds_nothing_and_is_refused_in_the_end(
    app: Litestar, rosa: AsyncClient, nobody: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is throttled is the guess: whoever is in already goes on."""
    monkeypatch.setattr(app.state.parts.limiter, "_factor", 1.0)
    repair = await given.repair(rosa)
    guesses = [repair.secret[:-1] + each for each in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"]
    answers = [await opened(nobody, guess) for guess in guesses if guess != repair.secret]
    assert set(answers) == {404, 429}
    assert answers[-1] == 429
    assert (await rosa.get("/api/case")).status_code == 200
    assert (await nobody.post("/api/guest/sign-in", json={"secret": "x"})).status_code == 429
    assert (await nobody.post("/api/outside/sign-in", json={"secret": "x"})).status_code == 429


async def test_no_secret_is_in_the_database_nor_in_the_log(
    rosa: AsyncClient,
    vera: AsyncClient,
    nobody: AsyncClient,
    capfd: pytest.CaptureFixture[str],
) -> None:
    repair = await given.repair(rosa)
    fresh = await fresh_link(repair)
    helper = await given.helper(vera, repair)
    hers = await given.helper_of_hers(rosa)
    for secret in (repair.secret, fresh, helper.secret, hers.secret, "no-such-secret-of-ours"):
        await opened(nobody, secret)
        await nobody.get(f"/r?link=unknown&secret={len(secret)}")
    kept = str([
        *await TenantLink.select(),
        *await CaseSignIn.select(),
        *await JournalEntry.select(),
        *await RepairRequest.select(),
    ])  # fmt: skip
    said = "".join(capfd.readouterr())
    for secret in (repair.secret, fresh, helper.secret, hers.secret):
        assert len(secret) >= 22
        assert secret not in kept
        assert secret not in said
