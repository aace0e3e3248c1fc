"""Which erasures this database knows of."""

from piccolo.columns import UUID, Timestamptz
from piccolo.table import Table


class ErasureDone(Table):
    """An erasure of the log outside the database that was done here. A restored backup lacks the
    later ones: so they are done again."""

    id = UUID(primary_key=True, default=None)
    done_at = Timestamptz(default=None)
