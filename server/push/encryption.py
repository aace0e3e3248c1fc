"""Encrypts a push message for one browser (RFC 8291), so that the push service reads nothing.

The libraries for it come only as source, or bring a second HTTP client along; DECISIONS.md says
more.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
_RECORD_BYTES = 4096
_LAST_RECORD = b"\x02"


def from_base64url(text: str) -> bytes:
    """Of text that may lack its padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """65 bytes: uncompressed."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypted(
    message: bytes,
    public_key: str,
    auth_secret: str,
    *,
    own_key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of the request, `Content-Encoding: aes128gcm`. Each has a key and a salt of its own.

    Raises ValueError when the browser's key is no point of the curve.
    """
    own_key = own_key or ec.generate_private_key(CURVE)
    salt = salt or secrets.token_bytes(16)
    theirs = from_base64url(public_key)
    point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
    ours = point_of(own_key.public_key())
    info = b"WebPush: info\0" + theirs + ours
    secret = _derived(
        own_key.exchange(ec.ECDH(), point), from_base64url(auth_secret), info, length=32
    )
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", length=12)
    sealed = AESGCM(key).encrypt(nonce, message + _LAST_RECORD, None)
    header = salt + _RECORD_BYTES.to_bytes(4) + bytes([len(ours)]) + ours
    return header + sealed


def _derived(secret: bytes, salt: bytes, info: bytes, *, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
