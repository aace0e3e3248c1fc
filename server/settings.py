"""Every setting of the server, read once from the environment.

A name ending in `_FILE` beside a secret reads it from that file. What is missing fails the start by
name; what is unset falls back to the embedded default: SQLite and objects below `data`.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from storage.settings import StorageSettings

MEGABYTE = 1_000_000
_MOST_DAYS = 36_500  # what reaches back further is no date any more
PUSH_SERVICES = (
    "https://fcm.googleapis.com",
    "https://*.push.services.mozilla.com",
    "https://*.push.apple.com",
    "https://*.notify.windows.com",
)
"""Of the makers of browsers. A star stands for every host below."""

LOG_LEVELS = ("debug", "info", "warning", "error")


class SettingMissing(Exception):
    """A setting that must be given is not there, or makes no sense."""


@dataclass(frozen=True)
class Settings:
    """What the environment says. `from_environment` documents each name."""

    data: Path
    database_url: str
    secret: str
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    is_demo: bool = False
    has_demo_repairs: bool = False
    redis_url: str | None = None
    storage: StorageSettings | None = None
    picture_limit_bytes: int = 25 * MEGABYTE
    turn_urls: tuple[str, ...] = ()
    turn_secret: str = ""
    has_media_worker: bool = False
    photo_view_days: int = 365
    push_services: tuple[str, ...] = PUSH_SERVICES
    log_level: str = "info"

    @property
    def has_tls(self) -> bool:
        """People reach us over https: cookies may be marked Secure."""
        return self.public_url.startswith("https://")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read VOORAF_*; `.env.example` explains each of them."""
        data = Path(environ.get("VOORAF_DATA", "build/data")).resolve()
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        host = environ.get("VOORAF_HOST", "127.0.0.1")
        port = _whole_number(environ, "VOORAF_PORT", 8000)
        demo = environ.get("VOORAF_DEMO") or "0"
        if demo not in ("0", "1", "people"):
            raise SettingMissing("VOORAF_DEMO must be 0, 1 or people")
        turn_urls = tuple(url for url in environ.get("VOORAF_TURN_URLS", "").split(",") if url)
        turn_secret = _secret(environ, "VOORAF_TURN_SECRET") or ""
        if turn_urls and not turn_secret:
            raise SettingMissing("VOORAF_TURN_URLS needs VOORAF_TURN_SECRET")
        return cls(
            data=data,
            database_url=_database_url(environ, data),
            secret=_secret(environ, "VOORAF_SECRET") or _kept_secret(data / "secret"),
            host=host,
            port=port,
            public_url=environ.get("VOORAF_PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
            is_demo=demo in ("1", "people"),
            has_demo_repairs=demo == "1",
            redis_url=_secret(environ, "VOORAF_REDIS_URL"),
            storage=StorageSettings.from_environment(environ),
            picture_limit_bytes=_picture_limit(environ),
            turn_urls=turn_urls,
            turn_secret=turn_secret,
            has_media_worker=_yes_or_no(environ, "VOORAF_MEDIA_WORKER", default=True),
            photo_view_days=_days(environ, "VOORAF_PHOTO_VIEW_DAYS", 365),
            push_services=_push_services(environ),
            log_level=_log_level(environ),
        )


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(environ.get(name) or default)
    except ValueError:
        raise SettingMissing(f"{name} must be a whole number") from None


def _days(environ: Mapping[str, str], name: str, default: int) -> int:
    days = _whole_number(environ, name, default)
    if not 1 <= days <= _MOST_DAYS:
        raise SettingMissing(f"{name} must be 1 to {_MOST_DAYS}")
    return days


def _push_services(environ: Mapping[str, str]) -> tuple[str, ...]:
    named = environ.get("VOORAF_PUSH_SERVICES", "")
    services = tuple(each.strip().rstrip("/") for each in named.split(",") if each.strip())
    if not all(each.startswith("https://") for each in services):
        raise SettingMissing("VOORAF_PUSH_SERVICES must name https:// addresses")
    return services or PUSH_SERVICES


def _picture_limit(environ: Mapping[str, str]) -> int:
    limit = _whole_number(environ, "VOORAF_PICTURE_LIMIT_BYTES", 25 * MEGABYTE)
    if limit < 1:
        raise SettingMissing("VOORAF_PICTURE_LIMIT_BYTES must be 1 or more")
    return limit


def _yes_or_no(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    said = environ.get(name) or str(int(default))
    if said not in ("0", "1"):
        raise SettingMissing(f"{name} must be 0 or 1")
    return said == "1"


def _database_url(environ: Mapping[str, str], data: Path) -> str:
    url = _secret(environ, "VOORAF_DATABASE_URL") or f"sqlite:///{data}/vooraf.sqlite"
    if not url.startswith(("sqlite:///", "postgresql://")):
        raise SettingMissing("VOORAF_DATABASE_URL must begin with sqlite:/// or postgresql://")
    return url


def _log_level(environ: Mapping[str, str]) -> str:
    level = environ.get("VOORAF_LOG_LEVEL") or "info"
    if level not in LOG_LEVELS:
        raise SettingMissing(f"VOORAF_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}")
    return level


def _secret(environ: Mapping[str, str], name: str) -> str | None:
    file = environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text().strip()
        except OSError as error:
            raise SettingMissing(f"{name}_FILE cannot be read: {error.strerror}") from None
    return environ.get(name) or None


def _kept_secret(file: Path) -> str:
    """The embedded default makes its own signing secret once and keeps it beside the data."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text().strip()
