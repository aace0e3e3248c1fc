"""The phones on which tenants want to be told."""

from piccolo.columns import UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.repair_requests.tables import CaseSignIn


class CasePushSubscription(Table):
    """One browser that followed a tenant's link and may show messages, for as long as that link
    and its cookie are good. Keys are as the browser gave them."""

    id = UUID(primary_key=True, default=None)
    sign_in = ForeignKey(CaseSignIn, null=False, on_delete=OnDelete.cascade, unique=True)
    endpoint = Varchar(length=1000, unique=True)  # at the push service of the browser's maker
    public_key = Varchar(length=87)
    auth_secret = Varchar(length=22)
    device = Varchar(length=64)  # "Android, Chrome": what the log says
    created_at = Timestamptz(default=None)
