"""What tenants were told while the story of the demo went on. Nothing of it leaves: the addresses
of the demo are nobody's."""

import dataclasses
from datetime import datetime, timedelta

from server.clock import clock_at
from server.database import select, transaction
from server.journal.entries import Entry
from server.messages.planning import plan_for
from server.messages.sending import send_due
from server.messages.telling import RULES, after_quiet_hours
from server.rate_limits.counting import Limiter
from server.settings import Settings
from storage.objects import ObjectStore

_TOGETHER = timedelta(minutes=2)


class Told:
    """Reads the journal along with the story."""

    def __init__(self, settings: Settings, objects: ObjectStore) -> None:
        self._settings = dataclasses.replace(
            settings, smtp_url=None, sms_url=None, whatsapp_url=None, push_services=()
        )
        self._objects = objects
        self._limiter = Limiter(None, factor=0)
        self._read_until: dict[object, int] = {}

    async def hear(self, moment: datetime) -> None:
        """Tell what the newest lines ask for, by how it stood then: at once, so that the server,
        which has today, finds nothing to tell."""
        lines = await select(
            Entry,
            "SELECT j.organisation, j.seq, j.event, j.request_id, j.job_id, j.subject_id"
            " FROM journal j WHERE j.at >= {} ORDER BY j.organisation, j.seq",
            moment,
        )
        async with transaction():
            for line in lines:
                if line.seq <= self._read_until.get(line.organisation_id, 0):
                    continue
                self._read_until[line.organisation_id] = line.seq
                if line.event in RULES:
                    with clock_at(moment):
                        await plan_for(line)
            with clock_at(after_quiet_hours(moment + _TOGETHER)):
                await send_due(self._settings, self._objects, self._limiter)
