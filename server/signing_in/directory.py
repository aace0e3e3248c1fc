"""The corporation's own directory, by OpenID Connect: authorization code with PKCE.

Speaks with the provider and believes nothing that is not signed by it for us, for this attempt.
"""

import contextlib
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlsplit

import httpx
import msgspec
import structlog
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from server.settings import DirectorySettings
from server.signing_in.errors import DirectoryAway, DirectoryRefused
from server.signing_in.keyed import keyed_secret

log = structlog.get_logger()

CALLBACK = "/api/sign-in/directory/callback"
_PATIENCE_SECONDS = 10
_ANSWER_BYTES = 1_000_000
_KNOWN_FOR_SECONDS = 3600.0
_CLOCKS_DIFFER_SECONDS = 60
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Signed with the provider's own key. Neither `none`, nor what our own secret could have signed."""

Claims = dict[str, Any]


class _Discovered(msgspec.Struct, frozen=True):
    """What the provider says of itself (OpenID Connect Discovery)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str
    access_token: str


@dataclass(frozen=True)
class Attempt:
    """What binds an answer to one attempt. Made of the secret in the browser's cookie and ours, so
    nothing of it is kept anywhere."""

    nonce: str
    verifier: str

    @classmethod
    def of(cls, browser: str, key: str) -> "Attempt":
        return cls(
            keyed_secret(key, "directory nonce", browser),
            keyed_secret(key, "directory verifier", browser),
        )


class Directory:
    """One provider, asked over one pool of connections."""

    def __init__(
        self, settings: DirectorySettings, public_url: str, http: httpx.AsyncClient
    ) -> None:
        self.settings = settings
        self._redirect_uri = f"{public_url}{CALLBACK}"
        self._http = http
        self._discovered: _Discovered | None = None
        self._keys: KeySet | None = None
        self._known_until = 0.0

    async def address(self, state: str, attempt: Attempt) -> str:
        """Where to send the browser."""
        provider = await self._provider()
        return add_params_to_uri(
            provider.authorization_endpoint,
            [
                ("response_type", "code"),
                ("client_id", self.settings.client_id),
                ("redirect_uri", self._redirect_uri),
                ("scope", self.settings.scopes),
                ("state", state),
                ("nonce", attempt.nonce),
                ("code_challenge", create_s256_code_challenge(attempt.verifier)),
                ("code_challenge_method", "S256"),
            ],
        )

    async def who(self, code: str, issuer: str | None, attempt: Attempt) -> Claims:
        """What the provider says about whoever came back with this code."""
        provider = await self._provider()
        # RFC 9207: a code of another provider must not be carried to this one.
        if issuer != provider.issuer and (
            issuer or provider.authorization_response_iss_parameter_supported
        ):
            raise _refused("another issuer answered")
        tokens = await self._exchange(provider, code, attempt)
        claims = await self._checked(provider, tokens, attempt)
        return {**await self._further(provider, tokens, claims), **claims}

    async def _exchange(self, provider: _Discovered, code: str, attempt: Attempt) -> _Tokens:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": attempt.verifier,
        }
        ours = (self.settings.client_id, self.settings.client_secret)
        if "client_secret_basic" in provider.token_endpoint_auth_methods_supported:
            answer = await self._ask(
                "POST",
                provider.token_endpoint,
                data=form,
                auth=httpx.BasicAuth(*map(_escaped, ours)),
            )
        else:
            form |= {"client_id": ours[0], "client_secret": ours[1]}
            answer = await self._ask("POST", provider.token_endpoint, data=form)
        if answer.status_code != 200:
            raise _refused(f"the code was answered with {answer.status_code}")
        return _read(answer, _Tokens)

    async def _checked(self, provider: _Discovered, tokens: _Tokens, attempt: Attempt) -> Claims:
        token = await self._signed(provider, tokens.id_token)
        claims = CodeIDToken(
            token.claims,
            token.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": self.settings.client_id},
                "nonce": {"essential": True, "value": attempt.nonce},
            },
            {
                "nonce": attempt.nonce,
                "client_id": self.settings.client_id,
                "access_token": tokens.access_token,
            },
        )
        try:
            claims.validate(leeway=_CLOCKS_DIFFER_SECONDS)
        except JoseError as error:
            raise _refused(str(error)) from error
        return dict(token.claims)

    async def _signed(self, provider: _Discovered, id_token: str) -> jwt.Token:
        """Keys are changed now and then: with one that we do not know they are fetched anew."""
        for are_fresh in (False, True):
            if self._keys is None or are_fresh:
                self._keys = await self._fetch_keys(provider)
            try:
                return jwt.decode(id_token, self._keys, algorithms=_ALGORITHMS)
            except (JoseError, ValueError) as error:
                if are_fresh:
                    raise _refused(f"{type(error).__name__} in the token") from error
        raise _refused("no key fits")

    async def _fetch_keys(self, provider: _Discovered) -> KeySet:
        answer = await self._ask("GET", provider.jwks_uri)
        try:
            return KeySet.import_key_set(answer.json())
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise DirectoryAway from error

    async def _further(self, provider: _Discovered, tokens: _Tokens, claims: Claims) -> Claims:
        """Many providers tell groups and address only when asked for them."""
        if provider.userinfo_endpoint is None:
            return {}
        answer = await self._ask(
            "GET",
            provider.userinfo_endpoint,
            headers={"Authorization": f"Bearer {tokens.access_token}"},
        )
        if answer.status_code != 200:
            return {}
        told = _read(answer, dict[str, Any])
        # OpenID Connect Core 5.3.2: only of the same person.
        return told if told.get("sub") == claims["sub"] else {}

    async def _provider(self) -> _Discovered:
        known = self._discovered
        if known and time.monotonic() < self._known_until:
            return known
        address = f"{self.settings.issuer}/.well-known/openid-configuration"
        found = _read(await self._ask("GET", address), _Discovered)
        if found.issuer.rstrip("/") != self.settings.issuer:
            raise _refused("the provider says that it is another one")
        if not self._may_be_trusted(found):
            raise _refused("the provider names an address without TLS")
        self._discovered = found
        self._known_until = time.monotonic() + _KNOWN_FOR_SECONDS
        return found

    def _may_be_trusted(self, found: _Discovered) -> bool:
        """Codes and keys travel as well protected as the provider's own address is."""
        scheme = urlsplit(self.settings.issuer).scheme
        named = (found.token_endpoint, found.jwks_uri, found.userinfo_endpoint)
        return scheme == "http" or all(each.startswith("https://") for each in named if each)

    async def _ask(self, method: str, address: str, **options: Any) -> httpx.Response:
        try:
            answer = await self._http.request(method, address, **options)
        except httpx.HTTPError as error:
            log.error("directory.away", why=type(error).__name__)
            raise DirectoryAway from error
        if answer.status_code >= 500 or len(answer.content) > _ANSWER_BYTES:
            log.error("directory.away", status=answer.status_code)
            raise DirectoryAway
        return answer


@contextlib.asynccontextmanager
async def directory(
    settings: DirectorySettings | None, public_url: str
) -> AsyncGenerator[Directory | None]:
    """The directory, when there is one. Redirects are not followed: it names its addresses."""
    if settings is None:
        yield None
        return
    async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS, follow_redirects=False) as http:
        yield Directory(settings, public_url, http)


def _read(answer: httpx.Response, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.MsgspecError as error:
        log.error("directory.away", why="what it said makes no sense")
        raise DirectoryAway from error


def _refused(why: str) -> DirectoryRefused:
    """The reason is for whoever runs the server; a stranger learns nothing of it."""
    log.warning("directory.refused", why=why)
    return DirectoryRefused()


def _escaped(value: str) -> str:
    """RFC 6749 2.3.1: both halves are written as in a form."""
    return quote_plus(value)
