"""A call during which both phones get another address: a program, run in a network of its own.

`unshare --net python -m tests.end_to_end.video.change_of_address FOLDER` prints one line of JSON:
for each phone the longest time without a new picture, and how many connections it took.
"""

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.end_to_end.video.call_stage import CODE, Caller, call_between, two_phones
from tests.support import programs
from tests.support.chromium import film_of_code
from tests.support.running_server import running_server

SETTLED_FRAMES = 60

# Notes in the page when each new picture came: questions from outside would come too late.
NOTE_PICTURES = """() => {
  window.pictures = [];
  let last = 0;
  setInterval(async () => {
    const { frames, connections } = await media();
    if (frames !== last) window.pictures.push({ at: performance.now(), connections });
    last = frames;
  }, 50);
}"""

LONGEST_GAP = """() => {
  let longest = 0;
  for (let i = 1; i < pictures.length; i++) {
    longest = Math.max(longest, pictures[i].at - pictures[i - 1].at);
  }
  return { seconds: longest / 1000, connections: pictures.at(-1).connections };
}"""


def may_make_networks() -> bool:
    unshare = shutil.which("unshare")
    return bool(unshare) and not subprocess.run([unshare, "--net", "true"], check=False).returncode


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def make_network() -> None:
    ip("link", "set", "lo", "up")
    ip("link", "add", "phone", "type", "veth", "peer", "name", "street")
    ip("addr", "add", "10.9.9.1/24", "dev", "phone")
    ip("link", "set", "phone", "up")
    ip("link", "set", "street", "up")
    ip("route", "add", "default", "via", "10.9.9.254")


def change_address(number: int = 2) -> None:
    """From the address with the number before this one."""
    ip("addr", "add", f"10.9.9.{number}/24", "dev", "phone")
    ip("addr", "del", f"10.9.9.{number - 1}/24", "dev", "phone")
    # The last address of a network takes its routes along.
    ip("addr", "replace", f"10.9.9.{number}/24", "dev", "phone")
    ip("route", "replace", "default", "via", "10.9.9.254")


async def call_through_the_change(address: str, folder: Path) -> dict[str, Any]:
    film = film_of_code(folder / "code.y4m", CODE)
    chromium = programs.require(programs.CHROMIUM)
    async with two_phones(chromium, film) as phones, call_between(address, phones) as stage:
        await stage.tom_opens()
        await stage.rosa_opens()
        await stage.rosa_starts()
        callers: dict[str, Caller] = {"tom": stage.tom, "rosa": stage.rosa}
        before = {}
        for name, caller in callers.items():
            before[name] = await caller.until(f"now.frames > {SETTLED_FRAMES}")
            await caller.page.evaluate(NOTE_PICTURES)
        await asyncio.to_thread(change_address)
        found = {}
        for name, caller in callers.items():
            await caller.until(
                "now.state === 'connected' && now.fragment !== least.fragment && now.frames > 20",
                before[name],
            )
            await caller.sees_and_hears(beyond=await caller.media())
            found[name] = await caller.page.evaluate(LONGEST_GAP)
        return found


def main() -> None:
    folder = Path(sys.argv[1])
    make_network()
    with running_server(folder) as server:
        found = asyncio.run(call_through_the_change(server.address, folder))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
