"""Whether a language of tenants is complete: every sentence that a tenant can meet, with the same
places to fill in. `make translations` lists what is missing, sentence by sentence.

Dutch gives the measure. What only staff and outside firms read is named here, and only here.
"""

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from server.guides.guide import GUIDES
from server.language import TENANT_LANGUAGES, TenantLanguage
from server.plurals import forms_of
from server.sentences import text_folder

_SERVER = Path(__file__).resolve().parent

PARTS = (
    *("tenant", "protocol", "move-out", "ready", "call", "guests", "needs", "privacy"),
    *("problems", "common"),
)
"""The language files of the screens that a tenant's pages and calls speak from."""

FOLDERS = {
    "faults": _SERVER / "repair_requests" / "fault_words",
    "slots": _SERVER / "evidence" / "slot_words",
    "parts": _SERVER / "guides" / "part_words",
}
"""Words beside the catalogues that they belong to."""

NATIVE_SPEAKER = "translation.readByNativeSpeaker"
"""In each file: who with this as a first language has read it."""

_STAFF_ONLY = re.compile(
    r"tenant/(outside|outsideReasons|asked)\."
    r"|call/(technician|checkTechnician|outcome)\."
    r"|call/[^/]*Technician(Hint)?(\.|$)"
    r"|guests/(openTechnician|nameHintTechnician)$"
    r"|guests/handOver\.(heading|hint|none|ask|askHint|do|back)$"
    r"|needs/(told|actions|job)\."
    r"|privacy/(basis|ways|measures|record)\."
    r"|common/(reasons|languages)\."
    r"|move-out/(desk|inspection|condition|work|sides|missing|outcome|states|openWorks)\."
    r"|faults/faults\.\w+\.parts\."
    r"|problems/bySlug\.(push-service-unknown|already-given|nobody-to-record|recording-under-way"
    r"|nothing-to-judge|reason-needed|technician-unknown|time-impossible|unknown-person"
    r"|work-not-finished|already-inside|moment-impossible|cannot-hand-over|pack-outdated"
    r"|too-many-tags|outsider-\S+|answer-first|contract-\S+|trade-not-agreed|capacity-taken"
    r"|work-\S+|extra-work-decided|above-limit|no-extra-work|no-address-known|invitation-\S+"
    r"|address-taken|last-\S+|role-from-directory|sign-in-took-too-long|passkey\S+"
    r"|too-many-passkeys|code-\S+|too-many-codes|directory-\S+|no-role|firm-\S+|case-on-hold"
    r"|already-on-hold|not-the-same-tenant|period-refused|somebody-is-inside"
    r"|nothing-kept-of-her|no-way-in|too-urgent-to-postpone|date-refused|stands-for-itself"
    r"|was-told|parcel-\S+|part-unknown|way-impossible|too-many-parcels|out-of-stock"
    r"|place-unknown|tracking-refused|incident-moved|visit-move-refused|attempts-missing"
    r"|waited-too-short|door-photo-missing|manager-decides|followed-up|trade-unknown"
    r"|follow-on-decided|temporary-needs-follow-on|visit-(in|too|on)-\S+|technician-away"
    r"|outside-working-hours|without-the-trade|block-full|job-moved-on|appointment-changed"
    r"|day-is-over|no-suggestion|priority-changed|no-step-further|only-emergencies"
    r"|level-\S+|region-refused|view-name-taken|too-many-views|move-out-\S+"
    r"|agreement-revised|inspection-goes-on|contractor-\S+|no-day-for-work|job-has-visit"
    r"|note-needed|not-damp|damp-\S+)$"
)

_PLACE = re.compile(r"\{(\w+)(?::([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not right yet: where, what, and the sentence in Dutch."""

    language: TenantLanguage
    key: str
    what: str
    dutch: str

    def __str__(self) -> str:
        return f"{self.language}  {self.key}  {self.what}: {self.dutch}"


def faults_in(language: TenantLanguage) -> list[Fault]:
    """Everything that keeps this language from being complete; empty when it is."""
    dutch, found = said("nl"), said(language)
    wanted = {key: words for key, words in dutch.items() if is_for_tenants(key)}
    missing = [
        Fault(language, key, "missing", words) for key, words in wanted.items() if key not in found
    ]
    if language not in ("nl", "en"):
        missing += [
            Fault(language, key, "not for tenants, or no sentence of ours", words)
            for key, words in found.items()
            if key not in wanted
        ]
    wrong = [
        Fault(language, key, f"other places to fill in ({found[key]})", words)
        for key, words in wanted.items()
        if key in found and not _fits(found[key], words, language)
    ]
    return missing + wrong


def _fits(words: str, dutch: str, language: TenantLanguage) -> bool:
    """A number may stand for its Dutch plural and for itself, so places are compared as a set."""
    places = _PLACE.findall(words)
    forms_are_whole = all(
        not forms or forms.count("|") + 1 == forms_of(language) for _, forms in places
    )
    same = {name for name, _ in places} == {name for name, _ in _PLACE.findall(dutch)}
    return bool(words.strip()) == bool(dutch.strip()) and same and forms_are_whole


def is_for_tenants(key: str) -> bool:
    """False for what only staff or an outside firm reads."""
    return not _STAFF_ONLY.search(key)


@cache
def said(language: TenantLanguage) -> dict[str, str]:
    """Every sentence of a language by its key: `tenant/rooms.title`, `faults/faults.GAS1.title`,
    `guides/KRA1.steps.0.do`."""
    files = {part: text_folder() / language / f"{part}.json" for part in PARTS}
    files |= {name: folder / f"{language}.json" for name, folder in FOLDERS.items()}
    found: dict[str, str] = {}
    for name, file in files.items():
        if file.is_file():
            _gather(msgspec.json.decode(file.read_bytes()), f"{name}/", found)
    for code, guide in GUIDES.items():
        if language in guide.words:
            _gather(msgspec.to_builtins(guide.words[language]), f"guides/{code}.", found)
    return found


def _gather(value: Any, path: str, found: dict[str, str]) -> None:
    if isinstance(value, str):
        found[path.removesuffix(".")] = value
        return
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inner:
        _gather(each, f"{path}{key}.", found)


def every_fault() -> list[Fault]:
    """Of all languages that tenants read."""
    return [fault for language in TENANT_LANGUAGES for fault in faults_in(language)]


def main() -> int:
    """Print what is not right yet, a line each; 1 when there is anything."""
    found = every_fault()
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    sys.stdout.write(f"{len(found)} to do in {', '.join(TENANT_LANGUAGES)}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
