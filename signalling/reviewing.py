"""Who may no longer be in a room is put out of it, whatever took the permission away.

The admission is asked about everybody in a room: at every arrival and resume, when the program
around says that something changed, and every few seconds besides. So a signal that got lost, or
that nobody thought of, costs seconds and no more.
"""

import logging
from collections.abc import Awaitable, Callable

from signalling import membership
from signalling.admission import Admission, InRoom, MayBeHeld
from signalling.changes import Apply, Change

log = logging.getLogger("signalling")

NOT_WELCOME = "not-welcome"


class Reviews:
    def __init__(
        self,
        admission: Admission,
        may_be_held: MayBeHeld,
        change: Callable[[str, Apply], Awaitable[Change]],
    ) -> None:
        self._admission = admission
        self._may_be_held = may_be_held
        self._change = change

    async def people(self, room: str) -> list[InRoom]:
        """Everybody in a room, also who is away for a moment; recorders are nobody."""
        found: list[InRoom] = []

        def look(change: Change) -> None:
            found[:] = [
                InRoom(each.participant, each.role, each.name, each.sign_in)
                for each in change.room.people()
            ]

        await self._change(room, look)
        return found

    async def review(self, room: str) -> None:
        """Put out who may not be there. Where nobody may, the call is over."""
        people = await self.people(room)
        if not people:
            return
        if not await self._may_be_held(room):
            await self._change(room, lambda change: membership.end(change, "ended"))
            return
        for participant in await self._admission.unwelcome(room, people):
            await self.put_out(room, participant, NOT_WELCOME)

    async def may_come_in(self, room: str, newcomer: str) -> bool:
        """The same at an arrival. The newcomer is only told of: that socket hears why itself."""
        unwelcome = await self._admission.unwelcome(room, await self.people(room))
        for participant in unwelcome:
            if participant != newcomer:
                await self.put_out(room, participant, NOT_WELCOME)
        return newcomer not in unwelcome

    async def put_out(self, room: str, participant: str, reason: str) -> None:
        """End the call for one person. The others go on."""
        log.info("put out room=%s participant=%s reason=%s", room, participant, reason)
        await self._change(room, lambda change: membership.put_out(change, participant, reason))
