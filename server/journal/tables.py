"""The journal: one row for every change of state, chained by hashes, gapless per organisation."""

from piccolo.columns import UUID, BigInt, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation


class JournalEntry(Table, tablename="journal"):
    """One thing that happened. Never changed; erasing `payload` and `salt`, and `actor_name` and
    `name_salt` with them, keeps the chain; see `erased.py`."""

    id = UUID(primary_key=True, default=None)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    seq = BigInt()  # unique with organisation: see the migration
    at = Timestamptz(default=None)
    event = Varchar(length=48)
    actor_kind = Varchar(length=16)  # coordinator, technician, tenant, guest, server
    actor_id = UUID(null=True, default=None)
    actor_name = Varchar(length=120, null=True, default=None)
    actor_name_digest = Varchar(length=64, null=True, default=None)  # null: an older line
    name_salt = Varchar(length=32, null=True, default=None)  # null: none, erased, or an older line
    request_id = UUID(null=True, default=None, index=True)
    job_id = UUID(null=True, default=None, index=True)
    subject_id = UUID(null=True, default=None)
    payload = Text(null=True, default=None)  # JSON
    salt = Varchar(length=32, null=True, default=None)
    payload_digest = Varchar(length=64)
    previous_hash = Varchar(length=64)
    hash = Varchar(length=64)


class JournalCursor(Table):
    """How far a consumer has read an organisation's journal, and which node reads it now."""

    id = Varchar(length=80, primary_key=True)  # "<consumer>:<organisation id>"
    seq = BigInt(default=0)
    leased_by = Varchar(length=36, default="")
    leased_until = Timestamptz(null=True, default=None)
    attempts = Integer(default=0)  # at the entry after `seq`
    retry_at = Timestamptz(null=True, default=None)


class SetAsideEntry(Table, tablename="journal_set_aside"):
    """An entry that a consumer could not handle, however often it tried. Later entries went on."""

    id = UUID(primary_key=True, default=None)
    consumer = Varchar(length=40)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    seq = BigInt()
    attempts = Integer()
    reason = Text()
    set_aside_at = Timestamptz(default=None)
    retry_asked_at = Timestamptz(null=True, default=None)
