"""Two homes of the demo that are handed over: one tenant has to say whether she agrees, the other
waits for the final inspection."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.actors import Coordinator, Technician, Tenant
from server.clock import HOME, now
from server.database import transaction
from server.demo import cast
from server.demo.cast import demo_id
from server.demo.corporation import DWELLINGS, Dwelling
from server.demo.history import Step, Workshop
from server.demo.pictures import Moment as Shot
from server.demo.pictures import Scene, draw_picture
from server.demo.when import Ago
from server.evidence import announcing, receiving
from server.evidence.review import settle
from server.evidence.schemas import Announcement
from server.evidence.tables import Moment, Source
from server.language import tenant_language_wished
from server.move_outs import answering, inspecting, starting
from server.move_outs.schemas import (
    FoundRoom,
    NewMoveOut,
    NewPreInspection,
    NewWork,
    PlannedInspection,
)
from server.move_outs.tables import Because, Condition, Side
from server.proof.sealing import seal_after_visit
from server.visits import service as visits
from server.visits.schemas import Arrival, Departure

_VERA = Coordinator(cast.VERA.id, cast.DE_LINDE.id, cast.VERA.name, cast.VERA.language)
_TOM = Technician(cast.TOM.id, cast.DE_LINDE.id, cast.TOM.name, cast.TOM.language)
_HERS, _OURS = Side.TENANT, Side.CORPORATION


@dataclass(frozen=True, slots=True)
class Found:
    """One room: how it was, what a photo of it shows, and what has to be done."""

    room: str
    words: str
    scene: Scene | None = None
    work: tuple[str, Side, Side, Because, int] | None = None  # what, who does it, who pays, cents


@dataclass(frozen=True, slots=True)
class MovingOut:
    """One of them, told from today."""

    home: str
    started: Ago
    inspected: Ago
    days_left: int
    rooms: tuple[Found, ...]
    words: str
    agreed: Ago | None = None
    final_given: Ago | None = None


MOVE_OUTS: tuple[MovingOut, ...] = (
    MovingOut(
        "Parkzicht 9",
        started=Ago(days=6),
        inspected=Ago(days=1),
        days_left=21,
        words="De woning is netjes bewoond.",
        rooms=(
            Found(
                "room_living", "Stopcontact zit los. Zes gaten van pluggen.", Scene.LOOSE_SOCKET,
                ("Gaten van pluggen dichten", _HERS, _HERS, Because.DAMAGE, 8_500),
            ),
            Found(
                "room_bathroom", "Twee tegels gebarsten.", Scene.CRACKED_TILE,
                ("Gebarsten tegels vervangen", _OURS, _OURS, Because.WEAR, 0),
            ),
            Found(
                "room_bedroom", "Laminaat zelf gelegd, ligt goed.", None,
                ("Het laminaat mag blijven", _OURS, _OURS, Because.OWN_FITTING_STAYS, 0),
            ),
            Found("room_kitchen", ""),
            Found("room_meters", ""),
        ),
    ),
    MovingOut(
        "Molenweg 2",
        started=Ago(days=30),
        inspected=Ago(days=20),
        agreed=Ago(days=19),
        final_given=Ago(days=2),
        days_left=2,
        words="Alles loopt goed. De sleutels komen op de laatste dag.",
        rooms=(
            Found(
                "room_hall", "Voordeur klemt bij het slot.", Scene.FRONT_DOOR_LOCK,
                ("Het slot van de voordeur nastellen", _OURS, _OURS, Because.WEAR, 0),
            ),
            Found(
                "room_storage", "Staat nog vol.", None,
                ("De berging leegmaken", _HERS, _HERS, Because.CLEANING, 15_000),
            ),
            Found(
                "room_living", "Wand is paars geverfd.", None,
                ("De wand weer licht schilderen", _HERS, _HERS, Because.OWN_FITTING_GOES, 22_500),
            ),
        ),
    ),
)  # fmt: skip


class MovingOutSteps:
    """Everything that happened to one of them, as steps in time."""

    def __init__(self, told: MovingOut, today: datetime, workshop: Workshop) -> None:
        self._told = told
        self._today = today
        self._workshop = workshop
        self._home: Dwelling = next(home for home in DWELLINGS if home.key == told.home)
        self._id = demo_id("move-out", told.home)
        tenant = self._home.tenant
        self._tenant = Tenant(self._id, cast.DE_LINDE.id, tenant.name, tenant.language)

    def steps(self) -> Iterator[Step]:
        at = self._told.inspected.at(self._today)
        yield Step(self._told.started.at(self._today), self._start)
        yield Step(self._told.started.at(self._today) + timedelta(hours=1), self._plan)
        yield Step(at, self._inspect)
        if self._told.agreed:
            yield Step(self._told.agreed.at(self._today), self._agree)
        if self._told.final_given:
            yield Step(self._told.final_given.at(self._today), self._plan_again)

    async def _start(self) -> None:
        tenant = self._home.tenant
        wanted = NewMoveOut(
            self._id,
            self._home.postcode,
            self._home.house_number,
            tenant.name,
            tenant.phone,
            (self._today.astimezone(HOME) + timedelta(days=self._told.days_left)).date(),
            tenant.email,
            tenant_language_wished(tenant.language),
        )
        await starting.start(_VERA, wanted)

    async def _plan(self) -> None:
        given = PlannedInspection(self._part("job"), cast.TOM.id)
        await starting.plan_pre_inspection(_VERA, self._id, given)

    async def _inspect(self) -> None:
        job, visit = self._part("job"), self._part("visit")
        await visits.arrive(_TOM, job, Arrival(visit, now() - timedelta(minutes=25)))
        taken = [
            await self._photograph(found.room, found.scene)
            for found in self._told.rooms
            if found.scene
        ]
        works = [
            NewWork(self._part(f"work/{at}"), found.room, *found.work)
            for at, found in enumerate(self._told.rooms)
            if found.work
        ]
        rooms = [
            FoundRoom(
                found.room, Condition.ATTENTION if found.words else Condition.GOOD, found.words
            )
            for found in self._told.rooms
        ]
        report = NewPreInspection(self._part("report"), now(), rooms, works, self._told.words)
        await inspecting.report_pre_inspection(_TOM, job, report)
        # In one go: the consumer that seals what a visit left lives in the time of today.
        async with transaction():
            await visits.leave(_TOM, visit, Departure(now(), len(taken), taken))
            await seal_after_visit(job)
        await settle(job)

    async def _photograph(self, room: str, scene: Scene) -> UUID:
        drawn = self._workshop.artists.submit(draw_picture, scene, Shot.REPORT, 7, (1200, 900))
        data = await asyncio.wrap_future(drawn)
        photo = Announcement(
            id=self._part(f"photo/{room}"),
            moment=Moment.BEFORE,
            source=Source.CAMERA,
            taken_at=now(),
            byte_count=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            media_type="image/jpeg",
            slot=room,
            visit_id=self._part("visit"),
        )
        limit = self._workshop.settings.picture_limit_bytes
        objects = self._workshop.objects
        await announcing.announce_photo(_TOM, self._part("job"), photo, objects, limit_bytes=limit)
        await receiving.store_and_confirm(_TOM, photo, data, objects)
        return photo.id

    async def _agree(self) -> None:
        await answering.agree(self._tenant, 1, self._home.tenant.name)
        await answering.tell_done(self._tenant, {self._part("work/1")})

    async def _plan_again(self) -> None:
        given = PlannedInspection(self._part("final"), cast.TOM.id)
        await starting.plan_final_inspection(_VERA, self._id, given)

    def _part(self, what: str) -> UUID:
        return demo_id(f"move-out/{what}", self._told.home)
