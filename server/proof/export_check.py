"""Checks an export for a tenant offline, by the one line of the journal with which it was made: it
tells how many lines there were of each case, their hashes, and the SHA-256 of each photo."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import UUID

import msgspec

from server.journal.chain import Head
from server.journal.erased import ERASED, EmptyLines
from server.proof.documents import Excerpt, Exported, Line, Taken, is_about_others
from server.proof.file_names import DATA, JOURNAL, MANIFEST
from server.proof.foreign_zip import Flaw, ForeignZip, opened
from server.proof.verify import check_pack, decoded, journal_in

_LARGEST_PHOTO = 2_000_000_000
_LET_GO = ("photo.struck", "photo.refused")


@dataclass(frozen=True)
class AsWritten:
    """An export or a pack in which nothing was changed, by file how many lines it has."""

    lines: dict[str, int]
    photos: int
    erased: int
    heads: list[Head]
    """The lines that all of it hangs on; only where the journal is kept can they be looked up."""


class _Case(msgspec.Struct, frozen=True):
    """Of what is told of a case: where its files are."""

    number: str
    files: dict[UUID, str]


class _Data(msgspec.Struct, frozen=True):
    cases: list[_Case]


class _Received(msgspec.Struct, frozen=True):
    """Of the payload of `photo.received`."""

    sha256: str


def check_journals(path: Path) -> AsWritten:
    """The lines and photos of an export or a pack; a `Flaw` says what is wrong first."""
    with opened(path) as export:
        if MANIFEST not in export.names:
            return _check_export(export)
        lines = journal_in(export).lines
        organisation_id = journal_in(export).organisation_id
    whole = check_pack(path)
    head = Head(organisation_id, lines[-1].seq, lines[-1].hash)
    return AsWritten({JOURNAL: len(lines)}, whole.photos, whole.erased, [head])


def _check_export(export: ForeignZip) -> AsWritten:
    names = [name for name in export.names if PurePosixPath(name).name == JOURNAL]
    if not names:
        raise Flaw(f"there is no {JOURNAL} in it")
    journals = {name: journal_in(export, name) for name in names}
    made_by = _made_by(journals)
    taken = _told(made_by)
    files = _files(export, names)
    kept = erased = 0
    for name, journal in journals.items():
        case = taken.pop(_case_of(name, journal, made_by, taken))
        there = {photo_id: files.pop(photo_id) for photo_id in case.photos if photo_id in files}
        _check_photos(export, name, journal, case, there)
        kept, erased = kept + len(there), erased + len(case.photos) - len(there)
    if taken:
        raise Flaw(f"the journal of case {min(taken)} is missing")
    _refuse_untold(files)
    lines = {name: len(journal.lines) for name, journal in journals.items()}
    return AsWritten(lines, kept, erased, _heads(journals, made_by))


def _heads(journals: Mapping[str, Excerpt], made_by: Line) -> list[Head]:
    """The line it was made with vouches for those before it, and for none that came later."""
    return sorted(
        {
            Head(journal.organisation_id, line.seq, line.hash)
            for journal in journals.values()
            for line in journal.lines
            if line.seq >= made_by.seq
        },
        key=lambda head: head.seq,
    )


def _check_photos(
    export: ForeignZip, name: str, journal: Excerpt, case: Taken, there: Mapping[UUID, str]
) -> None:
    gone = _let_go(name, journal)
    for photo_id, sha256 in case.photos.items():
        _check_receipt(name, journal, photo_id, sha256)
        if photo_id in there:
            _check_bytes(export, there[photo_id], sha256)
        elif photo_id not in gone:
            raise Flaw(f"photo {photo_id} is missing, and no line tells that it was erased")


def _refuse_untold(files: Mapping[UUID, str]) -> None:
    """No line has the bytes of a recording; a photo has to be one that was taken along."""
    for name in files.values():
        if PurePosixPath(name).parent.name != "recordings":
            raise Flaw(f"{name} was added: no line tells of it")


def _made_by(journals: Mapping[str, Excerpt]) -> Line:
    """The newest line of an export in each of them, which has to be the same one."""
    newest: dict[str, Line] = {}
    for name, journal in journals.items():
        made = [line for line in journal.lines if line.event == "privacy.exported"]
        if not made:
            raise Flaw(f"{name}: the line with which this export was made is missing")
        newest[name] = made[-1]
    if len({line.hash for line in newest.values()}) > 1:
        raise Flaw("its journals are of different exports")
    return next(iter(newest.values()))


def _told(made_by: Line) -> dict[UUID, Taken]:
    if made_by.payload is None:
        raise Flaw(f"line {made_by.seq}, with which this export was made, was emptied")
    taken = decoded(made_by.payload.encode(), Exported, JOURNAL).taken
    if not taken:
        raise Flaw(
            f"line {made_by.seq}, with which it was made, does not tell what was taken along"
        )
    return dict(taken)


def _case_of(name: str, journal: Excerpt, made_by: Line, taken: Mapping[UUID, Taken]) -> UUID:
    """The case of this journal, once all of its lines are there."""
    before = [line for line in journal.lines if line.seq < made_by.seq]
    cases = {line.request_id for line in before}
    case = cases.pop() if len(cases) == 1 else None
    if case is None or case not in taken:
        raise Flaw(f"{name} has not the lines of one case that was taken along")
    told = taken[case]
    if len(before) != told.lines:
        raise Flaw(f"{name} has {len(before)} lines about the case, and there were {told.lines}")
    if Taken.of([line.hash for line in before], {}).hashes != told.hashes:
        raise Flaw(f"{name} has not the lines that were there")
    return case


def _let_go(name: str, journal: Excerpt) -> set[UUID | None]:
    """Photos that went since; whatever else was emptied has to be told of too."""
    empty = EmptyLines()
    for line in journal.lines:
        if line.payload is None:
            empty.lines[line.seq] = line.request_id
        elif line.event == ERASED:
            _note_erasure(empty, line)
    of_others = [line for line in journal.lines if is_about_others(line.actor_kind, line.event)]
    left_out = {line.seq for line in of_others if empty.lines.pop(line.seq, None)}
    untold = empty.first_untold()
    if untold is not None:
        raise Flaw(f"line {untold} of {name}: it was emptied, and no erasure tells of it")
    return {
        line.subject_id
        for line in journal.lines
        if line.event in _LET_GO or (line.payload is None and line.seq not in left_out)
    }


def _note_erasure(empty: EmptyLines, line: Line) -> None:
    try:
        empty.told_of(line.seq, line.request_id, line.payload or "")
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Flaw(f"line {line.seq}: what it erased cannot be read: {error}") from None


def _files(export: ForeignZip, journals: list[str]) -> dict[UUID, str]:
    """By what each is of. Nothing may be in it that is not told of."""
    cases = decoded(export.document(DATA), _Data, DATA).cases
    files = {of: name for case in cases for of, name in case.files.items()}
    known = {DATA, *journals, *files.values()}
    known |= {f"{parent}/" for name in known for parent in PurePosixPath(name).parents}
    for name in export.names:
        if name not in known:
            raise Flaw(f"{name} was added")
    return files


def _check_receipt(name: str, journal: Excerpt, photo_id: UUID, sha256: str) -> None:
    for line in journal.lines:
        if (line.event, line.subject_id) == ("photo.received", photo_id):
            if line.payload is None:
                return  # erased, or of somebody else: the line of the export still tells of it
            if decoded(line.payload.encode(), _Received, name).sha256 == sha256:
                return
            raise Flaw(f"line {line.seq} of {name}: its receipt tells of other bytes")
    raise Flaw(f"{name}: photo {photo_id} has no receipt")


def _check_bytes(export: ForeignZip, name: str, sha256: str) -> None:
    hashed = hashlib.sha256()
    for piece in export.pieces(name, most=_LARGEST_PHOTO):
        hashed.update(piece)
    if hashed.hexdigest() != sha256:
        raise Flaw(f"{name} was changed: its SHA-256 is {hashed.hexdigest()}")
