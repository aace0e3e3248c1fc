"""`python -m signalling.peer DESCRIPTOR LIMITS`: the worker, on one end of a socket pair.

Started by `process.py` only. It ends when the other end of the pair does, however that ended.
"""

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
import time

import msgspec
import uvloop

from signalling.peer.checks import Checks
from signalling.peer.errors import OfferRefused, PeerBusy
from signalling.peer.limits import PeerLimits
from signalling.peer.pipe import (
    AnswerCheck,
    Answered,
    Declined,
    Ready,
    decode_question,
    read_frame,
    write_frame,
)

_NICER_BY = 5
"""Media may wait a moment; the web process beside it should not."""

_LOOK_SECONDS = 1

log = logging.getLogger("signalling.peer")


async def serve(end: socket.socket, limits: PeerLimits) -> None:
    reader, writer = await asyncio.open_connection(sock=end)
    checks = Checks(limits)
    answering: set[asyncio.Task[None]] = set()
    write_frame(writer, Ready())
    try:
        while True:
            question = decode_question(await read_frame(reader))
            task = asyncio.create_task(_answer(question, checks, writer))
            answering.add(task)
            task.add_done_callback(answering.discard)
    except (asyncio.IncompleteReadError, ConnectionError):
        return  # the web process is gone, or wants us gone
    finally:
        await checks.close()


async def _answer(question: AnswerCheck, checks: Checks, writer: asyncio.StreamWriter) -> None:
    number = question.number
    try:
        answer = Answered(number, await checks.answer(question.person, question.sdp))
    except PeerBusy:
        write_frame(writer, Declined(number, "busy"))
    except OfferRefused as refusal:
        write_frame(writer, Declined(number, "offer-refused", str(refusal)[:500]))
    except Exception:  # whatever aiortc makes of an offer, the asker gets an answer
        log.exception("an offer could not be answered")
        write_frame(writer, Declined(number, "offer-refused", "this offer cannot be answered"))
    else:
        write_frame(writer, answer)


def _follow(parent: int) -> None:
    """A thread, since a loop that is stuck in a decoder would not see the socket close."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(0)


def main() -> int:
    end = socket.socket(fileno=int(sys.argv[1]))
    limits = msgspec.json.decode(sys.argv[2], type=PeerLimits)
    # Ctrl-C in a terminal reaches the whole group; when to end is for the web process to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, args=(int(sys.argv[3]),), daemon=True).start()
    os.nice(_NICER_BY)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    uvloop.run(serve(end, limits))
    return 0


if __name__ == "__main__":
    sys.exit(main())
