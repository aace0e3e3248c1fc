"""A call that the product records: Tom and Rosa in the room, her consent, and their two phones."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from bench.product import Product, posted, signed_in
from bench.sending_phone import SendingPhone
from tests.end_to_end.video.call_stage import plan_call

_PATIENCE_SECONDS = 60
_PING_SECONDS = 8


class InRoom:
    """One person's end of signalling/PROTOCOL.md, as far as a recorder needs it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @classmethod
    @asynccontextmanager
    async def entered(cls, client: aiohttp.ClientSession, token: str) -> AsyncGenerator["InRoom"]:
        async with client.ws_connect("/signalling") as socket:
            person = cls(socket)
            tasks = [asyncio.create_task(each) for each in (person._listen(), person._ping())]
            try:
                await socket.send_json({"type": "hello", "version": 1, "token": token})
                await person.hears("welcome")
                yield person
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def hears(self, kind: str) -> dict[str, Any]:
        """The next message of this kind; what came before it is forgotten."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (message := await self._heard.get())["type"] != kind:
                pass
        return message

    async def recorder(self) -> str:
        """Who it is, once it has come in."""
        while True:
            peer = (await self.hears("peer-joined"))["peer"]
            if peer["role"] == "recorder":
                return peer["participant"]

    async def send_to(self, recorder: str, phone: SendingPhone) -> None:
        offer = {"type": "offer", "cid": 1, "to": recorder, "epoch": 1}
        await self._socket.send_json({**offer, "sdp": await phone.offer()})
        await phone.accept((await self.hears("answer"))["sdp"])

    async def _listen(self) -> None:
        async for frame in self._socket:
            message = frame.json()
            self._heard.put_nowait(message)
            if "seq" in message:
                await self._socket.send_json({"type": "ack", "seq": message["seq"]})

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(_PING_SECONDS)
            await self._socket.send_json({"type": "ping", "at": 0})


class RecordedCall:
    def __init__(self, product: Product, stack: AsyncExitStack) -> None:
        self._product = product
        self._stack = stack
        self._recording_id = str(uuid4())

    async def agree(self) -> None:
        """Both are there, asked and agreed. The recorder sits down."""
        enter = self._stack.enter_async_context
        planned = await plan_call(self._product.address)
        self._job_id, self._address = planned.job_id, f"/api/previsits/{planned.previsit_id}"
        self._tom = await enter(signed_in(self._product, "tom"))
        rosa = await enter(followed_link(self._product, planned.link))
        toms = await posted(self._tom, f"{self._address}/open")
        rosas = await posted(rosa, "/api/case/previsit/join")
        self._people = [
            await enter(InRoom.entered(client, ticket["token"]))
            for client, ticket in ((rosa, rosas), (self._tom, toms))
        ]
        async with self._tom.get(f"{self._address}/recording") as answer:
            version = (await answer.json())["textVersion"]
        asked = {"id": self._recording_id, "textVersion": version}
        await posted(self._tom, f"{self._address}/recording", asked)
        agreed = {"recordingId": self._recording_id, "textVersion": version}
        await posted(rosa, "/api/case/previsit/recording/consent", agreed)
        # Each of them is told, and it is the same one.
        self._recorder, _ = [await person.recorder() for person in self._people]

    async def send(self) -> None:
        """Her phone films; of his only the sound is taken."""
        for person, films in zip(self._people, (True, False), strict=True):
            phone = SendingPhone(films=films)
            self._stack.push_async_callback(phone.close)
            await person.send_to(self._recorder, phone)

    async def stop(self) -> Path:
        """The film, once it is stored."""
        asked = {"recordingId": self._recording_id}
        await posted(self._tom, f"{self._address}/recording/stop", asked)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not await self._is_stored():  # noqa: ASYNC110  the server stores it
                await asyncio.sleep(0.1)
        objects = self._product.data / "objects"
        (film,) = objects.rglob(f"{self._recording_id}-*.mp4")
        return film

    async def _is_stored(self) -> bool:
        async with self._tom.get(f"/api/jobs/{self._job_id}") as answer:
            (recording,) = (await answer.json())["recordings"]
        return recording["isStored"]


@asynccontextmanager
async def followed_link(product: Product, link: str) -> AsyncGenerator[aiohttp.ClientSession]:
    """A session of the tenant, by the secret of her link."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(product.address, cookie_jar=jar) as client:
        secret = {"secret": link.partition("#")[2]}
        async with client.post("/api/case/sign-in", json=secret) as answer:
            answer.raise_for_status()
        yield client
