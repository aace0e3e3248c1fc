"""Refusals around the recording of a call."""

from server.errors import DomainError


class RecordingUnavailable(DomainError):
    """This server runs no worker that can record. The call itself is not affected."""

    slug, title, status = "recording-unavailable", "Calls cannot be recorded now", 503


class NobodyToRecord(DomainError):
    """A recording is asked for in a call, when the other is there to say yes or no."""

    slug, title, status = "nobody-to-record", "There is nobody in the call to ask", 409


class RecordingUnderWay(DomainError):
    """This call is being recorded, or somebody was asked already. Stop that first."""

    slug, title, status = "recording-under-way", "A recording is under way", 409


class NoRecordingNow(DomainError):
    """Nobody asks for a recording any more: it was refused, stopped, or the call is over."""

    slug, title, status = "no-recording-now", "There is no recording to decide about", 409


class ConsentTextOutdated(DomainError):
    """The text that was read is not the one of today. Reload the page and read it again."""

    slug, title, status = "consent-text-outdated", "This text of consent is out of date", 409
