"""What kind of film or sound the first bytes are. Nothing is decoded: players do that, in their own
sandbox; here it only counts that the bytes are what they are served as."""

from dataclasses import dataclass

from storage.errors import NotFootage

_EBML = b"\x1aE\xdf\xa3"
_DOC_TYPE = b"B\x82"
_EBML_HEADER_BYTES = 64
_MP4_BRANDS = {
    *(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"iso8", b"mp41", b"mp42", b"avc1"),
    *(b"M4A ", b"M4V ", b"qt  ", b"mp71", b"msdh", b"dash"),
}


@dataclass(frozen=True, slots=True)
class Container:
    extension: str
    film_type: str
    """What it is served as when it holds a film; empty when it never does."""
    sound_type: str


WEBM = Container("webm", "video/webm", "audio/webm")
MP4 = Container("mp4", "video/mp4", "audio/mp4")
OGG = Container("ogg", "", "audio/ogg")


def identify_footage(head: bytes) -> Container:
    """The container, as its signature says, whatever the announced type."""
    if head.startswith(_EBML) and _is_webm(head):
        return WEBM
    if head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS:
        return MP4
    if head.startswith(b"OggS"):
        return OGG
    raise NotFootage("These bytes are not WebM, MP4 or Ogg")


def _is_webm(head: bytes) -> bool:
    """Matroska has the same signature and may hold anything; the name in its header tells."""
    at = head.find(_DOC_TYPE, 0, _EBML_HEADER_BYTES)
    return at >= 0 and head[at + 2 : at + 7] == b"\x84webm"
