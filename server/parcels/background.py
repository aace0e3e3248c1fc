"""What this feature does by itself: it listens to the journal for who stops trying."""

from server.journal.entries import Consumer, Entry
from server.parcels.trying import cancel_unsent

LEAVES_SELF_HELP = frozenset(
    {"request.not_solved", "request.solved", "request.cancelled", "request.duplicate", "job.given"}
)
"""However she stops trying, one of these says so."""


async def keep_here(entry: Entry) -> None:
    """What has not been sent is not sent any more."""
    if entry.request_id:
        await cancel_unsent(entry.request_id)


def consumers() -> list[Consumer]:
    """The consumers of this feature."""
    return [Consumer("parcels", LEAVES_SELF_HELP, keep_here)]
