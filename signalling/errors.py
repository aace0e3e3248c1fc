"""What signalling refuses. Every refusal has a stable code; PROTOCOL.md lists them."""


class SignallingError(Exception):
    """The root of everything this package raises on purpose."""


class NotAdmitted(SignallingError):
    """The token does not open a room."""

    def __init__(self, code: str, explanation: str = "this token does not admit anyone") -> None:
        super().__init__(explanation)
        self.code = code


class Refused(SignallingError):
    """One message cannot be carried out. The connection stays."""

    def __init__(
        self,
        code: str,
        explanation: str,
        *,
        field: str | None = None,
        cid: int | None = None,
        epoch: int | None = None,
    ) -> None:
        super().__init__(explanation)
        self.code = code
        self.field = field
        self.cid = cid
        self.epoch = epoch


class TurnedAway(SignallingError):
    """The connection cannot go on: an error is told, then the socket closes with `close_code`."""

    def __init__(
        self, close_code: int, code: str, explanation: str, field: str | None = None
    ) -> None:
        super().__init__(explanation)
        self.close_code = close_code
        self.code = code
        self.field = field


class NodesUnavailable(SignallingError):
    """The place where rooms are shared between nodes does not answer."""


class SettingMissing(SignallingError):
    """Signalling cannot start without this setting."""
