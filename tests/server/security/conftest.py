"""Browsers at addresses of their own, and a server that counts as it does in production."""

from collections.abc import Callable

import httpx
import pytest
from litestar import Litestar

from tests.support.asgi_client import ADDRESS

From = Callable[..., httpx.AsyncClient]


@pytest.fixture
def at(app: Litestar) -> From:
    """Somebody's browser at this address; a proxy may say more in `headers`."""

    def browser_at(address: str, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=app, client=(address, 40_000))  # pyright: ignore[reportArgumentType]
        return httpx.AsyncClient(
            transport=transport, base_url=ADDRESS, headers=headers, trust_env=False
        )

    return browser_at
