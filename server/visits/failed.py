"""Visits that came to nothing, and on whose side that was. For the fair order of the backlog: it
makes up for what failed on ours, and holds nothing against her."""

FAILED_BY_TENANT = (
    "(SELECT count(*) FROM no_access f JOIN job fj ON fj.id = f.job WHERE fj.request = r.id)"
)
"""In SQL, for a request `r`: `visits_failed_by_tenant`."""
