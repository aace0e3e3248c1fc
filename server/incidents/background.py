"""What this feature does by itself: it listens to the journal."""

from server.incidents.noticing import notice
from server.journal.entries import Consumer


def consumers() -> list[Consumer]:
    """The consumers of this feature."""
    return [Consumer("incidents", frozenset({"request.reported"}), notice)]
