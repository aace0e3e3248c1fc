"""The command line: `python -m server COMMAND`. One thin function each."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import uvicorn

from server import database
from server.accounts.schemas import OrganisationFacts
from server.app import create_app
from server.journal.chain import Head
from server.journal.set_aside import SetAside, ask_to_try_again
from server.journal_check import check, noted_heads
from server.language import LANGUAGES, Language
from server.logs import set_up_logs
from server.mail.bounces import LARGEST_BYTES, letter_that_came_back, note_came_back
from server.people.first_administrator import administrators_link
from server.piccolo_app import APP_CONFIG
from server.privacy.record import as_markdown, record_of
from server.proof.command import verify as verify_pack
from server.proof.command import verify_journals
from server.repair_requests.faults import CatalogueWrong
from server.settings import SettingMissing, Settings
from server.signing_in.relying_party import address_for_passkeys
from signalling.direct_sockets import DirectWebSockets
from storage.errors import StorageMisconfigured

_OPENAPI_SETTINGS = {"VOORAF_SECRET": "only the shape of the API is written"}


def run(settings: Settings) -> int:
    """Serve until Ctrl-C."""
    _say_where(settings)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        ws=DirectWebSockets,
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # the signalling protocol has its own
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
        date_header=True,
        server_header=False,
        proxy_headers=False,
    )
    return 0


def openapi(settings: Settings) -> int:
    """Write the OpenAPI document to standard output."""
    schema = create_app(settings).openapi_schema.to_schema()
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(schema)).decode() + "\n")
    return 0


def verify_journal(settings: Settings, organisation: UUID | None, noted: list[Head]) -> int:
    """Check hash chains; 1 when one is broken."""
    return asyncio.run(_verify(settings, organisation, noted))


async def _verify(settings: Settings, only: UUID | None, noted: list[Head]) -> int:
    await database.connect(settings.database_url, APP_CONFIG.table_classes)
    try:
        return await check(only, noted)
    finally:
        await database.disconnect()


def record_of_processing(settings: Settings, organisation: UUID | None, language: Language) -> int:
    """Print what is processed of whom, why and until when (AVG article 30), as Markdown."""
    sys.stdout.write(asyncio.run(_records(settings, organisation, language)))
    return 0


async def _records(settings: Settings, only: UUID | None, language: Language) -> str:
    await database.connect(settings.database_url, APP_CONFIG.table_classes)
    try:
        organisations = await database.select(
            OrganisationFacts, "SELECT id, name, phone FROM organisation ORDER BY name"
        )
        records = [
            as_markdown(await record_of(each, language), language)
            for each in organisations
            if only in (None, each.id)
        ]
    finally:
        await database.disconnect()
    return "\n".join(records)


def retry_set_aside(settings: Settings) -> int:
    """Have the running server try again what its consumers could not handle; lists it."""
    for waiting in asyncio.run(_ask_to_try_again(settings)):
        entry = waiting.entry
        where = f"{waiting.consumer} journal {entry.organisation_id} {entry.seq} {entry.event}"
        sys.stdout.write(f"{where}: {waiting.attempts} attempts, {waiting.reason}\n")
    return 0


async def _ask_to_try_again(settings: Settings) -> list[SetAside]:
    await database.connect(settings.database_url, APP_CONFIG.table_classes)
    try:
        return await ask_to_try_again()
    finally:
        await database.disconnect()


def mail_came_back(settings: Settings) -> int:
    """Read a notice that a letter did not arrive from standard input, as a mail server pipes it."""
    letter_id = letter_that_came_back(sys.stdin.buffer.read(LARGEST_BYTES))
    if letter_id:
        asyncio.run(_note_came_back(settings, letter_id))
    return 0  # a mail server answers anything else with another notice


async def _note_came_back(settings: Settings, letter_id: UUID) -> None:
    await database.connect(settings.database_url, APP_CONFIG.table_classes)
    try:
        await note_came_back(letter_id)
    finally:
        await database.disconnect()


def invite_administrator(settings: Settings, organisation: str) -> int:
    """Print a link by which somebody becomes an administrator, once; when all are lost, say."""
    link = asyncio.run(_invite(settings, organisation))
    sys.stdout.write(f"{link or 'There is no organisation of that name.'}\n")
    return 0 if link else 1


async def _invite(settings: Settings, organisation: str) -> str | None:
    await database.connect(settings.database_url, APP_CONFIG.table_classes)
    try:
        return await administrators_link(
            settings, organisation, address_for_passkeys(settings.public_url)
        )
    finally:
        await database.disconnect()


def _say_where(settings: Settings) -> None:
    url = settings.public_url
    lines = ["", f"  Vooraf serves on {url}", ""]
    if settings.is_demo:
        lines += [
            f"  tenant       {url}/            report a repair as Rosa de Wit, Lindelaan 12",
            f"  coordinator  {url}/desk/       sign in as Vera, or as Arjan, who lets people in",
            f"  technician   {url}/app/        sign in as Tom (phone size)",
            f"  outsider     {url}/desk/       sign in as Otto: he must see nothing of it",
            "",
            "  Ctrl-C stops everything.",
            "",
        ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _evidence_commands(evidence: argparse.ArgumentParser) -> None:
    inner = evidence.add_subparsers(dest="what", required=True)
    verify = inner.add_parser("verify", help="Say whether a pack is whole, else what was changed.")
    verify.add_argument("pack", type=Path, metavar="PACK.zip")
    verify.add_argument("--fingerprint", default="", help="as the desk shows it")


def _journal_commands(journal: argparse.ArgumentParser) -> None:
    inner = journal.add_subparsers(dest="what", required=True)
    verify = inner.add_parser("verify", help="Whole, or the first row that is not.")
    verify.add_argument("--organisation", type=UUID, default=None, help="only this one, by its id")
    what_else = verify.add_mutually_exclusive_group()
    what_else.add_argument(
        "--since",
        type=noted_heads,
        action="extend",
        default=[],
        metavar="ORGANISATION:SEQ:HASH",
        help="an earlier head must still be in the chain; or a file of what was printed earlier",
    )
    what_else.add_argument(
        "--export", type=Path, default=None, metavar="EXPORT.zip", help="of an export, offline"
    )


def _record_command(commands: Any) -> None:
    record = commands.add_parser("record-of-processing", help=record_of_processing.__doc__)
    record.add_argument("--organisation", type=UUID, default=None, help="only this one, by its id")
    record.add_argument("--language", choices=LANGUAGES, default="nl")


COMMANDS: dict[str, Callable[[Settings], int]] = {
    "run": run,
    "openapi": openapi,
    "retry-set-aside": retry_set_aside,
    "mail-came-back": mail_came_back,
}


def main(argv: list[str] | None = None) -> int:
    """Run the command; 2 when a setting is missing."""
    parser = argparse.ArgumentParser(prog="vooraf", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in COMMANDS.items():
        commands.add_parser(name, help=function.__doc__)
    inviting = commands.add_parser("invite-administrator", help=invite_administrator.__doc__)
    inviting.add_argument("--organisation", default="", metavar="NAME", help="of whom; else yours")
    _evidence_commands(commands.add_parser("evidence", help="Check exported evidence, offline."))
    _journal_commands(commands.add_parser("journal", help="Check the chain of the journal."))
    _record_command(commands)
    arguments = parser.parse_args(argv)
    chosen = arguments.command
    if chosen == "evidence":  # needs no settings: whoever checks a pack may have nothing of ours
        return verify_pack(arguments.pack, arguments.fingerprint)
    if chosen == "journal" and arguments.export:
        return verify_journals(arguments.export)
    environ: dict[str, Any] = {**_OPENAPI_SETTINGS, **os.environ} if chosen == "openapi" else {}
    try:
        settings = Settings.from_environment(environ or os.environ)
    except (SettingMissing, StorageMisconfigured) as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    set_up_logs(settings.log_level)
    if chosen == "invite-administrator":
        return invite_administrator(settings, arguments.organisation)
    if chosen == "journal":
        return verify_journal(settings, arguments.organisation, arguments.since)
    if chosen == "record-of-processing":
        return record_of_processing(settings, arguments.organisation, arguments.language)
    return _run(COMMANDS[chosen], settings)


def _run(command: Callable[[Settings], int], settings: Settings) -> int:
    try:
        return command(settings)
    except CatalogueWrong as wrong:
        sys.stderr.write(f"VOORAF_CATALOGUE: {wrong}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
