"""What of the work list somebody wants to see again."""

from piccolo.columns import UUID, Boolean, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation, Person


class SavedView(Table):
    """A choice of filters under a name. Search words are never kept: they are names, mostly."""

    id = UUID(primary_key=True, default=None)  # made on the screen: pressing twice saves one
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    owner = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)
    name = Varchar(length=60)
    is_shared = Boolean(default=False)
    asked = Text()  # JSON, `schemas.AskedView`
    contract = UUID(null=True, default=None)  # that it asks for, and may have ended since
    saved_at = Timestamptz(default=None)
