"""`python -m server evidence verify PACK.zip`: a pack is whole, or this was changed in it."""

import sys
from pathlib import Path

from server.proof.export_check import check_journals
from server.proof.foreign_zip import Flaw
from server.proof.verify import Whole, check_pack


def verify(path: Path, fingerprint: str) -> int:
    """0 when nothing was changed, 1 with the first thing that was."""
    try:
        whole = check_pack(path, fingerprint)
    except Flaw as flaw:
        sys.stdout.write(f"{path.name} is not whole: {flaw}.\n")
        return 1
    sys.stdout.write(_in_words(path.name, whole, is_compared=bool(fingerprint)))
    return 0


def verify_journals(path: Path) -> int:
    """The same of the journal's lines, and of the photos, in an export or a pack."""
    try:
        found = check_journals(path)
    except Flaw as flaw:
        sys.stdout.write(f"{path.name} is not whole: {flaw}.\n")
        return 1
    for name, lines in found.lines.items():
        sys.stdout.write(f"{name}: {lines} lines as they were written\n")
    erased = f", {found.erased} more erased since" if found.erased else ""
    sys.stdout.write(
        f"{found.photos} photos as they were received{erased}\n"
        "All of it hangs on what follows. Where the journal is kept, `journal verify` says whether"
        " that is theirs:\n"
    )
    for head in found.heads:
        sys.stdout.write(f"  --since {head}\n")
    return 0


def _in_words(name: str, whole: Whole, *, is_compared: bool) -> str:
    erased = f", {whole.erased} more erased since" if whole.erased else ""
    lines = [
        f"{name} is whole: repair {whole.number}, {whole.photos} photos{erased}.",
        f"Manifest {whole.manifest}, sealed by line {whole.line} of the journal at"
        f" {whole.sealed_at}.",
        f"Fingerprint {whole.fingerprint}",
    ]
    if is_compared:
        lines[-1] += ": it is the one you gave."
    else:
        lines.append("Compare it with the one at the desk: --fingerprint does that.")
    lines.append(
        "It vouches for the photos, their receipts and the manifest. Visits, judgements and the"
        " page hang together, but only the journal at the desk vouches for them."
    )
    return "\n".join(lines) + "\n"
