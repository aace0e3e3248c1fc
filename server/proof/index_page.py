"""The page of a pack that people read: every photo with what vouches for it. Needs no network.

Made of the manifest and of what the desk knows about it now: names, address, verdicts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined

from server.clock import HOME
from server.database import select
from server.evidence.slots import slot_named
from server.language import language_wished
from server.proof.documents import Manifest, SealedPhoto
from server.proof.file_names import file_names, in_order
from server.proof.schemas import Seal
from server.repair_requests.faults import title_of
from server.sentences import Sentences, sentences

_templates = Environment(
    loader=PackageLoader("server.proof"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_SHOWN_BY_BROWSERS = ("image/jpeg", "image/png", "image/webp", "image/avif")


@dataclass(frozen=True)
class About:
    """Which repair this is."""

    number: str
    title: str
    address: str
    town: str
    organisation: str
    technician: str


@dataclass(frozen=True)
class Judged:
    """What a photo is called and how it was judged, at this moment."""

    taken_by: str
    slot: str
    verdict: str | None
    judged_by: str | None


@dataclass(frozen=True)
class Shown:
    """One photo as the page and the report tell of it."""

    photo: SealedPhoto
    file: str | None
    words: Judged

    @property
    def player(self) -> str:
        """The element that plays it; empty for pictures."""
        kind = self.photo.media_type.partition("/")[0]
        return kind if self.file is not None and kind in ("video", "audio") else ""

    @property
    def is_visible(self) -> bool:
        return self.file is not None and self.photo.media_type in _SHOWN_BY_BROWSERS


async def index_page(
    manifest: Manifest, seal: Seal, language: str, labels: Mapping[str, str]
) -> bytes:
    """The same bytes for the same facts: its hash stands in the journal."""
    say = sentences(language_wished(language), "proof")
    page = _templates.get_template("index.html").render(
        say=say,
        manifest=manifest,
        seal=seal,
        about=await about_repair(manifest, language),
        photos=await shown(manifest, language, labels),
        moment=exact_moment,
        clock=lambda offset_ms: clock_words(say, offset_ms),
    )
    return page.encode()


async def about_repair(manifest: Manifest, language: str) -> About:
    def about(number: str, fault: str, room: str, *rest: str) -> About:
        street, house_number, postcode, town, organisation, technician = rest
        address = f"{street} {house_number}"
        title = title_of(fault, room, language)
        return About(number, title, address, f"{postcode} {town}", organisation, technician)

    found = await select(
        about,
        "SELECT r.number, r.fault, r.room, d.street, d.house_number, d.postcode, d.town,"
        " o.name, t.name FROM job j JOIN repair_request r ON r.id = j.request"
        " JOIN dwelling d ON d.id = r.dwelling JOIN organisation o ON o.id = j.organisation"
        " JOIN person t ON t.id = j.assigned_to WHERE j.id = {}",
        manifest.job_id,
    )
    return found[0]


async def shown(manifest: Manifest, language: str, labels: Mapping[str, str]) -> list[Shown]:
    """Every photo of the manifest, in the order of the story."""
    judged = await _judged(manifest, language)
    files = file_names(manifest, labels)
    return [Shown(photo, files.get(photo.id), judged[photo.id]) for photo in in_order(manifest)]


async def _judged(manifest: Manifest, language: str) -> dict[UUID, Judged]:
    def row(photo_id: UUID, taken_by: str, slot: str, *verdict: Any) -> tuple[UUID, Judged]:
        named = slot_named(slot, language)
        return photo_id, Judged(taken_by, named.name if named else slot, *verdict)

    return dict(
        await select(
            row,
            "SELECT p.id, p.taken_by, coalesce(w.words, p.slot), p.verdict, p.judged_by"
            " FROM evidence_photo p LEFT JOIN wanted_photo w ON CAST(w.id AS TEXT) = p.slot"
            " WHERE p.request = {}",
            manifest.request_id,
        )
    )


def exact_moment(moment: datetime) -> str:
    """2026-11-27 11:52:08 at the homes; the page is read years later, so never "yesterday"."""
    return f"{moment.astimezone(HOME):%Y-%m-%d %H:%M:%S}"


def clock_words(say: Sentences, offset_ms: int) -> str:
    """How far the clock of the device was from ours."""
    if abs(offset_ms) < 500:
        return say("photo.clockRight")
    seconds = f"{abs(offset_ms) / 1000:.0f}"
    return say("photo.clockAhead" if offset_ms > 0 else "photo.clockBehind", seconds=seconds)
