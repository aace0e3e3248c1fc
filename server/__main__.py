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
from server.accounts.tables import Organisation
from server.app import create_app
from server.journal.set_aside import SetAside, ask_to_try_again
from server.journal.verify import first_break
from server.logs import set_up_logs
from server.piccolo_app import APP_CONFIG
from server.proof.command import verify as verify_pack
from server.settings import SettingMissing, Settings
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


def verify_journal(settings: Settings) -> int:
    """Check every organisation's hash chain; 1 when one is broken."""
    return asyncio.run(_verify(settings))


async def _verify(settings: Settings) -> int:
    await database.connect(settings.database_url, APP_CONFIG.table_classes)
    broken = 0
    try:
        for organisation in await Organisation.select(Organisation.id, Organisation.journal_seq):
            broken += await _verify_one(organisation["id"], organisation["journal_seq"])
    finally:
        await database.disconnect()
    return 1 if broken else 0


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


async def _verify_one(organisation_id: UUID, length: int) -> int:
    found = await first_break(organisation_id)
    verdict = f"broken at {found.seq}: {found.what}" if found else f"whole, {length} entries"
    sys.stdout.write(f"journal {organisation_id}: {verdict}\n")
    return 1 if found else 0


def _say_where(settings: Settings) -> None:
    url = settings.public_url
    lines = ["", f"  Vooraf serves on {url}", ""]
    if settings.is_demo:
        lines += [
            f"  tenant       {url}/            report a repair as Rosa de Wit, Lindelaan 12",
            f"  coordinator  {url}/desk/       sign in as Vera",
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


COMMANDS: dict[str, Callable[[Settings], int]] = {
    "run": run,
    "openapi": openapi,
    "verify-journal": verify_journal,
    "retry-set-aside": retry_set_aside,
}


def main(argv: list[str] | None = None) -> int:
    """Run the command; 2 when a setting is missing."""
    parser = argparse.ArgumentParser(prog="vooraf", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in COMMANDS.items():
        commands.add_parser(name, help=function.__doc__)
    _evidence_commands(commands.add_parser("evidence", help="Check exported evidence, offline."))
    arguments = parser.parse_args(argv)
    chosen = arguments.command
    if chosen == "evidence":  # needs no settings: whoever checks a pack may have nothing of ours
        return verify_pack(arguments.pack, arguments.fingerprint)
    environ: dict[str, Any] = {**_OPENAPI_SETTINGS, **os.environ} if chosen == "openapi" else {}
    try:
        settings = Settings.from_environment(environ or os.environ)
    except (SettingMissing, StorageMisconfigured) as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    set_up_logs(settings.log_level)
    return COMMANDS[chosen](settings)


if __name__ == "__main__":
    sys.exit(main())
