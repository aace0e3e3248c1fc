"""`python -m signalling.recorder DESCRIPTOR PARENT`: the worker, on one end of a socket pair.

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

import uvloop

from signalling.recorder.film import Piece
from signalling.recorder.pipe import (
    AddCandidates,
    Answered,
    AnswerPhone,
    LetGo,
    Ready,
    Roll,
    Slice,
    Wrap,
    Wrapped,
    decode_order,
    read_frame,
    write_frame,
)
from signalling.recorder.recorder import Recorder

_NICER_BY = 5
"""A film may stutter; the web process beside it should not."""

_LOOK_SECONDS = 1


async def serve(end: socket.socket) -> None:
    reader, writer = await asyncio.open_connection(sock=end)
    loop = asyncio.get_running_loop()

    def deliver(piece: Piece) -> None:
        """Called in a thread: the film is made there."""
        loop.call_soon_threadsafe(write_frame, writer, Slice(*piece))

    recorder = Recorder(deliver)
    running = asyncio.create_task(recorder.run())
    write_frame(writer, Ready())
    try:
        await _obey(reader, writer, recorder)
        recorder.wrap()
        await running
        write_frame(writer, Wrapped())
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        return  # the web process is gone: what it has is what there is
    finally:
        running.cancel()
        await recorder.close()


async def _obey(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, recorder: Recorder
) -> None:
    """One order after another, until the last."""
    while True:
        match decode_order(await read_frame(reader)):
            case AnswerPhone(number, participant, sdp, is_filmed):
                answer = await recorder.answer(participant, sdp, is_filmed=is_filmed)
                write_frame(writer, Answered(number, answer))
            case AddCandidates(participant, candidates):
                await recorder.add_candidates(participant, candidates)
            case LetGo(participant):
                await recorder.let_go(participant)
            case Roll(is_rolling):
                recorder.roll(is_rolling=is_rolling)
            case Wrap():
                return


def _follow(parent: int) -> None:
    """A thread, since a loop that is stuck in a decoder would not see the socket close."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(0)


def main() -> int:
    end = socket.socket(fileno=int(sys.argv[1]))
    # Ctrl-C in a terminal reaches the whole group; when to end is for the web process to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, args=(int(sys.argv[2]),), daemon=True).start()
    os.nice(_NICER_BY)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    uvloop.run(serve(end))
    return 0


if __name__ == "__main__":
    sys.exit(main())
