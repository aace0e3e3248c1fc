"""Secrets that browsers carry: made of chance, kept as a hash only."""

import hashlib
import secrets


def new_secret() -> str:
    """128 bits, safe in an address and a cookie."""
    return secrets.token_urlsafe(16)


def hash_of(secret: str) -> str:
    """SHA-256 is enough: the secret has 128 bits of chance, so nobody can search for it."""
    return hashlib.sha256(secret.encode()).hexdigest()
