"""How long an organisation keeps what, as a manager decides it."""

from server.actors import Coordinator
from server.database import transaction
from server.journal.service import About, append
from server.privacy.errors import PeriodRefused
from server.privacy.kinds import KINDS, Kind, Periods, Way, claim_word
from server.privacy.schemas import ChosenPeriods, PeriodFacts
from server.retention.periods import periods_of, set_periods


def _choices() -> dict[str, tuple[Kind, int]]:
    """Every period that can be chosen: its kind, and the default."""
    found: dict[str, tuple[Kind, int]] = {}
    for kind in KINDS:
        if kind.way == Way.NEVER:
            continue
        found[kind.word] = (kind, kind.days)
        if kind.claim_days:
            found[claim_word(kind)] = (kind, kind.claim_days)
    return found


async def periods(actor: Coordinator) -> list[PeriodFacts]:
    """In the order of the list of kinds."""
    chosen = Periods(await periods_of(actor.organisation_id))
    return [
        PeriodFacts(
            word,
            kind.counts_from,
            chosen.days(kind, has_claim=word != kind.word),
            default,
            kind.most,
        )
        for word, (kind, default) in _choices().items()
    ]


async def choose_periods(actor: Coordinator, wanted: ChosenPeriods) -> list[PeriodFacts]:
    """From now on. What is due by them goes within the hour; what is gone does not come back."""
    most = {word: kind.most for word, (kind, _) in _choices().items()}
    errors = [
        {"pointer": f"/periods/{place}/days", "detail": f"From 1 to {most.get(each.word, 0)} days."}
        for place, each in enumerate(wanted.periods)
        if not 1 <= each.days <= most.get(each.word, 0)
    ]
    if errors:
        raise PeriodRefused(errors=errors)
    async with transaction():
        before = {facts.word: facts.days for facts in await periods(actor)}
        changed = {each.word: each.days for each in wanted.periods}
        changed = {word: days for word, days in changed.items() if before[word] != days}
        if changed:
            await set_periods(actor.organisation_id, changed)
            about = About(actor.organisation_id, subject_id=actor.organisation_id)
            told = {word: {"from": before[word], "to": days} for word, days in changed.items()}
            await append("privacy.periods_chosen", about, actor, told)
    return await periods(actor)
