"""A recording from the question to the deletion, with a real worker.

The phones send no media here: what is filmed is in `tests/signalling/recorder`, and in Chromium.
"""

import asyncio
import dataclasses
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.app import create_app
from server.clock import clock_at, now
from server.database import select
from server.privacy.due import erase_due
from server.recordings import deciding
from server.recordings.background import SILENT_AFTER, UNANSWERED_AFTER, finish_left
from server.recordings.deciding import next_state
from server.recordings.tables import (
    KEPT_FOR,
    TEXT_VERSION,
    Recording,
    RecordingSlice,
    RecordingState,
)
from server.settings import Settings
from signalling.admission import Admitted, SignedTokens
from storage.objects import ObjectStore
from storage.settings import StorageSettings
from tests.support import given
from tests.support.asgi_call import CallSocket, in_call
from tests.support.asgi_client import browser, running, signed_in
from tests.support.cast import FATIMA, OTTO, TOM, VERA
from tests.support.films import watched
from tests.support.stored_objects import StoredObjects

PATIENCE_SECONDS = 60


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[Litestar]:
    """The server with workers for media."""
    async with running(create_app(dataclasses.replace(settings, has_media_worker=True))) as app:
        yield app


class Call:
    """Tom and Rosa in a call, with what each may do about a recording."""

    def __init__(
        self, tom: AsyncClient, rosa: AsyncClient, job: str, previsit: str, stack: AsyncExitStack
    ) -> None:
        self.tom = tom
        self.rosa = rosa
        self.job = job
        self.previsit = previsit
        self.stack = stack
        self.recording = given.fresh_id()
        self.sockets: dict[str, CallSocket] = {}

    @property
    def address(self) -> str:
        return f"/api/previsits/{self.previsit}/recording"

    async def comes_in(self, name: str, app: Litestar, token: str) -> None:
        socket = await self.stack.enter_async_context(in_call(app, token))
        await socket.heard("welcome")
        self.sockets[name] = socket

    async def tom_asks(self, **changed: str) -> Any:
        asked = {"id": self.recording, "textVersion": TEXT_VERSION, **changed}
        return await self.tom.post(self.address, json=asked)

    async def tom_says(self, what: str) -> dict[str, Any]:
        answer = await self.tom.post(f"{self.address}/{what}", json={"recordingId": self.recording})
        assert answer.status_code == 200, answer.text
        return answer.json()["recording"]

    async def rosa_says(self, what: str, **more: str) -> Any:
        return await self.rosa.post(
            f"/api/case/previsit/recording/{what}", json={"recordingId": self.recording, **more}
        )

    async def rosa_agrees(self) -> dict[str, Any]:
        answer = await self.rosa_says("consent", textVersion=TEXT_VERSION)
        assert answer.status_code == 200, answer.text
        return answer.json()["recording"]

    async def now(self) -> dict[str, Any]:
        return (await self.tom.get(self.address)).json()["recording"]

    async def told(self, who: str, state: str) -> dict[str, Any]:
        """What is said in the room, once it is this."""
        while True:
            notice = await self.sockets[who].heard("notice")
            if notice["topic"] == "recording" and notice["data"]["state"] == state:
                return notice["data"]

    async def facts(self) -> dict[str, Any]:
        (facts,) = (await self.tom.get(f"/api/jobs/{self.job}")).json()["recordings"]
        return facts

    async def until(self, condition: Callable[[Recording], Any]) -> Recording:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                found = await Recording.objects().get(Recording.id == UUID(self.recording))
                if found and condition(found):
                    return found
                await asyncio.sleep(0.1)

    async def until_filmed(self) -> None:
        """A piece of it is safe."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await pieces():  # noqa: ASYNC110  another process makes them
                await asyncio.sleep(0.1)


async def pieces() -> list[str]:
    return await select(str, "SELECT object_key FROM recording_slice ORDER BY number")


async def journal(job: str) -> list[str]:
    return await select(
        str,
        "SELECT event FROM journal WHERE event LIKE 'recording.%' AND job_id = {} ORDER BY seq",
        UUID(job),
    )


@pytest.fixture
async def call(app: Litestar) -> AsyncIterator[Call]:
    rosa, vera, tom = browser(app), await signed_in(app, VERA), await signed_in(app, TOM)
    job = await given.job(vera, await given.repair(rosa))
    previsit = await given.previsit(vera, job)
    async with AsyncExitStack() as stack:
        call = Call(tom, rosa, job, previsit, stack)
        opened = (await tom.post(f"/api/previsits/{previsit}/open")).json()
        joined = (await rosa.post("/api/case/previsit/join")).json()
        await call.comes_in("tom", app, opened["token"])
        await call.comes_in("rosa", app, joined["token"])
        yield call


@pytest.fixture
async def behind(store: StorageSettings) -> AsyncIterator[ObjectStore]:
    behind = ObjectStore(store)
    yield behind
    await behind.close()


@pytest.mark.parametrize(
    ("state", "present", "agreed", "becomes"),
    [
        ("asked", "tom rosa", "tom", None),
        ("asked", "tom rosa", "tom rosa", "running"),
        ("asked", "tom rosa henk", "tom rosa", None),
        ("asked", "tom", "tom", "ended"),
        ("running", "tom rosa", "tom rosa", None),
        ("running", "tom rosa henk", "tom rosa", "paused"),
        ("paused", "tom rosa henk", "tom rosa", None),
        ("paused", "tom rosa henk", "tom rosa henk", "running"),
        ("paused", "tom rosa", "tom rosa", "running"),  # he left again
        ("running", "tom", "tom rosa", "ended"),
        ("withdrawn", "tom rosa", "tom rosa", None),
    ],
)
def test_it_runs_while_everybody_who_is_there_agreed(
    state: str, present: str, agreed: str, becomes: str | None
) -> None:
    assert next_state(RecordingState(state), present.split(), agreed.split()) == becomes


async def test_otto_finds_no_recording_of_another_organisation(call: Call, app: Litestar) -> None:
    await call.tom_asks()
    otto = await signed_in(app, OTTO)
    answer = await otto.post(f"/api/recordings/{call.recording}/delete")
    assert answer.status_code == 404


async def test_nothing_is_recorded_before_everybody_agreed(call: Call) -> None:
    asked = (await call.tom_asks()).json()["recording"]
    assert (asked["state"], asked["waitingFor"]) == ("asked", ["Rosa de Wit"])
    assert (await call.told("rosa", "asked"))["askedBy"] == TOM.name
    assert (await call.now())["startedAt"] is None
    running = await call.rosa_agrees()
    assert (running["state"], running["waitingFor"]) == ("running", [])
    assert running["startedAt"]
    await call.told("tom", "running")
    await call.tom_says("stop")
    await call.until(lambda recording: recording.stored_at)
    assert await journal(call.job) == [
        *("recording.asked", "recording.consented", "recording.consented"),
        *("recording.started", "recording.stopped", "recording.stored"),
    ]


async def test_asking_and_agreeing_twice_is_once(call: Call) -> None:
    assert [(await call.tom_asks()).status_code for _ in range(2)] == [200, 200]
    other = await call.tom_asks(id=given.fresh_id())
    assert (other.status_code, other.json()["type"]) == (409, "/problems/recording-under-way")
    await call.rosa_agrees()
    await call.rosa_agrees()
    assert (await journal(call.job)).count("recording.consented") == 2
    assert (await journal(call.job)).count("recording.started") == 1


async def test_a_text_of_yesterday_is_not_agreed_to(call: Call) -> None:
    outdated = await call.tom_asks(textVersion="2020-01")
    assert outdated.json()["type"] == "/problems/consent-text-outdated"
    await call.tom_asks()
    outdated = await call.rosa_says("consent", textVersion="2020-01")
    assert outdated.json()["textVersion"] == TEXT_VERSION
    assert (await call.now())["state"] == "asked"


async def test_a_guest_who_comes_in_is_asked_too_and_may_take_it_back(
    call: Call, app: Litestar
) -> None:
    await call.tom_asks()
    await call.rosa_agrees()
    ahmed = browser(app)
    guest = await given.guest(call.tom, call.rosa, call.previsit)
    await given.guest_signed_in(ahmed, guest)
    await call.comes_in("ahmed", app, (await ahmed.post("/api/guest/join")).json()["token"])
    assert (await call.told("tom", "paused"))["waitingFor"] == ["Ahmed van Van Dijk"]

    yes = {"recordingId": call.recording, "textVersion": TEXT_VERSION}
    agreed = await ahmed.post("/api/guest/recording/consent", json=yes)
    assert agreed.json()["recording"]["state"] == "running"
    assert (await ahmed.get("/api/guest/recording")).json() == agreed.json()

    no = {"recordingId": call.recording}
    await ahmed.post("/api/guest/recording/withdraw", json=no)
    assert (await call.told("rosa", "withdrawn"))["withdrawnBy"] == guest.id
    # Whether it is deleted is not for him to say.
    erased = await ahmed.post(f"/api/case/recordings/{call.recording}/delete")
    assert erased.status_code == 404


async def test_a_guest_who_is_not_in_the_call_has_no_say_in_its_recording(
    call: Call, app: Litestar
) -> None:
    await call.tom_asks()
    await call.rosa_agrees()
    ahmed = browser(app)
    guest = await given.guest(call.tom, None, call.previsit)
    await given.guest_signed_in(ahmed, guest)
    recording = {"recordingId": call.recording}

    async def tries() -> list[int]:
        asked = await ahmed.get("/api/guest/recording")
        refused = await ahmed.post("/api/guest/recording/refuse", json=recording)
        return [asked.status_code, refused.status_code]

    assert await tries() == [409, 409]  # she has not answered yet
    await given.answered(call.rosa, guest.id)
    assert await tries() == [404, 404]  # he did not come in
    await given.answered(call.rosa, guest.id, allows=False)
    assert await tries() == [410, 410]
    assert (await call.now())["state"] == "running"


async def test_a_recording_ends_when_the_call_is_a_colleagues(call: Call) -> None:
    await call.tom_asks()
    await call.rosa_agrees()
    to = {"technicianId": str(FATIMA.id)}
    await call.tom.post(f"/api/previsits/{call.previsit}/hand-over", json=to)
    assert (await call.told("rosa", "ended"))["because"] == "handed-over"
    # He is in it still, and takes his yes back; what is decided in the call is not his any more.
    recording = {"recordingId": call.recording}
    path = f"/api/previsits/{call.previsit}/recording"
    assert (await call.tom.post(f"{path}/stop", json=recording)).status_code == 404
    for _ in range(2):
        left = await call.tom.post(f"{path}/withdraw", json=recording)
        assert left.status_code == 200, left.text
        assert left.json()["recording"]["withdrawnBy"] == str(TOM.id)
    assert (await journal(call.job)).count("recording.withdrawn") == 1


async def test_a_refusal_ends_it_and_the_technician_reads_so(call: Call) -> None:
    await call.tom_asks()
    assert (await call.rosa_says("refuse")).json()["recording"]["state"] == "refused"
    assert (await call.told("tom", "refused"))["hasFilm"] is False
    late = await call.rosa_says("consent", textVersion=TEXT_VERSION)
    assert late.json()["type"] == "/problems/no-recording-now"
    assert (await call.tom.get(f"/api/jobs/{call.job}")).json()["recordings"] == []
    # He may ask once more, and she may say no once more.
    call.recording = given.fresh_id()
    assert (await call.tom_asks()).json()["recording"]["state"] == "asked"


async def test_alone_in_a_call_there_is_nobody_to_ask(call: Call) -> None:
    call.sockets["rosa"].say({"type": "bye", "reason": "hung-up"})
    await call.sockets["tom"].heard("peer-left")
    answer = await call.tom_asks()
    assert answer.json()["type"] == "/problems/nobody-to-record"


async def test_the_recorder_is_nobody_in_the_room_and_in_the_report(
    call: Call, app: Litestar
) -> None:
    await call.tom_asks()
    await call.rosa_agrees()
    recorder = (await call.sockets["tom"].heard("peer-joined"))["peer"]
    while recorder["role"] != "recorder":
        recorder = (await call.sockets["tom"].heard("peer-joined"))["peer"]
    assert recorder["youOffer"] is True
    assert sorted(each.role for each in await people(app, call)) == ["technician", "tenant"]
    (report,) = (await call.tom.get(f"/api/jobs/{call.job}")).json()["calls"]
    assert sorted(person["role"] for person in report["people"]) == ["technician", "tenant"]


async def people(app: Litestar, call: Call) -> list[Any]:
    return await app.state.parts.studio.people(UUID(call.previsit))


async def test_a_late_joiner_pauses_it_until_that_person_agrees_or_leaves(
    call: Call, app: Litestar, settings: Settings
) -> None:
    await call.tom_asks()
    await call.rosa_agrees()
    await call.until_filmed()
    henk = Admitted(call.previsit, "henk", "helper", "Henk Jansen", 20)
    await call.comes_in("henk", app, SignedTokens(settings.secret).issue(henk))
    assert (await call.told("henk", "paused"))["waitingFor"] == ["Henk Jansen"]
    await asyncio.sleep(1)  # what was under way when he came in
    before = await pieces()
    await asyncio.sleep(3)
    assert await pieces() == before
    call.sockets["henk"].say({"type": "bye", "reason": "hung-up"})
    await call.until(lambda recording: recording.state == "running")
    assert (await journal(call.job))[-2:] == ["recording.paused", "recording.resumed"]


async def test_withdrawing_stops_it_at_once_and_deleting_leaves_only_the_line(
    call: Call, objects: StoredObjects, behind: ObjectStore
) -> None:
    await call.tom_asks()
    await call.rosa_agrees()
    await call.until_filmed()
    withdrawn = (await call.rosa_says("withdraw")).json()["recording"]
    assert (withdrawn["state"], withdrawn["hasFilm"]) == ("withdrawn", True)
    await call.told("tom", "withdrawn")
    stored = await call.until(lambda recording: recording.stored_at)
    assert watched(await behind.read(stored.object_key)).seconds > 0
    facts = await call.facts()
    (hers,) = [each for each in facts["consents"] if each["role"] == "tenant"]
    assert hers["withdrawnAt"]
    assert hers["textVersion"] == TEXT_VERSION

    for _ in range(2):
        answer = await call.rosa.post(f"/api/case/recordings/{call.recording}/delete")
        assert answer.status_code == 204
    facts = await call.facts()
    assert (facts["url"], bool(facts["deletedAt"])) == (None, True)
    assert not await objects.has(stored.object_key)
    assert (await journal(call.job)).count("recording.deleted") == 1


async def test_deleting_while_it_is_still_being_stored_leaves_nothing(call: Call) -> None:
    await call.tom_asks()
    await call.rosa_agrees()
    await call.until_filmed()
    refused = await call.tom.post(f"/api/recordings/{call.recording}/delete")
    assert refused.json()["type"] == "/problems/recording-under-way"
    await call.rosa_says("withdraw")
    await call.rosa.post(f"/api/case/recordings/{call.recording}/delete")
    await call.until(lambda recording: recording.stored_at)
    assert await pieces() == []
    assert (await call.facts())["url"] is None


async def test_a_killed_worker_ends_the_recording_and_not_the_call(
    call: Call, app: Litestar, behind: ObjectStore
) -> None:
    await call.tom_asks()
    await call.rosa_agrees()
    await call.until_filmed()
    (take,) = app.state.parts.studio._takes.values()
    os.kill(take._process.process_id, signal.SIGKILL)
    assert (await call.told("tom", "failed"))["because"] == "worker-died"
    stored = await call.until(lambda recording: recording.stored_at)
    film = watched(await behind.read(stored.object_key))
    assert film.seconds * 1000 == pytest.approx(stored.milliseconds, abs=500)
    call.sockets["rosa"].say({"type": "chat", "chatId": "1", "text": "Hoort u mij?", "cid": 1})
    assert (await call.sockets["tom"].heard("chat"))["text"] == "Hoort u mij?"
    assert (await call.facts())["url"]


async def test_hanging_up_ends_and_stores_it(call: Call) -> None:
    await call.tom_asks()
    await call.rosa_agrees()
    await call.until_filmed()
    await call.tom.post(f"/api/previsits/{call.previsit}/end")
    stored = await call.until(lambda recording: recording.stored_at)
    assert (stored.state, stored.because) == ("ended", "call-over")
    assert stored.byte_count > 0
    facts = await call.facts()
    assert facts["url"].split("?")[0].endswith(".mp4")
    assert facts["keptUntil"]


async def test_what_a_dead_server_left_is_finished_by_the_next(
    call: Call, app: Litestar, behind: ObjectStore
) -> None:
    """Its last sign of life is long ago; the piece it had only announced never came."""
    studio = app.state.parts.studio
    await call.tom_asks()
    await call.rosa_agrees()
    await call.until_filmed()
    (task,) = studio._takes
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    kept = await pieces()
    announced = kept[-1][:-6] + "999999"
    await RecordingSlice.insert(
        RecordingSlice(
            id=UUID(given.fresh_id()),
            recording=UUID(call.recording),
            number=999999,
            object_key=announced,
            until_milliseconds=999999,
        )
    )
    with clock_at(now() + SILENT_AFTER * 2):
        await finish_left(behind, studio)
        await finish_left(behind, studio)
    stored = await call.until(lambda recording: recording.stored_at)
    assert (stored.state, stored.because) == ("failed", "server-died")
    assert stored.milliseconds < 999999
    assert watched(await behind.read(stored.object_key)).seconds > 0
    assert await pieces() == []


async def test_a_question_that_nobody_answers_lapses(
    call: Call, app: Litestar, behind: ObjectStore
) -> None:
    await call.tom_asks()
    with clock_at(now() + UNANSWERED_AFTER * 2):
        await finish_left(behind, app.state.parts.studio)
    assert (await call.now())["state"] == "ended"


async def test_nothing_is_kept_longer_than_the_text_of_consent_says(
    call: Call, behind: ObjectStore, objects: StoredObjects
) -> None:
    await call.tom_asks()
    await call.rosa_agrees()
    await call.until_filmed()
    await call.tom_says("stop")
    stored = await call.until(lambda recording: recording.stored_at)
    await erase_due(behind)
    assert await objects.has(stored.object_key)
    with clock_at(now() + KEPT_FOR * 1.01):
        await erase_due(behind)
    assert not await objects.has(stored.object_key)
    assert (await call.facts())["deletedAt"]


async def test_an_agreement_that_was_taken_back_counts_no_more(call: Call) -> None:
    await call.tom_asks()
    await call.rosa_agrees()
    await call.rosa_says("withdraw")
    assert await deciding.agreed_to(UUID(call.recording)) == {str(TOM.id)}
