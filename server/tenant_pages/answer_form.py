"""What a tenant says about her repair on the plain page: an answer, "it works again", "not yet"."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from litestar.datastructures import FormMultiDict

from server.actors import Tenant
from server.jobs.service import cancel_as_tenant
from server.parcels import trying
from server.repair_requests import finishing, self_help
from server.sentences import Sentences
from server.tenant_pages.form import line
from server.triage import asking, judging
from server.visits import approaching

MOST_CHARACTERS = 500
_FEWEST_CHARACTERS = 3

Said = Literal[
    "answer",
    "try",
    "solved",
    "not-solved",
    "confirm",
    "reopen",
    "dispute",
    "dispute-payer",
    "not-home",
    "cancel",
]
"""As in the address of the form."""

_WITH_WORDS: frozenset[Said] = frozenset({"answer", "reopen", "dispute", "dispute-payer", "cancel"})


@dataclass(frozen=True)
class Typed:
    """What came with the form, and what is wrong with it."""

    said: Said
    words: str
    question: str
    wrong: str = ""
    is_late: bool = False
    """Nothing is wrong with it: the repair moved on meanwhile."""


def typed_in(said: Said, form: FormMultiDict, say: Sentences) -> Typed:
    """Read the form; `wrong` says what to change."""
    words = line(form, "words")
    wrong = wrong_words(words, say) if said in _WITH_WORDS else ""
    return Typed(said, words, line(form, "question"), wrong)


def wrong_words(words: str, say: Sentences) -> str:
    """What to change about them; empty when they will do."""
    if len(words) < _FEWEST_CHARACTERS:
        return say("answer.short")
    return say("answer.long", most=MOST_CHARACTERS) if len(words) > MOST_CHARACTERS else ""


async def carry_out(tenant: Tenant, typed: Typed) -> None:
    """Do what she said. Raises MoveRefused and its like when the repair moved on meanwhile."""
    match typed.said:
        case "answer":
            await asking.answer(tenant, _id_in(typed.question), typed.words)
        case "reopen":
            await finishing.reopen_as_tenant(tenant, typed.words)
        case "dispute":
            await judging.dispute(tenant, typed.words)
        case "dispute-payer":
            await judging.dispute_payer(tenant, typed.words)
        case "cancel":
            await cancel_as_tenant(tenant, typed.words)
        case _:
            await _WORDLESS[typed.said](tenant)


_WORDLESS: dict[str, Any] = {
    "try": self_help.set_out,
    "solved": trying.succeed,
    "not-solved": trying.step_back,
    "confirm": finishing.confirm,
    "not-home": approaching.call_off,
}


def _id_in(text: str) -> UUID:
    """An id that nobody has, when it is none: no such question then."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
