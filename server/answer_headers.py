"""What every answer tells browsers about itself: what a page may load and do, and that nothing of
ours is anybody else's to embed, guess at or pass on.

A page gets its policy from `page_headers`. Whatever else goes out is caught on its way by
`protecting`, also refusals and addresses that do not exist.
"""

import secrets
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from litestar.types import BeforeMessageSendHookHandler, Message, Scope

from server.settings import Settings

Device = Literal["camera", "microphone", "geolocation"]

_NEVER_USED = (
    "accelerometer",
    "browsing-topics",
    "display-capture",
    "gamepad",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
_DEVICES: tuple[Device, ...] = ("camera", "microphone", "geolocation")

# Two years, as the preload list asks. Other names below ours may be somebody else's to decide.
_TLS_ONLY = (b"strict-transport-security", b"max-age=63072000")

_NOT_GUESSED = (b"x-content-type-options", b"nosniff")
_NOT_EMBEDDED = (b"cross-origin-resource-policy", b"same-origin")
_NO_PAGE = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)


def new_nonce() -> str:
    """128 bits: nobody who writes into a page guesses what its scripts are marked with."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Surroundings:
    """Whom a page of this installation has to do with."""

    store: str = ""
    """The object store, where browsers go there themselves."""
    call_socket: str = ""
    """Some browsers do not take 'self' for sockets too."""

    @classmethod
    def of(cls, settings: Settings) -> "Surroundings":
        store = settings.storage
        public = urlsplit(settings.public_url)
        scheme = "wss" if settings.has_tls else "ws"
        return cls(
            store=store.origin if store and not store.public_prefix else "",
            call_socket=f"{scheme}://{public.netloc}",
        )


def page_headers(
    nonce: str, around: Surroundings, *, uses: tuple[Device, ...] = (), styles: str = ""
) -> dict[str, str]:
    """For one page. `styles` is what style elements are marked with, where a page has them."""
    store = f" {around.store}" if around.store else ""
    marked = f" 'nonce-{styles}'" if styles else ""
    policy = (
        "default-src 'none'",
        # What our own script loads, it vouches for; nothing else runs, whoever's address it has.
        f"script-src 'nonce-{nonce}' 'strict-dynamic'",
        f"style-src 'self'{marked}",
        f"img-src 'self' blob: data:{store}",
        f"media-src 'self' blob:{store}",
        f"connect-src 'self' {around.call_socket}{store}",
        "font-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    return {
        "content-security-policy": "; ".join(policy),
        "permissions-policy": _permissions(uses),
        "cross-origin-opener-policy": "same-origin",
    }


def worker_headers(around: Surroundings) -> dict[str, str]:
    """For a script that runs by itself, beside any page: it loads nothing but what it asks for."""
    store = f" {around.store}" if around.store else ""
    return {
        "content-security-policy": (
            f"default-src 'none'; script-src 'self'; connect-src 'self'{store};"
            f" img-src 'self' blob:{store}; frame-ancestors 'none'"
        ),
        "referrer-policy": "no-referrer",
    }


def _permissions(uses: tuple[Device, ...]) -> str:
    devices = [f"{each}=({'self' if each in uses else ''})" for each in _DEVICES]
    return ", ".join([*devices, *(f"{each}=()" for each in _NEVER_USED)])


def protecting(settings: Settings) -> BeforeMessageSendHookHandler:
    """Adds to each answer what it does not say itself."""
    has_tls = settings.has_tls

    async def protect(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = message.setdefault("headers", [])
        said = {name for name, _ in headers}
        headers_to_add: list[tuple[bytes, bytes]] = [_NOT_GUESSED, _NOT_EMBEDDED]
        # What a page loads obeys the page's rules; a policy on every script would only delay it.
        if not scope["path"].startswith("/assets/"):
            headers_to_add.extend(_NO_PAGE)
        if has_tls:
            headers_to_add.append(_TLS_ONLY)
        message["headers"] = [*headers, *(each for each in headers_to_add if each[0] not in said)]

    return protect
