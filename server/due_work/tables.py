"""When each piece of due work has to be done next, and which node is doing it now."""

from piccolo.columns import Integer, Timestamptz, Varchar
from piccolo.table import Table


class DueWorkTime(Table, tablename="due_work"):
    """One line for each piece of work that a feature registered."""

    name = Varchar(length=48, primary_key=True)
    due_at = Timestamptz(default=None)
    failures = Integer(default=0)  # in a row
    leased_by = Varchar(length=36, default="")
    leased_until = Timestamptz(null=True, default=None)
