"""Receipts, sealed manifests, packs and reports over HTTP."""

from datetime import datetime

from server.evidence.schemas import Receipt
from server.wire import Wire


class Seal(Wire, frozen=True):
    """A manifest and the line of the journal that seals it.

    `fingerprint` is the hash of that line: whoever knows it can check a whole pack against it.
    """

    number: int
    sha256: str
    sealed_at: datetime
    line: int
    fingerprint: str


class PhotoReceipt(Receipt, frozen=True):
    """The receipt with what vouches for it: its line's hash, and the newest manifest it is in."""

    line_hash: str
    seal: Seal | None


class Pack(Wire, frozen=True):
    """A pack that was made, and where to fetch it."""

    line: int
    url: str
    file_name: str
    photos: int
    byte_count: int
    seal: Seal


class Report(Wire, frozen=True):
    """A report that may be fetched, and where."""

    line: int
    url: str
    file_name: str
    seal: Seal
