"""The worker that answers connection checks; started by `process.py` only."""

import asyncio
import logging
import sys

import msgspec

from signalling.peer.checks import Checks
from signalling.peer.errors import OfferRefused, PeerBusy
from signalling.peer.limits import PeerLimits
from signalling.peer.pipe import (
    FRAME_BYTES,
    AnswerCheck,
    Answered,
    Declined,
    Ready,
    decode_question,
)
from signalling.workers.frames import read_frame, write_frame
from signalling.workers.living import live

log = logging.getLogger("signalling.peer")


async def serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, arguments: list[str]
) -> None:
    checks = Checks(msgspec.json.decode(arguments[0], type=PeerLimits))
    answering: set[asyncio.Task[None]] = set()
    write_frame(writer, Ready(), FRAME_BYTES)
    try:
        while True:
            question = decode_question(await read_frame(reader, FRAME_BYTES))
            task = asyncio.create_task(_answer(question, checks, writer))
            answering.add(task)
            task.add_done_callback(answering.discard)
    except (asyncio.IncompleteReadError, ConnectionError):
        return  # the web process is gone, or wants us gone
    finally:
        await checks.close()


async def _answer(question: AnswerCheck, checks: Checks, writer: asyncio.StreamWriter) -> None:
    number = question.number
    answer: Answered | Declined
    try:
        answer = Answered(number, await checks.answer(question.person, question.sdp))
    except PeerBusy:
        answer = Declined(number, "busy")
    except OfferRefused as refusal:
        answer = Declined(number, "offer-refused", str(refusal)[:500])
    except Exception:  # whatever aiortc makes of an offer, the asker gets an answer
        log.exception("an offer could not be answered")
        answer = Declined(number, "offer-refused", "this offer cannot be answered")
    write_frame(writer, answer, FRAME_BYTES)


if __name__ == "__main__":
    sys.exit(live(serve))
