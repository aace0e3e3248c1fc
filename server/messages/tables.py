"""What was told to a tenant, what will be, and what became of it."""

from enum import StrEnum

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation
from server.mail.tables import Channel
from server.repair_requests.tables import RepairRequest


class MessageState(StrEnum):
    PLANNED = "planned"  # told at its time, by how the repair stands then
    QUEUED = "queued"
    SENT = "sent"
    SHOWN = "shown"  # nothing is set up to send it: the desk's mailbox shows it
    UNREACHABLE = "unreachable"  # we know no address that takes messages
    FAILED = "failed"  # refused, too late, or came back
    UNCERTAIN = "uncertain"  # a node died while it went; it does not go twice


class Message(Table):
    """One message about one repair. At most one of a repair is planned: see the migration."""

    id = UUID(primary_key=True, default=None)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.cascade, index=True)
    because = Varchar(length=40)  # the event of the journal that it follows, the newest of several
    earlier = Text(default="")  # the others, in order, with spaces between: all wait to be told
    state = Varchar(length=16, choices=MessageState, default=MessageState.PLANNED)
    planned_for = Timestamptz(default=None)
    channel = Varchar(length=8, null=True, choices=Channel, default=None)
    address = Varchar(length=64, default="")  # as the desk may see it: "r•••@w•••.nl"
    language = Varchar(length=8, default="")
    subject = Varchar(length=200, default="")
    text = Text(default="")  # without the secret of the link
    fingerprint = Varchar(length=64, default="")  # of what it says: the same is not told twice
    mail = UUID(null=True, default=None)  # its row in the queue
    made_at = Timestamptz(null=True, default=None)  # when it was put into words
    settled_at = Timestamptz(null=True, default=None)


def events_of(earlier: str, because: str) -> list[str]:
    """Everything that a message is to tell of, the newest last."""
    return [*earlier.split(), because] if because else []
