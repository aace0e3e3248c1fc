"""Every setting of the server, read once from the environment.

A name ending in `_FILE` beside a secret reads it from that file. What is missing fails the start by
name; what is unset falls back to the embedded default: SQLite and objects below `data`.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from server.client_address import Networks
from storage.settings import StorageSettings

MEGABYTE = 1_000_000
_MOST_FACTOR = 1000
_SHORTEST_SECRET = 24
_WORKING_DAY_HOURS = 12
_MOST_HOURS = 720  # as long as any other sign-in lasts
_CONTACT = re.compile(r"(mailto:|https://|tel:)[!-~]+")
_COUNTRY = re.compile(r"\+[1-9]\d{0,3}")
PUSH_SERVICES = (
    "https://fcm.googleapis.com",
    "https://*.push.services.mozilla.com",
    "https://*.push.apple.com",
    "https://*.notify.windows.com",
)
"""Of the makers of browsers. A star stands for every host below."""

PLACE_OF_THE_NUMBER = "{to}"
"""In the address of an SMS gateway."""

ROLES = ("technician", "coordinator", "manager", "administrator")
LOG_LEVELS = ("debug", "info", "warning", "error")


class SettingMissing(Exception):
    """A setting that must be given is not there, or makes no sense."""


@dataclass(frozen=True)
class DirectorySettings:
    """The corporation's own directory, by OpenID Connect: who may come in, and as what."""

    issuer: str
    client_id: str
    client_secret: str
    roles: tuple[tuple[str, str, str], ...]
    """Claim, value and role; the first that fits counts."""
    name: str
    scopes: str
    organisation: str
    """Whose people it holds, by its name here."""
    sign_in_hours: int
    """So long somebody stays whom the directory let in; then it is asked again."""


@dataclass(frozen=True)
class Settings:
    """What the environment says. `from_environment` documents each name."""

    data: Path
    database_url: str = field(repr=False)
    secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    is_demo: bool = False
    has_demo_repairs: bool = False
    redis_url: str | None = field(default=None, repr=False)
    storage: StorageSettings | None = None
    picture_limit_bytes: int = 25 * MEGABYTE
    turn_urls: tuple[str, ...] = ()
    turn_secret: str = field(default="", repr=False)
    has_media_worker: bool = False
    push_services: tuple[str, ...] = PUSH_SERVICES
    trusted_proxies: Networks = field(default_factory=Networks)
    rate_limit_factor: float = 1.0
    outgoing_allowed: Networks = field(default_factory=Networks)
    security_contact: str = ""
    log_level: str = "info"
    organisation: str = "Vooraf"
    organisation_phone: str = ""
    smtp_url: str | None = None
    mail_from: str = ""
    sms_url: str | None = field(default=None, repr=False)
    sms_per_day: int = 500
    sms_countries: tuple[str, ...] = ("+31",)
    whatsapp_url: str | None = field(default=None, repr=False)
    directory: DirectorySettings | None = None
    catalogue: Path | None = None
    """Folder with the faults of this corporation; None for ours."""

    @property
    def has_tls(self) -> bool:
        """People reach us over https: cookies may be marked Secure."""
        return self.public_url.startswith("https://")

    @property
    def has_sms(self) -> bool:
        """By a gateway; without one and without a mail server everything goes to the terminal."""
        return self.sms_url is not None or self.smtp_url is None

    @property
    def has_whatsapp(self) -> bool:
        """By a gateway of its own."""
        return self.whatsapp_url is not None

    @property
    def sms_reaches(self) -> tuple[str, ...]:
        """The countries whose numbers get messages, by how they begin; none without a way."""
        return self.sms_countries if self.has_sms else ()

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
            secret=_long_secret(environ) or _kept_secret(data / "secret"),
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
            push_services=_push_services(environ),
            trusted_proxies=_networks(environ, "VOORAF_TRUSTED_PROXIES"),
            rate_limit_factor=_factor(environ, "VOORAF_RATE_LIMIT_FACTOR"),
            outgoing_allowed=_networks(environ, "VOORAF_OUTGOING_ALLOWED"),
            security_contact=_contact(environ, "VOORAF_SECURITY_CONTACT"),
            log_level=_log_level(environ),
            organisation=environ.get("VOORAF_ORGANISATION") or "Vooraf",
            organisation_phone=environ.get("VOORAF_ORGANISATION_PHONE") or "",
            smtp_url=_smtp_url(environ),
            mail_from=environ.get("VOORAF_MAIL_FROM") or "",
            sms_url=_gateway_url("VOORAF_SMS_URL", _secret(environ, "VOORAF_SMS_URL")),
            whatsapp_url=_gateway_url(
                "VOORAF_WHATSAPP_URL", _secret(environ, "VOORAF_WHATSAPP_URL")
            ),
            sms_per_day=_sms_per_day(environ),
            sms_countries=_sms_countries(environ),
            directory=_directory(environ),
            catalogue=Path(environ["VOORAF_CATALOGUE"]).resolve()
            if environ.get("VOORAF_CATALOGUE")
            else None,
        )


def _smtp_url(environ: Mapping[str, str]) -> str | None:
    url = _secret(environ, "VOORAF_SMTP_URL")
    if url is None:
        return None
    if not url.startswith(("smtp://", "smtps://")):
        raise SettingMissing("VOORAF_SMTP_URL must begin with smtp:// or smtps://")
    if "@" not in environ.get("VOORAF_MAIL_FROM", ""):
        raise SettingMissing("VOORAF_SMTP_URL needs VOORAF_MAIL_FROM, an address")
    return url


def _gateway_url(name: str, url: str | None) -> str | None:
    if url is not None and ("://" not in url or PLACE_OF_THE_NUMBER not in url):
        raise SettingMissing(
            f"{name} must be an address of Apprise with {PLACE_OF_THE_NUMBER} in it"
        )
    return url


def _sms_per_day(environ: Mapping[str, str]) -> int:
    most = _whole_number(environ, "VOORAF_SMS_PER_DAY", 500)
    if most < 0:
        raise SettingMissing("VOORAF_SMS_PER_DAY must be 0 or more")
    return most


def _sms_countries(environ: Mapping[str, str]) -> tuple[str, ...]:
    named = (environ.get("VOORAF_SMS_COUNTRIES") or "+31").split(",")
    countries = tuple(each.strip() for each in named if each.strip())
    if not all(map(_COUNTRY.fullmatch, countries)):
        raise SettingMissing("VOORAF_SMS_COUNTRIES must name codes of countries, such as +31,+32")
    return countries


def _directory(environ: Mapping[str, str]) -> DirectorySettings | None:
    issuer = environ.get("VOORAF_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    client_id = environ.get("VOORAF_OIDC_CLIENT_ID")
    client_secret = _secret(environ, "VOORAF_OIDC_CLIENT_SECRET")
    if not client_id or not client_secret:
        raise SettingMissing(
            "VOORAF_OIDC_ISSUER needs VOORAF_OIDC_CLIENT_ID and VOORAF_OIDC_CLIENT_SECRET"
        )
    return DirectorySettings(
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        roles=_directory_roles(environ),
        name=environ.get("VOORAF_OIDC_NAME") or (urlsplit(issuer).hostname or issuer),
        scopes=environ.get("VOORAF_OIDC_SCOPES") or "openid email profile",
        organisation=environ.get("VOORAF_OIDC_ORGANISATION")
        or environ.get("VOORAF_ORGANISATION")
        or "Vooraf",
        sign_in_hours=_sign_in_hours(environ),
    )


def _sign_in_hours(environ: Mapping[str, str]) -> int:
    hours = _whole_number(environ, "VOORAF_OIDC_SIGN_IN_HOURS", _WORKING_DAY_HOURS)
    if not 1 <= hours <= _MOST_HOURS:
        raise SettingMissing(f"VOORAF_OIDC_SIGN_IN_HOURS must be from 1 to {_MOST_HOURS}")
    return hours


def _directory_roles(environ: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """`groups:reparatie=coordinator,groups:monteurs=technician`; what people are called may hold
    colons and equals signs, so the first of the one and the last of the other count."""
    said = environ.get("VOORAF_OIDC_ROLES", "")
    found: list[tuple[str, str, str]] = []
    for rule in filter(None, map(str.strip, said.split(","))):
        from_directory, _, role = rule.rpartition("=")
        claim, _, value = from_directory.partition(":")
        if not claim or not value or role not in ROLES:
            raise SettingMissing(
                f"VOORAF_OIDC_ROLES: {rule!r} is not claim:value=role, with one of {ROLES}"
            )
        found.append((claim, value, role))
    if not found:
        raise SettingMissing("VOORAF_OIDC_ISSUER needs VOORAF_OIDC_ROLES")
    return tuple(found)


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(environ.get(name) or default)
    except ValueError:
        raise SettingMissing(f"{name} must be a whole number") from None


def _networks(environ: Mapping[str, str], name: str) -> Networks:
    try:
        return Networks(environ.get(name, ""))
    except ValueError:
        raise SettingMissing(f"{name} must name networks, such as 10.0.0.0/8, ::1") from None


def _factor(environ: Mapping[str, str], name: str) -> float:
    try:
        factor = float(environ.get(name) or 1)
    except ValueError:
        factor = -1.0
    if not 0 <= factor <= _MOST_FACTOR:
        raise SettingMissing(f"{name} must be a number from 0 to {_MOST_FACTOR}")
    return factor


def _contact(environ: Mapping[str, str], name: str) -> str:
    contact = environ.get(name, "").strip()
    if contact and not _CONTACT.fullmatch(contact):
        raise SettingMissing(f"{name} must be one mailto:, https:// or tel: address")
    return contact


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
    if not file:
        return environ.get(name) or None
    try:
        kept = Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", "it is no text")
        raise SettingMissing(f"{name}_FILE cannot be read: {why}") from None
    if not kept:  # else another secret than the wished one would be used, and nobody told
        raise SettingMissing(f"{name}_FILE names an empty file")
    return kept


def _long_secret(environ: Mapping[str, str]) -> str | None:
    found = _secret(environ, "VOORAF_SECRET")
    if found is not None and len(found) < _SHORTEST_SECRET:
        raise SettingMissing(f"VOORAF_SECRET must have {_SHORTEST_SECRET} characters or more")
    return found


def _kept_secret(file: Path) -> str:
    """The embedded default makes its own signing secret once and keeps it beside the data."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text().strip()
