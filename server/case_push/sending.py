"""Push as one of the ways a letter goes."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from server.case_push.phones import phone_called
from server.mail.sending import MailRefused, MailServerAway
from server.push.sending import PushRefused, PushSender, PushServiceAway


@dataclass(frozen=True)
class ByPush:
    """To one phone, whose id is the recipient. What it says and where a tap leads is for the
    worker in her browser: `pwa/tenant/phone-worker.ts`."""

    sender: PushSender

    async def send(
        self, recipient: str, subject: str, text: str, letter_id: UUID | None = None
    ) -> None:
        phone = await phone_called(UUID(recipient))
        if phone is None:
            raise MailRefused("gone")
        # A newer message takes the place of what she did not look at: what counts is how it stands.
        said = {"title": subject, "body": text, "tag": str(phone.request_id)}
        try:
            await self.sender.send(phone, msgspec.json.encode(said), topic=phone.request_id.hex)
        except PushServiceAway as away:
            raise MailServerAway(str(away)) from away
        except PushRefused as refused:
            raise MailRefused(str(refused)) from refused
