"""The connection check against a real aiortc client: what it answers, refuses and survives."""

import asyncio
import contextlib
import os
import random
import re
import signal
import sys
from pathlib import Path

import pytest

from signalling.peer.check import plain_offer
from signalling.peer.errors import OfferRefused, PeerBusy, PeerUnavailable
from signalling.peer.process import PeerProcess
from tests.signalling.peer.conftest import Start
from tests.support.checking_browser import PATIENCE_SECONDS, CheckingBrowser

NOT_AN_OFFER = {
    "no SDP": "hello",
    "nothing in it": "v=0\r\n",
    "half a line": "v=0\r\no=- 1 1 IN IP4\r\ns=-\r\nm=application\r\n",
    "a wrong port": "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=application x DTLS y\r\n",
}


async def test_packets_come_back_and_bytes_flow_both_ways(peer: PeerProcess) -> None:
    async with CheckingBrowser() as browser:
        await browser.hears(await peer.answer_check("rosa", browser.offer))
        assert await browser.round_trip() < 1
        assert await browser.down() >= 200_000
        counted = await browser.up()
        assert counted["bytes"] > 10_000
        assert 400 <= counted["ms"] < 5000


async def test_names_of_the_phones_own_network_are_not_looked_up(peer: PeerProcess) -> None:
    async with CheckingBrowser() as browser:
        address = r"(a=candidate:\S+ 1 udp \d+) \S+"
        hidden = re.sub(address, r"\1 rosas-phone.local", browser.offer)
        assert "rosas-phone.local" in hidden
        assert ".local" not in plain_offer(hidden, most_candidates=40)
        await browser.hears(await peer.answer_check("rosa", hidden))  # she reaches us all the same
        assert await browser.round_trip() < 1


@pytest.mark.parametrize("sdp", NOT_AN_OFFER.values(), ids=NOT_AN_OFFER.keys())
async def test_what_is_no_offer_is_refused_and_the_next_check_works(
    peer: PeerProcess, sdp: str
) -> None:
    with pytest.raises(OfferRefused):
        await peer.answer_check("rosa", sdp)
    async with CheckingBrowser() as browser:
        await browser.hears(await peer.answer_check("rosa", browser.offer))


async def test_no_mutilated_offer_goes_unanswered(peer: PeerProcess) -> None:
    chance = random.Random(7)  # noqa: S311
    async with CheckingBrowser() as browser:
        lines = browser.offer.split("\r\n")
    worker = peer.process_id
    for _ in range(80):
        with contextlib.suppress(OfferRefused):
            await peer.answer_check("rosa", "\r\n".join(mutilated(lines, chance)))
    assert peer.process_id == worker


def mutilated(lines: list[str], chance: random.Random) -> list[str]:
    lines = list(lines)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        line, cut = lines[at], chance.randint(0, len(lines[at]))
        words = line.split(" ")
        chance.shuffle(words)
        wrong = chance.choice(["", "x", "999999999999", "-1", ":", "="])
        lines[at] = chance.choice(["", " ".join(words), line[:cut], line[:cut] + wrong, wrong])
    return lines


async def test_an_offer_with_sound_or_a_crowd_of_candidates_is_refused(peer: PeerProcess) -> None:
    async with CheckingBrowser() as browser:
        browser.connection.addTransceiver("audio")
        await browser.connection.setLocalDescription(await browser.connection.createOffer())
        with pytest.raises(OfferRefused, match="one line"):
            await peer.answer_check("rosa", browser.offer)
    async with CheckingBrowser() as browser:
        candidate = "a=candidate:1 1 udp 1 198.51.100.7 5000 typ host\r\n"
        with pytest.raises(OfferRefused, match="candidates"):
            await peer.answer_check("rosa", browser.offer + 100 * candidate)


async def test_a_crowd_waits_outside_until_somebody_is_done(start: Start) -> None:
    peer = await start(checks=2, answer_seconds=30)
    async with CheckingBrowser() as rosa, CheckingBrowser() as henk, CheckingBrowser() as tom:
        await rosa.hears(await peer.answer_check("rosa", rosa.offer))
        await henk.hears(await peer.answer_check("henk", henk.offer))
        with pytest.raises(PeerBusy):
            await peer.answer_check("tom", tom.offer)
        await rosa.connection.close()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await _is_let_in(peer, "tom", tom):  # noqa: ASYNC110  another process knows
                await asyncio.sleep(0.05)


async def _is_let_in(peer: PeerProcess, person: str, browser: CheckingBrowser) -> bool:
    try:
        await browser.hears(await peer.answer_check(person, browser.offer))
    except PeerBusy:
        return False
    return True


async def test_a_second_check_of_one_person_ends_the_first(peer: PeerProcess) -> None:
    async with CheckingBrowser() as first, CheckingBrowser() as second:
        await first.hears(await peer.answer_check("rosa", first.offer))
        await second.hears(await peer.answer_check("rosa", second.offer))
        await first.is_over()
        assert await second.round_trip() < 1


async def test_a_check_ends_by_itself(start: Start) -> None:
    peer = await start(check_seconds=1, answer_seconds=30)
    async with CheckingBrowser() as browser:
        await browser.hears(await peer.answer_check("rosa", browser.offer))
        await browser.is_over()


async def test_a_worker_that_is_killed_is_told_and_replaced(peer: PeerProcess) -> None:
    async with CheckingBrowser() as browser:
        await browser.hears(await peer.answer_check("rosa", browser.offer))
        killed = peer.process_id
        assert killed
        os.kill(killed, signal.SIGSTOP)  # so that the question is surely unanswered when it dies
        asked = asyncio.create_task(peer.answer_check("henk", browser.offer))
        await asyncio.sleep(0)
        os.kill(killed, signal.SIGKILL)
        with pytest.raises(PeerUnavailable):
            await asked
    async with CheckingBrowser() as browser:
        await browser.hears(await _answer_of_the_next(peer, browser.offer))
        assert peer.process_id != killed


async def test_a_worker_that_hangs_is_replaced(start: Start) -> None:
    peer = await start(answer_seconds=3)
    async with CheckingBrowser() as browser:
        await _answer_of_the_next(peer, browser.offer)  # it is up
        hung = peer.process_id
        assert hung
        os.kill(hung, signal.SIGSTOP)
        with pytest.raises(PeerUnavailable):
            await peer.answer_check("rosa", browser.offer)
        await browser.hears(await _answer_of_the_next(peer, browser.offer))
    assert peer.process_id != hung


async def test_a_worker_that_takes_long_to_start_is_left_to_it(start: Start) -> None:
    peer = await start(ready_seconds=0.001)
    beginner = peer.process_id
    async with CheckingBrowser() as browser:
        with pytest.raises(PeerUnavailable):
            await peer.answer_check("rosa", browser.offer)
    assert peer.process_id == beginner


async def _answer_of_the_next(peer: PeerProcess, offer: str) -> str:
    async with asyncio.timeout(2 * PATIENCE_SECONDS):
        while True:
            try:
                return await peer.answer_check("rosa", offer)
            except PeerUnavailable:
                await asyncio.sleep(0.05)


PARENT = """
import asyncio, sys
from signalling.peer.process import PeerProcess

async def main():
    peer = PeerProcess()
    await peer.start()
    print(peer.process_id, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_the_worker_ends_with_its_parent_however_that_ended() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout
    worker = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while _runs(worker):  # noqa: ASYNC110  only the system knows
            await asyncio.sleep(0.05)


def _runs(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process_id}/stat")  # who adopts it may be slow to collect it
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
