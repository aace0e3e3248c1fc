"""A call of the demo that was recorded: asked, agreed to, taken up and stored as everybody's is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from server.actors import Technician, Tenant
from server.clock import clock_at
from server.demo.films import SECONDS
from server.recordings import consenting, deciding
from server.recordings.keeping import Keeper, reserve_place
from server.recordings.schemas import GivenConsent, NewRecording
from server.recordings.tables import TEXT_VERSION, Recording
from signalling.admission import InRoom
from storage.objects import ObjectStore

_ANSWERS_IN = timedelta(seconds=10)


@dataclass(frozen=True)
class DemoRecording:
    """Tom asks at this moment, she agrees, and what was filmed is kept."""

    id: UUID
    previsit_id: UUID
    technician: Technician
    tenant: Tenant
    asked: datetime

    async def make(self, pieces: Sequence[tuple[bytes, int]], objects: ObjectStore) -> None:
        if await Recording.exists().where(Recording.id == self.id):
            return  # what a broken-off start left is finished by due work, as everybody's is
        room = _Room(self.technician, self.tenant)
        with clock_at(self.asked):
            new = NewRecording(self.id, TEXT_VERSION)
            await consenting.ask(self.technician, self.previsit_id, new, room)
        with clock_at(self.asked + _ANSWERS_IN):
            given = GivenConsent(self.id, TEXT_VERSION)
            await consenting.consent(self.tenant, None, given, room)
            recording = await self._read()
            keeper = Keeper(self.id, await reserve_place(recording), objects)
            for data, until in pieces:
                await keeper.keep(data, until)
        with clock_at(self.asked + _ANSWERS_IN + timedelta(seconds=SECONDS)):
            await consenting.stop(self.technician, self.previsit_id, self.id, room)
            await keeper.finish()

    async def _read(self) -> Recording:
        # Its maker is alive at this moment, whatever the clock of the story says: due work looks.
        await Recording.update({Recording.alive_at: datetime.now(UTC)}).where(
            Recording.id == self.id
        )
        recording = await Recording.objects().get(Recording.id == self.id)
        if recording is None:
            raise LookupError
        return recording


class _Room:
    """Both are in the call, and nobody else."""

    is_available = True

    def __init__(self, technician: Technician, tenant: Tenant) -> None:
        self._present = [
            InRoom(str(technician.person_id), "technician", technician.name),
            InRoom(str(tenant.request_id), "tenant", tenant.name),
        ]

    async def people(self, _previsit_id: UUID) -> list[InRoom]:
        return self._present

    async def settle(self, previsit_id: UUID) -> None:
        await deciding.settle(previsit_id, self._present)

    async def tell(self, _previsit_id: UUID) -> None:
        """Nobody is on a screen."""
