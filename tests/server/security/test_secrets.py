"""Secrets come from files, and are told to nobody: not to logs, lists of processes, or readers."""

import contextlib
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from server.__main__ import main
from server.settings import SettingMissing, Settings
from tests.support import given
from tests.support.running_server import RunningServer, running_server

SECRETS = {
    "VOORAF_SECRET": "the-secret-of-this-test-and-of-no-other",
    "VOORAF_TURN_SECRET": "the-turn-secret-of-this-test",
}
TURN = {"VOORAF_TURN_URLS": "turn:127.0.0.1:9"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """It reads its secrets from files."""
    (tmp_path / "data").mkdir()
    files = {f"{name}_FILE": str(tmp_path / name) for name in SECRETS}
    for name, secret in SECRETS.items():
        (tmp_path / name).write_text(f"{secret}\n")
    settings = {**files, **TURN, "VOORAF_LOG_LEVEL": "debug"}
    with running_server(tmp_path / "data", settings=settings) as running:
        yield running


def kept_by(server: RunningServer) -> list[str]:
    """What the server made for itself, beside what it was given."""
    keys = (server.data / "s3-keys.json").read_text()
    return [*SECRETS.values(), *(part for part in keys.split('"') if len(part) >= 20)]


def listed_processes() -> str:
    return subprocess.run(
        ["ps", "-A", "-ww", "-o", "args="], capture_output=True, text=True, check=True
    ).stdout


async def test_what_goes_on_tells_no_secret(server: RunningServer) -> None:
    told: list[str] = []
    async with httpx.AsyncClient(base_url=server.address, trust_env=False, timeout=60) as rosa:
        link = (await given.repair(rosa)).secret
        cookie = rosa.cookies["vooraf_case"]
        for path in ("/api/openapi.json", "/api/me", "/health", "/nowhere", "/r", "/app/"):
            told.append((await rosa.get(path)).text)
        for path in ("/api/case/sign-in", "/api/guest/sign-in", "/api/outside/sign-in"):
            told.append((await rosa.post(path, json={"secret": "x" * 30})).text)
            told.append((await rosa.post(path, content=b"{")).text)
        # An address with a secret in it, from somebody who mixed up "#" and "?".
        await rosa.get(f"/r?{link}")
    told += [server.log, listed_processes()]
    assert len(kept_by(server)) >= len(SECRETS) + 1
    for secret in (*kept_by(server), link, cookie):
        assert not [text for text in told if secret in text], secret[:6]


def _lose_tables(database: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        for table in ("repair_request", "sign_in"):
            connection.execute(f"ALTER TABLE {table} RENAME TO {table}_that_is_gone")


async def test_an_error_of_ours_tells_no_secret_in_the_log(server: RunningServer) -> None:
    """Half of its database is gone in the midst of it."""
    async with httpx.AsyncClient(base_url=server.address, trust_env=False, timeout=60) as rosa:
        repair = await given.repair(rosa)
        await rosa.post("/api/demo/sign-in", json={"person": "vera"})
        _lose_tables(server.data / "vooraf.sqlite")
        answers = [
            await rosa.get("/api/case"),
            await rosa.post("/api/case/sign-in", json={"secret": repair.secret}),
            await rosa.get("/api/repair-requests"),
        ]
        cookies = [rosa.cookies["vooraf_case"], rosa.cookies["vooraf_sign_in"]]
    assert 500 in {answer.status_code for answer in answers}
    for secret in (*kept_by(server), repair.secret, *cookies):
        assert secret not in server.log
        assert not [answer for answer in answers if secret in answer.text]


def test_settings_are_printed_without_their_secrets(tmp_path: Path) -> None:
    environ = {
        "VOORAF_DATA": str(tmp_path),
        "VOORAF_DATABASE_URL": "postgresql://vooraf:password-of-database@db/vooraf",
        "VOORAF_REDIS_URL": "redis://:password-of-redis@redis:6379/0",
        "VOORAF_S3_ENDPOINT": "https://s3.example.nl",
        "VOORAF_S3_BUCKET": "vooraf",
        "VOORAF_S3_ACCESS_KEY": "key",
        "VOORAF_S3_SECRET_KEY": "secret-key-of-the-store",
        **SECRETS,
        **TURN,
    }
    printed = repr(Settings.from_environment(environ))
    hidden = ("password-of-database", "password-of-redis", "secret-key-of-the-store")
    for secret in (*hidden, *SECRETS.values()):
        assert secret not in printed


@pytest.mark.parametrize(
    "name",
    ["VOORAF_SECRET", "VOORAF_DATABASE_URL", "VOORAF_REDIS_URL", "VOORAF_TURN_SECRET"],
)
@pytest.mark.parametrize("kept", [b"", b" \n", b"\xff\xfe\x00"])
def test_a_file_without_a_secret_stops_the_start(tmp_path: Path, name: str, kept: bytes) -> None:
    """Falling back to something else in silence would be worse."""
    (tmp_path / "file").write_bytes(kept)
    environ = {"VOORAF_DATA": str(tmp_path), f"{name}_FILE": str(tmp_path / "file")}
    with pytest.raises(SettingMissing, match=f"{name}_FILE"):
        Settings.from_environment(environ)


def test_a_secret_that_can_be_guessed_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingMissing, match="VOORAF_SECRET"):
        Settings.from_environment({"VOORAF_DATA": str(tmp_path), "VOORAF_SECRET": "changeme"})


def test_what_is_wrong_is_said_without_the_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOORAF_DATA", str(tmp_path))
    monkeypatch.setenv("VOORAF_DATABASE_URL", "mysql://user:password-of-database@here")
    assert main(["run"]) == 2
    told = capsys.readouterr()
    assert "VOORAF_DATABASE_URL" in told.err
    assert "password-of-database" not in told.err + told.out
