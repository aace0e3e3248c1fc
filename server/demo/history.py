"""Everything that happened to one repair of the demo, as steps in time.

The steps go through the same services as everybody's, each at its own moment.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import msgspec

from server.actors import CaseVisitor, Coordinator, Helper, Outsider, Technician, Tenant
from server.appointments import keeping
from server.appointments.tables import Appointment
from server.case_chat import service as case_chat
from server.case_chat.schemas import NewMessage
from server.clock import HOME, now
from server.database import one, transaction
from server.demo import cast, contract
from server.demo.calls import DemoCall
from server.demo.cast import demo_id
from server.demo.corporation import DWELLINGS, OTTOS_DWELLINGS
from server.demo.doors import at_the_door
from server.demo.films import SECONDS, VOICE_SECONDS, draw_film, draw_voice
from server.demo.phones import be_told_on
from server.demo.pictures import Moment as Shot
from server.demo.pictures import draw_picture
from server.demo.pictures.signature import draw_signature
from server.demo.plan import REPAIRS
from server.demo.recorded import DemoRecording
from server.demo.repairs import AfterPhoto, Agreement, LetIn, Repair, Speaker, State, Written
from server.demo.turns import CONFIRMED_AFTER, LONG_AGO, TURNS, take
from server.evidence import announcing, commenting, on_phones, receiving, review, tagging
from server.evidence.schemas import Announcement, Comment, Discarded, SendBack
from server.evidence.slots import SIGNATURE, slots_for
from server.evidence.tables import EvidencePhoto, Kind, Moment, PhotoState, Source, Verdict
from server.guests import inviting
from server.guests.schemas import NewHelper
from server.incidents.noticing import look_around
from server.jobs.schemas import NewJob
from server.jobs.service import cancel_repair
from server.language import tenant_language_wished
from server.needs import service as needs
from server.outsiders import answering
from server.outsiders import service as outsiders
from server.outsiders.schemas import LONGEST_DAYS, NewOutsiderLink
from server.planning.division import USUAL
from server.planning.free import blocks_of
from server.planning.reminding import remind_at
from server.previsits import outcome, scheduling
from server.previsits.schemas import NotedOutcome
from server.proof.sealing import seal_after_visit
from server.repair_requests import service as repair_requests
from server.repair_requests import tenant_link
from server.repair_requests.faults import FAULTS
from server.repair_requests.finishing import confirm
from server.repair_requests.schemas import NewReport
from server.settings import Settings
from server.visit_protocol import blocks
from server.visit_protocol.agreeing import agree
from server.visit_protocol.reading import agreed_for
from server.visit_protocol.schemas import NewAcceptance
from server.visits import service as visits
from server.visits.schemas import Arrival, Departure
from signalling.admission import SignedTokens
from storage.keys import poster_key
from storage.objects import ObjectStore

A_BLOCK = timedelta(hours=2)
CALL_LASTS = timedelta(minutes=8)
RECORDED_AFTER = timedelta(minutes=1)
STILL_AFTER = timedelta(minutes=3)
TEXT_VERSION = "2026-11-28"  # of the words beside the button with which a tenant invites
REVIEW_TAKES = timedelta(minutes=15)
ANSWER_TAKES = timedelta(minutes=5)
SENT_FROM_INSIDE = timedelta(minutes=12)
TAPS_AFTER = timedelta(minutes=5)
OFFICE_ANSWERS_IN = timedelta(hours=2)
OUTSIDER_ANSWERS_IN = timedelta(hours=1)

_BIG, _SMALL = (1200, 900), (640, 480)  # what is closed is looked at less, and draws faster


@dataclass(frozen=True)
class Workshop:
    """What the steps work with: where photos go, and who draws them."""

    objects: ObjectStore
    settings: Settings
    artists: Executor


@dataclass(frozen=True)
class Step:
    """One thing somebody did, and when."""

    at: datetime
    do: Callable[[], Awaitable[object]]


class History:
    """Everything that happened to one repair, as steps."""

    def __init__(self, repair: Repair, today: datetime, workshop: Workshop) -> None:
        self._repair = repair
        self._workshop = workshop
        self._today = today
        local = today.astimezone(HOME)
        self._reported_at = repair.reported.at(local)
        self._previsit_at = repair.previsit.at(local) if repair.previsit else None
        self._visit_at = repair.visit.at(local) if repair.visit else None
        self._home = next(
            home for home in (*DWELLINGS, *OTTOS_DWELLINGS) if home.key == repair.home
        )
        self._tenant = Tenant(
            repair.id,
            self._home.organisation.id,
            self._home.tenant.name,
            self._home.tenant.language,
        )
        office = cast.VERA if self._home.organisation == cast.DE_LINDE else cast.OTTO
        self._office = Coordinator(office.id, office.organisation.id, office.name, office.language)
        person = repair.technician
        self._technician = person and Technician(
            person.id, person.organisation.id, person.name, person.language
        )
        self._is_of_contractor = person is not None and person.organisation is cast.VAN_DIJK
        self._was_held = bool(repair.pack and self._previsit_at and self._previsit_at < today)
        self._drawings = self._draw_all()
        if repair.is_recorded:
            self._film = workshop.artists.submit(draw_film, repair.scene, repair.picture_seed)
        if repair.is_filmed:
            self._work_film = workshop.artists.submit(
                draw_film, repair.scene, repair.picture_seed, Shot.AFTER
            )
            self._voice = workshop.artists.submit(draw_voice)

    def steps(self) -> Iterator[Step]:
        yield Step(self._reported_at, self._report)
        if self._repair.told_on:
            yield Step(self._reported_at + TAPS_AFTER, self._be_told)
        given_at = self._given_at()
        if self._repair.offered:
            offered_at = self._repair.offered.at(self._today.astimezone(HOME))
            yield Step(offered_at, partial(contract.offer, self._office, self._repair))
        if self._is_of_contractor:
            quickly = (given_at - self._reported_at) / 3
            offered_at = self._reported_at + quickly
            yield Step(offered_at, partial(contract.offer, self._office, self._repair))
            yield Step(offered_at + quickly, partial(contract.accept, self._repair))
        if self._technician:
            yield Step(given_at, partial(self._give, self._technician))
            if self._repair.extra_work:
                inside_at = min(self._visit_at or self._today, self._today)
                yield Step(inside_at, partial(contract.ask_for_more, self._repair))
            yield from self._previsit_steps(self._technician)
            yield from self._visit_steps(self._technician)
            yield from self._outsider_steps(given_at)
            yield from self._door_steps(self._technician)
        for number, written in enumerate(self._repair.chat):
            said_at = written.at.at(self._today.astimezone(HOME))
            yield Step(said_at, partial(self._say, written, number))
        if self._repair.cancelled:
            yield Step(given_at + OFFICE_ANSWERS_IN, self._cancel)
        yield from self._turns()

    def _turns(self) -> Iterator[Step]:
        """What was decided besides, and the tenant's yes to work of long ago."""
        for turn in TURNS.get(self._repair.key, ()):
            at = turn.at.at(self._today.astimezone(HOME))
            yield Step(at, partial(take, turn, self._repair, self._office, self._tenant))
        if self._repair.state != State.CLOSED or self._visit_at is None:
            return
        if self._visit_at < self._today - LONG_AGO:
            yield Step(self._visit_at + CONFIRMED_AFTER, partial(confirm, self._tenant))

    def _door_steps(self, technician: Technician) -> Iterator[Step]:
        job_id = self._id("job")
        for at, happen in at_the_door(self._repair, technician, job_id, self._today):
            yield Step(at, happen)

    def _outsider_steps(self, given_at: datetime) -> Iterator[Step]:
        for number, who in enumerate(self._repair.outsiders):
            asked_at = who.asked and who.asked.at(self._today.astimezone(HOME))
            let_in_at = asked_at or min(given_at + OFFICE_ANSWERS_IN, self._today)
            yield Step(let_in_at, partial(self._let_in, who, number))
            if who.has_accepted:
                answered_at = min(let_in_at + OUTSIDER_ANSWERS_IN, self._today)
                yield Step(answered_at, partial(self._accept_from_outside, who, number))

    def _id(self, kind: str, number: int = 0) -> UUID:
        return demo_id(kind, f"{self._repair.key}/{number}")

    def _given_at(self) -> datetime:
        """The office answers within two hours, and always before what it plans."""
        first = min(moment for moment in (self._previsit_at, self._visit_at, self._today) if moment)
        return min(
            self._reported_at + OFFICE_ANSWERS_IN,
            self._reported_at + (first - self._reported_at) / 2,
        )

    async def _report(self) -> None:
        repair, home = self._repair, self._home
        told = NewReport(
            id=repair.id,
            fault=repair.fault,
            room=FAULTS[repair.fault].room,
            description=repair.words,
            postcode=home.postcode,
            house_number=home.house_number,
            name=home.tenant.name,
            phone=home.tenant.phone,
            email=home.tenant.email,
            access_notes=repair.access,
            language=tenant_language_wished(home.tenant.language),
            reporter=repair.reporter,
        )
        # In one go: the consumer that sees what a street has in common lives in the time of today.
        async with transaction():
            await repair_requests.report(told)
            await look_around(repair.id)
        if repair.needs and not await needs.needs_of(repair.id):
            await needs.give(self._tenant, repair.needs)
        for number in range(repair.report_photos):
            data = await self._picture(Shot.REPORT, number)
            photo = self._announcement("report", number, data, Moment.REPORT, Source.FORM)
            await receiving.receive_upload(
                self._reporter, photo, data, self._workshop.objects, limit_bytes=self._limit
            )

    async def _be_told(self) -> None:
        await be_told_on(self._repair.id, self._repair.told_on, self._workshop.settings)

    @property
    def _reporter(self) -> CaseVisitor:
        """The tenant, or who reports for her, by the link that she got for it."""
        who, tenant = self._repair.reporter, self._tenant
        if who is None:
            return tenant
        link_id = tenant_link.reporters_link_id(tenant.request_id)
        return Helper(
            *(link_id, link_id, tenant.request_id, tenant.organisation_id),
            *(who.name, tenant.language),
        )

    async def _give(self, technician: Technician) -> None:
        job = NewJob(
            id=self._id("job"),
            technician_id=technician.person_id,
            previsit_id=self._id("previsit") if self._previsit_at else None,
            previsit_at=self._previsit_at,
            moment_choice_id=self._id("choice") if self._repair.tenant_chooses else None,
            note=self._repair.note,
        )
        planner = contract.KEES if self._is_of_contractor else self._office
        await scheduling.give_job_and_plan(planner, self._repair.id, job)
        if self._visit_at:
            await self._plan_visit(technician, job.id, self._visit_at)
        if self._repair.agreed and not await agreed_for([job.id]):
            await self._agree(self._repair.agreed)

    async def _plan_visit(self, technician: Technician, job_id: UUID, at: datetime) -> None:
        """In the block that holds this moment. What is told of the past happened as it happened:
        nothing asks whether somebody worked then."""
        if await one(Appointment, "id = {}", self._id("appointment")):
            return
        blocks = blocks_of(USUAL, at.astimezone(HOME).date())
        block = next((each for each in blocks if each.begins_at <= at < each.ends_at), None)
        begins_at, ends_at = (block.begins_at, block.ends_at) if block else (at, at + A_BLOCK)
        async with transaction():
            planner = contract.KEES if self._is_of_contractor else self._office
            planned = keeping.a_plan(
                self._id("appointment"),
                job_id,
                technician.person_id,
                (begins_at, ends_at),
                planner,
            )
            planned.remind_at = remind_at(begins_at, now())
            await keeping.plan(planned, planner)

    async def _agree(self, agreement: Agreement) -> None:
        given = NewAcceptance(
            blocks.TEXT_VERSION,
            self._home.tenant.name,
            list(agreement.ready),
            agreement.arrangement,
        )
        await agree(self._tenant, given)

    def _previsit_steps(self, technician: Technician) -> Iterator[Step]:
        if self._previsit_at and self._was_held:
            yield Step(self._previsit_at, partial(self._begin_previsit, technician))
            if self._repair.is_recorded:
                yield Step(self._previsit_at + RECORDED_AFTER, partial(self._record, technician))
            yield Step(min(self._previsit_at + STILL_AFTER, self._today), self._take_still)
            ended_at = min(self._previsit_at + CALL_LASTS, self._today)
            yield Step(
                ended_at, partial(self._end_previsit, technician, self._previsit_at, ended_at)
            )

    async def _say(self, written: Written, number: int) -> None:
        speakers = {
            Speaker.TENANT: self._tenant,
            Speaker.OFFICE: self._office,
            Speaker.TECHNICIAN: self._technician,
        }
        if speaker := speakers[written.by]:
            said = NewMessage(self._id("message", number), written.words)
            await case_chat.say(speaker, self._repair.id, said)

    async def _let_in(self, who: LetIn, number: int) -> None:
        wanted = NewOutsiderLink(
            self._id("outsider", number),
            who.name,
            who.may,
            LONGEST_DAYS,
            is_asked=bool(who.note),
            note=who.note,
        )
        await outsiders.make_link(self._office, self._id("job"), wanted)

    async def _accept_from_outside(self, who: LetIn, number: int) -> None:
        outsider = Outsider(
            link_id=self._id("outsider", number),
            job_id=self._id("job"),
            request_id=self._repair.id,
            organisation_id=self._home.organisation.id,
            name=who.name,
            may=who.may,
            must_answer=True,
        )
        await answering.accept(outsider)

    async def _begin_previsit(self, technician: Technician) -> None:
        tokens = SignedTokens(self._workshop.settings.secret)
        await scheduling.open_previsit(technician, self._id("previsit"), tokens)
        await scheduling.join_previsit(self._tenant, tokens)
        if self._repair.helper:
            helper = NewHelper(self._id("helper"), self._repair.helper, TEXT_VERSION)
            await inviting.invite(self._tenant, None, helper)

    async def _record(self, technician: Technician) -> None:
        # First all of it: what is under way and gives no sign is taken for left behind.
        pieces = await asyncio.wrap_future(self._film)
        await DemoRecording(
            self._id("recording"), self._id("previsit"), technician, self._tenant, now()
        ).make(pieces, self._workshop.objects)

    async def _take_still(self) -> None:
        data = await self._picture(Shot.BEFORE, 0)
        slot = slots_for(self._repair.fault, "nl")[0].key
        still = self._announcement("still", 0, data, Moment.BEFORE, Source.CALL, slot)
        await receiving.receive_upload(
            self._tenant, still, data, self._workshop.objects, limit_bytes=self._limit
        )

    async def _end_previsit(self, technician: Technician, began: datetime, ended: datetime) -> None:
        pack = self._repair.pack
        previsit_id = self._id("previsit")
        # One in three was over a poor line, always the same ones.
        was_rough = previsit_id.int % 3 == 0
        call = DemoCall(str(previsit_id), self._tenant, technician, began, ended, was_rough)
        await call.tell()
        await scheduling.end_previsit(technician, previsit_id)
        if pack:
            noted = NotedOutcome(
                fault=self._repair.fault,
                finding=pack.finding,
                parts=list(pack.parts),
                tools=list(pack.tools),
                minutes_promised=pack.minutes,
                access_notes=pack.access,
                noted_at=now(),
            )
            await outcome.note_outcome(technician, previsit_id, noted)

    def _visit_steps(self, technician: Technician) -> Iterator[Step]:
        if self._visit_at is None or self._visit_at > self._today:
            return
        arrival = Arrival(self._id("visit"), self._visit_at)
        yield Step(self._visit_at, partial(visits.arrive, technician, self._id("job"), arrival))
        if self._repair.minutes_inside is None:
            sent_at = self._visit_at + SENT_FROM_INSIDE
            for number, photo in enumerate(self._repair.after):
                yield Step(sent_at, partial(self._take_after, technician, number, photo))
            return
        left_at = min(self._visit_at + timedelta(minutes=self._repair.minutes_inside), self._today)
        for number, photo in enumerate(self._repair.after):
            yield Step(left_at, partial(self._take_after, technician, number, photo))
        if self._repair.is_filmed:
            yield Step(left_at, partial(self._film_work, technician))
        taken = [self._id("after", number) for number in range(len(self._repair.after))]
        if self._repair.is_filmed:
            taken += [self._id(Kind.FILM, 0), self._id(Kind.VOICE, 0)]
        taken += [self._id("on-phone", number) for number in range(self._repair.on_phone)]
        given_up = [self._id("given-up", number) for number in range(self._repair.given_up)]
        taken += given_up
        departure = Departure(left_at, len(taken), taken)
        yield Step(left_at, partial(self._leave, technician, arrival.id, departure))
        for photo_id in given_up:
            yield Step(left_at, partial(self._give_up, technician, photo_id))
        yield from self._review_steps(technician, left_at)

    def _review_steps(self, technician: Technician, left_at: datetime) -> Iterator[Step]:
        judged_at = min(left_at + REVIEW_TAKES, self._today)
        for number, photo in enumerate(self._repair.after):
            yield Step(judged_at, partial(self._remark, number, photo))
            if photo.answer:
                answered_at = min(judged_at + ANSWER_TAKES, self._today)
                yield Step(answered_at, partial(self._answer, technician, number, photo))
            if photo.verdict != Verdict.PENDING:
                yield Step(judged_at, partial(self._judge, number, photo))

    async def _leave(self, technician: Technician, visit_id: UUID, departure: Departure) -> None:
        # In one go: the consumer that seals what a visit left lives in the time of today.
        async with transaction():
            job_id = await visits.leave(technician, visit_id, departure)
            await seal_after_visit(job_id)

    async def _give_up(self, technician: Technician, photo_id: UUID) -> None:
        why = Discarded("picture-too-large")
        await on_phones.discard_photo(technician, self._id("job"), photo_id, why)

    async def _take_after(self, technician: Technician, number: int, shown: AfterPhoto) -> None:
        data = await self._picture(Shot.AFTER, number)
        source = Source.SCREEN if shown.slot == SIGNATURE else Source.CAMERA
        photo = self._announcement("after", number, data, Moment.AFTER, source, shown.slot)
        objects = self._workshop.objects
        await announcing.announce_photo(
            technician, self._id("job"), photo, objects, limit_bytes=self._limit
        )
        await receiving.store_and_confirm(technician, photo, data, objects)

    async def _film_work(self, technician: Technician) -> None:
        pieces = await asyncio.wrap_future(self._work_film)
        film = b"".join(data for data, _ in pieces)
        voice = await asyncio.wrap_future(self._voice)
        slot = self._repair.after[0].slot
        for data, kind, media_type, seconds in (
            (film, Kind.FILM, "video/mp4", SECONDS),
            (voice, Kind.VOICE, "audio/webm", VOICE_SECONDS),
        ):
            made = msgspec.structs.replace(
                self._announcement(kind, 0, data, Moment.AFTER, Source.CAMERA, slot),
                kind=kind,
                media_type=media_type,
                seconds=seconds,
                before_photo_id=None,
            )
            await announcing.announce_photo(
                technician, self._id("job"), made, self._workshop.objects, limit_bytes=self._limit
            )
            if kind == Kind.FILM:
                await self._store_poster(made.id)
            await receiving.store_and_confirm(technician, made, data, self._workshop.objects)

    async def _store_poster(self, film_id: UUID) -> None:
        film = await EvidencePhoto.objects().get(EvidencePhoto.id == film_id)
        if film and film.state == PhotoState.ANNOUNCED:
            poster = await self._picture(Shot.AFTER, 0)
            key = poster_key(film.object_key)
            await self._workshop.objects.put(key, poster, media_type="image/jpeg")

    async def _judge(self, number: int, photo: AfterPhoto) -> None:
        photo_id = self._id("after", number)
        if photo.verdict == Verdict.ACCEPTED:
            await review.accept_evidence(self._office, [photo_id])
        elif photo.reason:
            verdict = SendBack(photo.reason, photo.note, list(photo.marks))
            await review.send_back_evidence(self._office, photo_id, verdict)

    async def _answer(self, technician: Technician, number: int, photo: AfterPhoto) -> None:
        photo_id = self._id("after", number)
        comment = Comment(demo_id("answer", str(photo_id)), photo.answer)
        await commenting.comment_on(technician, photo_id, comment)

    async def _remark(self, number: int, photo: AfterPhoto) -> None:
        photo_id = self._id("after", number)
        if photo.comment:
            comment = Comment(demo_id("comment", str(photo_id)), photo.comment)
            await commenting.comment_on(self._office, photo_id, comment)
        if photo.tags:
            await tagging.tag_photo(self._office, photo_id, photo.tags)

    async def _cancel(self) -> None:
        await cancel_repair(self._office, self._repair.id, self._repair.cancelled)

    @property
    def _limit(self) -> int:
        return self._workshop.settings.picture_limit_bytes

    def _draw_all(self) -> dict[tuple[Shot, int], Future[bytes]]:
        """Have every picture drawn from the start: drawing is what the seeding waits for."""
        repair = self._repair
        wanted = [(Shot.REPORT, number) for number in range(repair.report_photos)]
        wanted += [(Shot.BEFORE, 0)] if self._was_held else []
        wanted += [(Shot.AFTER, number) for number in range(len(repair.after))]
        size = _SMALL if repair.state in (State.CLOSED, State.CANCELLED) else _BIG
        artists = self._workshop.artists
        return {
            (shot, number): artists.submit(draw_signature, self._seed(shot, number))
            if shot == Shot.AFTER and repair.after[number].slot == SIGNATURE
            else artists.submit(draw_picture, repair.scene, shot, self._seed(shot, number), size)
            for shot, number in wanted
        }

    def _seed(self, shot: Shot, number: int) -> int:
        """Its own corner of its own home, unless somebody used a photo again."""
        used = self._repair.after[number].used_before_in if shot == Shot.AFTER else ""
        origin = next((repair for repair in REPAIRS if repair.key == used), None)
        return origin.picture_seed if origin else self._repair.picture_seed + number

    async def _picture(self, shot: Shot, number: int) -> bytes:
        return await asyncio.wrap_future(self._drawings[shot, number])

    def _announcement(
        self,
        kind: str,
        number: int,
        data: bytes,
        moment: Moment,
        source: Source,
        slot: str = "",
    ) -> Announcement:
        is_after = moment == Moment.AFTER
        return Announcement(
            id=self._id(kind, number),
            moment=moment,
            source=source,
            taken_at=now(),
            byte_count=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            media_type="image/jpeg",
            slot=slot,
            visit_id=self._id("visit") if is_after else None,
            before_photo_id=self._taken_before(number) if is_after and slot != SIGNATURE else None,
            still_id=self._id("still-request") if source == Source.CALL else None,
        )

    def _taken_before(self, number: int) -> UUID:
        """The picture of the same corner: the camera stands where its number says."""
        if number < self._repair.report_photos and (number > 0 or not self._was_held):
            return self._id("report", number)
        return self._id("still") if self._was_held else self._id("report")
