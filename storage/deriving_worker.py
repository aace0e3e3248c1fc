"""`python -m storage.deriving_worker`: pictures in at stdin, their derivatives out at stdout.

Both ways a length of eight bytes goes first. It ends when stdin does, so also with its parent.
"""

import os
import signal
import sys
from typing import BinaryIO

import msgspec

from storage.derivatives import make_derivatives
from storage.errors import NotAPicture, PictureTooLarge

LENGTH_BYTES = 8
_LEAST_URGENT = 19


class Made(msgspec.Struct, tag=True):
    """The fields of `Derivatives`."""

    width: int
    height: int
    screen: bytes
    thumbnail: bytes
    likeness: str


class Failed(msgspec.Struct, tag=True):
    """The picture is at fault, and will be next time."""

    message: str
    is_too_large: bool


Answer = Made | Failed


def main() -> None:
    # Ctrl-C goes to everybody in the terminal; the parent ends this process when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Not the system's idle class: on a machine that is always busy that might mean never.
    os.nice(_LEAST_URGENT)
    pictures, answers = sys.stdin.buffer, sys.stdout.buffer
    while (picture := _next(pictures)) is not None:
        answer = msgspec.msgpack.encode(_derive(picture))
        answers.write(len(answer).to_bytes(LENGTH_BYTES))
        answers.write(answer)
        answers.flush()


def _next(pictures: BinaryIO) -> bytes | None:
    length = pictures.read(LENGTH_BYTES)
    return pictures.read(int.from_bytes(length)) if length else None


def _derive(picture: bytes) -> Answer:
    try:
        made = make_derivatives(picture)
    except NotAPicture as fault:
        return Failed(str(fault), is_too_large=False)
    except PictureTooLarge as fault:
        return Failed(str(fault), is_too_large=True)
    return Made(made.width, made.height, made.screen, made.thumbnail, made.likeness)


if __name__ == "__main__":
    main()
