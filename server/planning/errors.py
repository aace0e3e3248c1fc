"""Refusals around planning a visit. Each names the rule; `allowed` holds the next free blocks."""

from server.errors import DomainError


class VisitInThePast(DomainError):
    """Nobody comes at a time that is gone."""

    slug, title, status = "visit-in-the-past", "This time is gone", 422


class VisitTooFarAhead(DomainError):
    """A visit is planned within a year."""

    slug, title, status = "visit-too-far-ahead", "This is more than a year ahead", 422


class OnAHoliday(DomainError):
    """A public holiday, or a day on which the office is closed."""

    slug, title, status = "visit-on-a-holiday", "Nobody works on this day", 409


class OnlyEmergencies(DomainError):
    """On this day visits in that neighbourhood are for emergencies and urgent repairs only. `free`
    names the blocks that a tenant may choose, `allowed` those of the desk."""

    slug, title, status = "only-emergencies", "Only emergencies are visited on this day", 409


class TechnicianAway(DomainError):
    """The technician does not work on this day, or works here no more. Why is not said."""

    slug, title, status = "technician-away", "The technician is away then", 409


class OutsideWorkingHours(DomainError):
    """Not within the working hours that were noted for this technician."""

    slug, title, status = "outside-working-hours", "The technician does not work then", 409


class WithoutTheTrade(DomainError):
    """The fault needs a trade that this technician does not have. `trade` names it."""

    slug, title, status = "without-the-trade", "The technician does not have the trade", 409


class BlockFull(DomainError):
    """His other visits and calls leave too little time."""

    slug, title, status = "block-full", "There is no room for another visit then", 409


class JobMovedOn(DomainError):
    """The technician is inside, was there, or the job is closed: there is no visit to plan.
    `state` names it."""

    slug, title, status = "job-moved-on", "There is no visit to plan any more", 409


class AppointmentChanged(DomainError):
    """Somebody else planned, moved or called it off meanwhile. `planned` is what holds now."""

    slug, title, status = "appointment-changed", "Somebody else has changed the appointment", 409


class BlockTaken(DomainError):
    """Somebody else was first. `free` names the blocks that are left."""

    slug, title, status = "block-taken", "This block has just been taken", 409


class BlockNotOffered(DomainError):
    """A tenant chooses from the blocks that are offered. `free` names them."""

    slug, title, status = "block-not-offered", "This block cannot be chosen", 422


class NoVisitToChoose(DomainError):
    """Nobody is to come yet, or a video call comes first, or the technician has been inside."""

    slug, title, status = "no-visit-to-choose", "There is no visit to choose now", 409


class TooLateToMoveVisit(DomainError):
    """A visit can be moved until some working hours before it begins; after that by telephone."""

    slug, title, status = "too-late-to-move-visit", "It is too late to move the visit here", 409


class VisitMovedOften(DomainError):
    """A tenant moves a visit three times by herself; after that by telephone."""

    slug, title, status = "visit-moved-often", "The visit was moved three times already", 409
