"""What somebody outside typed who was asked to do a job."""

from dataclasses import dataclass

from litestar.datastructures import FormMultiDict

from server.sentences import Sentences
from server.tenant_pages.form import line

_SHORTEST, _LONGEST = 3, 500


@dataclass(frozen=True)
class TypedAnswer:
    """`link` is which link the page was about, `reason` why she cannot."""

    link: str
    reason: str


def typed_answer(data: FormMultiDict) -> TypedAnswer:
    return TypedAnswer(line(data, "link"), line(data, "reason")[:_LONGEST])


def wrong_reason(typed: TypedAnswer, say: Sentences) -> str:
    """A no helps whoever asks somebody else, when it says why."""
    return "" if len(typed.reason) >= _SHORTEST else say("asked.wrongReason")
