"""The refusal of whoever asks too often."""

from math import ceil

from server.errors import DomainError


class TooManyRequests(DomainError):
    """Too much was asked in a short time. `Retry-After` says in how many seconds it goes on."""

    slug, title, status = "too-many-requests", "Too many requests", 429

    def __init__(self, wait_seconds: float) -> None:
        seconds = max(1, ceil(wait_seconds))
        super().__init__(f"Try again in {seconds} seconds.", retryAfter=seconds)
        self.headers = {"retry-after": str(seconds)}
