"""Who helps a tenant by a narrower link: what she sees and does, and what is kept from her."""

import asyncio
from datetime import timedelta

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.clock import clock_at, now
from server.evidence.tables import EvidencePhoto
from server.journal.tables import JournalEntry
from tests.support import given, pictures
from tests.support.asgi_call import in_call
from tests.support.asgi_client import browser

SIGN_IN = "/api/case/sign-in"


@pytest.fixture
def mina(app: Litestar) -> AsyncClient:
    return browser(app)


async def test_she_sees_what_comes_next_and_nothing_that_is_the_tenants(
    rosa: AsyncClient, vera: AsyncClient, mina: AsyncClient
) -> None:
    repair = await given.repair(
        rosa, email="rosa@example.nl", accessNotes="Sleutel bij nummer 14", description="Lekt erg"
    )
    photo = await given.report_photo(rosa)
    job = await given.job(vera, repair)
    await given.previsit(vera, job, (now() + timedelta(days=1)).isoformat())
    await given.helper_signed_in(mina, await given.helper_of_hers(rosa))
    page = (await mina.get("/r")).text
    assert "U helpt Rosa met een reparatie" in page
    assert "kijkt Tom mee" in page
    assert repair.number in page
    for hidden in (
        "061234",
        "345012",
        "34 5012",
        "rosa@example.nl",
        "nummer 14",
        "Lekt erg",
        photo,
        "de Wit,",
    ):
        assert hidden not in page, hidden
    assert 'action="/r/helpers"' not in page
    for path in ("/api/case", "/api/case/previsit/chat", f"/api/photos/{photo}", "/api/journal"):
        answer = await mina.get(path)
        assert answer.status_code == 404, path
        assert "Rosa" not in answer.text


async def test_she_reads_how_to_repair_it_and_answers_nothing(
    rosa: AsyncClient, mina: AsyncClient
) -> None:
    await given.repair(rosa, description="Lekt erg")
    await given.helper_signed_in(mina, await given.helper_of_hers(rosa))
    assert 'href="/r/guide"' in (await mina.get("/r")).text
    guide = await mina.get("/r/guide")
    assert guide.status_code == 200
    assert "De kraan druppelt" in guide.text
    assert guide.headers["cache-control"] == "no-store"
    for hers in ("Rosa", "Lekt erg", 'action="/r/'):
        assert hers not in guide.text.replace('action="/reading"', ""), hers


async def test_what_she_adds_is_hers_and_stands_under_her_name(
    rosa: AsyncClient, vera: AsyncClient, mina: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    hers = await given.report_photo(rosa)
    await given.helper_signed_in(mina, await given.helper_of_hers(rosa))
    data = pictures.jpeg(shade=9)
    ticket = await given.announced(mina, given.CASE_PHOTOS, data, moment="report", source="form")
    await given.upload(ticket, data)
    # On its way it is nobody's but hers.
    place = f"/api/case/photos/{ticket['id']}/confirm"
    assert (await rosa.post(place)).status_code == 404
    assert (await mina.post(place)).status_code == 200
    assert (await mina.post(f"/api/case/photos/{hers}/confirm")).status_code == 404
    by_form = await mina.post("/r/photos", files=[("photos", ("x.jpg", data, "image/jpeg"))])
    assert by_form.status_code == 303
    photos = await EvidencePhoto.objects().where(EvidencePhoto.helper_link.is_not_null())
    assert [photo.taken_by for photo in photos] == ["Mina de Wit"] * 2
    for photo in photos:
        await given.ready(vera, str(photo.id))
        page = await mina.get(f"/r/photos/{photo.id}")
        assert page.status_code == 200
    assert (await mina.get(f"/r/photos/{hers}")).status_code == 404
    entry = await JournalEntry.objects().get(
        (JournalEntry.event == "photo.received") & (JournalEntry.actor_kind == "helper")
    )
    assert entry
    assert entry.actor_name == "Mina de Wit"
    looks = (await vera.get(f"/api/photo-views/{repair.id}")).json()
    assert {look["viewerName"] for look in looks if look["viewerKind"] == "helper"} == {
        "Mina de Wit"
    }
    assert str(photos[0].id) in (await rosa.get("/r")).text  # the tenant sees all of her home


@pytest.mark.parametrize(
    "changed",
    [
        {"moment": "after"},
        {"moment": "report", "slot": given.fresh_id()},
        {"moment": "before", "source": "call", "stillId": given.fresh_id()},
        {"moment": "report", "source": "link"},
    ],
)
async def test_she_answers_nothing_that_was_asked_of_the_tenant(
    rosa: AsyncClient, mina: AsyncClient, changed: dict[str, str]
) -> None:
    await given.repair(rosa)
    await given.helper_signed_in(mina, await given.helper_of_hers(rosa))
    facts = given.an_announcement(pictures.jpeg(), **{"source": "form", **changed})
    answer = await mina.post(given.CASE_PHOTOS, json=facts)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/announcement-refused")


async def test_she_makes_no_links_and_withdraws_none(
    rosa: AsyncClient, vera: AsyncClient, mina: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    link = await given.helper_of_hers(rosa)
    await given.helper_signed_in(mina, link)
    made = await mina.post("/r/helpers", data={"name": "Nog een"})
    assert "/r#" not in made.text
    await mina.post(f"/r/helpers/{link.id}/revoke")
    links = (await vera.get(f"/api/repair-requests/{repair.id}/links")).json()["links"]
    assert [(each["name"], each["state"]) for each in links] == [
        ("Mina de Wit", "live"),
        ("", "live"),
    ]


async def test_the_tenant_sees_her_helpers_and_puts_them_out(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, mina: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.repair(henk, name="Henk Jansen")
    link = await given.helper_of_hers(rosa, "Mina <b>mijn</b> dochter")
    await given.helper_signed_in(mina, link)
    page = (await rosa.get("/r")).text
    assert "Mina &lt;b&gt;mijn&lt;/b&gt; dochter" in page
    assert (await henk.post(f"/r/helpers/{link.id}/revoke")).status_code == 404
    assert "U helpt Rosa" in (await mina.get("/r")).text
    (hers,) = [
        each["id"]
        for each in (await vera.get(f"/api/repair-requests/{repair.id}/links")).json()["links"]
        if each["holder"] == "tenant"
    ]
    assert (await rosa.post(f"/r/helpers/{hers}/revoke")).status_code == 404  # the desk's to do
    assert (await rosa.post(f"/r/helpers/{link.id}/revoke")).status_code == 303
    assert "Rosa" not in (await mina.get("/r")).text
    assert (await mina.post(SIGN_IN, json={"secret": link.secret})).status_code == 410
    assert "Mina &lt;b&gt;" not in (await rosa.get("/r")).text


async def test_the_same_form_twice_makes_one_link_and_a_withdrawn_one_stays_withdrawn(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.repair(henk, name="Henk Jansen")
    form = {"id": given.fresh_id(), "name": "Mina", "days": "7"}
    first, second = [(await rosa.post("/r/helpers", data=form)).text for _ in range(2)]
    secrets = [page.partition("/r#")[2].partition("<")[0] for page in (first, second)]
    found = [(await nobody.post(SIGN_IN, json={"secret": each})).status_code for each in secrets]
    assert found == [404, 204]
    assert (await henk.post("/r/helpers", data=form)).status_code == 404
    await rosa.post(f"/r/helpers/{form['id']}/revoke")
    assert (await rosa.post("/r/helpers", data=form)).status_code == 404
    links = (await vera.get(f"/api/repair-requests/{repair.id}/links")).json()["links"]
    assert [each["state"] for each in links] == ["revoked", "live"]


async def test_nobody_gets_a_secret_for_a_link_that_somebody_else_made(
    rosa: AsyncClient, vera: AsyncClient, marijke: AsyncClient, mina: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    address = f"/api/repair-requests/{repair.id}/helpers"
    hers, veras = await given.helper_of_hers(rosa), await given.helper(vera, repair)
    for taker, link in ((vera, hers), (marijke, veras)):
        taken = await taker.post(address, json={"id": link.id, "name": "Mina", "days": 7})
        assert taken.status_code == 404
        assert "#" not in taken.text
    form = {"id": veras.id, "name": "Mina", "days": "7"}
    assert (await rosa.post("/r/helpers", data=form)).status_code == 404
    await given.helper_signed_in(mina, hers)  # what was given to her still works


async def test_a_helpers_link_has_its_days_and_they_are_few(
    rosa: AsyncClient, vera: AsyncClient, mina: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    link = await given.helper_of_hers(rosa)
    await given.helper_signed_in(mina, link)
    with clock_at(now() + timedelta(days=14, seconds=1)):
        assert "Rosa" not in (await mina.get("/r")).text
        assert (await mina.post(SIGN_IN, json={"secret": link.secret})).status_code == 410
    too_long = {"id": given.fresh_id(), "name": "Mina", "days": 61}
    answer = await vera.post(f"/api/repair-requests/{repair.id}/helpers", json=too_long)
    assert answer.status_code == 400
    by_form = await given.helper_of_hers(rosa, days=3650)
    (found,) = [
        each
        for each in (await vera.get(f"/api/repair-requests/{repair.id}/links")).json()["links"]
        if each["id"] == by_form.id
    ]
    assert found["expiresAt"][:10] == (now() + timedelta(days=14)).isoformat()[:10]


async def test_so_many_helpers_and_no_more(rosa: AsyncClient, vera: AsyncClient) -> None:
    repair = await given.repair(rosa)
    for _ in range(5):
        await given.helper(vera, repair)
    one_more = {"id": given.fresh_id(), "name": "Nog een"}
    refused = await vera.post(f"/api/repair-requests/{repair.id}/helpers", json=one_more)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/too-many-helpers")
    page = await rosa.post("/r/helpers", data=one_more)
    assert page.status_code == 422
    assert "Er zijn al 5 mensen die u helpen." in page.text
    nameless = await rosa.post("/r/helpers", data={"name": "  "})
    assert (nameless.status_code, "Vul in wie u helpt." in nameless.text) == (422, True)


async def test_a_tenant_who_tries_the_link_she_made_stays_the_tenant(
    rosa: AsyncClient, henk: AsyncClient
) -> None:
    await given.repair(rosa)
    await given.repair(henk, name="Henk Jansen")
    link = await given.helper_of_hers(rosa)
    tried = await rosa.post(SIGN_IN, json={"secret": link.secret})
    assert (tried.status_code, tried.json()["type"]) == (409, "/problems/link-of-helper")
    assert (await rosa.get("/api/case")).status_code == 200
    # Another tenant may help her.
    await given.helper_signed_in(henk, link)
    assert "U helpt Rosa" in (await henk.get("/r")).text


@pytest.fixture
async def call(rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient) -> str:
    repair = await given.repair(rosa)
    previsit = await given.previsit(vera, await given.job(vera, repair))
    await tom.post(f"/api/previsits/{previsit}/open")
    return previsit


async def test_let_in_by_the_tenant_she_looks_along_in_the_call_until_she_is_put_out(
    app: Litestar, rosa: AsyncClient, mina: AsyncClient, tom: AsyncClient, call: str
) -> None:
    link = await given.helper_of_hers(rosa)
    await given.helper_signed_in(mina, link)
    hers = (await rosa.post("/api/case/previsit/join")).json()["token"]
    async with in_call(app, hers) as rosa_there:
        await rosa_there.heard("welcome")
        rosa_there.say({"type": "chat", "cid": 1, "chatId": "c1", "text": "Sleutel bij 14"})
        async with asyncio.timeout(given.PATIENCE_SECONDS):
            while not (await rosa.get("/api/case/previsit/chat")).json():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        gone = await mina.post("/r/look-along")
        assert (gone.status_code, gone.headers["location"]) == (303, "/g")
        assert (await mina.get("/api/guest")).json()["state"] == "allowed"
        ticket = await mina.post("/api/guest/join")
        assert ticket.status_code == 200, ticket.text
        async with in_call(app, ticket.json()["token"]) as mina_there:
            assert (await mina_there.heard("welcome"))["role"] == "guest"
            assert (await mina.get("/api/guest/chat")).json() == []  # what was written before
            (guest,) = (await tom.get(given.guests_of(call))).json()
            assert (guest["name"], guest["kind"]) == ("Mina de Wit", "helper")
            await rosa.post(f"/r/helpers/{link.id}/revoke")
            assert (await mina_there.heard("room-ended"))["reason"] == "not-welcome"
            assert await mina_there.close_code() == 4410
    assert (await mina.post("/api/guest/join")).status_code == 410


async def test_let_in_by_the_desk_she_waits_for_the_tenants_yes(
    rosa: AsyncClient, vera: AsyncClient, mina: AsyncClient, call: str
) -> None:
    repair = (await rosa.get("/api/case")).json()["id"]
    link = await given.helper(vera, given.Repair(repair, "", ""))
    await given.helper_signed_in(mina, link)
    assert (await mina.post("/r/look-along")).status_code == 303
    assert (await mina.get("/api/guest")).json()["state"] == "asked"
    assert (await mina.post("/api/guest/join")).status_code == 409
    (asked,) = (await rosa.get("/api/case/previsit/guests")).json()
    assert (asked["state"], asked["isMine"]) == ("asked", False)
    await given.answered(rosa, asked["id"])
    assert (await mina.post("/api/guest/join")).status_code == 200
    await given.answered(rosa, asked["id"], allows=False)
    refused = await mina.post("/r/look-along")
    assert refused.status_code == 409
    assert "Meekijken kan nu niet." in refused.text


async def test_she_moves_to_another_phone_and_the_first_is_out(
    app: Litestar, rosa: AsyncClient, mina: AsyncClient, call: str
) -> None:
    link = await given.helper_of_hers(rosa)
    other = browser(app)
    for phone in (mina, other):
        await given.helper_signed_in(phone, link)
        assert (await phone.post("/r/look-along")).status_code == 303
        assert (await phone.post("/api/guest/join")).status_code == 200
    assert (await mina.get("/api/guest")).status_code == 401


async def test_there_is_no_call_to_look_along_in(
    rosa: AsyncClient, vera: AsyncClient, mina: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.helper_signed_in(mina, await given.helper_of_hers(rosa))
    assert (await mina.post("/r/look-along")).status_code == 409
    job = await given.job(vera, repair)
    await given.previsit(vera, job, (now() + timedelta(hours=3)).isoformat())
    assert (await mina.post("/r/look-along")).status_code == 409  # too early
    assert 'action="/r/look-along"' not in (await mina.get("/r")).text
    stranger = await nobody.post("/r/look-along")
    assert "Open de link" in stranger.text
    assert "vooraf_guest" not in nobody.cookies
