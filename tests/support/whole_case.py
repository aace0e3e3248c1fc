"""A repair of Rosa in which everything happened that can leave a trace of her."""

from dataclasses import dataclass

from httpx import AsyncClient

from server.actors import Tenant
from server.clock import now
from server.database import insert, transaction
from server.dwellings.tables import Tenancy
from server.identifiers import new_id
from server.journal.service import About, append
from server.mail.tables import Channel, Mail, MailState
from server.messages.tables import Message, MessageState
from server.needs import service as needs
from server.needs.tables import NeedCode
from server.previsits.tables import CallKind, CallLine, CallMoment
from server.recordings.tables import Recording, RecordingConsent, RecordingState
from server.repair_requests.phone_number import as_dialled
from server.visit_protocol.blocks import TEXT_VERSION
from storage.keys import recording_key
from storage.objects import ObjectStore
from tests.support import given, pictures
from tests.support.cast import DE_LINDE, ROSA
from tests.support.given import id_of
from tests.support.push_service import SubscribedBrowser

EMAIL = "rosa.uniek@example.nl"
WORDS = "Zuurkoolstamppot achter de kraan"
"""Nobody else says this."""
TRACES = (ROSA.name, "Rosa", "de Wit", "12345012", "1234 5012", EMAIL, "zuurkool", "Mina Uniek")
"""By which she, or somebody she let in, would be found."""


@dataclass(frozen=True)
class WholeCase:
    repair: given.Repair
    job: str
    call: str
    photos: list[str]
    recording: str

    @property
    def id(self) -> str:
        return self.repair.id


async def whole_case(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, store: ObjectStore
) -> WholeCase:
    """Reported, looked at by video, visited, judged, shown to others, and closed."""
    repair = await given.repair(
        rosa, email=EMAIL, description=WORDS, accessNotes=f"Zuurkool bij de deur, vraag {ROSA.name}"
    )
    reported = await given.report_photo(rosa)
    job = await given.job(vera, repair, note="Rosa is doof aan een oor")
    agreement = {"version": TEXT_VERSION, "name": f"{ROSA.name}, {WORDS}"}
    assert (await rosa.post("/r/protocol", data=agreement)).status_code == 303
    call = await given.previsit(vera, job)
    await given.call_under_way(rosa, tom, call)
    await tom.put(
        f"/api/previsits/{call}/wanted-photos",
        json={"photos": [{"id": given.fresh_id(), "words": "De zuurkool"}]},
    )
    for client, path in (
        (rosa, "/api/case/conversation"),
        (vera, f"/api/repair-requests/{repair.id}/conversation"),
    ):
        said = {"id": given.fresh_id(), "text": f"{WORDS}, {ROSA.name}"}
        assert (await client.post(path, json=said)).status_code == 201
    helper = {"id": given.fresh_id(), "name": "Mina Uniek", "textVersion": "1"}
    await rosa.post("/api/case/previsit/guests", json=helper)
    still = await given.still(rosa)
    await _said_and_recorded(repair.id, call, store)
    await tom.post(f"/api/previsits/{call}/end")
    outcome = given.an_outcome(finding="Zuurkool", pets="Hond van Rosa", parking="Bij Rosa")
    await tom.put(f"/api/previsits/{call}/outcome", json=outcome)
    visit = await given.arrival(tom, job)
    after = await given.photo(
        tom,
        given.photos_of(job),
        pictures.jpeg(shade=90),
        visitId=visit,
        position={"latitude": 52.1, "longitude": 4.9, "accuracyM": 5},
    )
    await _leave(tom, visit, after)
    for each in (reported, still, after):
        await given.ready(vera, each)
    await _judged(vera, tom, job, after)
    await _written_to()
    await _told(repair.id)
    await given.in_state(vera, job, "done")
    phone = SubscribedBrowser("https://fcm.googleapis.com/zuurkool").subscription
    assert (await rosa.put("/api/case/push/subscription", json=phone)).status_code == 204
    return WholeCase(repair, job, call, [reported, still, after], str(await _recording(call)))


async def _told(request_id: str) -> None:
    """What she was told of it."""
    async with transaction():
        await insert(
            Message(
                id=new_id(),
                organisation=DE_LINDE.id,
                request=id_of(request_id),
                because="request.done",
                state=MessageState.SENT,
                planned_for=now(),
                channel=Channel.EMAIL,
                address="r•••@h•••.test",
                text=f"Beste {ROSA.name}",
                made_at=now(),
            )
        )


async def _written_to() -> None:
    """What letters to her leave behind once they have left, by e-mail and by SMS."""
    async with transaction():
        for channel, recipient in ((Channel.EMAIL, EMAIL), (Channel.SMS, as_dialled(ROSA.phone))):
            await insert(
                Mail(
                    id=new_id(),
                    channel=channel,
                    recipient=recipient,
                    subject="",
                    state=MailState.SENT,
                    made_at=now(),
                    good_until=now(),
                    due_at=now(),
                    settled_at=now(),
                )
            )


async def _leave(tom: AsyncClient, visit: str, photo: str) -> None:
    facts = {"leftAt": given.moment(), "photosTaken": 1, "photos": [photo], "note": "Rosa is blij"}
    answer = await tom.post(f"/api/visits/{visit}/leave", json=facts)
    assert answer.status_code == 200, answer.text


async def _judged(vera: AsyncClient, tom: AsyncClient, job: str, photo: str) -> None:
    said = {"id": given.fresh_id(), "words": "Rosa staat erop"}
    await tom.post(f"/api/photos/{photo}/comments", json=said)
    await vera.put(f"/api/photos/{photo}/tags", json={"tags": ["zuurkool"]})
    await given.outsider(vera, job, "view", name="Oom van Rosa")
    await vera.post(f"/api/jobs/{job}/packs?language=nl")
    await vera.get(f"/api/photos/{photo}")
    answer = await vera.post(f"/api/photos/{photo}/accept")
    assert answer.status_code == 200, answer.text


async def _said_and_recorded(request_id: str, call: str, store: ObjectStore) -> None:
    """What a call leaves behind, without the browsers that it needs."""
    previsit = id_of(call)
    recording_id = new_id()
    key = recording_key(DE_LINDE.id, recording_id, at=now())
    await store.put(key, b"Rosa in beeld", media_type="video/mp4")
    async with transaction():
        for kind, text in ((CallKind.JOINED, ""), (CallKind.LEFT, "")):
            await insert(
                CallMoment(
                    id=new_id(),
                    previsit=previsit,
                    at=now(),
                    participant=request_id,
                    role="tenant",
                    name=ROSA.name,
                    kind=kind,
                    told=text,
                )
            )
        await insert(
            CallLine(
                id=new_id(),
                previsit=previsit,
                chat_id="1",
                at=now(),
                participant=request_id,
                role="tenant",
                name=ROSA.name,
                text=WORDS,
            )
        )
        await insert(
            Recording(
                id=recording_id,
                previsit=previsit,
                state=RecordingState.ENDED,
                asked_by="Tom Bakker",
                asked_at=now(),
                started_at=now(),
                ended_at=now(),
                object_key=key,
                stored_at=now(),
                byte_count=13,
            )
        )
        await insert(
            RecordingConsent(
                id=new_id(),
                recording=recording_id,
                participant=request_id,
                role="tenant",
                name=ROSA.name,
                text_version="2026-11-28",
                given_at=now(),
            )
        )
        await append(
            "recording.consented",
            About(DE_LINDE.id, id_of(request_id), subject_id=recording_id),
            Tenant(id_of(request_id), DE_LINDE.id, ROSA.name, "nl"),
            {"textVersion": "2026-11-28"},
        )
    await needs.give(
        Tenant(id_of(request_id), DE_LINDE.id, ROSA.name, "nl"), [NeedCode.HARD_OF_HEARING]
    )


async def _recording(call: str) -> object:
    found = await Recording.select(Recording.id).where(Recording.previsit == id_of(call))
    return found[0]["id"]


async def a_tenancy(ended_on: object = None) -> None:
    """That the corporation knows of Rosa."""
    async with transaction():
        await insert(
            Tenancy(
                id=new_id(),
                dwelling=ROSA.home.id,
                tenant_name=ROSA.name,
                phone=as_dialled(ROSA.phone),
                email=EMAIL,
                ended_on=ended_on,
            )
        )
