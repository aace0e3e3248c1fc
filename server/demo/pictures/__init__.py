"""Snapshots of faults and repairs for the demo corporation, drawn instead of photographed.

`draw_picture` puts a small scene together in three dimensions, looks at it with a camera that the
seed chooses, and treats the result as a phone would. The same scene and seed before and after the
repair stand in front of the same camera, so that the two pictures align.
"""

from enum import StrEnum

from .geometry import Vec, aim, unit
from .materials import Light
from .photograph import develop
from .scenes import SHOTS, Scene
from .stage import Stage, seeded

__all__ = ["Moment", "Scene", "draw_picture"]

RENDER_SCALE = 0.8  # phones are never sharp to the last pixel; drawing smaller saves a third


class Moment(StrEnum):
    """When the picture was taken: by the tenant, in the call or at the door, after the work."""

    REPORT = "report"
    BEFORE = "before"
    AFTER = "after"


def draw_picture(
    scene: Scene,
    moment: Moment,
    seed: int,
    size: tuple[int, int] = (1600, 1200),
    portrait: bool = False,
) -> bytes:
    """A JPEG of this scene. Equal arguments give equal bytes."""
    if portrait:
        size = (size[1], size[0])
    shot = SHOTS[scene]
    light = _light_of(scene, moment, seed)
    stage = _stage_for(scene, moment, seed, size, light)
    shot.build(stage, moment is Moment.AFTER)
    return develop(stage.image, light, seeded(f"{scene} {seed} {moment} film"), size)


def _light_of(scene: Scene, moment: Moment, seed: int) -> Light:
    dice = seeded(f"{scene} {seed} light")
    side: float = dice.choice((-1, 1)) * dice.uniform(0.42, 0.68)
    height = dice.uniform(0.55, 0.8)
    if SHOTS[scene].pitch < 0:  # a ceiling gets its light from below
        height = -height
    towards: Vec = (side, height, dice.uniform(0.62, 0.85))
    warmth = dice.uniform(-0.6, 0.9)
    hour = seeded(f"{scene} {seed} {moment} hour")  # the sun moved on between two pictures
    towards = (towards[0] + hour.uniform(-0.07, 0.07), towards[1], towards[2])
    return Light(unit(towards), hour.uniform(0.92, 1.08), warmth + hour.uniform(-0.25, 0.25))


def _stage_for(
    scene: Scene, moment: Moment, seed: int, size: tuple[int, int], light: Light
) -> Stage:
    shot = SHOTS[scene]
    taken_by = "tenant" if moment is Moment.REPORT else "technician"
    dice = seeded(f"{scene} {seed} {taken_by}")
    width, height = int(size[0] * RENDER_SCALE), int(size[1] * RENDER_SCALE)
    reference = max(width, height)
    span = shot.span * dice.uniform(0.93, 1.05)
    shaky = 1.6 if moment is Moment.REPORT else 1.0
    distance = span * 1.05
    target = (
        shot.target[0] + span * dice.uniform(-0.025, 0.025) * shaky,
        shot.target[1] + span * dice.uniform(-0.02, 0.02) * shaky,
        shot.target[2],
    )
    camera = aim(
        target,
        distance,
        yaw=shot.yaw + dice.uniform(-7, 7),
        pitch=shot.pitch + dice.uniform(-3, 3),
        roll=dice.uniform(-1.4, 1.4) * shaky,
        focal=reference / span * distance,
        centre=(width / 2, height / 2),
    )
    return Stage(f"{scene} {seed}", camera, light, (width, height), reference / shot.span)
