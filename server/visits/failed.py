"""Visits that came to nothing, and on whose side that was. For the fair order of the backlog: it
makes up for what failed on ours, and holds nothing against her."""

from server.visits.tables import Reason

ON_OUR_SIDE = (Reason.MATERIAL, Reason.TIME, Reason.OTHER_TRADE, Reason.ASSESSMENT)
"""Weather, an offer that is asked and danger are nobody's."""

_OURS = ", ".join(f"'{reason}'" for reason in ON_OUR_SIDE)
_INTERRUPTED = (
    "SELECT count(*) FROM visit f JOIN job fj ON fj.id = f.job"
    " WHERE fj.request = r.id AND f.outcome = 'interrupted'"
)
_NO_ACCESS = "SELECT count(*) FROM no_access f JOIN job fj ON fj.id = f.job WHERE fj.request = r.id"
FAILED_BY_TENANT = f"(({_NO_ACCESS}) + ({_INTERRUPTED} AND f.reason = '{Reason.NOT_HOME}'))"
"""In SQL, for a request `r`: `visits_failed_by_tenant`."""
_NOT_SHOWN = (
    "SELECT count(*) FROM appointment f JOIN job fj ON fj.id = f.job"
    " WHERE fj.request = r.id AND f.state = 'not_shown'"
)
FAILED_BY_US = f"(({_INTERRUPTED} AND f.reason IN ({_OURS})) + ({_NOT_SHOWN}))"
"""The same: `visits_failed_by_us`."""
