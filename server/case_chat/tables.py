"""What was said in writing on a case, how far each side has read, and when somebody answers."""

from enum import StrEnum

from piccolo.columns import UUID, BigInt, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation, Person
from server.evidence.tables import EvidencePhoto
from server.previsits.tables import Previsit
from server.repair_requests.tables import RepairRequest


class Side(StrEnum):
    """A conversation has two: who lives there, and everybody who works on the repair."""

    TENANT = "tenant"
    STAFF = "staff"


class CaseMessage(Table):
    """One thing that was said. Words, a photo, or the invitation to a call that begins now."""

    id = UUID(primary_key=True, default=None)  # made on the sender's device
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.restrict, index=True)
    seq = BigInt()  # of its line in the journal: the order in which everything was said
    side = Varchar(length=8, choices=Side)
    author_id = UUID()  # a person; of the tenant, her case
    author_name = Varchar(length=120)
    author_kind = Varchar(length=16)  # as in the journal
    text = Text(default="")
    language = Varchar(length=8, default="nl")  # in which it was written
    photo = ForeignKey(EvidencePhoto, null=True, default=None, on_delete=OnDelete.restrict)
    previsit = ForeignKey(Previsit, null=True, default=None, on_delete=OnDelete.restrict)
    sent_at = Timestamptz(default=None)


class Conversation(Table):
    """How a case's chat stands. It begins with the first message, under the id of the request."""

    id = UUID(primary_key=True, default=None)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    asked_at = Timestamptz(null=True, default=None)  # since when she waits; null: not
    taken_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    # The newest `seq` that each side has seen, and when.
    tenant_read_to = BigInt(default=0)
    tenant_read_at = Timestamptz(null=True, default=None)
    staff_read_to = BigInt(default=0)
    staff_read_at = Timestamptz(null=True, default=None)


class ChatSettings(Table):
    """When a corporation answers, and the sentences its people need often: under its own id."""

    id = UUID(primary_key=True, default=None)
    hours = Text(default="")  # JSON, see `office_hours.py`; "" as long as nothing was chosen
    replies = Text(default="")  # JSON, see `quick_replies.py`
