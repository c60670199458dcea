"""Where a face is in one frame and which way it looks, as the challenge is judged by it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FacePose:
    """One face. Shares are of the picture's width and height, left and right the viewer's."""

    x: float
    y: float
    """The middle of the face."""
    width: float
    yaw: float
    """How far the nose lies beside the middle of the eyes, in eye distances: 0 is frontal."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What one frame showed. ``at_s`` is the server's clock, from any beginning."""

    at_s: float
    faces: int
    pose: FacePose | None
    """Of the face followed so far, or the largest."""
