"""AWS Signature Version 4 in the query string: signing presigned addresses and checking them.

boto3 spends some 265 microseconds on one address; a list of photos needs a hundred. Requests that
we send ourselves are signed by boto3.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

_ALGORITHM = "AWS4-HMAC-SHA256"
_SAFE = "-_.~"


class SignatureRefused(Exception):
    """The address was altered, is used for something else than it was signed for, or has
    expired."""


class Signer:
    def __init__(self, *, access_key: str, secret_key: str, region: str, host: str) -> None:
        self._access_key = access_key
        self._secret = f"AWS4{secret_key}".encode()
        self._region = region
        self._host = host
        self._key_of_day: tuple[str, bytes] = ("", b"")

    def presign(
        self,
        method: str,
        path: str,
        *,
        at: datetime,
        valid_seconds: int,
        headers: Mapping[str, str] | None = None,
        overrides: Mapping[str, str] | None = None,
    ) -> str:
        """The query string for `path`, which must be percent-encoded already.

        `headers` are bound besides Host; `overrides` are the response-* parameters.
        """
        bound = {"host": self._host, **(headers or {})}
        names = sorted(bound)
        stamp = at.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{stamp[:8]}/{self._region}/s3/aws4_request"
        # Already in canonical order: capitals sort first, and every override starts with
        # "response-".
        query = (
            f"X-Amz-Algorithm={_ALGORITHM}"
            f"&X-Amz-Credential={quote(f'{self._access_key}/{scope}', safe=_SAFE)}"
            f"&X-Amz-Date={stamp}&X-Amz-Expires={valid_seconds}&X-Amz-SignedHeaders={'%3B'.join(names)}"
        )
        for name, value in sorted((overrides or {}).items()):
            query += f"&{name}={quote(value, safe=_SAFE)}"
        signature = self._signature(method, path, query, bound, names, stamp, scope)
        return f"{query}&X-Amz-Signature={signature}"

    def verify(
        self, method: str, path: str, query: str, headers: Mapping[str, str], *, now: datetime
    ) -> datetime:
        """Raise SignatureRefused, or return when the address stops working."""
        pairs = [_decoded(pair) for pair in query.split("&")]
        claims = dict(pairs)
        if len(claims) != len(pairs) or claims.get("X-Amz-Algorithm") != _ALGORITHM:
            raise SignatureRefused("The address is not signed")
        expires_at = _expiry(claims)
        stamp = claims["X-Amz-Date"]
        scope = f"{stamp[:8]}/{self._region}/s3/aws4_request"
        if claims.get("X-Amz-Credential") != f"{self._access_key}/{scope}":
            raise SignatureRefused("The address is signed for another store")
        canonical = "&".join(
            f"{quote(name, safe=_SAFE)}={quote(value, safe=_SAFE)}"
            for name, value in sorted(pairs)
            if name != "X-Amz-Signature"
        )
        names = claims.get("X-Amz-SignedHeaders", "").split(";")
        bound = {name: headers.get(name, "") for name in names} | {"host": self._host}
        if "host" not in names:
            raise SignatureRefused("The address is not bound to a host")
        wanted = self._signature(
            method, quote(unquote(path), safe=f"/{_SAFE}"), canonical, bound, names, stamp, scope
        )
        if not hmac.compare_digest(wanted.encode(), claims.get("X-Amz-Signature", "").encode()):
            raise SignatureRefused("The request is not the one this address was signed for")
        if now >= expires_at:
            raise SignatureRefused("The address has expired")
        return expires_at

    def _signature(
        self,
        method: str,
        path: str,
        query: str,
        bound: Mapping[str, str],
        names: list[str],
        stamp: str,
        scope: str,
    ) -> str:
        lines = "\n".join(f"{name}:{bound[name].strip()}" for name in names)
        request = f"{method}\n{path}\n{query}\n{lines}\n\n{';'.join(names)}\nUNSIGNED-PAYLOAD"
        digest = hashlib.sha256(request.encode()).hexdigest()
        text = f"{_ALGORITHM}\n{stamp}\n{scope}\n{digest}"
        return hmac.digest(self._signing_key(stamp[:8]), text.encode(), "sha256").hex()

    def _signing_key(self, day: str) -> bytes:
        cached_day, key = self._key_of_day
        if cached_day == day:
            return key
        key = self._secret
        for part in (day, self._region, "s3", "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        self._key_of_day = (day, key)
        return key


def _decoded(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return unquote(name), unquote(value)


def _expiry(claims: Mapping[str, str]) -> datetime:
    try:
        signed_at = datetime.strptime(claims["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return signed_at + timedelta(seconds=int(claims["X-Amz-Expires"]))
    except (KeyError, ValueError, OverflowError) as error:
        raise SignatureRefused("The address does not say how long it works") from error
