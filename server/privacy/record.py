"""The record of processing (AVG article 30), made of the list of kinds and of what an organisation
chose: so it says what really happens."""

from server.accounts.schemas import OrganisationFacts
from server.clock import HOME, now
from server.language import Language
from server.privacy.kinds import KINDS, CountsFrom, Kind, Periods
from server.privacy.schemas import RecordedKind, RecordOfProcessing
from server.retention.periods import periods_of
from server.sentences import Sentences, sentences

_MEASURES = "measures"


async def record_of(organisation: OrganisationFacts, language: Language) -> RecordOfProcessing:
    """Of one organisation, in one language."""
    say = sentences(language, "privacy")
    periods = Periods(await periods_of(organisation.id))
    return RecordOfProcessing(
        organisation=organisation.name,
        phone=organisation.phone,
        made_at=now(),
        kinds=[_recorded(kind, periods, say) for kind in KINDS],
        measures=list(say.section(_MEASURES).values()),
    )


def _recorded(kind: Kind, periods: Periods, say: Sentences) -> RecordedKind:
    return RecordedKind(
        word=kind.word,
        name=say(f"names.{kind.word}"),
        what=say(f"what.{kind.word}"),
        why=say(f"why.{kind.word}"),
        basis=say(f"basis.{kind.article}"),
        recipients=[say(f"recipients.{each}") for each in kind.recipients],
        kept=how_long(kind, periods, say),
        erased=say(f"ways.{kind.way}"),
    )


def how_long(kind: Kind, periods: Periods, say: Sentences) -> str:
    """ "183 dagen nadat de reparatie klaar is"."""
    if kind.counts_from == CountsFrom.STAYS:
        return say("from.stays")
    told = say(f"from.{kind.counts_from}", period=in_words(periods.days(kind), say))
    if not kind.claim_days:
        return told
    later = in_words(periods.days(kind, has_claim=True), say)
    return f"{told} {say('from.claim', period=later)}"


def in_words(days: int, say: Sentences) -> str:
    """As people say it: years and months where it is about that."""
    for length, one, many in ((365, "year", "years"), (30.5, "month", "months")):
        count = round(days / length)
        if count >= 1 and abs(days - count * length) <= count / 2:
            return say(f"periods.{one}") if count == 1 else say(f"periods.{many}", n=count)
    return say("periods.day") if days == 1 else say("periods.days", n=days)


def as_markdown(record: RecordOfProcessing, language: Language) -> str:
    """To print, and to hand to whoever asks."""
    say = sentences(language, "privacy")
    made = f"{record.made_at.astimezone(HOME):%Y-%m-%d}"
    lines = [
        f"# {say('record.title', organisation=record.organisation)}",
        "",
        say("record.intro", organisation=record.organisation, phone=record.phone, date=made),
        "",
    ]
    for kind in record.kinds:
        lines += [
            f"## {kind.name}",
            "",
            f"- {say('record.what')}: {kind.what}",
            f"- {say('record.why')}: {kind.why}",
            f"- {say('record.basis')}: {kind.basis}",
            f"- {say('record.recipients')}: {', '.join(kind.recipients) or '-'}",
            f"- {say('record.kept')}: {kind.kept}",
            f"- {say('record.erased')}: {kind.erased}",
            "",
        ]
    lines += [f"## {say('record.measures')}", ""]
    lines += [f"- {measure}" for measure in record.measures]
    return "\n".join(lines) + "\n"
