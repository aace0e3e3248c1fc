"""Who we are to a push service (VAPID, RFC 8292): one key, made of the server's secret, so that all
nodes have the same and nobody has to keep another file."""

from datetime import timedelta
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.clock import now
from server.push.encryption import CURVE, point_of, to_base64url

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256: a private key is a number from 1 to below it."""

_GOOD_FOR = timedelta(hours=12)


class PushIdentity:
    """The key pair, and the word of who we are for each push service."""

    def __init__(self, secret: str, public_url: str) -> None:
        # 48 bytes for a number of 32: then no part of the range is likelier than another.
        drawn = HKDF(SHA256(), 48, b"", b"vooraf push identity").derive(secret.encode())
        number = int.from_bytes(drawn) % (_ORDER - 1) + 1
        self._key = ec.derive_private_key(number, CURVE)
        self._contact = public_url

    @property
    def public_key(self) -> str:
        return to_base64url(point_of(self._key.public_key()))

    def authorization(self, endpoint: str) -> str:
        """The header for a message to this endpoint."""
        place = urlsplit(endpoint)
        claims = {
            "aud": f"{place.scheme}://{place.netloc}",
            "exp": now() + _GOOD_FOR,
            "sub": self._contact,
        }
        token = jwt.encode(claims, self._key, algorithm="ES256")
        return f"vapid t={token}, k={self.public_key}"
