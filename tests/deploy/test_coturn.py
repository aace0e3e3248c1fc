"""The relay as it is deployed: a real coturn with that file reaches no inner network."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from aioice import stun, turn

from signalling.turn import TurnSettings
from tests.support import programs
from tests.support.turn_server import TurnServer, running_turn

# RFC 8656 has an attribute that the library does not know. First byte: 1 is IPv4, 2 is IPv6.
FAMILY = (0x0017, "REQUESTED-ADDRESS-FAMILY", stun.pack_unsigned, stun.unpack_unsigned)
IPV4, IPV6 = 1 << 24, 2 << 24

DEPLOYED = Path(__file__).resolve().parents[2] / "deploy" / "coturn" / "turnserver.conf"

INNER_NETWORKS = (
    "0.0.0.0",  # noqa: S104 - nothing listens: the relay is asked to send there
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",  # where a cloud tells a machine its own keys
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "240.0.0.1",
)
INNER_NETWORKS_6 = (
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "2001::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "fd00::2",
    "fe80::1",
)


@pytest.fixture(scope="module")
def coturn() -> Iterator[TurnServer]:
    with running_turn(programs.require(programs.COTURN), settings=_deployed_lines()) as server:
        yield server


def _deployed_lines() -> list[str]:
    """Without what belongs to one machine. Relaying IPv6 as well is the harder case."""
    of_a_machine = (
        "realm",
        "static-auth-secret",
        "listening",
        "tls-",
        "cert",
        "pkey",
        "min-",
        "max-port",
    )
    lines = [line for line in DEPLOYED.read_text().splitlines() if line and line[0] != "#"]
    return [*(line for line in lines if not line.startswith(of_a_machine)), "relay-ip=::1"]


class Allocation(turn.TurnClientUdpProtocol):
    """One caller's place at the relay, which may ask for what no call asks."""

    async def allocate(self, family: int) -> None:
        request = self._request(stun.Method.ALLOCATE)
        request.attributes["LIFETIME"] = 60
        request.attributes["REQUESTED-TRANSPORT"] = turn.UDP_TRANSPORT
        request.attributes["REQUESTED-ADDRESS-FAMILY"] = family
        await self.request_with_retry(request)

    async def permit(self, peer: str) -> None:
        request = self._request(stun.Method.CREATE_PERMISSION)
        request.attributes["XOR-PEER-ADDRESS"] = (peer, 9)
        await self.request_with_retry(request)

    def _request(self, method: stun.Method) -> stun.Message:
        return stun.Message(message_method=method, message_class=stun.Class.REQUEST)


@asynccontextmanager
async def allocation(
    coturn: TurnServer, family: int, who: str | None = None
) -> AsyncGenerator[Allocation]:
    settings = TurnSettings((coturn.url,), coturn.secret, 600)
    (server,) = settings.ice_servers(who or str(uuid4()), time.time())
    address = (coturn.host, coturn.port)
    _, caller = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Allocation(address, server.username, server.credential, 60, 60),
        remote_addr=address,
    )
    try:
        await caller.allocate(family)
        yield caller
    finally:
        # The next caller may be given the same port, and a place is held by address and port.
        await caller.delete()


@pytest.fixture(autouse=True)
def family_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(stun.ATTRIBUTES_BY_NAME, FAMILY[1], FAMILY)


@pytest.mark.parametrize("inner", INNER_NETWORKS)
async def test_no_inner_network_is_reached(coturn: TurnServer, inner: str) -> None:
    async with allocation(coturn, IPV4) as caller:
        with pytest.raises(stun.TransactionFailed, match="403"):
            await caller.permit(inner)


@pytest.mark.parametrize("inner", INNER_NETWORKS_6)
async def test_no_inner_network_is_reached_by_ipv6(coturn: TurnServer, inner: str) -> None:
    async with allocation(coturn, IPV6) as caller:
        with pytest.raises(stun.TransactionFailed, match="403"):
            await caller.permit(inner)


@pytest.mark.parametrize(("family", "outside"), [(IPV4, "9.9.9.9"), (IPV6, "2620:fe::9")])
async def test_the_internet_is(coturn: TurnServer, family: int, outside: str) -> None:
    async with allocation(coturn, family) as caller:
        await caller.permit(outside)


async def test_nobody_takes_all_places(coturn: TurnServer) -> None:
    """`user-quota` of the file, whatever else one caller asks."""
    async with AsyncExitStack() as held:
        for _ in range(24):
            await held.enter_async_context(allocation(coturn, IPV4, "rosa"))
        with pytest.raises(stun.TransactionFailed, match="486"):
            await held.enter_async_context(allocation(coturn, IPV4, "rosa"))
        await held.enter_async_context(allocation(coturn, IPV4, "tom"))
