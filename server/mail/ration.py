"""So many by one way in a day and no more: each costs money, and strangers can cause them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from server.clock import now
from server.database import few
from server.mail.sending import MailServerAway, Sender
from server.mail.tables import Channel

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rationed:
    """The others wait, as they do for a gateway that is away. It counts what was sent, which is
    the same on every node and after a restart."""

    gateway: Sender
    a_day: int
    channel: Channel = Channel.SMS

    async def send(
        self, recipient: str, subject: str, text: str, letter_id: UUID | None = None
    ) -> None:
        if await _sent_in_a_day(self.channel) >= self.a_day:
            raise MailServerAway("as many as VOORAF_SMS_PER_DAY have gone")
        await self.gateway.send(recipient, subject, text, letter_id)


async def _sent_in_a_day(channel: Channel) -> int:
    # `due_at` has the index; of a letter that went it is a bit later than `settled_at`.
    counts = await few(
        int,
        "SELECT count(*) FROM mail WHERE due_at > {} AND channel = {} AND state = 'sent'"
        " AND settled_at > {}",
        now() - _A_DAY,
        channel.value,
        now() - _A_DAY,
    )
    return counts[0]
