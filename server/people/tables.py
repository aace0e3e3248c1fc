"""Who was invited to work here, until they come."""

from piccolo.columns import UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation, Person, Role


class Invitation(Table):
    """A link for one person, good once. Only the hash of its secret is kept."""

    id = UUID(primary_key=True, default=None)  # made on the device, so sending twice is harmless
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    # Empty for an administrator whom the server itself invited: she says who she is.
    name = Varchar(length=120, default="")
    email = Varchar(length=254, null=True, default=None)  # in small letters
    role = Varchar(length=16, choices=Role)
    language = Varchar(length=8, default="nl")
    secret_hash = Varchar(length=64, unique=True)
    made_by = Varchar(length=120, default="")
    made_by_person = UUID(null=True, default=None)  # it is good as long as she may let people in
    # The organisation of who made it, where that is another: a corporation invites a contractor.
    made_by_organisation = UUID(null=True, default=None)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)
    used_at = Timestamptz(null=True, default=None)
    person = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)  # who came of it
