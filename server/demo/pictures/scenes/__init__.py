"""The faults that can be pictured, each with where the camera stands and what builds the scene."""

from .catalogue import SHOTS, Scene, Shot

__all__ = ["SHOTS", "Scene", "Shot"]
