"""The hash chain over the journal: what is hashed, and how a break is found."""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

import msgspec


class Link(msgspec.Struct, frozen=True):
    """The facts of one entry that the chain covers, in the order they are hashed."""

    organisation_id: UUID
    seq: int
    at: datetime
    event: str
    actor_kind: str
    actor_id: UUID | None
    request_id: UUID | None
    job_id: UUID | None
    subject_id: UUID | None
    payload_digest: str
    previous_hash: str


def digest(salt: str, payload: str) -> str:
    """What stays of a payload in the chain. Without the salt nobody can guess the payload back."""
    return hashlib.sha256(f"{salt}\n{payload}".encode()).hexdigest()


def hash_of(link: Link) -> str:
    """SHA-256 over the facts as JSON; times as UTC microseconds, so both databases agree."""
    facts = msgspec.structs.asdict(link) | {"at": _microseconds(link.at)}
    return hashlib.sha256(msgspec.json.encode(list(facts.values()))).hexdigest()


def _microseconds(at: datetime) -> int:
    passed = at - datetime(1970, 1, 1, tzinfo=UTC)
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds
