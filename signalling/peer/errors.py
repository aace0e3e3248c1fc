"""What the worker, or the lack of one, refuses."""

from signalling.errors import SignallingError


class PeerUnavailable(SignallingError):
    """There is no worker, it is starting, or it died with this question in its hands."""


class PeerBusy(SignallingError):
    """As many connections as the worker admits are open."""


class OfferRefused(SignallingError):
    """The offer is not SDP, or asks for more than a check needs."""
