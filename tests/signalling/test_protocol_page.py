"""PROTOCOL.md and messages.py say the same, in both directions and field by field."""

import re
from pathlib import Path
from typing import get_args

import msgspec
from msgspec import Struct, inspect

from signalling import errors, messages
from signalling.limits import Limits

PAGE = (Path(errors.__file__).parent / "PROTOCOL.md").read_text()


def documented(heading: str) -> dict[str, set[str]]:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = (line.split("|") for line in section.splitlines() if line.startswith("| `"))
    return {row[1].strip(" `"): set(re.findall(r"`(\w+\??)`", row[2])) for row in rows}


def fields_of(struct: type[Struct]) -> set[str]:
    described = inspect.type_info(struct)
    assert isinstance(described, inspect.StructType)
    fields = {f.encode_name if f.required else f"{f.encode_name}?" for f in described.fields}
    return fields | {"seq"} if issubclass(struct, messages.Kept) else fields


def subclasses(parent: type[Struct]) -> list[type[Struct]]:
    return [
        found
        for found in vars(messages).values()
        if isinstance(found, type)
        and issubclass(found, parent)
        and found.__struct_config__.tag is not None
        and found not in (messages.FromClient, messages.FromServer, messages.Kept)
        and found is not messages.Numbered
    ]


def by_tag(structs: list[type[Struct]]) -> dict[str, set[str]]:
    return {str(struct.__struct_config__.tag): fields_of(struct) for struct in structs}


def test_every_message_of_the_client_is_described_with_its_fields() -> None:
    assert documented("Messages from the client") == by_tag(subclasses(messages.FromClient))


def test_every_message_of_the_server_is_described_with_its_fields() -> None:
    assert documented("Messages from the server") == by_tag(subclasses(messages.FromServer))


def test_the_decoder_knows_every_message_of_the_client() -> None:
    assert set(get_args(messages.ClientMessage)) == set(subclasses(messages.FromClient))


def test_every_error_code_in_the_code_is_described_and_the_other_way_round() -> None:
    source = "".join(path.read_text() for path in Path(errors.__file__).parent.glob("*.py"))
    raised = set(
        re.findall(
            r"(?:Refused|NotAdmitted|Error|TurnedAway)\(\s*(?:\d+,\s*)?\"([a-z-]+)\"", source
        )
    )
    raised |= set(re.findall(r'code = "([a-z-]+)" if .* else "([a-z-]+)"', source)[0])
    assert set(re.findall(r"`([a-z-]+)`", _first_column("Errors"))) == raised


def _first_column(heading: str) -> str:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return "\n".join(line.split("|")[1] for line in section.splitlines() if line.startswith("| `"))


def test_the_described_limits_are_the_real_ones() -> None:
    told = msgspec.to_builtins(Limits().told())
    described = re.search(r"\*\*limits\*\* is `\{(.+?)\}`", PAGE)
    assert described is not None
    assert set(described.group(1).split(", ")) == set(told)
    assert told["frame"] == 64 * 1024
    assert (told["sdp"], told["candidate"], told["roomMembers"]) == (32_768, 1_024, 6)
    limits = Limits()
    assert (limits.grace("technician"), limits.grace("tenant")) == (600, 180)
    assert (limits.messages_per_second, limits.burst) == (30, 100)
    assert (limits.replay_messages, limits.replay_seconds) == (256, 120)
    assert (limits.silence_seconds, limits.hidden_silence_seconds) == (25, 120)
    assert (limits.queue_messages, limits.queue_bytes) == (256, 512 * 1024)
