"""The product as a person starts it, with the cast of its demo, on a free port."""

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from bench.measuring import WORK, free_port, output_of, running

_SECONDS_TO_START = 120
_REPORT = {
    "fault": "KRA1",
    "description": "De kraan druppelt",
    "postcode": "3698KL",
    "houseNumber": "12",
    "name": "Rosa de Wit",
    "phone": "0612345678",
}


@dataclass(frozen=True)
class Product:
    address: str
    data: Path
    process_id: int

    def store_port(self) -> int:
        """Where its own object store listens; only the command line of that process tells."""
        listing = output_of(["ps", "-A", "-o", "args="])
        objects = str(self.data / "objects")
        (line,) = (
            words
            for words in map(str.split, listing.splitlines())
            if words and Path(words[0]).name == "rclone" and words[-1] == objects
        )
        return int(line[line.index("--addr") + 1].rpartition(":")[2])

    def store_keys(self) -> dict[str, str]:
        return json.loads((self.data / "s3-keys.json").read_text())


@contextlib.asynccontextmanager
async def running_product(**environment: str) -> AsyncGenerator[Product]:
    """`python -m server run`, healthy, with data of its own that is thrown away."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(dir=WORK, prefix="data-") as folder:
        settings = {
            "VOORAF_DATA": folder,
            "VOORAF_PORT": str(port),
            "VOORAF_PUBLIC_URL": address,
            "VOORAF_DEMO": "people",
            "VOORAF_LOG_LEVEL": "warning",
            "VOORAF_RATE_LIMIT_FACTOR": "1000",  # a whole town at one address
            **environment,
        }
        command = [sys.executable, "-m", "server", "run"]
        with running(command, log=WORK / "server.log", environment=settings) as process:
            await _healthy(address, process)
            yield Product(address, Path(folder), process.pid)


async def _healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    async with aiohttp.ClientSession() as client:
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended; see {WORK / 'server.log'}")
            with contextlib.suppress(aiohttp.ClientError):
                async with client.get(f"{address}/health") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)
    raise RuntimeError("the server does not become healthy")


@contextlib.asynccontextmanager
async def signed_in(product: Product, person: str) -> AsyncGenerator[aiohttp.ClientSession]:
    """A session of one of the cast; the connections are kept."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(product.address, cookie_jar=jar) as client:
        await posted(client, "/api/demo/sign-in", {"person": person})
        yield client


async def posted(client: aiohttp.ClientSession, path: str, body: object = None) -> Any:
    """What the server answered to a POST that has to succeed."""
    async with client.post(path, json=body) as answer:
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status} {await answer.text()}")
        return await answer.json()


async def report(client: aiohttp.ClientSession, request_id: str) -> None:
    await posted(client, "/api/repair-requests", {"id": request_id, **_REPORT})


async def job_for_tom(product: Product) -> str:
    """Rosa reports, Vera gives it to Tom: the id of the job that photos are taken for."""
    request_id, job_id = str(uuid4()), str(uuid4())
    async with signed_in(product, "vera") as vera:
        await report(vera, request_id)
        async with vera.get("/api/technicians") as answer:
            people = await answer.json()
        tom = next(person["id"] for person in people if person["name"].startswith("Tom"))
        job = {"id": job_id, "technicianId": tom}
        await posted(vera, f"/api/repair-requests/{request_id}/jobs", job)
    return job_id
