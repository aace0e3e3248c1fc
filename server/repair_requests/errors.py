"""Refusals around reporting a repair and following it."""

from server.errors import DomainError


class AddressUnknown(DomainError):
    """We rent out no home at this postcode and house number."""

    slug, title, status = "address-unknown", "We do not know this address", 422


class FaultUnknown(DomainError):
    """This is no fault of the list."""

    slug, title, status = "fault-unknown", "We do not know this kind of fault", 422


class PhoneRefused(DomainError):
    """Nobody can be phoned at this number."""

    slug, title, status = "phone-impossible", "This is no telephone number", 422


class WordsMissing(DomainError):
    """A field that we need is empty, or far too long."""

    slug, title, status = "words-missing", "Something is missing, or too long", 422


class CallInstead(DomainError):
    """This is dangerous or cannot wait: phoning is the only right way."""

    slug, title, status = "call-instead", "Please phone us", 422


class LinkUnknown(DomainError):
    """No case has this link. Perhaps a part of it was lost in copying."""

    slug, title, status = "link-unknown", "We do not know this link", 404


class LinkExpired(DomainError):
    """The tenant opened the link after the period in which it works."""

    slug, title, status = "link-expired", "This link no longer works", 410


class LinkOfHelper(DomainError):
    """This link is for somebody who helps with the case that is open here already."""

    slug, title, status = "link-of-helper", "This link is for somebody who helps you", 409


class RequestIsClosed(DomainError):
    """The repair is closed or cancelled; nothing can be planned on it."""

    slug, title, status = "request-is-closed", "This repair is closed", 409


class AlreadyGiven(DomainError):
    """Somebody else has this repair already; take it back first."""

    slug, title, status = "already-given", "This repair has been given to somebody", 409


class MoveRefused(DomainError):
    """The repair is not where this could be done: it moved on meanwhile, mostly."""

    slug, title, status = "move-refused", "That is not possible now", 409


class PriorityChanged(DomainError):
    """Somebody else made it more or less urgent meanwhile: look again before stepping on."""

    slug, title, status = "priority-changed", "Its urgency was changed meanwhile", 409


class NoStepFurther(DomainError):
    """Step by step, a repair becomes an emergency (P1) at most, and can wait (P4) at least. Whether
    there is danger (P0) is decided of one repair at a time."""

    slug, title, status = "no-step-further", "It goes no further in steps", 409


class TooLateToReopen(DomainError):
    """So long after the end it is a new fault."""

    slug, title, status = "too-late-to-reopen", "This repair ended too long ago", 409


class NoSelfHelp(DomainError):
    """Nobody should touch this fault without training, or without us having seen it."""

    slug, title, status = "no-self-help", "This is not for you to repair", 409


class SomebodyIsComing(DomainError):
    """The technician has been inside already: to call it off now, phone us."""

    slug, title, status = "somebody-is-coming", "Somebody is at work already", 409
