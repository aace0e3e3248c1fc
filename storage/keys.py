"""How an object's key is built. A key is random, never used twice, and safe as a path on any
disk."""

import re
import secrets
from datetime import datetime
from uuid import UUID

from storage.errors import InvalidKey

# Narrower than S3: the embedded store keeps each object as a file, on disks that may ignore case,
# and a name that starts with a dot is one of its own temporary files.
_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}", re.ASCII)
_EXTENSION = re.compile(r"[a-z0-9]{1,8}", re.ASCII)
_LONGEST_KEY = 1024


def evidence_key(organisation_id: UUID, photo_id: UUID, extension: str, *, at: datetime) -> str:
    """A new key at every call: announcing again after a refused upload must not reuse the place."""
    if not _EXTENSION.fullmatch(extension):
        raise InvalidKey(f"{extension!r} cannot be the extension of a key")
    name = f"{photo_id}-{secrets.token_hex(10)}.{extension}"
    return f"evidence/{organisation_id}/{at:%Y}/{at:%m}/{name}"


def recording_key(organisation_id: UUID, recording_id: UUID, *, at: datetime) -> str:
    """A new key at every call, as for a photo."""
    name = f"{recording_id}-{secrets.token_hex(10)}.mp4"
    return f"recordings/{organisation_id}/{at:%Y}/{at:%m}/{name}"


def slice_key(key: str, number: int) -> str:
    """Where a piece of a recording waits until the whole is safe."""
    return validate_key(f"{key.removesuffix('.mp4')}.slices/{number:06}")


def part_key(key: str, number: int) -> str:
    """Where a part waits until all of them are there. Beside the whole, and erased with it."""
    return validate_key(f"{key}.parts/{number:04}")


def poster_key(key: str) -> str:
    """The frame that stands for a film, as its phone took it; copies are made of it."""
    folder, _, name = validate_key(key).rpartition("/")
    return validate_key(f"{folder}/{name.rpartition('.')[0]}-poster.jpg".lstrip("/"))


def play_key(key: str) -> str:
    """The copy of a film or a sound that is played; beside the original, and erased with it."""
    stem, _, extension = validate_key(key).rpartition(".")
    return validate_key(f"{stem}-play.{extension}")


def derivative_key(key: str, long_edge: int) -> str:
    """Beside the original, so that both are found and erased together."""
    folder, _, name = validate_key(key).rpartition("/")
    stem = name.rpartition(".")[0] or name
    return validate_key(f"{folder}/{stem}-{long_edge}.jpg".lstrip("/"))


def validate_key(key: str) -> str:
    if len(key) > _LONGEST_KEY:
        raise InvalidKey(f"A key may have {_LONGEST_KEY} characters, this one has {len(key)}")
    if not all(_SEGMENT.fullmatch(segment) for segment in key.split("/")):
        raise InvalidKey(f"{key[:80]!r} cannot be the key of an object")
    return key
