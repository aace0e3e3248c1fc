"""Numbers in sentences: which form a word takes beside a number, by the rules of CLDR.

A language file writes the forms into the place of the number, `#` for the number itself:
`{minutes:# minuta|# minuty|# minut}`. Only whole numbers are counted here.
"""

from collections.abc import Callable

from server.language import TenantLanguage

_Rule = Callable[[int], int]


def _one_or_more(n: int) -> int:
    return 0 if n == 1 else 1


def _never_changes(_: int) -> int:
    return 0


def _is_few(n: int) -> bool:
    """22, 23 and 24 as 2, 3 and 4; but not 12, 13 and 14."""
    return n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14)


def _polish(n: int) -> int:
    return 0 if n == 1 else 1 if _is_few(n) else 2


def _ukrainian(n: int) -> int:
    is_one = n % 10 == 1 and n % 100 != 11
    return 0 if is_one else 1 if _is_few(n) else 2


def _arabic(n: int) -> int:
    """One, two, 3 to 10, 11 to 99, and round hundreds with nought."""
    if n in (1, 2):
        return n - 1
    rest = n % 100
    return 2 if 3 <= rest <= 10 else 3 if rest >= 11 else 4


_RULES: dict[TenantLanguage, tuple[int, _Rule]] = {
    "nl": (2, _one_or_more),
    "en": (2, _one_or_more),
    "tr": (1, _never_changes),
    "ar": (5, _arabic),
    "pl": (3, _polish),
    "uk": (3, _ukrainian),
}


def forms_of(language: TenantLanguage) -> int:
    """How many forms a sentence of this language writes for one number."""
    return _RULES[language][0]


class Counted(int):
    """A number that knows which of the forms of a language goes with it."""

    _language: TenantLanguage

    @classmethod
    def of(cls, number: int, language: TenantLanguage) -> "Counted":
        counted = cls(number)
        counted._language = language
        return counted

    def __format__(self, forms: str) -> str:
        if not forms:
            return str(int(self))
        return forms.split("|")[_RULES[self._language][1](self)].replace("#", str(int(self)))
