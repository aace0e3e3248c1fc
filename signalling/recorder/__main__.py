"""The worker of one recording; started by `process.py` only."""

import asyncio
import sys

from signalling.recorder.film import Piece
from signalling.recorder.pipe import (
    FRAME_BYTES,
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
)
from signalling.recorder.recorder import Recorder
from signalling.workers.frames import read_frame, write_frame
from signalling.workers.living import live


async def serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _arguments: list[str]
) -> None:
    loop = asyncio.get_running_loop()

    def deliver(piece: Piece) -> None:
        """Called in a thread: the film is made there."""
        loop.call_soon_threadsafe(write_frame, writer, Slice(*piece), FRAME_BYTES)

    recorder = Recorder(deliver)
    running = asyncio.create_task(recorder.run())
    write_frame(writer, Ready(), FRAME_BYTES)
    try:
        await _obey(reader, writer, recorder)
        recorder.wrap()
        await running
        write_frame(writer, Wrapped(), FRAME_BYTES)
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
        match decode_order(await read_frame(reader, FRAME_BYTES)):
            case AnswerPhone(number, participant, sdp, is_filmed):
                answer = await recorder.answer(participant, sdp, is_filmed=is_filmed)
                write_frame(writer, Answered(number, answer), FRAME_BYTES)
            case AddCandidates(participant, candidates):
                await recorder.add_candidates(participant, candidates)
            case LetGo(participant):
                await recorder.let_go(participant)
            case Roll(is_rolling):
                recorder.roll(is_rolling=is_rolling)
            case Wrap():
                return


if __name__ == "__main__":
    sys.exit(live(serve))
