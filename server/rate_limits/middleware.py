"""Asks of every request whether there is anything left to spend, before anything else is done."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from litestar.connection import ASGIConnection
from litestar.types import ASGIApp, Receive, Scope, Send

from server.accounts import cookies
from server.client_address import Networks, client_address
from server.rate_limits.budgets import (
    BUDGETS,
    CEILING_OF_ADDRESS,
    CEILING_OF_PERSON,
    Budget,
)
from server.rate_limits.counting import Limiter
from server.rate_limits.errors import TooManyRequests

_OURS = (cookies.SIGN_IN, cookies.CASE, cookies.GUEST, cookies.OUTSIDER)


def limiting(app: ASGIApp) -> ASGIApp:
    """Middleware of the whole application."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        parts = scope["litestar_app"].state.parts
        limiter: Limiter = parts.limiter
        address = client_address(scope, parts.settings.trusted_proxies)
        people = _people(scope, address)
        ceilings = [(CEILING_OF_ADDRESS, address)]
        if people[0] != address:
            ceilings += [(CEILING_OF_PERSON, each) for each in people]
        wait = limiter.spend_here(ceilings)
        if not wait and scope["type"] == "http":
            budget = BUDGETS.get((scope["method"], scope["path_template"]))
            wait = await _spend(limiter, budget, address, people) if budget else 0.0
        if wait:
            raise TooManyRequests(wait)
        await app(scope, receive, send)

    return middleware


async def spend_from_form(
    scope: Scope, limiter: Limiter, trusted_proxies: Networks, budget: Budget
) -> float:
    """For a route that has read its form first. Answers for how long there is nothing left."""
    address = client_address(scope, trusted_proxies)
    return await _spend(limiter, budget, address, _people(scope, address))


async def _spend(limiter: Limiter, budget: Budget, address: str, people: Sequence[str]) -> float:
    spenders = people if budget.by == "person" else [address]
    spendings = [(budget, each) for each in spenders]
    return await limiter.spend(spendings) if budget.is_shared else limiter.spend_here(spendings)


def _people(scope: Scope, address: str) -> Sequence[str]:
    """By the cookies, whether or not they are any good: every one of them spends, so that nobody
    hides behind one that he made up. They are read as signing in reads them (see `caller.py`), once
    for both: however a secret is quoted or escaped, it is one person."""
    sent = ASGIConnection[Any, Any, Any, Any](scope).cookies
    found = [secret for name in _OURS if (secret := sent.get(name))]
    return [blake2b(each.encode(), digest_size=12).hexdigest() for each in found] or [address]
