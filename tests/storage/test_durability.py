"""Confirmed means on disk: rclone never flushes, so the file and its folders are flushed by us."""

import fcntl
import os
import sys
from pathlib import Path

import pytest

from storage.durable_file import DurableFolder
from storage.errors import HashDiffers
from tests.storage.browser import sha256


@pytest.fixture
def settings(embedded_settings):
    return embedded_settings


@pytest.fixture
def flushed(monkeypatch) -> list[int]:
    """The inodes that were flushed, in order."""
    seen: list[int] = []
    call = "fcntl.fcntl" if sys.platform == "darwin" else "os.fsync"
    really = fcntl.fcntl if sys.platform == "darwin" else os.fsync

    def flush(descriptor: int, *more: int) -> None:
        seen.append(os.fstat(descriptor).st_ino)
        really(descriptor, *more)

    monkeypatch.setattr(call, flush)
    return seen


def inode(path: Path) -> int:
    return path.stat().st_ino


async def test_confirming_flushes_the_file_and_every_folder_above_it(
    settings, store, browser, new_key, flushed
):
    key = new_key()
    ticket = store.presign_upload(key, byte_count=5, media_type="image/jpeg")
    await browser.put(ticket.url, b"photo", ticket.headers)
    assert flushed == []
    await store.confirm(key, byte_count=5, sha256=sha256(b"photo"))
    file = settings.data_folder / settings.bucket / key
    folders = [folder for folder in file.parents if folder.is_relative_to(settings.data_folder)]
    assert flushed == [inode(path) for path in (file, *folders)]
    assert folders[-1] == settings.data_folder


async def test_what_is_put_by_the_server_is_flushed_too(settings, store, new_key, flushed):
    key = new_key()
    await store.put(key, b"photo", media_type="image/jpeg")
    assert inode(settings.data_folder / settings.bucket / key) in flushed


async def test_what_is_not_confirmed_costs_no_flush(store, new_key, flushed):
    key = new_key()
    await store.put(key, b"photo", media_type="image/jpeg")
    flushed.clear()
    with pytest.raises(HashDiffers):
        await store.confirm(key, byte_count=5, sha256=sha256(b"other"))
    assert flushed == []


def test_known_folders_are_flushed_once_and_new_ones_always(tmp_path, flushed):
    old, new = tmp_path / "a" / "old", tmp_path / "a" / "new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "1").touch()
    durable = DurableFolder(tmp_path)
    durable.flush(old / "1")
    flushed.clear()
    durable.flush(old / "1")
    assert flushed == [inode(old / "1"), inode(old)]
    flushed.clear()
    durable.flush(new / "1")
    assert flushed == [inode(path) for path in (new / "1", new, tmp_path / "a", tmp_path)]
