"""The browsers that want to be told."""

from piccolo.columns import UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import SignIn


class PushSubscription(Table):
    """One browser, as long as somebody is signed in there. Keys are as the browser gave them."""

    id = UUID(primary_key=True, default=None)
    sign_in = ForeignKey(SignIn, null=False, on_delete=OnDelete.cascade, index=True)
    endpoint = Varchar(length=1000, unique=True)  # at the push service of the browser's maker
    public_key = Varchar(length=87)
    auth_secret = Varchar(length=22)
    created_at = Timestamptz(default=None)
