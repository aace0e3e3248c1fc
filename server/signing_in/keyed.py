"""Hashes that only this server can make: for what is too short to be hashed bare."""

import base64
import hashlib
import hmac


def keyed_hash(key: str, purpose: str, value: str) -> str:
    """A code of eight digits, hashed bare, is found by trying all of them; so with our secret."""
    return _digest(key, purpose, value).hex()


def keyed_secret(key: str, purpose: str, value: str) -> str:
    """Something that need not be kept, because it can be made again; safe in an address."""
    return base64.urlsafe_b64encode(_digest(key, purpose, value)).decode().rstrip("=")


def _digest(key: str, purpose: str, value: str) -> bytes:
    return hmac.new(key.encode(), f"{purpose}\n{value}".encode(), hashlib.sha256).digest()
