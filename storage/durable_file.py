"""Forcing a stored file onto the disk.

The embedded store renames finished uploads into place but never calls fsync, so a photo that was
acknowledged could still be lost in a power cut. Whoever confirms it flushes it first.
"""

import os
import sys
from pathlib import Path

if sys.platform == "darwin":
    import fcntl


class DurableFolder:
    """Flushes files under one root, and the folders on the way to them once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        # The store never removes a folder, so one that is on disk stays there.
        self._settled: set[Path] = set()

    def flush(self, path: Path) -> None:
        _flush(path)
        _flush(path.parent)
        if path.parent in self._settled:
            return
        for folder in path.parent.parents:
            if not folder.is_relative_to(self._root):
                break
            _flush(folder)
        self._settled.add(path.parent)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if sys.platform == "darwin":
            # There, fsync stops at the drive's own cache.
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        else:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
