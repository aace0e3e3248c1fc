"""Refusals we foresaw, and the few that every feature shares."""

from typing import ClassVar


class DomainError(Exception):
    """A refusal we foresaw. Subclasses set the three fixed facts; instances add the particulars."""

    slug: ClassVar[str]
    title: ClassVar[str]
    status: ClassVar[int] = 409

    def __init__(self, detail: str = "", **particulars: object) -> None:
        super().__init__(detail or self.title)
        self.particulars = particulars
        self.headers: dict[str, str] = {}


class NotFound(DomainError):
    """There is no such thing, or it is not yours to see; the answer does not tell which."""

    slug, title, status = "not-found", "Not found", 404


class NotSignedIn(DomainError):
    """Nobody is signed in, or the sign-in has ended."""

    slug, title, status = "not-signed-in", "Please sign in", 401


class NotAllowed(DomainError):
    """You may see this, but somebody else has to do it."""

    slug, title, status = "not-allowed", "Somebody else has to do this", 403


class InvalidInput(DomainError):
    """A value makes no sense. `errors` names each field by its JSON pointer."""

    slug, title, status = "invalid-input", "Some of this makes no sense", 400

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail, errors=[{"pointer": pointer, "detail": detail}])
