"""Sealed manifests, byte for byte as they were sealed."""

from piccolo.columns import UUID, BigInt, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.jobs.tables import Job


class SealedManifest(Table):
    """One manifest of a job. Never changed; the next one names its hash."""

    id = UUID(primary_key=True, default=None)
    job = ForeignKey(Job, null=False, on_delete=OnDelete.restrict)
    number = Integer()  # unique with job: see the migration
    document = Text()
    sha256 = Varchar(length=64)
    sealed_at = Timestamptz(default=None)
    seq = BigInt()  # its line in the journal's chain
