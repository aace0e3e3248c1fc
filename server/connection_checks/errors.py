"""Why a connection could not be checked. Nobody is kept from the call by any of them."""

from server.errors import DomainError


class CallCheckUnavailable(DomainError):
    """The connection cannot be checked at the moment. The call itself is not affected."""

    slug, title, status = "call-check-unavailable", "The connection cannot be checked now", 503


class CallCheckBusy(DomainError):
    """Many people are checking their connection at once. Try again in a quarter of a minute."""

    slug, title, status = "call-check-busy", "Too many checks at once", 429


class CallCheckRefused(DomainError):
    """What the browser offered is not a connection for data alone."""

    slug, title, status = "call-check-refused", "This offer cannot be answered", 422
