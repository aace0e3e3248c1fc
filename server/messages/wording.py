"""What a message says: the words of her page, with dates, in her language."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from server.case_chat.reading import newest as newest_in_chat
from server.case_files.schemas import Case
from server.case_files.tenant_case import case_in_words
from server.case_links.greeting import greeting
from server.case_words.now import now_in_words
from server.clock import now
from server.language import tenant_language_wished
from server.mail.tables import Channel
from server.messages.news import as_it_stands, news_of
from server.messages.telling import CHAT
from server.repair_requests.tables import RepairRequest
from server.sentences import Sentences, sentences
from storage.objects import ObjectStore


@dataclass(frozen=True)
class Wording:
    """What she is told; the same whichever way it goes."""

    headline: str
    lines: tuple[str, ...]
    case: Case
    say: Sentences
    about: str = ""
    """What else makes it another message, though it says the same: which line of the chat."""
    also: tuple[str, ...] = ()
    """Headlines of what else is told; a letter has them between its lines."""
    is_news: bool = True
    """Not when she read already what it was about."""

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
        headlines = ". ".join((self.headline, *self.also))
        if channel == Channel.PUSH:
            return self.say("message.subject", number=self.case.number, headline=headlines)
        if channel != Channel.SMS:
            return self.letter(link)
        short = self.say("message.sms", **self._facts, headline=headlines)
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


async def put_into_words(
    request: RepairRequest, events: Sequence[str], objects: ObjectStore
) -> Wording:
    """What there is to tell of these, the newest last, by how the repair stands now; of nothing,
    how it stands."""
    say = sentences(tenant_language_wished(request.language))
    case = await case_in_words(request.id, say.language, objects)
    card = now_in_words(case, say, now())
    news = await news_of(events, case, card, say)
    newest, *others = news or [as_it_stands(card, say)]
    also = [line for piece in others for line in (piece.headline + ".", *piece.lines)]
    about = str(await newest_in_chat(request.id)) if CHAT in events else ""
    return Wording(
        newest.headline,
        (*newest.lines, *also),
        case,
        say,
        about,
        tuple(piece.headline for piece in others),
        is_news=bool(news),
    )
