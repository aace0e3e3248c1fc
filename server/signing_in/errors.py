"""Refusals of signing in. None of them tells whether somebody is known here."""

from server.errors import DomainError


class CeremonyOver(DomainError):
    """What was begun in this browser took too long, was used, or was begun in another one."""

    slug, title, status = "sign-in-took-too-long", "Please begin again", 410


class PasskeyRefused(DomainError):
    """The passkey is not known here, or its answer does not fit the question."""

    slug, title, status = "passkey-refused", "This passkey does not work here", 403


class PasskeysImpossible(DomainError):
    """Passkeys belong to a host with a name; this address has none."""

    slug, title, status = "passkeys-impossible", "No passkeys at this address", 409


class TooManyPasskeys(DomainError):
    """Nobody needs so many passkeys. Remove one that is not used any more."""

    slug, title, status = "too-many-passkeys", "There are too many passkeys already", 409


class LastWayIn(DomainError):
    """Without this passkey nobody could sign in as you. Add another one first."""

    slug, title, status = "last-way-in", "This is the only way to sign in", 409


class CodeWrong(DomainError):
    """The digits are not those of the letter."""

    slug, title, status = "code-wrong", "This code is wrong", 403


class CodeOver(DomainError):
    """The code was used, is older than ten minutes, was typed wrong too often, or was asked for in
    another browser."""

    slug, title, status = "code-over", "This code no longer works", 410


class TooManyCodes(DomainError):
    """Many codes were asked for from the same place. Wait a quarter of an hour."""

    slug, title, status = "too-many-codes", "Too many codes were asked for", 429


class DirectoryRefused(DomainError):
    """The organisation's directory did not let you in, or its answer does not fit the question."""

    slug, title, status = "directory-refused", "The directory did not let you in", 403


class DirectoryAway(DomainError):
    """The organisation's directory does not answer. Try again in a minute."""

    slug, title, status = "directory-away", "The directory does not answer", 503


class DirectoryOnly(DomainError):
    """You come in by your organisation's directory, and by nothing else: no passkey, no code. So
    whoever leaves the organisation is out here as well."""

    slug, title, status = "directory-only", "You sign in with your organisation", 403


class NoRole(DomainError):
    """The organisation's directory knows you, but gives you no work in Vooraf. Ask your
    administrator."""

    slug, title, status = "no-role", "You have no role here", 403
