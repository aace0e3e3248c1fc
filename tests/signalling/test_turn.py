"""TURN credentials: their form, and that a real coturn takes them."""

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aioice import stun, turn
from aiortc import RTCIceTransportPolicy

from signalling.turn import TurnSettings
from tests.signalling.conftest import Serve
from tests.signalling.media_peer import MediaPeer, configuration_of
from tests.support import programs
from tests.support.turn_server import TurnServer, running_turn


@pytest.fixture(scope="module")
def turn_program() -> Path:
    return programs.require(programs.COTURN)


@pytest.fixture(scope="module")
def coturn(turn_program: Path) -> Iterator[TurnServer]:
    with running_turn(turn_program) as server:
        yield server


def test_the_expiry_comes_first_and_the_signature_is_of_the_user_name() -> None:
    settings = TurnSettings(("turn:turn.example:3478",), "the secret", 600)
    (server,) = settings.ice_servers("rosa", now=1_000_000.7)
    assert server.urls == ("turn:turn.example:3478",)
    assert server.username == "1000600:rosa"
    digest = hmac.new(b"the secret", b"1000600:rosa", hashlib.sha1).digest()
    assert server.credential == base64.b64encode(digest).decode()
    assert settings.expires_at_ms(1_000_000.7) == 1_000_600_000


def test_without_addresses_there_are_no_credentials() -> None:
    assert TurnSettings().ice_servers("rosa", now=0) == []
    assert TurnSettings().expires_at_ms(0) is None


async def allocate(coturn: TurnServer, secret: str, now: float) -> None:
    (server,) = TurnSettings((coturn.url,), secret, 600).ice_servers("rosa", now)
    transport, _ = await turn.create_turn_endpoint(
        asyncio.DatagramProtocol,
        (coturn.host, coturn.port),
        server.username,
        server.credential,
    )
    transport.close()


async def test_a_real_turn_server_takes_the_credentials(coturn: TurnServer) -> None:
    await allocate(coturn, coturn.secret, time.time())


@pytest.mark.parametrize(
    ("secret", "age"), [("another secret", 0), (None, 3600)], ids=["forged", "expired"]
)
async def test_a_real_turn_server_refuses_what_is_forged_or_expired(
    coturn: TurnServer, secret: str | None, age: int
) -> None:
    with pytest.raises(stun.TransactionFailed, match="401"):
        await allocate(coturn, secret or coturn.secret, time.time() - age)


async def test_a_call_runs_through_the_relay_only(serve: Serve, coturn: TurnServer) -> None:
    node = await serve(turn=TurnSettings((coturn.url,), coturn.secret))
    callers = (await node.join("tom", "technician"), await node.join("rosa"))
    relay_only = RTCIceTransportPolicy.RELAY
    tom, rosa = (
        MediaPeer(caller, configuration_of(caller.welcome, iceTransportPolicy=relay_only))
        for caller in callers
    )
    try:
        await tom.caller.receive("peer-joined")
        await asyncio.gather(tom.offer("rosa", 1), rosa.answer())
        await asyncio.gather(tom.more_frames(5), rosa.more_frames(5))
        for peer in (tom, rosa):
            sdp = peer.connection.localDescription.sdp
            candidates = [line for line in sdp.splitlines() if line.startswith("a=candidate")]
            assert candidates
            assert all("typ relay" in line for line in candidates)
    finally:
        await tom.close()
        await rosa.close()
