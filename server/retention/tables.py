"""How long an organisation keeps what, where it is not the default."""

from piccolo.columns import ForeignKey, Integer, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation


class RetentionPeriod(Table):
    """One kind of data of one organisation. Once for each: see the migration."""

    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=24)
    days = Integer()
