"""Every scene with its camera: what it looks at, how wide, and from where."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ..geometry import Vec
from ..stage import Stage
from .doors import door_hinge, front_door_lock, window_draught
from .drains import blocked_sink, leaking_siphon, toilet_cistern
from .fittings import gutter, loose_socket, smoke_detector
from .heating import boiler, radiator
from .taps import bathroom_mixer, kitchen_tap
from .walls import ceiling_stain, cracked_tile, mould_corner


class Scene(StrEnum):
    KITCHEN_TAP = "kitchen-tap"
    BATHROOM_MIXER = "bathroom-mixer"
    LEAKING_SIPHON = "leaking-siphon"
    BLOCKED_SINK = "blocked-sink"
    TOILET_CISTERN = "toilet-cistern"
    RADIATOR = "radiator"
    BOILER = "boiler"
    FRONT_DOOR_LOCK = "front-door-lock"
    DOOR_HINGE = "door-hinge"
    WINDOW_DRAUGHT = "window-draught"
    MOULD_CORNER = "mould-corner"
    CRACKED_TILE = "cracked-tile"
    LOOSE_SOCKET = "loose-socket"
    SMOKE_DETECTOR = "smoke-detector"
    CEILING_STAIN = "ceiling-stain"
    GUTTER = "gutter"


@dataclass(frozen=True, slots=True)
class Shot:
    """`span` is the width in centimetres that a landscape picture shows at the target."""

    build: Callable[[Stage, bool], None]
    target: Vec
    span: float
    yaw: float = 0.0
    pitch: float = 0.0


SHOTS: dict[Scene, Shot] = {
    Scene.KITCHEN_TAP: Shot(kitchen_tap, (0.0, 11.0, 12.0), 74, yaw=9, pitch=24),
    Scene.BATHROOM_MIXER: Shot(bathroom_mixer, (0.0, -3.0, 4.0), 66, yaw=-12, pitch=10),
    Scene.LEAKING_SIPHON: Shot(leaking_siphon, (0.0, -3.0, 14.0), 66, yaw=4, pitch=14),
    Scene.BLOCKED_SINK: Shot(blocked_sink, (0.0, -4.0, 0.0), 70, yaw=6, pitch=52),
    Scene.TOILET_CISTERN: Shot(toilet_cistern, (0.0, 2.0, 8.0), 72, yaw=8, pitch=27),
    Scene.RADIATOR: Shot(radiator, (14.0, 10.0, 6.0), 84, yaw=14, pitch=14),
    Scene.BOILER: Shot(boiler, (0.0, -8.0, 20.0), 80, yaw=-10, pitch=2),
    Scene.FRONT_DOOR_LOCK: Shot(front_door_lock, (5.0, 0.0, 1.0), 56, yaw=-13, pitch=6),
    Scene.DOOR_HINGE: Shot(door_hinge, (0.0, 0.0, 1.0), 38, yaw=10, pitch=6),
    Scene.WINDOW_DRAUGHT: Shot(window_draught, (6.0, -4.0, 2.0), 58, yaw=12, pitch=4),
    Scene.MOULD_CORNER: Shot(mould_corner, (-9.0, 24.0, 9.0), 88, yaw=-40, pitch=-22),
    Scene.CRACKED_TILE: Shot(cracked_tile, (6.0, 0.0, 0.0), 62, yaw=11, pitch=5),
    Scene.LOOSE_SOCKET: Shot(loose_socket, (0.5, -2.0, 1.0), 34, yaw=-14, pitch=12),
    Scene.SMOKE_DETECTOR: Shot(smoke_detector, (1.0, 37.0, 22.0), 40, yaw=8, pitch=-44),
    Scene.CEILING_STAIN: Shot(ceiling_stain, (0.0, 36.0, 34.0), 130, yaw=6, pitch=-38),
    Scene.GUTTER: Shot(gutter, (4.0, -8.0, 8.0), 122, yaw=12, pitch=9),
}
