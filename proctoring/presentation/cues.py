"""What looks like a picture instead of a person: codes from measures, each with its limit.

A cue is a reason to look, never a verdict: where each limit comes from and what it misses is in
docs/live-person.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Cue(Enum):
    SCREEN_PATTERN = "screen_pattern"
    """A regular pattern over the face, as a screen's pixels leave it in a camera."""
    PICTURE_EDGE = "picture_edge"
    """A straight frame around the head: the edge of a print, a telephone, a tablet."""
    MOVES_AS_A_PICTURE = "moves_as_a_picture"
    """Face and surroundings move as one flat piece."""
    FRAME_REPEATED = "frame_repeated"
    """The very same frame came twice; a camera's noise never repeats."""
    VIRTUAL_CAMERA = "virtual_camera"
    """The browser calls the camera by the name of a program. A name proves nothing either way."""
    MODEL_SAYS_PICTURE = "model_says_picture"
    """The organiser's own model."""


HINTS_ONLY = frozenset({Cue.VIRTUAL_CAMERA})
"""Shown to the proctor and recorded, but alone no reason for a referral."""


@dataclass(frozen=True, slots=True)
class SeriesMeasures:
    """Of one photo and a few frames before it. None where it could not be measured."""

    pattern: float | None
    """The strongest regular pattern over the face against its surroundings in the spectrum."""
    frame_sides: int
    """Sides of a straight frame around the head, with corners that meet: 0 to 4."""
    flatness: float | None
    """How well one plane explains how face and surroundings moved together, 0 to 1."""
    model_score: float | None
    """The organiser's model: 1 is a living face."""


@dataclass(frozen=True, slots=True)
class CueLimits:
    pattern_max: float = 2.3
    frame_sides_max: int = 3
    flatness_max: float = 0.5
    model_score_min: float = 0.5


DEFAULT_CUE_LIMITS = CueLimits()


def cues(measures: SeriesMeasures, limits: CueLimits = DEFAULT_CUE_LIMITS) -> tuple[Cue, ...]:
    return tuple(_cues(measures, limits))


def _cues(measures: SeriesMeasures, limits: CueLimits) -> Iterator[Cue]:
    if measures.pattern is not None and measures.pattern > limits.pattern_max:
        yield Cue.SCREEN_PATTERN
    if measures.frame_sides > limits.frame_sides_max:
        yield Cue.PICTURE_EDGE
    if measures.flatness is not None and measures.flatness > limits.flatness_max:
        yield Cue.MOVES_AS_A_PICTURE
    if measures.model_score is not None and measures.model_score < limits.model_score_min:
        yield Cue.MODEL_SAYS_PICTURE


_PROGRAMS = (
    "obs",
    "virtual",
    "manycam",
    "xsplit",
    "snap camera",
    "droidcam",
    "iriun",
    "ivcam",
    "epoccam",
    "e2esoft",
    "v4l2loopback",
    "dummy video",
    "unity video",
    "mmhmm",
    "camo",
    "virtualcam",
    "vcam",
    "akvcam",
    "splitcam",
    "altercam",
    "youcam",
    "webcamoid",
    r"fake_device\w*",
)
_NAMED = re.compile(rf"\b({'|'.join(_PROGRAMS)})\b")
_DRAWN = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")
"""What Chromium calls a stream that a page's own script draws: no camera is called so."""
LABEL_LENGTH_MAX = 200


def is_program(label: str) -> bool:
    """Whether a camera's name, as the browser tells it, is one of a program that plays pictures.

    A hint, from somebody who may say what they like: a name that was changed tells nothing.
    """
    told = label[:LABEL_LENGTH_MAX].strip()
    return _NAMED.search(told.casefold()) is not None or _DRAWN.fullmatch(told) is not None


class Repeats:
    """Remembers the frames of one look, to know one that came before.

    A slow camera gives a browser the same frame twice within a moment: only one that comes again
    after others, or after `again_after_s`, was played and not seen.
    """

    def __init__(self, frames_max: int = 400, again_after_s: float = 1.5) -> None:
        self._frames_max = frames_max
        self._again_after_s = again_after_s
        self._seen: dict[bytes, tuple[int, float]] = {}
        self._count = 0
        self.found = 0

    def see(self, digest: bytes, at_s: float) -> None:
        self._count += 1
        before = self._seen.get(digest)
        if before is not None:
            place, then_s = before
            if self._count - place > 1 or at_s - then_s > self._again_after_s:
                self.found += 1
        if before is not None or len(self._seen) < self._frames_max:
            first_s = at_s if before is None else before[1]
            self._seen[digest] = (self._count, first_s)
