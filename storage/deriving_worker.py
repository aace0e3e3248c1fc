"""`python -m storage.deriving_worker`: pictures and films in at stdin, their copies out at stdout.

Both ways a length of eight bytes goes first, and inwards before it a letter that says what to make.
It ends when stdin does, so also with its parent.
"""

import os
import signal
import sys
from typing import BinaryIO

import msgspec

from storage.derivatives import make_derivatives
from storage.errors import NotAPicture, NotFootage, PictureTooLarge
from storage.playing import make_playable

PICTURE, FOOTAGE = b"P", b"F"
LENGTH_BYTES = 8
_LEAST_URGENT = 19


class Made(msgspec.Struct, tag=True):
    """The fields of `Derivatives`."""

    width: int
    height: int
    screen: bytes
    thumbnail: bytes
    likeness: str


class Playable(msgspec.Struct, tag=True):
    """A film or a sound that may be played by everybody."""

    data: bytes


class Failed(msgspec.Struct, tag=True):
    """The picture or film is at fault, and will be next time."""

    message: str
    is_too_large: bool


Answer = Made | Playable | Failed


def main() -> None:
    # Ctrl-C goes to everybody in the terminal; the parent ends this process when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Not the system's idle class: on a machine that is always busy that might mean never.
    os.nice(_LEAST_URGENT)
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    while kind := orders.read(len(PICTURE)):
        answer = msgspec.msgpack.encode(_made(kind, _next(orders)))
        answers.write(len(answer).to_bytes(LENGTH_BYTES))
        answers.write(answer)
        answers.flush()


def _next(orders: BinaryIO) -> bytes:
    return orders.read(int.from_bytes(orders.read(LENGTH_BYTES)))


def _made(kind: bytes, data: bytes) -> Answer:
    try:
        if kind == FOOTAGE:
            return Playable(make_playable(data))
        made = make_derivatives(data)
    except (NotAPicture, NotFootage) as fault:
        return Failed(str(fault), is_too_large=False)
    except PictureTooLarge as fault:
        return Failed(str(fault), is_too_large=True)
    return Made(made.width, made.height, made.screen, made.thumbnail, made.likeness)


if __name__ == "__main__":
    main()
