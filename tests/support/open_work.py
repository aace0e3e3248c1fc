"""Repairs of Rosa in every state between report and closed case, made over the API."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.support import given, pictures

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Work:
    """Requests for the desk, jobs for Tom's phone, named after what has to happen with them."""

    requests: dict[str, str]
    jobs: dict[str, str]
    link: str
    """Of the repair called "look", whose video call can begin."""
    returned: str
    """The photo that came back, of the job called "retake"."""


async def open_work(address: str) -> Work:
    async with _client(address, "vera") as vera, _client(address, "tom") as tom:
        technicians = (await vera.get("/api/technicians")).raise_for_status().json()
        toms_id = next(each["id"] for each in technicians if each["name"] == "Tom Bakker")
        made = _Made(address, vera, tom, toms_id)
        reported = await made.repair()
        await made.to_call()
        await made.to_call("look")
        to_note = await made.to_call("note_outcome")
        await made.note_outcome_missing(to_note)
        await made.to_arrive()
        await made.to_photograph()
        await made.to_leave()
        await made.to_review()
        returned = await made.to_retake()
        await made.closed()
        requests = {"reported": reported.id} | made.requests
        return Work(requests, made.jobs, made.link, returned)


@contextlib.asynccontextmanager
async def _client(address: str, person: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE_SECONDS) as client:
        if person:
            answer = await client.post("/api/demo/sign-in", json={"person": person})
            answer.raise_for_status()
        yield client


class _Made:
    """Takes repairs as far as they should go."""

    def __init__(
        self, address: str, vera: httpx.AsyncClient, tom: httpx.AsyncClient, toms_id: str
    ) -> None:
        self.requests: dict[str, str] = {}
        self.jobs: dict[str, str] = {}
        self.link = ""
        self._address = address
        self._vera = vera
        self._tom = tom
        self._toms_id = toms_id

    async def repair(self) -> given.Repair:
        """Reported, with a photo."""
        async with _client(self._address) as rosa:
            repair = await given.repair(rosa)
            await self._photo(rosa, given.CASE_PHOTOS, moment="report", source="gallery")
        return repair

    async def to_call(self, name: str = "call") -> str:
        """The id of the pre-visit."""
        previsit_id = given.fresh_id()
        await self._job(name, previsitId=previsit_id, previsitAt=given.moment())
        return previsit_id

    async def note_outcome_missing(self, previsit: str) -> None:
        await self._post(self._tom, f"/api/previsits/{previsit}/open")
        await self._post(self._tom, f"/api/previsits/{previsit}/end")

    async def to_arrive(self, name: str = "arrive") -> None:
        """Looked at by video, so that it is known what is needed."""
        previsit = await self.to_call(name)
        await self.note_outcome_missing(previsit)
        answer = await self._tom.put(f"/api/previsits/{previsit}/outcome", json=given.an_outcome())
        answer.raise_for_status()

    async def to_photograph(self, name: str = "photograph") -> str:
        """The id of the visit."""
        await self.to_arrive(name)
        return await given.arrival(self._tom, self.jobs[name])

    async def to_leave(self, name: str = "leave") -> tuple[str, str]:
        """The ids of the visit and of its photo."""
        visit = await self.to_photograph(name)
        path = given.photos_of(self.jobs[name])
        photo = await self._photo(self._tom, path, visitId=visit)
        return visit, photo

    async def to_review(self, name: str = "review") -> str:
        visit, photo = await self.to_leave(name)
        await given.departure(self._tom, visit, [photo])
        return photo

    async def to_retake(self) -> str:
        """The id of the photo that came back."""
        photo = await self.to_review("retake")
        verdict = {"reason": "too_dark", "note": "De nieuwe kraan is niet te zien."}
        await self._post(self._vera, f"/api/photos/{photo}/send-back", verdict)
        return photo

    async def closed(self) -> None:
        photo = await self.to_review("closed")
        await self._post(self._vera, f"/api/photos/{photo}/accept")

    async def _job(self, name: str, **facts: Any) -> None:
        repair = await self.repair()
        self.requests[name] = repair.id
        self.jobs[name] = await given.job(
            self._vera, repair, technicianId=self._toms_id, note="De sleutel ligt bij 14.", **facts
        )
        if name == "look":
            self.link = repair.link

    async def _post(
        self, client: httpx.AsyncClient, path: str, body: dict[str, str] | None = None
    ) -> None:
        (await client.post(path, json=body)).raise_for_status()

    async def _photo(self, client: httpx.AsyncClient, path: str, **facts: str) -> str:
        """The id of a photo, once its smaller copies exist."""
        data = pictures.jpeg(shade=20 * len(self.jobs), size=(1200, 900))
        ticket = await given.announced(client, path, data, **facts)
        upload = ticket["upload"]
        answer = await client.put(upload["url"], content=data, headers=upload["headers"])
        answer.raise_for_status()
        await given.confirmed(client, ticket["id"])
        await self._ready(ticket["id"])
        return ticket["id"]

    async def _ready(self, photo: str) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self._state_of(photo) != "ready":  # noqa: ASYNC110  another process works
                await asyncio.sleep(0.1)

    async def _state_of(self, photo: str) -> str:
        answer = await self._vera.get(f"/api/photos/{photo}")
        return answer.raise_for_status().json()["state"]
