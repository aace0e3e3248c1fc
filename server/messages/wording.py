"""What a message says: the words of her page, with dates, in her language."""

import hashlib
from dataclasses import dataclass

from server.appointments.keeping import last_of
from server.appointments.tables import Planner
from server.case_chat.reading import newest, unread_by_tenant
from server.case_files.schemas import Case
from server.case_files.tenant_case import case_in_words
from server.case_links.greeting import greeting
from server.case_words.now import UNDATED, now_in_words
from server.case_words.spoken_times import SpokenTimes
from server.clock import now
from server.incidents.service import known_cause
from server.language import tenant_language_wished
from server.mail.tables import Channel
from server.messages.telling import CHAT, STILL_WAITING
from server.repair_requests.tables import RepairRequest
from server.sentences import Sentences, sentences
from storage.objects import ObjectStore

_OF_ITS_OWN = {
    "request.checked_back": "checkedBack",
    "previsit.moment_reminded": "momentReminder",
    "previsit.photos_asked": "photosAsked",
    "parcel.approved": "parcelApproved",
    "parcel.refused": "parcelRefused",
    "parcel.cancelled": "parcelCancelled",
    "parcel.sent": "parcelSent",
    "parcel.at_pickup": "parcelAtPickup",
    STILL_WAITING: "stillWaiting",
    CHAT: "chat",
    "incident.told": "incident",
}
"""What her page does not say as news."""


@dataclass(frozen=True)
class Wording:
    """What she is told; the same whichever way it goes."""

    headline: str
    lines: tuple[str, ...]
    case: Case
    say: Sentences
    about: str = ""
    """What else makes it another message, though it says the same: which line of the chat."""

    @property
    def fingerprint(self) -> str:
        """Of what it says, so that the same is not told twice in a row."""
        told = "\n".join((self.headline, *self.lines, self.about))
        return hashlib.sha256(told.encode()).hexdigest()

    def headed_by(self, channel: Channel) -> str:
        """What stands above it. An SMS has nothing there."""
        if channel == Channel.PUSH:
            return self.case.organisation.name
        return "" if channel == Channel.SMS else self._subject

    def said_by(self, channel: Channel, link: str | None) -> str:
        """As a letter, as short as an SMS has to be, or what may stand on a screen that is locked:
        no name of hers, no address, and no link, since the phone itself has her page."""
        if channel == Channel.PUSH:
            return self._subject
        if channel != Channel.SMS:
            return self.letter(link)
        short = self.say("message.sms", **self._facts, headline=self.headline)
        return f"{short} {link}" if link else short

    @property
    def _subject(self) -> str:
        return self.say("message.subject", number=self.case.number, headline=self.headline)

    @property
    def _facts(self) -> dict[str, str]:
        organisation = self.case.organisation
        return {
            "number": self.case.number,
            "organisation": organisation.name,
            "phone": organisation.phone,
        }

    def letter(self, link: str | None) -> str:
        """With everything her page says now."""
        facts = self._facts
        hers = (self.say("message.link", **facts), link) if link else ()
        parts = (
            greeting(self.case.tenant_name, self.say),
            self.headline + ".",
            *self.lines,
            *hers,
            self.say("message.bye", **facts),
        )
        return "\n\n".join(parts)


_OF_A_VISIT = {
    "appointment.planned": "visitPlanned",
    "appointment.moved": "visitMoved",
    "appointment.called_off": "visitOff",
    "appointment.reminded": "visitReminder",
}
"""What her page does not say as news either; when somebody comes stands in the headline, which is
all that an SMS has room for."""


async def _of_visit(
    request: RepairRequest, because: str, say: Sentences
) -> tuple[str, tuple[str, ...]] | None:
    """Of the newest appointment, as it stands now; None when that is another story by now."""
    last = await last_of(request.id)
    if last is None or (last.because is not None) != (because == "appointment.called_off"):
        return None
    key = _OF_A_VISIT[because]
    when = SpokenTimes(say, UNDATED).block(last.begins_at, last.ends_at)
    told = {"when": when, "who": last.technician_name.split()[0]}
    if last.because:
        headline = say("message.visitOffTitle", when=when)
        return headline, (say(f"visitOff.{last.because}"), say("message.visitOffNext"))
    if key == "visitMoved":
        key = "visitMovedByYou" if last.planned_by == Planner.TENANT else "visitMovedByUs"
        return say("message.visitMovedTitle", **told), (say(f"message.{key}"),)
    headline = say("case.preparedAtTitle", **told)
    return headline[0].upper() + headline[1:], (say(f"message.{key}", **told),)


async def put_into_words(request: RepairRequest, because: str, objects: ObjectStore) -> Wording:
    """By how the repair stands now."""
    say = sentences(tenant_language_wished(request.language))
    case = await case_in_words(request.id, say.language, objects)
    card = now_in_words(case, say, now())
    headline, lines = card.headline, card.lines
    key = _OF_ITS_OWN.get(because)
    if key == "stillWaiting":
        lines = (headline + ".", *lines)
    elif key == "chat":
        unread = await unread_by_tenant(request.id)
        lines = (say("message.chatOne") if unread == 1 else say("message.chatMany", n=unread),)
    elif key == "incident":
        lines = (say.apart(await known_cause(request.id)), say("message.incident"))
    elif key:
        lines = (say(f"message.{key}"),)
    if key:
        headline = say(f"message.{key}Title")
    if because in _OF_A_VISIT:
        headline, lines = await _of_visit(request, because, say) or (headline, lines)
    about = str(await newest(request.id)) if key == "chat" else ""
    return Wording(headline, lines, case, say, about)
