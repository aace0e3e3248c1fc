"""Runs one command and takes it down when the parent is gone, however the parent went.

Started as a script of its own, with a pipe from the parent as stdin and the parent's process id as
first argument. The parent's death closes the pipe; should a forked process still hold it open, the
changed parent id tells. Doing this in the server itself would need a preexec_fn, which is unsafe
with threads.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
from types import FrameType

_LOOK_SECONDS = 1
_GRACE_SECONDS = 2
_PR_SET_PDEATHSIG = 1


def main() -> int:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    child_ended = _wake_on_child_end()
    child = subprocess.Popen(  # noqa: S603 - the command comes from our own embedded.py
        command,
        stdin=subprocess.DEVNULL,
        preexec_fn=_die_with_guard if sys.platform == "linux" else None,
    )
    while child.poll() is None:
        ready, _, _ = select.select([sys.stdin, child_ended], [], [], _LOOK_SECONDS)
        if sys.stdin in ready or os.getppid() != parent:
            _stop(child)
    return abs(child.returncode)


def _wake_on_child_end() -> int:
    """A pipe that becomes readable; a signal alone would not interrupt select."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    signal.signal(signal.SIGCHLD, _wake)
    return reader


def _wake(_signal: int, _frame: FrameType | None) -> None:
    """The byte in the pipe is all that is needed."""


def _die_with_guard() -> None:
    # For the case that the guard itself is killed; other systems have no such call.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


if __name__ == "__main__":
    sys.exit(main())
