"""The copy of a film that everybody plays: the same to see and hear, and nothing told besides."""

import io

import av
import pytest

from storage.deriving import Deriver
from storage.errors import NotFootage
from storage.playing import make_playable
from tests.support import films

PLACE = {"location": "+52.3702+004.8952/", "com.apple.quicktime.model": "Tom's phone"}


def tells_of_the_place(film: bytes) -> bool:
    return b"52.3702" in film or b"Tom's" in film


def test_what_a_camera_wrote_along_is_left_out_and_the_film_stays_as_it_was_held():
    film = films.mp4(metadata=PLACE, turned=90)
    copy = make_playable(film)
    assert (tells_of_the_place(film), tells_of_the_place(copy)) == (True, False)
    with av.open(io.BytesIO(film), "r") as was, av.open(io.BytesIO(copy), "r") as now:
        first, same = next(was.decode(video=0)), next(now.decode(video=0))
        assert now.duration == was.duration
    assert (first.rotation, same.rotation) == (-90, -90)
    assert first.to_image().tobytes() == same.to_image().tobytes()
    assert films.pictures_in(copy) == films.pictures_in(film)


def test_tracks_of_sensors_and_second_cameras_are_left_out():
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file, av.open(io.BytesIO(films.mp4()), "r") as film:
        (pictures,) = film.streams.video
        both = [file.add_stream_from_template(pictures) for _ in range(2)]
        for packet in film.demux(pictures):
            if packet.dts is not None:
                data = bytes(packet)
                for track in both:
                    again = av.Packet(data)
                    again.stream, again.time_base = track, packet.time_base
                    again.pts, again.dts = packet.pts, packet.dts
                    again.is_keyframe = packet.is_keyframe
                    file.mux(again)
    with av.open(io.BytesIO(make_playable(out.getvalue())), "r") as copy:
        assert [track.type for track in copy.streams] == ["video"]


def test_a_film_of_a_browser_can_be_sought_through_afterwards():
    """Chromium writes WebM without knowing how long it will get."""
    live = io.BytesIO()
    with (
        av.open(io.BytesIO(films.webm(3)), "r") as film,
        av.open(live, "w", format="webm", options={"live": "1"}) as file,
    ):
        track = file.add_stream_from_template(film.streams.video[0])
        for packet in film.demux(video=0):
            if packet.dts is not None:
                packet.stream = track
                file.mux(packet)
    with av.open(io.BytesIO(live.getvalue()), "r") as was:
        assert was.duration is None
    with av.open(io.BytesIO(make_playable(live.getvalue())), "r") as now:
        assert now.duration == 2_800_000  # where the last picture begins


@pytest.mark.parametrize("container", ["ogg", "webm", "mp4"])
def test_a_voice_note_is_as_long_as_it_was(container: str):
    spoken = films.voice(container)
    with av.open(io.BytesIO(make_playable(spoken)), "r") as copy:
        assert [track.type for track in copy.streams] == ["audio"]
        assert sum(frame.samples for frame in copy.decode(audio=0)) >= films.RATE


def test_what_is_missing_at_the_end_is_missing_and_the_rest_plays():
    film = films.webm(4)
    copy = make_playable(film[: len(film) * 3 // 4])
    assert 0 < films.pictures_in(copy) < films.pictures_in(film)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"\0\0\0\x1cftypisom\0\0\x02\0isomiso2avc1mp41" + bytes(500),
        b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + bytes(500),
        b"OggS\0\x02" + bytes(40),
    ],
)
def test_what_is_no_film_is_said_to_be_none(data: bytes):
    with pytest.raises(NotFootage):
        make_playable(data)


def test_damage_anywhere_is_a_refusal_or_a_film():
    for film in (films.mp4(), films.webm(2), films.voice()):
        for at in range(0, len(film), max(1, len(film) // 60)):
            damaged = film[:at] + bytes([film[at] ^ 0xFF]) + film[at + 1 :]
            try:
                make_playable(damaged)
            except NotFootage:
                continue


async def test_the_worker_takes_films_and_pictures_in_turn():
    deriver = Deriver()
    try:
        film = films.mp4(metadata=PLACE)
        assert await deriver.make_playable(film) == make_playable(film)
        with pytest.raises(NotFootage):
            await deriver.make_playable(b"no film")
        assert await deriver.make_playable(film) == make_playable(film)
    finally:
        await deriver.stop()
