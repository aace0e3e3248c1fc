"""Signalling as a program of its own: its settings, its start, what it writes to the log."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from signalling.errors import SettingMissing
from signalling.settings import read_settings
from tests.signalling.caller import Caller
from tests.signalling.conftest import SECRET, token_for
from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]


def test_a_missing_secret_is_named() -> None:
    with pytest.raises(SettingMissing, match="VOORAF_SIGNALLING_TOKEN_SECRET"):
        read_settings({})
    with pytest.raises(SettingMissing, match="VOORAF_SIGNALLING_TURN_SECRET"):
        read_settings(
            {
                "VOORAF_SIGNALLING_TOKEN_SECRET": SECRET,
                "VOORAF_SIGNALLING_TURN_URLS": "turn:turn.example:3478",
            }
        )


def test_secrets_may_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{SECRET}\n")
    (tmp_path / "turn").write_text("turn secret\n")
    settings = read_settings(
        {
            "VOORAF_SIGNALLING_TOKEN_SECRET_FILE": str(tmp_path / "token"),
            "VOORAF_SIGNALLING_TURN_SECRET_FILE": str(tmp_path / "turn"),
            "VOORAF_SIGNALLING_TURN_URLS": "turn:a:3478?transport=udp, turns:a:443?transport=tcp",
            "VOORAF_SIGNALLING_MESSAGES_PER_SECOND": "50",
            "VOORAF_REDIS_URL": "redis://127.0.0.1/0",
        }
    )
    assert settings.token_secret == SECRET
    assert settings.turn.secret == "turn secret"  # noqa: S105
    assert settings.turn.urls == ("turn:a:3478?transport=udp", "turns:a:443?transport=tcp")
    assert settings.limits.messages_per_second == 50
    assert settings.redis_url == "redis://127.0.0.1/0"


@asynccontextmanager
async def program(log: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    with log.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "signalling", cwd=ROOT, env=os.environ | settings, stderr=stderr
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def connect_when_up(port: int) -> Caller:
    async with asyncio.timeout(60):
        while True:
            try:
                return await Caller.connect(f"ws://127.0.0.1:{port}/signalling")
            except OSError:
                await asyncio.sleep(0.05)


async def test_it_serves_calls_and_logs_neither_names_nor_tokens(tmp_path: Path) -> None:
    port = free_port()
    log = tmp_path / "log"
    token = token_for("rosa")
    async with program(
        log, VOORAF_SIGNALLING_TOKEN_SECRET=SECRET, VOORAF_SIGNALLING_PORT=str(port)
    ) as process:
        rosa = await connect_when_up(port)
        await rosa.hello(token)
        await rosa.receive("welcome")
        key = rosa.place["key"]
        process.terminate()
        assert await rosa.close_code() in (1001, 1012)
        assert await process.wait() in (0, -15)
    written = log.read_text()
    assert "joined room=r1 participant=rosa" in written
    assert not [secret for secret in ("Rosa", token, key, SECRET) if secret in written]


async def test_without_its_secret_it_says_so_and_stops(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with program(log, VOORAF_SIGNALLING_TOKEN_SECRET="") as process:
        assert await process.wait() == 2
    assert log.read_text().startswith("VOORAF_SIGNALLING_TOKEN_SECRET")
