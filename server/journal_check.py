"""`python -m server journal verify`: each chain, what else in the database tells of its lines, and
heads that somebody noted elsewhere."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from server.accounts.tables import Organisation
from server.journal import witnesses
from server.journal.chain import Break, Head
from server.journal.verify import Checked, checked
from server.proof import witnesses as witnesses_of_proof


def noted_heads(told: str) -> list[Head]:
    """`ORGANISATION:SEQ:HASH`, or a file in which each line ends in one, as what an earlier check
    printed."""
    try:
        return [Head.read(told)]
    except ValueError:
        pass
    try:
        words = [line.split()[-1] for line in Path(told).read_text().splitlines() if line.strip()]
        return [Head.read(word) for word in words]
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"no head and no file of heads: {error}") from None


async def check(only: UUID | None, noted: Sequence[Head]) -> int:
    """0 when everything is whole, 1 when something is not, which is printed."""
    found = await Organisation.select(Organisation.id).order_by(Organisation.id)
    known = [organisation["id"] for organisation in found]
    chosen = [each for each in known if only in (None, each)]
    broken = 0
    for organisation_id in chosen:
        broken += _say(await _checked(organisation_id))
    if only and not chosen:
        broken += _say_broken(only, "there is no such organisation")
    if only is None:
        for organisation_id, at in (await witnesses.of_nobody()).items():
            broken += _say_broken(organisation_id, _in_words(at))
    for head in noted:
        if head.organisation_id not in known:
            broken += _say_broken(head.organisation_id, f"gone, and {head} was noted")
        elif not await witnesses.is_still_there(head):
            broken += _say_broken(head.organisation_id, f"its chain does not go through {head}")
    return 1 if broken else 0


async def _checked(organisation_id: UUID) -> Checked:
    chain = await checked(organisation_id)
    if chain.found:
        return chain
    return Checked(chain.head, await witnesses_of_proof.contradiction(organisation_id))


def _say(chain: Checked) -> int:
    head = chain.head
    if chain.found:
        return _say_broken(head.organisation_id, _in_words(chain.found))
    sys.stdout.write(f"journal {head.organisation_id}: whole, {head.seq} entries, head {head}\n")
    return 0


def _say_broken(organisation_id: UUID, what: str) -> int:
    sys.stdout.write(f"journal {organisation_id}: {what}\n")
    return 1


def _in_words(found: Break) -> str:
    return f"broken at {found.seq}: {found.what}"
