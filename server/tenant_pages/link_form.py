"""The forms around links: what was typed to get a lost one, and to let a helper in."""

import re
from dataclasses import dataclass

from litestar.datastructures import FormMultiDict

from server.case_links.schemas import LONGEST_DAYS, USUAL_DAYS, NewHelperLink
from server.plain_digits import plain_digits
from server.sentences import Sentences
from server.tenant_pages.form import POSTCODE, id_in, line

HELPER_DAYS = (1, 7, USUAL_DAYS, 30, LONGEST_DAYS)
_LONGEST = 16
_LONGEST_NAME = 80
_NUMBER = re.compile(r"(\d{2})\D?(\d{5,9})")


@dataclass(frozen=True)
class TypedWish:
    """What somebody knows of a repair whose link is lost."""

    number: str = ""
    postcode: str = ""
    house_number: str = ""

    def as_number(self) -> str:
        """ "26 01482" and "2601482" become "26-01482"."""
        found = _NUMBER.fullmatch(self.number)
        return f"{found[1]}-{found[2]}" if found else ""


@dataclass(frozen=True)
class LostLinkForm:
    """The form with what was typed, and the sentences beside the fields."""

    typed: TypedWish
    wrong: dict[str, str]

    @property
    def first_wrong(self) -> str:
        return next(iter(self.wrong), "")


def typed_wish(data: FormMultiDict) -> TypedWish:
    return TypedWish(
        *(
            plain_digits(line(data, name)[: _LONGEST * 2])
            for name in ("number", "postcode", "house_number")
        )
    )


def wrong_in_wish(wish: TypedWish, say: Sentences) -> dict[str, str]:
    """What cannot be right whatever is known here: nothing is looked up to say it."""
    found = {
        "number": "" if wish.as_number() else say("lost.wrongNumber"),
        "postcode": "" if POSTCODE.fullmatch(wish.postcode) else say("wrong.postcode"),
        "house_number": "" if wish.house_number else say("wrong.houseNumber"),
    }
    if len(wish.house_number) > _LONGEST:
        found["house_number"] = say("wrong.tooLong")
    return {name: sentence for name, sentence in found.items() if sentence}


def typed_helper(data: FormMultiDict) -> NewHelperLink | None:
    """Whom to let in; None without a name. The days are one of those that can be chosen."""
    name = line(data, "name")[:_LONGEST_NAME].strip()
    if not name:
        return None
    days = line(data, "days")[:3]
    chosen = int(days) if days.isascii() and days.isdecimal() else 0
    return NewHelperLink(
        id=id_in(data), name=name, days=chosen if chosen in HELPER_DAYS else USUAL_DAYS
    )
