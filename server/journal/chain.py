"""The hash chain over the journal: what is hashed, and how a break is found."""

import hashlib
import re
from datetime import UTC, datetime
from uuid import UUID

import msgspec

_HEAD = re.compile(r"([0-9a-f-]{36}):(\d{1,18}):([0-9a-f]{64}|)", re.ASCII)


class Break(msgspec.Struct, frozen=True):
    """The first entry that is not as it was written."""

    seq: int
    what: str


class Head(msgspec.Struct, frozen=True):
    """How far a chain goes: the hash of this entry vouches for it and for all before it."""

    organisation_id: UUID
    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.organisation_id}:{self.seq}:{self.hash}"

    @classmethod
    def read(cls, text: str) -> "Head":
        """As it was written down somewhere; a ValueError for anything else."""
        found = _HEAD.fullmatch(text.strip().lower())
        if found is None:
            raise ValueError(f"{text[:80]!r} is not ORGANISATION:SEQ:HASH")
        return cls(UUID(found[1]), int(found[2]), found[3])


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
    actor_name_digest: str | None = None
    """None in lines from before names were covered: those hash as they did then."""
    id: UUID | None = None
    """The key of its row, by which other lines and tables point at it. None in lines from before it
    was covered."""


def digest(salt: str, payload: str) -> str:
    """What stays of a payload in the chain. Without the salt nobody can guess the payload back."""
    return hashlib.sha256(f"{salt}\n{payload}".encode()).hexdigest()


def name_digest(salt: str, name: str) -> str:
    """The same of the actor's name. Its salt is its own and goes with it: a name that stays when
    the payload goes can still be proved. (In older lines it is the salt of the payload.)"""
    return digest(salt, f"actor\n{name}")


def hash_of(link: Link) -> str:
    """SHA-256 over the facts as JSON; times as UTC microseconds, so both databases agree."""
    facts = msgspec.structs.asdict(link) | {"at": _microseconds(link.at)}
    if link.id is None:
        del facts["id"]
        if link.actor_name_digest is None:
            del facts["actor_name_digest"]
    return hashlib.sha256(msgspec.json.encode(list(facts.values()))).hexdigest()


def has_hash(link: Link, written: str) -> bool:
    """Whether its facts give this hash: with the key of its row, or as an older line without. A
    newer line cannot pass for an older one, since another number of facts gives another hash."""
    return hash_of(link) == written or hash_of(msgspec.structs.replace(link, id=None)) == written


def _microseconds(at: datetime) -> int:
    passed = at - datetime(1970, 1, 1, tzinfo=UTC)
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds
