"""How much may be said on one case, by everybody together."""

from uuid import UUID

from server.rate_limits.budgets import CHAT_OF_CASE
from server.rate_limits.counting import Limiter
from server.rate_limits.errors import TooManyRequests


async def spend_on_case(limiter: Limiter, request_id: UUID) -> None:
    """Refused where nothing is left; the person's own budget was spent before."""
    wait = await limiter.spend([(CHAT_OF_CASE, str(request_id))])
    if wait:
        raise TooManyRequests(wait)
