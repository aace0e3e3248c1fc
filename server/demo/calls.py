"""What a call of the demo was like: told as signalling would, and written down by its record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.actors import Technician, Tenant
from server.previsits.call_record import CallRecord
from signalling.changes import CallEvent, Kind
from signalling.messages import Chat, MediaState, Quality

_GOOD, _POOR = 95.0, 45.0
_SHOWS = MediaState(microphone=True, camera=True, torch=False)
_MINUTE = timedelta(minutes=1)
_POOR_MINUTES = (3, 4)
_SAID = (
    ("technician", "Kunt u het typeplaatje laten zien?"),
    ("tenant", "Er staat R-24 op, uit 2009"),
    ("technician", "Dank u, dan neem ik het juiste onderdeel mee."),
)


@dataclass(frozen=True)
class DemoCall:
    """Both came, were seen and measured, and went; a rough one fell away once, and they wrote."""

    room: str
    tenant: Tenant
    technician: Technician
    began: datetime
    ended: datetime
    was_rough: bool

    async def tell(self) -> None:
        record = CallRecord()
        told = [*self._comings(), *self._measures(), *(self._trouble() if self.was_rough else ())]
        for each in sorted(told, key=lambda each: each.at):
            await record.note(each)

    def _comings(self) -> Iterator[CallEvent]:
        for role, late in (("technician", 0), ("tenant", 40)):
            came = self.began + timedelta(seconds=late)
            yield self._event("joined", role, came)
            yield self._event("media", role, came + timedelta(seconds=2), media=_SHOWS)
            yield self._event("left", role, self.ended, reason="bye")

    def _measures(self) -> Iterator[CallEvent]:
        for minute in range(1, int((self.ended - self.began) / _MINUTE)):
            for role in ("technician", "tenant"):
                is_poor = self.was_rough and role == "technician" and minute in _POOR_MINUTES
                measured = Quality(score=_POOR if is_poor else _GOOD, kbit_per_second=700)
                yield self._event("quality", role, self.began + minute * _MINUTE, quality=measured)

    def _trouble(self) -> Iterator[CallEvent]:
        yield self._event("away", "tenant", self.began + 4.5 * _MINUTE, reason="connection")
        yield self._event("back", "tenant", self.began + 4.7 * _MINUTE)
        for number, (role, text) in enumerate(_SAID):
            chat = Chat(cid=number + 1, chat_id=f"demo-{number}", text=text)
            yield self._event("chat", role, self.began + (5 + number / 3) * _MINUTE, chat=chat)

    def _event(self, kind: Kind, role: str, at: datetime, **told: Any) -> CallEvent:
        is_tenant = role == "tenant"
        return CallEvent(
            kind=kind,
            room=self.room,
            at=at.timestamp(),
            participant=str(self.tenant.request_id if is_tenant else self.technician.person_id),
            role=role,
            name=self.tenant.name if is_tenant else self.technician.name,
            **told,
        )
