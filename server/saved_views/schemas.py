"""Views of the work list."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from server.case_files.list_filter import Which
from server.repair_requests.tables import Lane, Priority
from server.wire import Sent, Wire

ViewName = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"\S")]
Gone = Literal["trade", "contract"]


class AskedView(Sent, frozen=True):
    """What of the list is shown, as the list is asked for it; `which` is its `state`."""

    which: Which = "open"
    lane: Lane | None = None
    priority: Priority | None = None
    trade: Annotated[str, Meta(max_length=3)] = ""
    contract: UUID | None = None
    late: bool = False
    postponed: bool = False
    needs: bool = False


class NewView(Sent, frozen=True):
    """A view to keep, for oneself or for every colleague at the desk."""

    id: UUID
    name: ViewName
    is_shared: bool
    asked: AskedView


class ChangedView(Sent, frozen=True):
    """Another name, or for others too."""

    name: ViewName
    is_shared: bool


class ViewFacts(Wire, frozen=True):
    """A view that the reader may use."""

    id: UUID
    name: str
    is_shared: bool
    saved_by: str
    is_mine: bool
    """The reader may rename and remove it: it is her own, or she is a manager and it is shared."""
    asked: AskedView
    gone: list[Gone]
    """What it asks for and is there no more: a trade of no fault, a contract that ended."""
