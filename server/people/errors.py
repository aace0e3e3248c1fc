"""Refusals around who works here."""

from server.errors import DomainError


class InvitationUnknown(DomainError):
    """Nobody was given this link. Perhaps a part of it was lost in copying."""

    slug, title, status = "invitation-unknown", "We do not know this invitation", 404


class InvitationOver(DomainError):
    """The invitation was used, is older than a week, was sent again, or was withdrawn."""

    slug, title, status = "invitation-over", "This invitation no longer works", 410


class AddressTaken(DomainError):
    """Somebody here has this e-mail address already. One address is one person."""

    slug, title, status = "address-taken", "Somebody has this e-mail address", 409


class LastAdministrator(DomainError):
    """Without an administrator nobody could let people in. Make somebody else one first."""

    slug, title, status = "last-administrator", "This is the last administrator", 409


class FromDirectory(DomainError):
    """Whoever comes by the organisation's own directory has the role that the directory says."""

    slug, title, status = "role-from-directory", "The directory decides about this role", 409


class NothingKeptOfHer(DomainError):
    """She left so long ago that neither name nor address is kept. Invite her anew."""

    slug, title, status = "nothing-kept-of-her", "Nothing is kept of her", 409


class NoWayIn(DomainError):
    """Her passkeys went when she left, and there is no address for a code. Invite her anew."""

    slug, title, status = "no-way-in", "She could not sign in", 409


class FirmHasPeople(DomainError):
    """Somebody of this firm signs in already: their administrator lets the others in."""

    slug, title, status = "firm-has-people", "This firm lets its own people in", 409


class FirmInvitedByOthers(DomainError):
    """Another corporation has invited its administrator, who has a week to come."""

    slug, title, status = "firm-invited-by-others", "Somebody else has invited this firm", 409
