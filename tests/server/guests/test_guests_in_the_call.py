"""What the room hears of guests and of a hand-over, and what the case file tells of them later."""

import asyncio

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.clock import clock_at, now
from server.guests.handing_over import SEES_OUT_FOR
from server.guests.tables import GuestInvitation
from server.repair_requests.tables import TenantLink
from tests.support import given
from tests.support.asgi_call import in_call
from tests.support.asgi_client import browser, signed_in
from tests.support.cast import FATIMA, ROSA, TOM


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


@pytest.fixture
async def call(vera: AsyncClient, tom: AsyncClient, job: str) -> str:
    previsit = await given.previsit(vera, job)
    await tom.post(f"/api/previsits/{previsit}/open")
    return previsit


@pytest.fixture
def ahmed(app: Litestar) -> AsyncClient:
    return browser(app)


async def ticket(client: AsyncClient, path: str) -> str:
    answer = await client.post(path)
    assert answer.status_code == 200, answer.text
    return answer.json()["token"]


async def test_a_guest_whose_yes_is_taken_back_is_put_out_and_the_others_stay(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, rosa, call)
    await given.guest_signed_in(ahmed, guest)
    async with in_call(app, await ticket(rosa, "/api/case/previsit/join")) as hers:
        await hers.heard("welcome")
        place = await ticket(ahmed, "/api/guest/join")
        async with in_call(app, place) as his:
            assert (await his.heard("welcome"))["role"] == "guest"
            assert (await hers.heard("peer-joined"))["peer"]["name"] == "Ahmed van Van Dijk"
            await given.answered(rosa, guest.id, allows=False)
            assert (await his.heard("room-ended"))["reason"] == "not-welcome"
            assert await his.close_code() == 4410
        assert (await hers.heard("peer-left"))["participant"] == guest.id
        assert (await hers.heard("notice"))["topic"] == "guest"
        async with in_call(app, place) as again:
            assert (await again.heard("error"))["code"] == "token-invalid"


async def test_who_came_in_goes_when_the_invitation_ends(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, rosa, call)
    await given.guest_signed_in(ahmed, guest)
    found = await GuestInvitation.objects().get(GuestInvitation.id == given.id_of(guest.id))
    assert found
    async with in_call(app, await ticket(ahmed, "/api/guest/join")) as his:
        await his.heard("welcome")
        await app.state.parts.broker.review(call)
        with clock_at(found.expires_at):
            await app.state.parts.broker.review(call)
        assert (await his.heard("room-ended"))["reason"] == "not-welcome"
        assert await his.close_code() == 4410


async def test_who_handed_the_call_over_stays_until_the_colleague_is_in(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, fatima: AsyncClient, call: str
) -> None:
    """His page says no `bye`, and asks to stay."""
    async with (
        in_call(app, await ticket(rosa, "/api/case/previsit/join")) as hers,
        in_call(app, await ticket(tom, f"/api/previsits/{call}/open")) as his,
    ):
        await hers.heard("welcome")
        place = await his.heard("welcome")
        await tom.post(f"/api/previsits/{call}/hand-over", json={"technicianId": str(FATIMA.id)})
        assert (await his.heard("notice"))["topic"] == "hand-over"
        await app.state.parts.broker.review(call)
        hers.say({"type": "chat", "cid": 1, "chatId": "c1", "text": "Dag Tom"})
        assert (await his.heard("chat"))["text"] == "Dag Tom"

        async with in_call(app, await ticket(fatima, f"/api/previsits/{call}/open")) as new:
            await new.heard("welcome")
            assert (await his.heard("room-ended"))["reason"] == "not-welcome"
            assert await his.close_code() == 4410
            assert (await hers.heard("peer-left"))["participant"] == str(TOM.id)
            seat = {"room": call, "session": place["session"], "key": place["resumeKey"], "seq": 0}
            async with in_call(app, None, resume=seat) as again:
                assert (await again.heard("error"))["code"] == "session-gone"


async def test_who_handed_the_call_over_does_not_stay_for_ever(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    async with in_call(app, await ticket(tom, f"/api/previsits/{call}/open")) as his:
        await his.heard("welcome")
        await tom.post(f"/api/previsits/{call}/hand-over", json={"technicianId": str(FATIMA.id)})
        with clock_at(now() + SEES_OUT_FOR):
            await app.state.parts.broker.review(call)
        assert await his.close_code() == 4410


async def test_signing_out_ends_the_call_in_that_browser_only(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    elsewhere = await signed_in(app, TOM)
    place = await ticket(tom, f"/api/previsits/{call}/open")
    async with in_call(app, place) as his:
        await his.heard("welcome")
        await elsewhere.post("/api/sign-out")
        await app.state.parts.broker.review(call)
        his.say({"type": "ping", "at": 1})
        await his.heard("pong")
        await tom.post("/api/sign-out")
        assert (await his.heard("room-ended"))["reason"] == "not-welcome"
        assert await his.close_code() == 4410
    async with in_call(app, place) as again:
        assert (await again.heard("error"))["code"] == "token-invalid"


async def test_a_link_that_was_revoked_ends_the_call_of_who_came_by_it(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, ahmed: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    call = await given.previsit(vera, await given.job(vera, repair))
    await tom.post(f"/api/previsits/{call}/open")
    by_link = ahmed
    await by_link.post("/api/case/sign-in", json={"secret": repair.secret})
    async with in_call(app, await ticket(by_link, "/api/case/previsit/join")) as hers:
        await hers.heard("welcome")
        await TenantLink.update({TenantLink.revoked_at: now()}, force=True)
        await app.state.parts.broker.review(call)
        assert await hers.close_code() == 4410


async def test_a_guest_writes_along_and_reads_what_was_written_since_coming_in(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, None, call)
    await given.guest_signed_in(ahmed, guest)
    assert (await ahmed.get("/api/guest/chat")).status_code == 409  # she still has to answer
    await given.answered(rosa, guest.id)
    assert (await ahmed.get("/api/guest/chat")).json() == []

    async def lines(client: AsyncClient, path: str, count: int) -> list[dict[str, str]]:
        async with asyncio.timeout(given.PATIENCE_SECONDS):
            while len(found := (await client.get(path)).json()) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return found

    async with in_call(app, await ticket(rosa, "/api/case/previsit/join")) as hers:
        await hers.heard("welcome")
        hers.say({"type": "chat", "cid": 1, "chatId": "c1", "text": "Mijn sleutel ligt bij 14"})
        await lines(rosa, "/api/case/previsit/chat", 1)
        async with in_call(app, await ticket(ahmed, "/api/guest/join")) as his:
            await his.heard("welcome")
            his.say({"type": "chat", "cid": 1, "chatId": "c2", "text": "Dat is een HR-24"})
            assert (await hers.heard("chat"))["from"] == guest.id
            hers.say({"type": "chat", "cid": 2, "chatId": "c3", "text": "Fijn"})
            assert (await his.heard("chat"))["text"] == "Fijn"
            read = await lines(ahmed, "/api/guest/chat", 2)
    assert [(line["name"], line["text"]) for line in read] == [
        ("Ahmed van Van Dijk", "Dat is een HR-24"),
        (ROSA.name, "Fijn"),
    ]
    kept = await lines(tom, f"/api/previsits/{call}/chat", 3)
    assert [line["role"] for line in kept] == ["tenant", "guest", "tenant"]

    await given.answered(rosa, guest.id, allows=False)
    assert (await ahmed.get("/api/guest/chat")).status_code == 410


async def test_the_room_hears_that_somebody_was_invited(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    async with in_call(app, await ticket(rosa, "/api/case/previsit/join")) as hers:
        await hers.heard("welcome")
        await given.guest(tom, None, call)
        notice = await hers.heard("notice")
        assert (notice["topic"], notice["data"]) == ("guest", {})


async def test_the_room_hears_whose_call_it_is_now(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    async with in_call(app, await ticket(rosa, "/api/case/previsit/join")) as hers:
        await hers.heard("welcome")
        await tom.post(f"/api/previsits/{call}/hand-over", json={"technicianId": str(FATIMA.id)})
        notice = await hers.heard("notice")
        told = {"participant": str(FATIMA.id), "name": FATIMA.name}
        assert (notice["topic"], notice["data"]) == ("hand-over", told)


async def test_the_report_of_the_call_says_what_the_guest_was(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str, job: str
) -> None:
    guest = await given.guest(tom, rosa, call)
    await given.guest_signed_in(ahmed, guest)
    async with in_call(app, await ticket(rosa, "/api/case/previsit/join")) as hers:
        await hers.heard("welcome")
        async with in_call(app, await ticket(ahmed, "/api/guest/join")) as his:
            await his.heard("welcome")

    async def told() -> list[tuple[str, str]]:
        calls = (await tom.get(f"/api/jobs/{job}")).json()["calls"]
        return [(each["name"], each["role"]) for one in calls for each in one["people"]]

    # Signalling reports what happened after it has answered, and no line of the journal says when.
    async with asyncio.timeout(given.PATIENCE_SECONDS):
        while len(people := await told()) < 2:  # noqa: ASYNC110  another task writes it
            await asyncio.sleep(0.02)
    assert sorted(people) == [("Ahmed van Van Dijk", "contractor"), (ROSA.name, "tenant")]


async def test_the_page_of_a_guest_names_who_asks_and_nothing_of_the_case(
    rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    assert "Open de link die u kreeg" in (await ahmed.get("/g")).text
    await given.guest_signed_in(ahmed, await given.guest(tom, rosa, call))
    page = await ahmed.get("/g")
    assert f"{TOM.name} vraagt u om mee te kijken" in page.text
    assert TOM.firm.name in page.text
    english = (await ahmed.get("/g", headers={"accept-language": "en"})).text
    assert f"{TOM.name} asks you to look along" in english
    for secret in (ROSA.name, "Lindelaan", "keukenkraan", "26-00001", call):
        assert secret not in page.text


@pytest.mark.parametrize(("trouble", "status"), [("unknown", 404), ("used", 409), ("expired", 410)])
async def test_a_link_that_does_not_work_is_explained(
    ahmed: AsyncClient, trouble: str, status: int
) -> None:
    page = await ahmed.get(f"/g?link={trouble}")
    assert page.status_code == status
    assert "uitnodiging" in page.text
