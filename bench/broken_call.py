"""A call that breaks: how long both are without a picture, and what becomes of a bare call.

Two breaks. The phones get another address, in a network of their own (`python -m bench.broken_call`
is what runs in it). And the relay that all media goes through is killed, and back after a second.
Beside ours is a bare call in the same browser, network and relay: what a call is when nobody
restarts it. Half a minute is waited for a picture, and that is what is reported when none comes.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import TypeAlias

from playwright.async_api import async_playwright

from bench.bare_call import BareCall, Configuration
from bench.lines import Line, beside
from bench.measuring import Effort, output_of, say, spread
from bench.our_call import OurCall
from bench.phone import chromium
from bench.product import running_product
from bench.seen import gap, now, seconds_to_first
from signalling.turn import TurnSettings
from tests.end_to_end.video.call_stage import RELAY_ONLY
from tests.end_to_end.video.change_of_address import (
    change_address,
    make_network,
    may_make_networks,
)
from tests.support.chromium import launch_options
from tests.support.programs import COTURN
from tests.support.turn_server import TurnServer, running_turn

_PATIENCE_SECONDS = 30
_TALKING_SECONDS = 4
_AWAY_SECONDS = 1
_PEER = f"bare call, given up after {_PATIENCE_SECONDS} s"

Break: TypeAlias = Callable[[], Awaitable[None]]
Gaps: TypeAlias = tuple[list[float], list[float]]


def measure(effort: Effort) -> list[Line]:
    lines: list[Line] = []
    if may_make_networks():
        lines.append(_line("call.address_change", _in_a_network_of_its_own(effort)))
    else:
        say("  address_change is left out: it needs Linux, root and `unshare`")
    coturn = COTURN.find()
    if coturn:
        with running_turn(coturn) as relay:
            lines.append(_line("call.turn_killed", asyncio.run(_relay_killed(effort, relay))))
    else:
        say("  turn_killed is left out: coturn is not installed")
    return lines


def _line(name: str, gaps: Gaps) -> Line:
    ours, theirs = gaps
    say(f"  {name}: {spread(ours)} s; bare: {spread(theirs)} s")
    return beside(name, "s", "lower", ours, _PEER, theirs)


def _in_a_network_of_its_own(effort: Effort) -> Gaps:
    program = ["unshare", "--net", sys.executable, "-m", "bench.broken_call", str(effort.rounds)]
    ours, theirs = json.loads(output_of(program, seconds=120 * (1 + effort.rounds)))
    return ours, theirs


async def _address_changed(rounds: int) -> Gaps:
    numbers = count(2)

    async def change() -> None:
        await asyncio.to_thread(change_address, next(numbers))

    return await _gaps(rounds, change)


async def _relay_killed(effort: Effort, relay: TurnServer) -> Gaps:
    async def kill() -> None:
        await asyncio.to_thread(relay.stop)
        await asyncio.sleep(_AWAY_SECONDS)
        await asyncio.to_thread(relay.start)

    return await _gaps(effort.rounds, kill, relay)


async def _gaps(rounds: int, breaks: Break, relay: TurnServer | None = None) -> Gaps:
    """A call of its own for each break, ours and a bare one in turn."""
    ours: list[float] = []
    theirs: list[float] = []
    turn = {"VOORAF_TURN_URLS": relay.url, "VOORAF_TURN_SECRET": relay.secret} if relay else {}
    script = RELAY_ONLY if relay else ""
    async with running_product(**turn) as product, async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options(chromium()))
        for number in range(rounds):
            turns = [
                (OurCall.prepared(browser, product.address, script), ours),
                (BareCall.prepared(browser, _configuration(relay)), theirs),
            ]
            for prepared, found in turns if number % 2 == 0 else reversed(turns):
                async with prepared as call:
                    found.append(await _gap(call, breaks))
        await browser.close()
    return ours, theirs


async def _gap(call: OurCall | BareCall, breaks: Break) -> float:
    """Until the second of the two has a picture again."""
    pages = (call.waiting, call.joining)
    await call.join()
    for page in pages:
        await seconds_to_first(page)
    await asyncio.sleep(_TALKING_SECONDS)
    begun = [await now(page) for page in pages]
    await breaks()
    gaps = zip(pages, begun, strict=True)
    return max(await asyncio.gather(*(gap(page, at, _PATIENCE_SECONDS) for page, at in gaps)))


def _configuration(relay: TurnServer | None) -> Configuration:
    if relay is None:
        return {}
    (server,) = TurnSettings((relay.url,), relay.secret).ice_servers("bare", time.time())
    servers = [{"urls": server.urls, "username": server.username, "credential": server.credential}]
    return {"iceServers": servers, "iceTransportPolicy": "relay"}


def main() -> None:
    """In a network of its own: the seconds of ours and of the bare call, as JSON."""
    make_network()
    sys.stdout.write(json.dumps(asyncio.run(_address_changed(int(sys.argv[1])))) + "\n")


if __name__ == "__main__":
    main()
