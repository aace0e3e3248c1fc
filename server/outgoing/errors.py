"""Why something was not sent out, or did not arrive."""


class OutgoingRefused(Exception):
    """We do not send to such an address, now or later."""


class OutgoingFailed(Exception):
    """The other side cannot be reached, or broke off. Another time it may."""
