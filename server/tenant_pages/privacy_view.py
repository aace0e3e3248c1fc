"""What is kept of a tenant, in her words: in general, and of her own repair."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from server.accounts.schemas import OrganisationFacts
from server.case_words.spoken_times import SpokenTimes
from server.clock import HOME
from server.evidence.schemas import PhotoLook
from server.evidence.viewing import looks_of
from server.legal_holds.access import hold_on
from server.needs.service import needs_of
from server.needs.tables import NeedCode
from server.privacy.access import case_itself
from server.privacy.keeping import kept_of
from server.privacy.kinds import BY_WORD, KINDS, CountsFrom, Periods
from server.privacy.record import how_long
from server.retention.periods import periods_of
from server.sentences import Sentences, sentences

_OF_STAFF = ("sign_ins", "staff")


@dataclass(frozen=True)
class KindLine:
    """One kind of data, as a tenant reads it."""

    name: str
    what: str
    why: str
    how_long: str
    who: str


@dataclass(frozen=True)
class KeptLine:
    """What there is of her repair, and until when."""

    name: str
    until: str


@dataclass(frozen=True)
class LookLine:
    """Somebody who was shown her photos."""

    who: str
    when: str
    why: str
    photos: str


@dataclass(frozen=True)
class NeedLine:
    """What she told us to reckon with."""

    id: UUID
    words: str
    ask_again: str


@dataclass(frozen=True)
class NeedsView:
    """What she told, and what she may tell."""

    told: Sequence[NeedLine]
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class CaseKept:
    """The page about her own repair."""

    kept: Sequence[KeptLine]
    looks: Sequence[LookLine]


async def kinds_for_tenants(
    organisation: OrganisationFacts, say: Sentences
) -> tuple[list[KindLine], list[KindLine]]:
    """What is about tenants, and what is about colleagues."""
    words = sentences(say.language, "privacy")
    periods = Periods(await periods_of(organisation.id))
    hers: list[KindLine] = []
    theirs: list[KindLine] = []
    for kind in KINDS:
        line = KindLine(
            words(f"names.{kind.word}"),
            words(f"what.{kind.word}"),
            words(f"why.{kind.word}"),
            _sentence(how_long(kind, periods, words)),
            ", ".join(words(f"recipients.{each}") for each in kind.recipients),
        )
        (theirs if kind.word in _OF_STAFF else hers).append(line)
    return hers, theirs


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


async def kept_of_case(request_id: UUID, say: Sentences, now: datetime) -> CaseKept:
    """Of her repair: what there is, until when, and who looked."""
    words = sentences(say.language, "privacy")
    times = SpokenTimes(say, now)
    case = await case_itself(request_id)
    periods = Periods(await periods_of(case.organisation))
    is_held = await hold_on(case.id) is not None
    lines: list[KeptLine] = []
    for each in await kept_of(case):
        kind = BY_WORD[each.word]
        told = words("case.until", date=_on(each.until, times)) if each.until else ""
        if is_held and kind.counts_from != CountsFrom.STAYS:
            told = words("case.held")
        lines.append(KeptLine(words(f"names.{each.word}"), told or how_long(kind, periods, words)))
    return CaseKept(lines, _looks(await looks_of(request_id), words, times))


def _on(day: date, times: SpokenTimes) -> str:
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=HOME)
    return f"{times.day(moment)} {day.year}"


def _looks(looks: Sequence[PhotoLook], words: Sentences, times: SpokenTimes) -> list[LookLine]:
    """One line for each person, hour and reason, the newest first."""
    by_visit: dict[tuple[str, str, str, datetime], set[UUID]] = {}
    for look in looks:
        hour = look.at.replace(minute=0, second=0, microsecond=0)
        key = (look.viewer_kind, look.viewer_name, look.why, hour)
        by_visit.setdefault(key, set()).add(look.photo_id)
    return [
        LookLine(
            _who(kind, name, words),
            times.line(hour),
            words(f"whys.{why or 'unknown'}"),
            words("case.photo") if len(photos) == 1 else words("case.photos", n=len(photos)),
        )
        for (kind, name, why, hour), photos in by_visit.items()
        if kind != "tenant"
    ]


def _who(kind: str, name: str, words: Sentences) -> str:
    """Colleagues by name; somebody outside by what they were to us."""
    role = words(f"roles.{kind}")
    return f"{name} ({role})" if name and kind != "outsider" else role[0].upper() + role[1:]


async def needs_for(request_id: UUID, say: Sentences, now: datetime) -> NeedsView:
    """For the section on her page."""
    words = sentences(say.language, "needs")
    times = SpokenTimes(say, now)
    told = [
        NeedLine(
            need.id,
            words(f"codes.{need.code}"),
            words("consent.askAgain", date=_on(need.ask_again_on, times)),
        )
        for need in await needs_of(request_id)
    ]
    known = {line.words for line in told}
    choices = [(code, words(f"codes.{code}")) for code in NeedCode]
    return NeedsView(told, [(code, said) for code, said in choices if said not in known])
