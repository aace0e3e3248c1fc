"""A copy of a film or a sound for everybody to play: its pictures and sound, and nothing else.

What a camera writes along (where it was, whose it is, tracks of its sensors) stays in the original.
Nothing is decoded: the packets are packed anew, so the copy can be sought through, too.
"""

# PyAV's types leave parts unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from io import BytesIO

import av
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.stream import Stream

from storage.errors import NotFootage
from storage.footage import MP4, OGG, WEBM, Container, identify_footage

# Named, so that no demuxer that opens other files or addresses is ever tried.
_DEMUXERS = {WEBM: "matroska", MP4: "mov", OGG: "ogg"}
_MUXERS = {WEBM: "webm", MP4: "mp4", OGG: "ogg"}
_PLAIN = {"fflags": "+bitexact", "movflags": "+disable_chpl"}
_DAMAGED = (FFmpegError, ValueError, OverflowError)


def make_playable(data: bytes) -> bytes:
    """The first picture track and the first sound track, in a container of the same kind."""
    container = identify_footage(data[:4096])
    try:
        copy = _packed_anew(data, container)
    except _DAMAGED as error:
        raise NotFootage(f"The film or sound cannot be played: {error}") from error
    if not copy:
        raise NotFootage("There is nothing in it to see or hear")
    return copy


def _packed_anew(data: bytes, container: Container) -> bytes:
    out = BytesIO()
    with (
        av.open(BytesIO(data), "r", format=_DEMUXERS[container]) as original,
        av.open(out, "w", format=_MUXERS[container], options=_PLAIN) as copy,
    ):
        tracks = _tracks(original, copy)
        packets = 0
        for packet in original.demux(list(tracks)):
            if packet.dts is None:  # the end of a track
                continue
            packet.stream = tracks[packet.stream]
            copy.mux(packet)
            packets += 1
    return out.getvalue() if packets else b""


def _tracks(original: InputContainer, copy: OutputContainer) -> dict[Stream, Stream]:
    """Of the original, each with its own of the copy."""
    chosen = (*original.streams.video[:1], *original.streams.audio[:1])
    tracks: dict[Stream, Stream] = {}
    for track in chosen:
        own = copy.add_stream_from_template(track)
        own.metadata.clear()
        tracks[track] = own
    return tracks
