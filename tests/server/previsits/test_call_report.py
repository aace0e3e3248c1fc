"""The report of a call: written while it happens, told in the case file and on the job."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.previsits import call_record
from server.previsits.call_record import CallRecord
from server.previsits.call_report import Told, report_of
from server.previsits.tables import CallKind, CallLine, CallMoment, Previsit
from signalling.changes import CallEvent
from signalling.messages import Chat, Quality
from tests.support import given
from tests.support.asgi_call import in_call
from tests.support.cast import ROSA, TOM

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PREVISIT = given.id_of(given.fresh_id())
NAMES = {"tom": "Tom", "rosa": "Rosa"}


def told(seconds: float, who: str, kind: str, word: str = "") -> Told:
    at = START + timedelta(seconds=seconds)
    role = "technician" if who == "tom" else "tenant"
    return Told(PREVISIT, at, who, role, NAMES[who], CallKind(kind), word)


def missed(report: Any, name: str) -> dict[str, tuple[int, int]]:
    person = next(person for person in report.people if person.name == name)
    return {each.kind: (each.count, each.seconds) for each in person.interruptions}


BOTH_IN = [
    told(0, "tom", "joined"), told(5, "rosa", "joined"),
    told(6, "tom", "media", "picture"), told(6, "rosa", "media", "picture"),
]  # fmt: skip


def test_lost_connections_are_counted_and_added_up() -> None:
    report = report_of(PREVISIT, [
        *BOTH_IN,
        told(20, "rosa", "away", "connection"), told(26, "rosa", "back"),
        told(60, "rosa", "away", "connection"), told(68, "rosa", "back"),
        told(90, "rosa", "left", "bye"), told(95, "tom", "left", "bye"),
    ], None)  # fmt: skip
    assert missed(report, "Rosa") == {"connection": (2, 14)}
    assert missed(report, "Tom") == {}
    assert report.ended_at == START + timedelta(seconds=95)
    assert [span.level for span in report.people[1].quality] == ["away", "away"]


def test_another_app_and_sound_only_are_not_called_a_lost_connection() -> None:
    report = report_of(PREVISIT, [
        *BOTH_IN,
        told(10, "rosa", "away", "hidden"), told(13, "rosa", "away", "connection"),
        told(15, "rosa", "back"),
        told(30, "rosa", "media", "sound"), told(50, "rosa", "media", "picture"),
        told(60, "rosa", "left", "bye"), told(60, "tom", "left", "bye"),
    ], None)  # fmt: skip
    assert missed(report, "Rosa") == {"hidden": (1, 3), "connection": (1, 2), "no_picture": (1, 20)}


def test_quality_becomes_spans_of_one_level() -> None:
    report = report_of(PREVISIT, [
        *BOTH_IN,
        told(10, "tom", "quality", "good"), told(20, "tom", "quality", "good"),
        told(30, "tom", "quality", "poor"), told(40, "tom", "quality", "nothing"),
        told(50, "tom", "quality", "fair"), told(60, "tom", "left", "bye"),
    ], START + timedelta(seconds=61))  # fmt: skip
    spans = [
        (span.level.value, (span.until - span.since).seconds) for span in report.people[0].quality
    ]
    assert spans == [("good", 20), ("poor", 10), ("nothing", 10), ("fair", 10)]
    assert missed(report, "Tom") == {"nothing": (1, 10)}


def test_nothing_comes_in_while_nobody_sends_and_that_is_no_trouble() -> None:
    report = report_of(PREVISIT, [
        *BOTH_IN, told(10, "tom", "quality", "good"), told(12, "rosa", "media", "off"),
        told(20, "tom", "quality", "nothing"), told(30, "tom", "left", "bye"),
    ], START + timedelta(seconds=40))  # fmt: skip
    assert [span.level for span in report.people[0].quality] == ["good"]


def test_a_server_that_was_restarted_leaves_two_stays_and_no_open_end() -> None:
    report = report_of(PREVISIT, [
        *BOTH_IN, told(20, "rosa", "away", "connection"),
        told(40, "tom", "joined"), told(42, "rosa", "joined"),
        told(80, "rosa", "left", "bye"), told(80, "tom", "left", "bye"),
    ], None)  # fmt: skip
    assert [len(person.stays) for person in report.people] == [2, 2]
    assert missed(report, "Rosa") == {"connection": (1, 22)}


def test_who_never_left_was_in_it_until_it_ended() -> None:
    still_on = report_of(PREVISIT, BOTH_IN, None)
    assert still_on.ended_at is None
    over = report_of(PREVISIT, BOTH_IN, START + timedelta(seconds=30))
    assert over.ended_at == START + timedelta(seconds=30)


@pytest.fixture
async def call(rosa: AsyncClient, vera: AsyncClient) -> str:
    job = await given.job(vera, await given.repair(rosa))
    return await given.previsit(vera, job)


@pytest.fixture(autouse=True)
def noted(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Signalling reports what happened after it has answered; this says when it is written."""
    write, rung = CallRecord.note, asyncio.Event()

    async def note(self: CallRecord, event: CallEvent) -> None:
        await write(self, event)
        rung.set()

    monkeypatch.setattr(CallRecord, "note", note)
    return rung


async def written(noted: asyncio.Event, count: int) -> list[CallMoment]:
    async def enough() -> list[CallMoment] | None:
        rows = await CallMoment.objects().order_by(CallMoment.at, CallMoment.id)
        return rows if len(rows) >= count else None

    return await until(noted, enough)


async def until(noted: asyncio.Event, found: Callable[[], Awaitable[Any]]) -> Any:
    """Ask again after each moment that was written down."""
    async with asyncio.timeout(given.PATIENCE_SECONDS):
        while True:
            noted.clear()
            answer = await found()
            if answer:
                return answer
            await noted.wait()


async def test_what_a_program_sends_without_end_does_not_fill_the_database(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_record, "MOST_MOMENTS", 3)
    monkeypatch.setattr(call_record, "CHAT_LINES", 2)
    record = CallRecord()
    for number in range(6):
        heard = Quality(score=90 if number % 2 else 10)
        line = Chat(cid=1, chat_id=f"c{number}", text="Hallo")
        who = (call, number, "rosa", "tenant", "Rosa")
        await record.note(CallEvent("quality", *who, quality=heard))
        await record.note(CallEvent("chat", *who, chat=line))
    await record.note(CallEvent("joined", call, 9, "tom", "technician", "Tom"))
    assert await CallMoment.count() == 3 + 1
    assert await CallLine.count() == 2


async def test_a_call_is_told_at_the_desk_and_on_the_job(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, vera: AsyncClient, call: str,
    noted: asyncio.Event,
) -> None:  # fmt: skip
    his = (await tom.post(f"/api/previsits/{call}/open")).json()["token"]
    hers = (await rosa.post("/api/case/previsit/join")).json()["token"]
    async with in_call(app, his) as tom_in_call:
        await tom_in_call.heard("welcome")
        async with in_call(app, hers) as rosa_in_call:
            await rosa_in_call.heard("welcome")
            shows = {"type": "media", "cid": 1, "microphone": True, "camera": True, "torch": False}
            rosa_in_call.say(shows)
            await tom_in_call.heard("media")
            for score in (95, 94, 40):
                tom_in_call.say({"type": "quality", "score": score, "kbitPerSecond": 900})
                await rosa_in_call.heard("quality")
            # Safe while they still talk: a server that dies now loses nothing of what was said.
            during = await written(noted, 5)
            assert [(row.kind, row.told) for row in during[2:]] == [
                ("media", "picture"), ("quality", "good"), ("quality", "poor"),
            ]  # fmt: skip
            await tom.post(f"/api/previsits/{call}/end")
            await rosa_in_call.close_code()

    async def over() -> dict[str, Any] | None:
        jobs = (await tom.get("/api/jobs")).json()["jobs"]
        report = jobs[0]["calls"][0]
        return report if all(person["stays"][0]["leftAt"] for person in report["people"]) else None

    report = await until(noted, over)
    assert report["previsitId"] == call
    assert report["endedAt"]
    assert [(person["name"], person["role"]) for person in report["people"]] == [
        (TOM.name, "technician"), (ROSA.name, "tenant"),
    ]  # fmt: skip
    assert [span["level"] for span in report["people"][0]["quality"]] == ["good", "poor"]
    file = (await vera.get("/api/repair-requests")).json()["items"][0]["id"]
    assert (await vera.get(f"/api/repair-requests/{file}")).json()["jobs"][0]["calls"] == [report]


async def test_what_is_written_is_kept_once_and_in_order(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, call: str, noted: asyncio.Event
) -> None:
    his = (await tom.post(f"/api/previsits/{call}/open")).json()["token"]
    hers = (await rosa.post("/api/case/previsit/join")).json()["token"]
    async with in_call(app, his) as tom_in_call:
        await tom_in_call.heard("welcome")
        async with in_call(app, hers) as rosa_in_call:
            await rosa_in_call.heard("welcome")
            rosa_in_call.say({"type": "chat", "cid": 1, "chatId": "c1", "text": "Type HR-24"})
            assert (await tom_in_call.heard("chat"))["text"] == "Type HR-24"
            rosa_in_call.say({"type": "chat", "cid": 1, "chatId": "c1", "text": "Type HR-24"})
            tom_in_call.say({"type": "chat", "cid": 1, "chatId": "c2", "text": "Dank u"})
            await rosa_in_call.heard("chat")

            async def both_lines() -> list[dict[str, Any]] | None:
                lines = (await rosa.get("/api/case/previsit/chat")).json()
                return lines if len(lines) > 1 else None

            # Who comes back into the call reads them again; sent twice is written once.
            lines = await until(noted, both_lines)
            assert [(line["role"], line["text"]) for line in lines] == [
                ("tenant", "Type HR-24"), ("technician", "Dank u"),
            ]  # fmt: skip
            assert (await tom.get(f"/api/previsits/{call}/chat")).json() == lines
    (report,) = (await tom.get("/api/jobs")).json()["jobs"][0]["calls"]
    assert report["lines"] == lines


async def test_an_empty_room_makes_what_staff_kept_out_of_date(
    app: Litestar, tom: AsyncClient, call: str, noted: asyncio.Event
) -> None:
    his = (await tom.post(f"/api/previsits/{call}/open")).json()["token"]
    kept = (await tom.get("/api/jobs")).headers["etag"]
    async with in_call(app, his) as tom_in_call:
        await tom_in_call.heard("welcome")
        tom_in_call.say({"type": "bye", "reason": "hung-up"})
        await tom_in_call.close_code()

    async def fresh() -> bool:
        answer = await tom.get("/api/jobs", headers={"if-none-match": kept})
        return answer.status_code == 200

    assert await until(noted, fresh)


async def test_a_sample_is_kept_every_ten_seconds_or_when_it_changes(
    call: str, noted: asyncio.Event
) -> None:
    record = CallRecord()
    for second, score in ((0, 90), (4, 91), (8, 50), (9, 52), (19, 51)):
        await record.note(
            CallEvent("quality", call, 1000.0 + second, "tom", "technician", "Tom",
                      quality=Quality(score, kbit_per_second=500))
        )  # fmt: skip
    assert [row.score for row in await written(noted, 3)] == [90, 50, 51]


async def test_the_record_goes_with_the_previsit(call: str) -> None:
    await CallRecord().note(CallEvent("joined", call, 1000.0, "tom", "technician", "Tom"))
    await Previsit.delete().where(Previsit.id == given.id_of(call))
    assert await CallMoment.count() == 0


async def test_places_reach_the_technician_and_the_desk(
    tom: AsyncClient, vera: AsyncClient, call: str
) -> None:
    places = {
        "stopcock": "In de meterkast, onderin", "fuseBox": "Gang", "parking": "Achter, vrij",
        "pets": "Een hond, lief",
    }  # fmt: skip
    noted = await tom.put(f"/api/previsits/{call}/outcome", json=given.an_outcome(**places))
    assert noted.status_code == 200, noted.text
    file = (await vera.get("/api/repair-requests")).json()["items"][0]["id"]
    seen = (await vera.get(f"/api/repair-requests/{file}")).json()["jobs"][0]["outcome"]
    on_phone = (await tom.get("/api/jobs")).json()["jobs"][0]["outcome"]
    assert {key: seen[key] for key in places} == places
    assert on_phone == seen


async def test_a_phone_of_before_the_places_may_still_send_its_note(
    tom: AsyncClient, call: str
) -> None:
    noted = await tom.put(f"/api/previsits/{call}/outcome", json=given.an_outcome())
    assert noted.json()["outcome"]["pets"] == ""
    too_long = given.an_outcome(notedAt=given.moment(), parking="x" * 301)
    assert (await tom.put(f"/api/previsits/{call}/outcome", json=too_long)).status_code == 400
