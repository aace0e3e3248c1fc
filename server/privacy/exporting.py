"""Everything that is kept about a tenant, as JSON and files in one zip (AVG articles 15
and 20), streamed a piece at a time: for herself.

What is told is made of the list of kinds, so that nothing is forgotten. Secrets stay here, and so
does what is about others: colleagues are named with their role; guests, outsiders and who helps
her are not.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog

import storage.errors
from server.actors import Coordinator
from server.clock import now
from server.database import few, select, transaction
from server.errors import NotFound
from server.evidence.viewing import looks_of, note_shown
from server.journal.service import About, append, lock_journal
from server.privacy.access import CaseOfTenant, case_itself, case_to_see, chosen_cases
from server.privacy.consents import consents_of
from server.privacy.kinds import KINDS, Holding
from server.privacy.schemas import ChosenCases, Export
from server.proof.documents import (
    JOURNAL_FORMAT,
    OTHERS,
    Excerpt,
    Exported,
    Line,
    Taken,
    as_payload,
    canonical,
    is_about_others,
)
from server.proof.file_names import DATA, JOURNAL
from server.proof.zip_stream import Member
from storage.objects import ObjectStore

log = structlog.get_logger()

_FORMAT = "vooraf-export/1"
_NAMED = ("tenant", "technician", "coordinator", "manager")
_TAKEN_BY = "CASE WHEN outsider_link IS NULL AND helper_link IS NULL THEN taken_by END"
_AFTERWARDS = "('privacy.erased', 'photo.struck', 'photo.refused')"
"""What tells why something that was there when an export was made is not in it."""
_NEVER = frozenset(
    {
        "secret_hash",
        "retry_hash",
        "salt",
        "name_salt",
        "hash",
        "upload_id",
        "object_key",
        "part_hashes",
        "swept_at",
    }
)
"""Secrets, and where things lie."""


async def make_export(actor: Coordinator, request_id: UUID, chosen: ChosenCases) -> Export:
    """Write down that everything about this tenant is taken along, and of which cases."""
    cases = await chosen_cases(actor, request_id, chosen.requests)
    ids = [case.id for case in cases]
    async with transaction():
        about = About(actor.organisation_id, request_id, subject_id=request_id)
        await lock_journal(actor.organisation_id)
        told = Exported(ids, {case_id: await _taken(case_id) for case_id in ids})
        line = await append("privacy.exported", about, actor, as_payload(told))
    return Export(
        line=line,
        url=f"/api/repair-requests/{request_id}/exports/{line}",
        file_name=_file_name(await case_itself(request_id)),
        cases=len(cases),
        photos=sum(len(taken.photos) for taken in told.taken.values()),
    )


async def _taken(request_id: UUID) -> Taken:
    """The line of the export vouches for the lines before it, and for every byte of the photos."""
    hashes = await select(
        str, "SELECT hash FROM journal WHERE request_id = {} ORDER BY seq", request_id
    )
    photos = await select(
        lambda photo_id, sha256: (photo_id, sha256),
        "SELECT id, sha256 FROM evidence_photo"
        " WHERE request = {} AND state IN ('received', 'ready') ORDER BY id",
        request_id,
    )
    return Taken.of(hashes, dict(photos))


def _file_name(case: CaseOfTenant) -> str:
    return f"vooraf-export-{case.number}.zip"


async def export_to_send(
    actor: Coordinator, request_id: UUID, line: int, objects: ObjectStore
) -> tuple[str, AsyncIterator[Member]]:
    """The name of an export that was made, and its files as things are now."""
    asked_for = await case_to_see(actor, request_id)
    payloads = await few(
        lambda payload: payload,
        "SELECT payload FROM journal WHERE organisation = {} AND seq = {}"
        " AND event = 'privacy.exported' AND request_id = {} AND payload IS NOT NULL",
        actor.organisation_id,
        line,
        request_id,
    )
    if not payloads:
        raise NotFound
    made_of = msgspec.json.decode(payloads[0], type=Exported)
    cases = [await case_itself(each) for each in made_of.cases]
    files = [file for case in cases for file in await _files(case, made_of)]
    for photo in [file for file in files if file.is_photo]:
        note_shown(photo.key, is_large=True)
    data = msgspec.json.format(
        msgspec.json.encode(
            {
                "format": _FORMAT,
                "madeAt": now(),
                "tenancies": await _tenancies(cases[0]),
                "cases": [await _told(case, files) for case in cases],
            }
        )
    )
    journals = [
        (f"{case.number}/{JOURNAL}", canonical(await _excerpt(case, line))) for case in cases
    ]
    return _file_name(asked_for), _members([(DATA, data), *journals], files, objects)


class _File(msgspec.Struct, frozen=True):
    """One object of the export."""

    case: UUID
    of: UUID
    name: str
    key: str
    at: datetime
    byte_count: int
    is_photo: bool


async def _photos(request_id: UUID) -> list[tuple[Any, ...]]:
    return await select(
        lambda *facts: facts,
        "SELECT id, object_key, moment, kind, taken_at, byte_count FROM evidence_photo"
        " WHERE request = {} AND state IN ('received', 'ready') ORDER BY taken_at, id",
        request_id,
    )


async def _files(case: CaseOfTenant, made_of: Exported) -> list[_File]:
    """Those that were there when it was made, and still are."""
    taken = made_of.taken.get(case.id)
    photos = [
        photo for photo in await _photos(case.id) if taken is None or photo[0] in taken.photos
    ]
    files = [
        _File(
            case.id,
            photo_id,
            f"{case.number}/{kind}s/{number:02}-{moment}.{key.rpartition('.')[2]}",
            key,
            taken_at,
            byte_count,
            is_photo=True,
        )
        for number, (photo_id, key, moment, kind, taken_at, byte_count) in enumerate(
            photos, start=1
        )
    ]
    recordings = await select(
        lambda *facts: facts,
        "SELECT c.id, c.object_key, c.started_at, c.byte_count FROM recording c"
        " JOIN previsit v ON v.id = c.previsit JOIN job j ON j.id = v.job WHERE j.request = {}"
        " AND c.deleted_at IS NULL AND c.stored_at IS NOT NULL AND c.byte_count > 0"
        " ORDER BY c.started_at, c.id",
        case.id,
    )
    for number, (recording_id, key, started_at, byte_count) in enumerate(recordings, start=1):
        name = f"{case.number}/recordings/{number:02}.mp4"
        files.append(
            _File(case.id, recording_id, name, key, started_at, byte_count, is_photo=False)
        )
    return files


async def _told(case: CaseOfTenant, files: list[_File]) -> dict[str, Any]:
    kept = {
        kind.word: [row for holding in kind.holdings for row in await _rows(holding, case.id)]
        for kind in KINDS
        if kind.is_of_a_case and kind.word != "views"
    }
    return {
        "number": case.number,
        "home": await _home(case),
        "reportedAt": case.reported_at,
        "closedAt": case.closed_at,
        "files": {str(file.of): file.name for file in files if file.case == case.id},
        "kept": kept,
        "consents": await consents_without_others(case.id),
        "whoLooked": [
            {
                "photo": look.photo_id,
                "name": None if look.viewer_kind in OTHERS else look.viewer_name,
                "role": look.viewer_kind,
                "at": look.at,
                "large": look.is_large,
                "why": look.why,
            }
            for look in await looks_of(case.id)
        ],
    }


async def consents_without_others(request_id: UUID) -> list[Any]:
    """Guests by what they were, not by name."""
    return [
        msgspec.structs.replace(each, name="") if each.role not in _NAMED else each
        for each in await consents_of(request_id)
    ]


async def _home(case: CaseOfTenant) -> dict[str, Any]:
    found = await few(
        lambda *facts: _named(("street", "houseNumber", "postcode", "town"), facts),
        "SELECT street, house_number, postcode, town FROM dwelling WHERE id = {}",
        case.dwelling,
    )
    return found[0]


async def _tenancies(case: CaseOfTenant) -> list[dict[str, Any]]:
    names = ("tenant_name", "phone", "email", "language", "ended_on")
    rows = await select(
        lambda *facts: _named(names, facts),
        "SELECT tenant_name, phone, email, language, ended_on FROM tenancy WHERE dwelling = {}",
        case.dwelling,
    )
    wanted = case.tenant_name.casefold()
    return [row for row in rows if row["tenant_name"].casefold() == wanted]


async def _rows(holding: Holding, request_id: UUID) -> list[dict[str, Any]]:
    """As they are in the table, but for what is nobody's business."""
    if not holding.of_case:
        return []
    columns = [column._meta.db_column_name for column in holding.table.all_columns()]  # pyright: ignore[reportPrivateUsage]
    told = [each for each in columns if each not in _NEVER and each not in holding.hidden]
    names = ", ".join(_TAKEN_BY if each == "taken_by" else f'"{each}"' for each in told)
    rows = await select(
        lambda *values: _named(told, values),
        f"SELECT {names} FROM {holding.name} WHERE {holding.of_case} AND {holding.left}",  # noqa: S608
        request_id,
    )
    return [_without_others({"in": holding.name, **row}) for row in rows]


def _named(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(names, values, strict=True))


def _without_others(row: dict[str, Any]) -> dict[str, Any]:
    if row.get("role", "tenant") not in _NAMED:
        row["name"] = None
    if row.get("actor_kind") in OTHERS:
        row["actor_name"] = None
    if is_about_others(row.get("actor_kind"), str(row.get("event", ""))):
        row["payload"] = None
    return row


async def _excerpt(case: CaseOfTenant, made_by: int) -> Excerpt:
    """Every line about the case up to the one the export was made with, and what went since:
    `python -m server journal verify --export` checks them."""

    def line(*facts: Any) -> Line:
        told = Line(*facts)
        if is_about_others(told.actor_kind, told.event):
            return msgspec.structs.replace(told, payload=None, salt=None)
        return told

    lines = await select(
        line,
        "SELECT seq, at, event, actor_kind, actor_id, request_id, job_id, subject_id,"  # noqa: S608 - fixed text
        " payload_digest, previous_hash, hash, payload, salt, actor_name_digest, id"
        " FROM journal WHERE organisation = {} AND (seq = {} OR request_id = {}"
        f" AND (seq < {{}} OR event IN {_AFTERWARDS})) ORDER BY seq",
        case.organisation,
        made_by,
        case.id,
        made_by,
    )
    return Excerpt(JOURNAL_FORMAT, case.organisation, lines)


async def _members(
    documents: list[tuple[str, bytes]], files: list[_File], objects: ObjectStore
) -> AsyncGenerator[Member]:
    for name, data in documents:
        yield Member(name, now(), len(data), _whole(data))
    for file in files:
        yield Member(file.name, file.at, file.byte_count, _kept(file, objects))


async def _whole(data: bytes) -> AsyncGenerator[bytes]:
    yield data


async def _kept(file: _File, objects: ObjectStore) -> AsyncGenerator[bytes]:
    """A file that storage lost makes no export impossible: it is empty."""
    try:
        async for piece in objects.chunks(file.key):
            yield piece
    except storage.errors.ObjectMissing:
        log.error("export.file_missing", of=str(file.of))
