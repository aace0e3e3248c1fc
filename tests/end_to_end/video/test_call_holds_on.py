"""What a call survives: relays only, a bad line, and each server dying in the middle of it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import WebSocketRoute

from tests.end_to_end.video.call_stage import RELAY_ONLY, Caller, Phones, Stage, call_between
from tests.end_to_end.video.change_of_address import may_make_networks
from tests.support import programs
from tests.support.impaired_network import impaired
from tests.support.running_server import running_server
from tests.support.turn_server import TurnServer, running_turn

# Most start a server of their own, which takes a busy machine half a minute.
pytestmark = pytest.mark.timeout(300)

# How the media goes, as the browser reports it.
WAY = """async () => {
  const stats = await connections.at(-1).getStats();
  const transport = [...stats.values()].find((entry) => entry.type === "transport");
  const pair = stats.get(transport.selectedCandidatePairId);
  const [near, far] = [stats.get(pair.localCandidateId), stats.get(pair.remoteCandidateId)];
  return [near.candidateType, near.relayProtocol, far.candidateType];
}"""

SETUPS = 50


@pytest.fixture(scope="module")
def coturn() -> Generator[TurnServer]:
    with running_turn(programs.require(programs.COTURN)) as server:
        yield server


async def in_call(stage: Stage) -> tuple[dict[str, Any], dict[str, Any]]:
    await stage.tom_opens()
    await stage.rosa_opens()
    await stage.rosa_starts()
    return await stage.tom.sees_and_hears(), await stage.rosa.sees_and_hears()


def with_relay(data: Path, coturn: TurnServer, url: str) -> Any:
    turn = {"VOORAF_TURN_URLS": url, "VOORAF_TURN_SECRET": coturn.secret}
    return running_server(data, settings=turn)


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
async def test_a_call_runs_through_the_relay_only(
    tmp_path: Path, coturn: TurnServer, phones: Phones, protocol: str
) -> None:
    url = coturn.url if protocol == "udp" else coturn.url_over_tcp
    with with_relay(tmp_path, coturn, url) as server:
        async with call_between(server.address, phones, script=RELAY_ONLY) as stage:
            before = await in_call(stage)
            for caller, then in zip((stage.tom, stage.rosa), before, strict=True):
                assert await caller.page.evaluate(WAY) == ["relay", protocol, "relay"]
                await caller.sees_and_hears(beyond=then)


async def test_a_relay_that_dies_and_comes_back_costs_the_picture_not_the_call(
    tmp_path: Path, phones: Phones
) -> None:
    with (
        running_turn(programs.require(programs.COTURN)) as coturn,
        with_relay(tmp_path, coturn, coturn.url) as server,
    ):
        async with call_between(server.address, phones, script=RELAY_ONLY) as stage:
            before = await in_call(stage)
            coturn.stop()
            for caller in (stage.tom, stage.rosa):
                await caller.until("now.state !== 'connected'")
            coturn.start()
            for caller, then in zip((stage.tom, stage.rosa), before, strict=True):
                again = "now.state === 'connected' && (now.fragment !== least.fragment)"
                restarted = await caller.until(again, then)
                await caller.sees_and_hears(
                    beyond=then if restarted["connections"] == then["connections"] else None
                )


async def test_picture_and_sound_go_on_over_a_bad_line(
    tmp_path: Path, coturn: TurnServer, phones: Phones
) -> None:
    """3 % of the packets lost and 800 kbit/s each way, for both of them."""
    async with impaired((coturn.host, coturn.port), loss=0.03, rate=800_000) as (host, port):
        url = f"turn:{host}:{port}?transport=udp"
        # The server starts in a thread: the bad line needs this loop.
        running = with_relay(tmp_path, coturn, url)
        server = await asyncio.to_thread(running.__enter__)
        try:
            async with call_between(server.address, phones, script=RELAY_ONLY) as stage:
                begun = await in_call(stage)
                for _ in range(3):
                    later = [
                        await caller.until(
                            "now.frames > least.frames + 20 && now.sound > least.sound + 5000",
                            then,
                        )
                        for caller, then in zip((stage.tom, stage.rosa), begun, strict=True)
                    ]
                    assert [each["connections"] for each in later] == [1, 1]
                    begun = (later[0], later[1])
        finally:
            await asyncio.to_thread(running.__exit__, None, None, None)


async def test_a_server_that_dies_is_not_noticed_by_the_media(
    tmp_path: Path, phones: Phones
) -> None:
    with running_server(tmp_path) as server:
        async with call_between(server.address, phones) as stage:
            tom, rosa = await in_call(stage)

            server.die()
            without = (
                await stage.tom.sees_and_hears(beyond=tom),
                await stage.rosa.sees_and_hears(beyond=rosa),
            )
            assert [each["connections"] for each in without] == [1, 1]
            await asyncio.to_thread(server.start)

            # Both are in the room again: a word that goes through the server arrives.
            await stage.rosa.page.get_by_role("button", name="Pauze").click()
            await stage.tom.page.get_by_text("Rosa heeft het beeld op pauze gezet").wait_for(
                timeout=45_000
            )
            await stage.rosa.page.get_by_role("button", name="Verder", exact=True).click()
            await stage.tom.sees_and_hears()


@pytest.mark.skipif(
    not may_make_networks(), reason="the change of address: needs Linux, root and `unshare`"
)
async def test_another_address_restarts_ice_on_the_same_connection(tmp_path: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        *("unshare", "--net", sys.executable, "-m", "tests.end_to_end.video.change_of_address"),
        str(tmp_path),
        stdout=subprocess.PIPE,
    )
    told, _ = await program.communicate()
    assert program.returncode == 0
    print(told.decode())  # noqa: T201 - the seconds, kept beside the test run
    found = json.loads(told)
    assert [each["connections"] for each in found.values()] == [1, 1]


LOSSES = [
    ("tom", "sent", "hello"),
    ("tom", "received", "welcome"),
    ("tom", "received", "peer-joined"),
    ("tom", "sent", "offer"),
    ("rosa", "received", "offer"),
    ("rosa", "sent", "answer"),
    ("tom", "received", "answer"),
    ("rosa", "sent", "candidates"),
    ("tom", "received", "candidates"),
]


@pytest.mark.parametrize(("who", "way", "message"), LOSSES, ids=["-".join(each) for each in LOSSES])
async def test_a_socket_lost_at_any_moment_still_becomes_a_call(
    stage: Stage, who: str, way: str, message: str
) -> None:
    """The message itself is lost with the socket, once."""
    caller = stage.tom if who == "tom" else stage.rosa
    lost = await lose_once(caller, way, message)

    await in_call(stage)

    assert lost.is_set()


async def lose_once(caller: Caller, way: str, message: str) -> asyncio.Event:
    lost = asyncio.Event()

    def is_it(text: str | bytes) -> bool:
        return not lost.is_set() and f'"type":"{message}"' in str(text)

    async def drop(socket: WebSocketRoute) -> None:
        lost.set()
        await socket.close(code=1012)

    def relay(socket: WebSocketRoute) -> None:
        far = socket.connect_to_server()

        async def from_page(text: str | bytes) -> None:
            if way == "sent" and is_it(text):
                await drop(socket)
            else:
                far.send(text)

        async def from_server(text: str | bytes) -> None:
            if way == "received" and is_it(text):
                await drop(socket)
            else:
                socket.send(text)

        socket.on_message(from_page)
        far.on_message(from_server)

    await caller.page.route_web_socket("**/signalling", relay)
    return lost


@pytest.mark.timeout(400)
async def test_fifty_calls_in_a_row_are_set_up(stage: Stage) -> None:
    await in_call(stage)
    for attempt in range(SETUPS):
        again, other = (stage.tom, stage.rosa) if attempt % 2 else (stage.rosa, stage.tom)
        before = await other.media()
        await again.page.reload()
        await again.sees_and_hears()
        await other.until(
            f"now.connections > {before['connections']} && now.frames > 3 && now.sound > 300"
        )
