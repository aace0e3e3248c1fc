"""Somebody has to be the first: outside demo mode an empty server prints a link, good once.

Whoever reads the server's terminal may run it anyway, so this lets in nobody new.
"""

import sys
from uuid import UUID, uuid5

from server.accounts.tables import OrganisationKind, Role
from server.database import change, few, transaction
from server.people.invitations import invite_administrator, link_for
from server.settings import Settings

_NAMES = UUID("7f0c3c52-6f43-4f4e-9d1e-3c1f6a0b7a11")
FIRST_ORGANISATION = uuid5(_NAMES, "the organisation this server was set up for")


async def offer_first_administrator(settings: Settings, address: str) -> None:
    """Nothing once anybody works here who is not of the demonstration."""
    somebody = await few(_itself, "SELECT id FROM person WHERE demo_key IS NULL LIMIT 1")
    if somebody:
        return
    link = await administrators_link(settings, "", address)
    lines = [
        "",
        f"  Nobody works at {settings.organisation} yet. The first administrator opens this, once:",
        "",
        f"  {link}",
        "",
        "  The next start prints another one, as long as nobody has come.",
        "",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


async def administrators_link(settings: Settings, organisation: str, address: str) -> str | None:
    """A link for an administrator of this organisation; without a name, of the one this server was
    set up for, which is made here."""
    found = (
        await few(_itself, "SELECT id FROM organisation WHERE name = {}", organisation)
        if organisation
        else [await _first_organisation(settings)]
    )
    if not found:
        return None
    secret = await invite_administrator(found[0])
    return link_for(address, Role.ADMINISTRATOR, secret)


async def _first_organisation(settings: Settings) -> UUID:
    async with transaction():
        await change(
            "INSERT INTO organisation"
            " (id, name, kind, phone, last_number, journal_seq, journal_head)"
            " VALUES ({}, {}, {}, {}, 0, 0, '') ON CONFLICT (id) DO NOTHING",
            FIRST_ORGANISATION,
            settings.organisation,
            OrganisationKind.CORPORATION.value,
            settings.organisation_phone,
        )
    return FIRST_ORGANISATION


def _itself(value: UUID) -> UUID:
    return value
