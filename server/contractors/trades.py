"""The trades that faults need: VERA's ONDERHOUDSPECIALISME, with names that people use."""

from pathlib import Path

import msgspec

from server.wire import Wire

_NAMES = msgspec.json.decode(
    Path(__file__).with_name("trades.json").read_bytes(), type=dict[str, dict[str, str]]
)
TRADES = tuple(_NAMES)


class TradeName(Wire, frozen=True):
    """A trade, in the reader's language."""

    code: str
    name: str


def trade_called(code: str, language: str) -> str:
    """Its name in this language."""
    return _NAMES[code]["en" if language == "en" else "nl"]
