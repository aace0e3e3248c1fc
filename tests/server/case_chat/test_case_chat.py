"""The chat of a case: who may read and write, what is kept, and how it stands."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.database import select
from tests.support import given, pictures
from tests.support.asgi_client import Streamed, streaming
from tests.support.cast import FATIMA, MARIJKE, TOM, VERA

OWN = "/api/case/conversation"


def chat_of(repair: given.Repair) -> str:
    return f"/api/repair-requests/{repair.id}/conversation"


def a_message(text: str = "Het lekt nog", **changed: Any) -> dict[str, Any]:
    return {"id": given.fresh_id(), "text": text, **changed}


async def said(client: AsyncClient, path: str, text: str = "Het lekt nog", **changed: Any) -> Any:
    """The message as the server has it."""
    answer = await client.post(path, json=a_message(text, **changed))
    assert answer.status_code == 201, answer.text
    return answer.json()["messages"][0]


async def heard(line: Streamed) -> tuple[str, Any]:
    """Name and data of the next event of an open line."""
    return await line.event()


async def texts(client: AsyncClient, path: str) -> list[str]:
    return [message["text"] for message in (await client.get(path)).json()["messages"]]


async def waiting(client: AsyncClient) -> list[Any]:
    return (await client.get("/api/conversations")).json()["waiting"]


async def test_what_rosa_writes_vera_reads_and_what_vera_answers_rosa_reads(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await said(rosa, OWN, "Er drupt nu ook iets onder de kast")
    answer = await said(vera, chat_of(repair), "Kunt u er een foto van sturen?")
    assert (answer["side"], answer["authorName"]) == ("staff", VERA.name)
    both = ["Er drupt nu ook iets onder de kast", "Kunt u er een foto van sturen?"]
    assert await texts(rosa, OWN) == both
    assert await texts(vera, chat_of(repair)) == both


async def test_otto_and_whoever_lives_elsewhere_find_nothing(
    rosa: AsyncClient, henk: AsyncClient, otto: AsyncClient, fatima: AsyncClient, kees: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.repair(henk)
    await said(rosa, OWN, "Alleen voor u")
    for stranger in (otto, fatima, kees):
        assert (await stranger.get(chat_of(repair))).status_code == 404
        refused = await stranger.post(chat_of(repair), json=a_message())
        assert refused.status_code == 404
        assert (await stranger.get("/api/conversations")).json() == {"waiting": [], "answered": []}
    assert await texts(henk, OWN) == []


async def test_the_technician_with_the_job_reads_and_answers_until_it_is_another_s(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, fatima: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    await said(rosa, OWN)
    await said(tom, chat_of(repair), "Ik kom er zo aan")
    passed = {"technicianId": str(FATIMA.id)}
    assert (await vera.post(f"/api/jobs/{job}/technician", json=passed)).status_code == 200
    assert (await tom.get(chat_of(repair))).status_code == 404
    assert await texts(fatima, chat_of(repair)) == ["Het lekt nog", "Ik kom er zo aan"]


async def test_a_contractor_reads_along_once_it_has_accepted(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await said(rosa, OWN)
    contract = await given.contract(ingrid)
    order = await given.offer(vera, repair, contract)
    assert (await kees.get(chat_of(repair))).status_code == 404
    assert (await kees.post(f"/api/work-orders/{order}/accept")).status_code == 200
    assert await texts(kees, chat_of(repair)) == ["Het lekt nog"]
    assert [row["requestId"] for row in await waiting(kees)] == [repair.id]


async def test_a_helper_finds_no_chat(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.helper_signed_in(nobody, await given.helper(vera, repair))
    assert (await nobody.get(OWN)).status_code == 404
    assert (await nobody.post(OWN, json=a_message())).status_code == 404


async def test_a_message_that_is_sent_again_is_said_once(rosa: AsyncClient) -> None:
    await given.repair(rosa)
    message = a_message()
    answers = await asyncio.gather(*[rosa.post(OWN, json=message) for _ in range(5)])
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.json()["messages"][0]["seq"] for answer in answers} == {2}
    assert await texts(rosa, OWN) == ["Het lekt nog"]


async def test_the_id_of_a_foreign_message_tells_nothing(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    hers = await said(rosa, OWN, "Alleen voor u")
    await given.repair(henk)
    for client, path in ((henk, OWN), (vera, chat_of(repair))):
        refused = await client.post(path, json=a_message("Anders", id=hers["id"]))
        assert refused.status_code == 404
        assert "Alleen voor u" not in refused.text


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "x" * 2001, "bel\x07", "nul\x00", "", "   \n", "\u202e\u2066"]
)
async def test_what_cannot_be_said_is_refused_in_words(rosa: AsyncClient, text: str) -> None:
    await given.repair(rosa)
    refused = await rosa.post(OWN, json=a_message(text))
    assert refused.status_code == 400
    assert refused.json()["title"]
    assert await texts(rosa, OWN) == []


async def test_what_turns_the_direction_of_writing_is_left_out(rosa: AsyncClient) -> None:
    await given.repair(rosa)
    message = await said(rosa, OWN, "bel \u202e0205550100\u202c nu")
    assert message["text"] == "bel 0205550100 nu"


async def test_what_looks_like_markup_stays_text(rosa: AsyncClient) -> None:
    await given.repair(rosa)
    assert (await said(rosa, OWN, "<b>nu</b> & 'straks'"))["text"] == "<b>nu</b> & 'straks'"


async def test_a_photo_of_her_own_goes_with_a_message(rosa: AsyncClient, vera: AsyncClient) -> None:
    repair = await given.repair(rosa)
    photo = await given.report_photo(rosa)
    await said(rosa, OWN, "", photoId=photo)
    shown = await photo_in(vera, repair, "isReady")
    assert shown["id"] == photo
    assert shown["thumbnailUrl"].startswith("http")


async def photo_in(client: AsyncClient, repair: given.Repair, when: str) -> Any:
    """The photo of the first message, as soon as that is so."""

    async def shown() -> Any:
        photo = (await client.get(chat_of(repair))).json()["messages"][0]["photo"]
        return photo if photo[when] else None

    return await given.until(shown)


PHOTOS = "/photos"


@pytest.mark.parametrize("who", ["vera", "tom"])
async def test_what_staff_show_in_the_chat_she_sees_without_script_and_large(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, who: str
) -> None:
    repair = await given.repair(rosa)
    await given.job(vera, repair)
    sender = vera if who == "vera" else tom
    place = chat_of(repair) + PHOTOS
    photo = await given.photo(sender, place, moment="report", source="gallery")
    await said(sender, chat_of(repair), "Dit kraantje bedoel ik", photoId=photo)
    shown = await photo_in(vera, repair, "isReady")
    assert shown["id"] == photo
    page = (await rosa.get("/r/chat")).text
    assert f'href="/r/photos/{photo}"' in page
    assert (await rosa.get(f"/r/photos/{photo}")).status_code == 200
    # It shows her something, and is no spot of the work.
    facts = (await vera.get(f"/api/photos/{photo}")).json()
    assert (facts["jobId"], facts["takenBy"]) == (None, VERA.name if who == "vera" else TOM.name)


async def test_a_photo_of_staff_on_its_way_is_only_the_senders(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, otto: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.job(vera, repair)
    data = pictures.jpeg(shade=77)
    place, facts = chat_of(repair) + PHOTOS, {"moment": "report", "source": "gallery"}
    assert (await otto.post(place, json=given.an_announcement(data, **facts))).status_code == 404
    ticket = await given.announced(vera, place, data, **facts)
    await given.upload(ticket, data, str(vera.base_url))
    for other in (tom, otto, rosa):
        assert (await other.post(f"/api/photos/{ticket['id']}/confirm")).status_code == 404
    await given.confirmed(vera, ticket["id"])


@pytest.mark.parametrize(
    "changed",
    [{"moment": "after"}, {"source": "camera"}, {"slot": "tap"}, {"retakeOf": given.fresh_id()}],
)
async def test_a_photo_in_the_chat_is_no_proof_of_work(
    rosa: AsyncClient, vera: AsyncClient, changed: dict[str, Any]
) -> None:
    repair = await given.repair(rosa)
    facts = {"moment": "report", "source": "gallery", **changed}
    announcement = given.an_announcement(pictures.jpeg(), **facts)
    refused = await vera.post(chat_of(repair) + PHOTOS, json=announcement)
    assert refused.status_code in (400, 409, 422)
    assert refused.json()["type"] == "/problems/announcement-refused"


async def test_a_photo_of_another_home_does_not_go_along(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    await given.repair(henk)
    his = await given.report_photo(henk)
    repair = await given.repair(rosa)
    for client, path in ((rosa, OWN), (vera, chat_of(repair))):
        refused = await client.post(path, json=a_message(photoId=his))
        assert refused.status_code == 404
    assert await texts(rosa, OWN) == []


async def test_a_photo_that_is_no_photo_is_told_to_be_none(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    photo = await given.photo(
        rosa, given.CASE_PHOTOS, b"\xff\xd8\xff\xe0" + b"x" * 500, moment="report", source="gallery"
    )
    await said(rosa, OWN, "Kijk", photoId=photo)
    shown = await photo_in(vera, repair, "isRefused")
    assert (shown["thumbnailUrl"], shown["isReady"]) == (None, False)


async def test_the_journal_tells_that_something_was_said_by_whom_and_no_word_of_it(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await said(rosa, OWN, "Mijn dochter is ziek")
    await said(vera, chat_of(repair), "Wat vervelend")
    lines = await select(
        lambda *line: line,
        "SELECT event, payload, subject_id FROM journal WHERE request_id = {} ORDER BY seq",
        UUID(repair.id),
    )
    assert [line[0] for line in lines[1:]] == ["chat.said", "chat.said"]
    assert '"side":"tenant"' in lines[1][1]
    assert '"side":"staff"' in lines[2][1]
    assert "dochter" not in str(lines)


async def test_the_longest_waiting_stands_first_until_it_is_answered(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    his, hers = await given.repair(henk), await given.repair(rosa)
    await said(rosa, OWN, "Ik wacht")
    await said(henk, OWN, "Ik ook")
    await said(rosa, OWN, "Nog steeds")
    assert [(row["requestId"], row["unread"]) for row in await waiting(vera)] == [
        (hers.id, 2),
        (his.id, 1),
    ]
    await said(vera, chat_of(hers), "Daar ben ik")
    assert [row["requestId"] for row in await waiting(vera)] == [his.id]
    answered = (await vera.get("/api/conversations")).json()["answered"]
    assert [(row["requestId"], row["lastText"]) for row in answered] == [(hers.id, "Daar ben ik")]


async def test_thank_you_needs_no_answer(rosa: AsyncClient, vera: AsyncClient) -> None:
    repair = await given.repair(rosa)
    await said(rosa, OWN, "Dank u wel")
    for _ in range(2):
        assert (await vera.post(f"{chat_of(repair)}/settle")).status_code == 200
    assert await waiting(vera) == []
    await said(rosa, OWN, "Toch nog iets")
    assert len(await waiting(vera)) == 1


async def test_who_answers_first_is_at_it_and_hands_it_over_by_name(
    rosa: AsyncClient, vera: AsyncClient, marijke: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await said(rosa, OWN)
    await said(vera, chat_of(repair), "Daar ben ik")
    await said(marijke, chat_of(repair), "En ik ook")
    standing = (await marijke.get(chat_of(repair))).json()["standing"]
    assert standing["takenBy"] == {"id": str(VERA.id), "name": VERA.name}
    able = {row["id"] for row in (await vera.get(f"{chat_of(repair)}/colleagues")).json()}
    assert str(MARIJKE.id) in able
    assert str(TOM.id) not in able
    for to in (str(MARIJKE.id), None):
        handed = await vera.post(f"{chat_of(repair)}/hand-over", json={"to": to})
        taken = handed.json()["standing"]["takenBy"]
        assert (taken and taken["id"]) == to


async def test_nobody_is_handed_a_conversation_that_they_cannot_see(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    for stranger in (str(TOM.id), given.fresh_id()):
        refused = await vera.post(f"{chat_of(repair)}/hand-over", json={"to": stranger})
        assert refused.json()["type"] == "/problems/cannot-take-over"
    await given.job(vera, repair)
    handed = await vera.post(f"{chat_of(repair)}/hand-over", json={"to": str(TOM.id)})
    assert handed.json()["standing"]["takenBy"]["name"] == TOM.name


async def test_read_goes_forward_only_and_no_further_than_what_was_said(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    first = await said(vera, chat_of(repair), "Goedendag")
    second = await said(vera, chat_of(repair), "Bent u thuis?")
    for seq, read_to in (
        (first["seq"], first["seq"]),
        (2**62, second["seq"]),
        (1, second["seq"]),
    ):
        assert (await rosa.post(f"{OWN}/read", json={"readTo": seq})).status_code == 204
        standing = (await vera.get(chat_of(repair))).json()["standing"]
        assert standing["tenantReadTo"] == read_to


async def test_a_call_out_of_the_chat_is_one_call_and_stands_in_it_with_a_button(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    wanted = {"id": given.fresh_id()}
    for client in (vera, vera, tom):
        called = await client.post(f"{chat_of(repair)}/call", json=wanted)
        assert called.json() == {"previsitId": wanted["id"], "jobId": job}
    # Somebody else presses too, while it goes on.
    again = await tom.post(f"{chat_of(repair)}/call", json={"id": given.fresh_id()})
    assert again.json()["previsitId"] == wanted["id"]
    (line,) = (await rosa.get(OWN)).json()["messages"]
    assert (line["call"]["state"], line["call"]["canJoin"]) == ("planned", True)
    await given.call_under_way(rosa, tom, wanted["id"])
    assert (await tom.post(f"/api/previsits/{wanted['id']}/end")).status_code == 200
    (line,) = (await rosa.get(OWN)).json()["messages"]
    assert (line["call"]["state"], line["call"]["canJoin"]) == ("held", False)


async def test_without_a_job_there_is_nobody_who_calls(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    refused = await vera.post(f"{chat_of(repair)}/call", json={"id": given.fresh_id()})
    assert refused.json()["type"] == "/problems/nobody-to-call"


async def test_a_manager_decides_when_the_chat_is_answered(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, otto: AsyncClient
) -> None:
    week = [{"weekday": day, "opens": "00:00", "closes": "23:59"} for day in range(7)]
    chosen = {
        "hours": {"days": week, "closedOn": ["2030-12-25"]},
        "replies": [{"language": "nl", "text": "Tot zo"}],
    }
    assert (await vera.put("/api/chat-settings", json=chosen)).status_code == 403
    assert (await ingrid.put("/api/chat-settings", json=chosen)).json() == chosen
    repair = await given.repair(rosa)
    assert (await vera.get(chat_of(repair))).json()["replies"] == chosen["replies"]
    assert len((await otto.get("/api/chat-settings")).json()["hours"]["days"]) == 5


@pytest.mark.parametrize(
    ("days", "pointer"),
    [
        ([{"weekday": 0, "opens": "17:00", "closes": "08:00"}], "/hours/days/0/closes"),
        ([{"weekday": 0, "opens": "08:00", "closes": "09:00"}] * 2, "/hours/days/1/weekday"),
        ([{"weekday": 7, "opens": "08:00", "closes": "09:00"}], "/hours/days/0/weekday"),
        ([{"weekday": 0, "opens": "8 uur", "closes": "09:00"}], "/hours/days/0/opens"),
    ],
)
async def test_an_impossible_week_is_refused_by_place(
    ingrid: AsyncClient, days: list[Any], pointer: str
) -> None:
    chosen = {"hours": {"days": days}, "replies": []}
    refused = await ingrid.put("/api/chat-settings", json=chosen)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == pointer


async def test_the_open_line_tells_what_is_said_read_and_who_is_there(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    first = await said(rosa, OWN, "Is daar iemand?")
    async with streaming(app, rosa, f"{OWN}/feed") as line:
        assert await heard(line) == ("hello", {"seq": first["seq"]})
        assert (await heard(line))[0] == "standing"
        assert await heard(line) == ("people", [])
        async with streaming(app, vera, f"{chat_of(repair)}/feed"):
            name, people = await heard(line)
            assert (name, [each["name"] for each in people]) == ("people", [VERA.name])
            await vera.post(f"{chat_of(repair)}/typing")
            assert (await heard(line))[1][0]["isTyping"] is True
            await vera.post(f"{chat_of(repair)}/read", json={"readTo": first["seq"]})
            name, standing = await heard(line)
            assert (name, standing["staffReadTo"]) == ("standing", first["seq"])
            await said(vera, chat_of(repair), "Jazeker")
            told = [await heard(line) for _ in range(3)]
            assert {name for name, _ in told} == {"message", "standing", "people"}
            assert dict(told)["message"]["text"] == "Jazeker"
            assert dict(told)["people"][0]["isTyping"] is False
        assert await heard(line) == ("people", [])


async def test_a_reader_who_was_away_misses_nothing_and_reads_nothing_twice(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    seqs = [(await said(vera, chat_of(repair), str(number)))["seq"] for number in range(4)]
    headers = {"Last-Event-ID": str(seqs[1])}
    async with streaming(app, rosa, f"{OWN}/feed", **headers) as line:
        await heard(line)
        await said(vera, chat_of(repair), "4")
        came: list[str] = []
        while len(came) < 3:
            name, told = await heard(line)
            if name == "message":
                came.append(told["text"])
    assert came == ["2", "3", "4"]


async def test_the_line_of_who_may_not_read_any_more_ends(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    async with streaming(app, tom, f"{chat_of(repair)}/feed") as line:
        for _ in range(3):
            await heard(line)
        await vera.post(f"/api/jobs/{job}/technician", json={"technicianId": str(FATIMA.id)})
        await said(rosa, OWN, "Voor Fatima")
        while chunk := await line.chunk():
            assert "Voor Fatima" not in chunk
