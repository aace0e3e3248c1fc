"""Where in the home it is, in the words of the first step of a report."""

from server.language import tenant_language_wished
from server.repair_requests.faults import ROOMS
from server.sentences import sentences

_NO_PLACE = "danger"


def room_called(room: str, language: str) -> str:
    """Empty where nobody chose a room, or chose danger, which is no place."""
    if room not in ROOMS or room == _NO_PLACE:
        return ""
    return sentences(tenant_language_wished(language))(f"rooms.{room}")
