"""The page on which a tenant chooses when the video call is, without JavaScript; and the file for
her calendar."""

import html
import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.calendar_file import CalendarEvent, calendar_file
from server.clock import HOME
from tests.server.moments.test_choosing import free, moments, on_monday, take, told
from tests.support import given
from tests.support.asgi_client import browser
from tests.support.cast import HENK

PAGE = "/r/moment"


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


def links(page: str, starting: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'href="([^"]+)"', page) if starting in each]


async def test_a_day_then_a_time_then_yes(rosa: AsyncClient, vera: AsyncClient, job: str) -> None:
    with on_monday():
        await given.moment_asked(vera, job)
        assert '<a class="button main" href="/r/moment">' in (await rosa.get("/r")).text
        days = links((await rosa.get(PAGE)).text, "?day=")
        assert len(days) == 10
        times = links((await rosa.get(days[1])).text, "?at=")
        assert len(times) == 18
        question = await rosa.get(times[2])
        assert "Morgen om 9:00 kijkt Tom online met u mee." in question.text
        (at,) = re.findall(r'name="at" value="([^"]+)"', question.text)
        assert (await rosa.post(PAGE, data={"at": at})).headers["location"] == "/r"
        page = (await rosa.get("/r")).text
        assert "Morgen om 9:00 kijkt Tom met u mee" in page
        assert links(page, PAGE) == [PAGE, "/r/moment.ics"]


async def test_what_she_has_stays_hers_until_she_chose_another(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday() as monday:
        planned_at = monday + timedelta(days=1, hours=1)
        await given.previsit(vera, job, planned_at.isoformat())
        page = (await rosa.get(PAGE)).text
        assert "Afgesproken is: morgen, 10:00." in page
        times = links((await rosa.get(links(page, "?day=")[0])).text, "?at=")
        await rosa.get(times[0])
        assert datetime.fromisoformat((await moments(rosa))["plannedAt"]) == planned_at


async def test_who_is_second_reads_so_with_fresh_times_of_that_day(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, job: str
) -> None:
    other = await given.job(vera, await given.repair(henk, HENK))
    with on_monday():
        for each in (job, other):
            await given.moment_asked(vera, each)
        wanted = links((await rosa.get(links((await rosa.get(PAGE)).text, "?day=")[0])).text, "at=")
        await take(henk, (await free(henk))[0])
        second = await rosa.post(PAGE, data={"at": wanted[0].partition("=")[2]})
        assert second.status_code == 409
        assert "Dit moment is niet meer vrij." in second.text
        assert links(second.text, "?at=") == wanted[1:]


@pytest.mark.parametrize(
    "at",
    [
        *("", "gisteren", "2020-01-06T10:00Z", "2026-12-01T09:00", "9" * 400),
        *("9999-12-31T23:59Z", "0001-01-01T00:00+23:59"),  # on no clock at home
    ],
)
async def test_what_is_no_free_moment_is_refused_in_a_sentence(
    rosa: AsyncClient, vera: AsyncClient, job: str, at: str
) -> None:
    with on_monday():
        await given.moment_asked(vera, job)
        refused = await rosa.post(PAGE, data={"at": at})
        assert refused.status_code == 422
        assert "Dit moment kan niet." in refused.text
        assert links(refused.text, "?day=")
        assert (await rosa.get(PAGE, params={"at": at, "day": at})).status_code == 200


async def test_who_can_move_it_no_more_reads_whom_to_phone(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday() as monday:
        await given.previsit(vera, job, (monday + timedelta(hours=1)).isoformat())
        page = await rosa.post(PAGE, data={"at": "2026-12-01T09:00Z"})
        assert page.status_code == 409
        assert "te snel om het hier nog te verzetten" in page.text
        assert links(page.text, "tel:")
        assert not links(page.text, "?day=")


async def test_words_that_nothing_suits_stand_in_the_chat_and_the_work_list_says_so(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday() as monday:
        await given.moment_asked(vera, job)
        said = {"id": given.fresh_id(), "words": "Alleen na zes uur 's avonds"}
        for _ in range(2):
            sent = await rosa.post("/r/moment/none", data=said)
            assert sent.headers["location"] == "/r/chat#newest"
        assert said["words"] in html.unescape((await rosa.get("/r/chat")).text)
        row = (await vera.get("/api/repair-requests")).json()["items"][0]
        assert datetime.fromisoformat(row["job"]["momentAsked"]["noneSuitsAt"]) == monday
        chat = (await vera.get(f"/api/repair-requests/{row['id']}/conversation")).json()
        assert [message["text"] for message in chat["messages"]] == [said["words"]]
        assert await told("previsit.none_suits") == 1
        assert (await moments(rosa))["standing"] == "choose"


async def test_too_few_words_come_back_with_what_to_change(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    await given.moment_asked(vera, job)
    page = await rosa.post("/r/moment/none", data={"words": "<b"})
    assert page.status_code == 422
    assert "Schrijf een paar woorden" in page.text
    assert "&lt;b</textarea>" in page.text
    assert await told("previsit.none_suits") == 0


async def test_her_calendar_gets_the_call_and_moves_it_later(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    helper = browser(app)
    await given.helper_signed_in(helper, await given.helper(vera, repair))
    assert (await rosa.get("/r/moment.ics")).status_code == 404
    with on_monday() as monday:
        call = await given.previsit(vera, job, (monday + timedelta(days=1)).isoformat())
        first = event_in((await rosa.get("/r/moment.ics")).content)
        await take(rosa, (monday + timedelta(days=2)).isoformat())
        answer = await helper.get("/r/moment.ics")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        moved = event_in(answer.content)
    assert first["UID"] == moved["UID"] == f"{call}@vooraf"
    assert first.start == monday.astimezone(UTC) + timedelta(days=1)
    assert (moved.start, moved.end) == (
        monday + timedelta(days=2),
        monday + timedelta(days=2, minutes=30),
    )
    assert (first["SEQUENCE"], moved["SEQUENCE"]) == (0, 1)
    assert repair.number in str(first["SUMMARY"])


def event_in(file: bytes) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(file.decode()).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    assert not event.errors
    return event


def test_long_words_and_signs_of_the_format_arrive_as_they_are() -> None:
    title = "Reparatie; komma, \\ schuine streep"
    words = "Zeer lang: " + "ًالمغسلة في المطبخ تقطر 🛠 " * 12 + "\nnog een regel"
    begins = datetime(2026, 10, 25, 2, 30, tzinfo=HOME, fold=1)
    ends = begins + timedelta(minutes=30)
    event_id = given.id_of(given.fresh_id())
    made = CalendarEvent(event_id, begins, ends, 2, title, words, "http://x.test/r", "PT30M")
    file = calendar_file([made], begins)
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    event = event_in(file)
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (title, words)
    assert event.start == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert event.alarms.times[0].trigger == event.start - timedelta(minutes=30)
