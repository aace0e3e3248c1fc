"""A server that writes real letters, and people who come in by them."""

import dataclasses
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.settings import Settings
from tests.support import given
from tests.support.asgi_client import browser, signed_in
from tests.support.cast import ARJAN
from tests.support.mail_server import MailServer, running_mail_server

NORA = "nora@linde.test"


@pytest.fixture
async def post() -> AsyncIterator[MailServer]:
    async with running_mail_server() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, post: MailServer) -> Settings:
    return dataclasses.replace(settings, smtp_url=post.url, mail_from="vooraf@linde.test")


@pytest.fixture
async def arjan(app: Litestar) -> AsyncClient:
    return await signed_in(app, ARJAN)


@pytest.fixture
async def secret(arjan: AsyncClient, post: MailServer) -> str:
    """Of the invitation that Nora got by e-mail, to work as a technician."""
    await given.invitation(arjan, email=NORA)
    return await post.secret()


async def joined(client: AsyncClient, post: MailServer, secret: str) -> None:
    """Nora opens it, and is signed in by a code."""
    begun = await client.post("/api/invitation/code/begin", json={"secret": secret})
    assert begun.status_code == 204, begun.text
    entered = await client.post("/api/sign-in/code", json={"code": await post.code()})
    assert entered.status_code == 201, entered.text


@pytest.fixture
async def nora(app: Litestar, post: MailServer, secret: str) -> AsyncClient:
    client = browser(app, **{"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile"})
    await joined(client, post, secret)
    return client
