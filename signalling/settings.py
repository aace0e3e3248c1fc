"""Settings of signalling alone, from the environment. `<NAME>_FILE` names a file with a secret."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from signalling.errors import SettingMissing
from signalling.limits import Limits
from signalling.turn import TurnSettings

PREFIX = "VOORAF_SIGNALLING_"


class Settings(msgspec.Struct, frozen=True):
    token_secret: str
    host: str = "127.0.0.1"
    port: int = 8010
    redis_url: str | None = None
    turn: TurnSettings = TurnSettings()
    limits: Limits = Limits()


def _secret(environment: Mapping[str, str], name: str) -> str:
    path = environment.get(f"{name}_FILE")
    return Path(path).read_text().strip() if path else environment.get(name, "")


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    token_secret = _secret(environment, f"{PREFIX}TOKEN_SECRET")
    if not token_secret:
        raise SettingMissing(f"{PREFIX}TOKEN_SECRET (or {PREFIX}TOKEN_SECRET_FILE) is not set")
    urls = tuple(environment.get(f"{PREFIX}TURN_URLS", "").replace(",", " ").split())
    turn_secret = _secret(environment, f"{PREFIX}TURN_SECRET")
    if urls and not turn_secret:
        raise SettingMissing(f"{PREFIX}TURN_SECRET (or {PREFIX}TURN_SECRET_FILE) is not set")
    defaults = Limits()
    return Settings(
        token_secret=token_secret,
        host=environment.get(f"{PREFIX}HOST", "127.0.0.1"),
        port=int(environment.get(f"{PREFIX}PORT", "8010")),
        redis_url=_secret(environment, "VOORAF_REDIS_URL") or None,
        turn=TurnSettings(
            urls=urls,
            secret=turn_secret,
            lifetime_seconds=int(environment.get(f"{PREFIX}TURN_LIFETIME_SECONDS", "3600")),
        ),
        limits=Limits(
            messages_per_second=float(
                environment.get(f"{PREFIX}MESSAGES_PER_SECOND", defaults.messages_per_second)
            ),
            burst=int(environment.get(f"{PREFIX}BURST", defaults.burst)),
        ),
    )
