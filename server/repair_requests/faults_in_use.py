"""Whether each repair that is kept can be done with the faults that were read at the start."""

from server.database import few
from server.repair_requests.faults import require

_IN_USE = """
SELECT DISTINCT fault FROM repair_request
UNION SELECT DISTINCT fault FROM outcome WHERE fault <> ''
"""


async def require_faults_in_use() -> None:
    """What was reported, and what a pre-visit found. Raises CatalogueWrong."""
    require(await few(str, _IN_USE))
