"""Nothing goes to a machine inside our own walls, however its address is written or found."""

import asyncio
import ssl
import subprocess
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from server.client_address import Networks
from server.outgoing.errors import OutgoingFailed, OutgoingRefused
from server.outgoing.places import is_on_the_internet
from server.outgoing.sending import outgoing

HERE = Networks("127.0.0.1")

INSIDE = [
    "127.0.0.1",
    "127.255.0.9",
    "0.0.0.0",  # noqa: S104 - to be refused
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # where clouds hand out keys
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:a00:1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",  # translated to 127.0.0.1
    "2002:7f00:1::",
    "2001::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "2001:db8::1",
    "localhost",
    "",
    "1.2.3",
]
OUTSIDE = ["93.184.216.34", "8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111"]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_the_internet(address: str) -> None:
    assert not is_on_the_internet(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_outside_is(address: str) -> None:
    assert is_on_the_internet(address)


@dataclass
class Machine:
    """A real server on this machine, which nobody outside is to reach through us."""

    port: int = 0
    asked: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        if request.path == "/elsewhere":
            raise web.HTTPTemporaryRedirect(f"http://127.0.0.1:{self.port}/secret")
        if request.path == "/slow":
            await asyncio.sleep(30)
        if request.path == "/endless":
            return await self._without_end(request)
        return web.Response(text="fine", headers={"set-cookie": "a=b"})

    async def _without_end(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(2_000):
            await answer.write(b"x" * 65_536)
        return answer


@pytest.fixture
async def machine() -> AsyncIterator[Machine]:
    machine = Machine()
    app = web.Application()
    app.router.add_post("/{anything}", machine.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    machine.port = runner.addresses[0][1]
    yield machine
    await runner.cleanup()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "localhost",
        "localhost.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "0.0.0.0",  # noqa: S104 - to be refused
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_however_it_is_written_it_is_not_reached(
    machine: Machine, scheme: str, host: str
) -> None:
    async with outgoing(Networks()) as sending:
        with pytest.raises((OutgoingRefused, OutgoingFailed)) as refused:
            await sending.post(f"{scheme}://{host}:{machine.port}/secret", b"", {})
    assert machine.asked == []
    if host in ("127.0.0.1", "localhost", "2130706433", "[::1]"):
        assert refused.type is OutgoingRefused


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://example.org/",
        "https://",
        "https://user:word@example.org/",
        "https://[half/",
        "javascript:alert(1)",
        "",
    ],
)
async def test_only_https_addresses_are_sent_to(url: str) -> None:
    async with outgoing(HERE) as sending:
        with pytest.raises(OutgoingRefused):
            await sending.post(url, b"", {})


class Turncoat(AbstractResolver):
    """A name server that says what suits it: the address of this machine, for a name outside."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": 2,
                "proto": 6,
                "flags": 0,
            }
            for address in self.addresses
        ]

    async def close(self) -> None:
        pass


async def test_a_name_that_leads_here_only_when_it_is_used_is_not_followed(
    machine: Machine,
) -> None:
    async with outgoing(Networks()) as sending:
        connector = sending._http.connector
        assert isinstance(connector, aiohttp.TCPConnector)
        connector._resolver = Turncoat("127.0.0.1", "127.0.0.2")
        with pytest.raises(OutgoingRefused):
            await sending.post(f"https://push.example.org:{machine.port}/secret", b"", {})
    assert machine.asked == []


async def test_what_is_allowed_inside_is_reached_and_nothing_beside_it(machine: Machine) -> None:
    async with outgoing(HERE) as sending:
        answer = await sending.post(f"http://127.0.0.1:{machine.port}/told", b"x", {"a": "b"})
        assert (answer.status, answer.body) == (200, b"fine")
        with pytest.raises(OutgoingRefused):
            await sending.post(f"https://127.0.0.2:{machine.port}/told", b"", {})
    assert machine.asked == ["/told"]


async def test_a_redirect_is_an_answer_and_no_way_in(machine: Machine) -> None:
    async with outgoing(HERE) as sending:
        answer = await sending.post(f"http://127.0.0.1:{machine.port}/elsewhere", b"", {})
    assert answer.status == 307
    assert machine.asked == ["/elsewhere"]


async def test_neither_time_nor_answer_is_without_end(machine: Machine) -> None:
    async with outgoing(HERE, patience_seconds=0.5) as sending:
        answer = await sending.post(f"http://127.0.0.1:{machine.port}/endless", b"", {})
        assert 0 < len(answer.body) <= 65_536
        began = time.monotonic()
        with pytest.raises(OutgoingFailed):
            await sending.post(f"http://127.0.0.1:{machine.port}/slow", b"", {})
        assert time.monotonic() - began < 10


async def test_a_proxy_of_the_environment_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would look the name up itself, and connect to whatever it likes."""
    heard: list[bytes] = []

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readline())
        writer.close()

    proxy = await asyncio.start_server(hear, "127.0.0.1", 0)
    port = proxy.sockets[0].getsockname()[1]
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    async with proxy, outgoing(HERE) as sending:
        with pytest.raises(OutgoingRefused):
            await sending.post("https://192.168.255.1:9/told", b"", {})
    assert heard == []


@pytest.fixture
def own_word(tmp_path: Path) -> ssl.SSLContext:
    """A certificate that nobody but its maker vouches for."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    command += ["-subj", "/CN=127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


async def test_a_certificate_nobody_vouches_for_ends_it(own_word: ssl.SSLContext) -> None:
    heard: list[str] = []

    async def answer(request: web.BaseRequest) -> web.Response:
        heard.append(request.path)
        return web.Response()

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=own_word).start()
    async with outgoing(HERE) as sending:
        with pytest.raises(OutgoingFailed):
            await sending.post(f"https://127.0.0.1:{runner.addresses[0][1]}/", b"", {})
    await runner.cleanup()
    assert heard == []
