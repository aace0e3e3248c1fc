"""One recording in the worker: the phones of a call, and the clock by which they become a film."""

import asyncio
import logging
import time
from collections.abc import Callable

import av

from signalling.recorder.film import (
    PICTURES_PER_SECOND,
    Film,
    Piece,
    samples_until,
)
from signalling.recorder.phone import OfferRefused, Phone
from signalling.recorder.sound import Samples, mixed

_WAIT_FOR_PICTURE_SECONDS = 3
"""The first picture decides which way up the film is; without one it begins all the same."""

_PATIENCE_SECONDS = 3

log = logging.getLogger("signalling.recorder")


class Recorder:
    def __init__(self, deliver: Callable[[Piece], None]) -> None:
        self._deliver = deliver
        self._phones: dict[str, Phone] = {}
        self._film: Film | None = None
        self._shown: av.VideoFrame | None = None
        self._rolling_since: float | None = None
        self._moment_then = 0
        self._moment = 0
        self._is_over = False

    async def answer(self, participant: str, sdp: str, *, is_filmed: bool) -> str:
        """The answer for this phone; empty when its offer cannot be answered."""
        phone = self._phones.get(participant)
        if phone is None or not phone.is_answering(sdp):
            # Another origin is another connection on their side: ours belongs to the old one.
            await self.let_go(participant)
            phone = self._phones[participant] = Phone(is_filmed=is_filmed)
        try:
            return await phone.answer(sdp)
        except OfferRefused as refusal:
            log.warning("an offer could not be answered: %s", refusal)
            await self.let_go(participant)
            return ""

    async def add_candidates(
        self, participant: str, candidates: list[tuple[str, str | None, int | None]]
    ) -> None:
        phone = self._phones.get(participant)
        for candidate in candidates if phone else []:
            await phone.add(*candidate)  # pyright: ignore[reportOptionalMemberAccess]

    async def let_go(self, participant: str) -> None:
        phone = self._phones.pop(participant, None)
        if phone is None:
            return
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await phone.close()
        except TimeoutError:
            log.warning("a connection did not close in time")

    def roll(self, *, is_rolling: bool) -> None:
        """What comes in while it does not roll is thrown away at once."""
        if is_rolling == (self._rolling_since is not None):
            return
        self._moment_then = self._moment
        self._rolling_since = time.monotonic() if is_rolling else None
        if is_rolling:
            for phone in self._phones.values():
                phone.ear.forget()
            if self._film:
                self._film.resume()

    async def run(self) -> None:
        """Until `wrap`. What takes long is done in a thread, or phones would wait for it."""
        while not self._is_over:
            await asyncio.sleep(self._pause())
            moment = self._due()
            if moment is None or moment < self._moment or not self._is_begun():
                continue
            voices = self._voices(samples := samples_until(moment + 1 - self._moment))
            self._moment = moment + 1
            await asyncio.to_thread(self._take, moment, mixed(voices, samples))

        await asyncio.to_thread(self._close_film)

    def wrap(self) -> None:
        """`run` hands over the last piece and returns."""
        self._is_over = True

    async def close(self) -> None:
        for participant in list(self._phones):
            await self.let_go(participant)

    def _due(self) -> int | None:
        """The picture of now, counted from the begin of the film and without its pauses."""
        if self._rolling_since is None:
            return None
        elapsed = time.monotonic() - self._rolling_since
        return self._moment_then + int(elapsed * PICTURES_PER_SECOND)

    def _pause(self) -> float:
        """Seconds until the next picture is due: what the last one took is not waited for twice."""
        if self._film is None or self._rolling_since is None:
            return 1 / PICTURES_PER_SECOND
        next_picture = (self._moment - self._moment_then) / PICTURES_PER_SECOND
        return max(0.0, self._rolling_since + next_picture - time.monotonic())

    def _is_begun(self) -> bool:
        if self._film is None and self._rolling_since is not None:
            picture = self._picture()
            waited = time.monotonic() - self._rolling_since
            if picture is None and waited < _WAIT_FOR_PICTURE_SECONDS:
                return False
            self._film = Film(is_upright=picture is not None and picture.height > picture.width)
            # The film begins now, not when we began to wait for it.
            self._rolling_since = time.monotonic()
            return False
        return True

    def _picture(self) -> av.VideoFrame | None:
        pictures = (phone.picture() for phone in self._phones.values())
        return next((picture for picture in pictures if picture is not None), None)

    def _voices(self, samples: int) -> "list[Samples]":
        taken = [phone.ear.take(samples) for phone in self._phones.values()]
        return [voice for voice in taken if voice is not None]

    def _close_film(self) -> None:
        piece = self._film.close() if self._film else None
        if piece:
            self._deliver(piece)

    def _take(self, moment: int, sound: bytes) -> None:
        if self._film is None:
            return
        picture = self._picture()
        if picture is not self._shown:
            self._shown = picture
            self._film.show(picture)
        piece = self._film.add(moment, sound)
        if piece:
            self._deliver(piece)
