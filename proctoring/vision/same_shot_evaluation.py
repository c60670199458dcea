"""How often a copy of a photo is known for one, and another shot of the same person taken for it.

Copies are made from each photo in the ways a program could. Other shots of one moment are drawn
from it, too, by turning and moving the head a little: such figures are called synthetic.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np

from proctoring.engine import Face, Picture, Pixels
from proctoring.errors import PictureRefused
from proctoring.performance import ErrorRate
from proctoring.presentation.attack_rates import SYNTHETIC
from proctoring.presentation.same_picture import is_same
from proctoring.vision.decode import decode
from proctoring.vision.drawn_attacks import as_jpeg, print_frames, screen_frames
from proctoring.vision.same_shot import SameShot
from proctoring.vision.tracking import FaceTracker
from proctoring.vision.turned_head import turned

SENSOR_NOISE = 2.5
QUALITY = 88
MOMENTS = ((1.0, 0.02), (2.0, 0.04), (3.0, 0.06), (6.0, 0.10))
"""Degrees that a head turned meanwhile, and how far it moved, in distances between the eyes."""
OTHER_SHOT = "another photograph of the same person"

Make = Callable[[Pixels, Face, np.random.Generator], Pixels]


def _again(quality: int) -> Make:
    return lambda photo, _face, _random: decode(as_jpeg(photo, quality)).pixels


def _scaled(across: float, down: float | None = None, back: float = 1.0) -> Make:
    def scaled(photo: Pixels, _face: Face, _random: np.random.Generator) -> Pixels:
        small = _resized(photo, across, across if down is None else down)
        return _resized(small, back, back) if back != 1.0 else small

    return scaled


def _resized(photo: Pixels, across: float, down: float) -> Pixels:
    how = cv2.INTER_AREA if min(across, down) < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(photo, None, fx=across, fy=down, interpolation=how)
    return np.asarray(resized, np.uint8)


def _cut(photo: Pixels, face: Face, _random: np.random.Generator) -> Pixels:
    """To the head and a little around it."""
    box = face.box
    left, top = max(int(box.left - 0.3 * box.width), 0), max(int(box.top - 0.45 * box.height), 0)
    right, bottom = int(box.left + 1.3 * box.width), int(box.top + 1.3 * box.height)
    return np.ascontiguousarray(photo[top:bottom, left:right])


def _mirrored(photo: Pixels, _face: Face, _random: np.random.Generator) -> Pixels:
    return np.ascontiguousarray(photo[:, ::-1])


def _noisy(spread: float) -> Make:
    def noisy(photo: Pixels, _face: Face, random: np.random.Generator) -> Pixels:
        return _clipped(photo + random.normal(0, spread, photo.shape))

    return noisy


def _darker(photo: Pixels, _face: Face, _random: np.random.Generator) -> Pixels:
    return _clipped(255 * (photo / 255) ** 1.4)


def _tilted(photo: Pixels, _face: Face, _random: np.random.Generator) -> Pixels:
    height, width = photo.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 7.0, 1.05)
    return np.asarray(cv2.warpAffine(photo, turn, (width, height)), np.uint8)


def _blurred(photo: Pixels, _face: Face, _random: np.random.Generator) -> Pixels:
    return np.asarray(cv2.GaussianBlur(photo, (0, 0), 1.0), np.uint8)


def _all_at_once(photo: Pixels, face: Face, random: np.random.Generator) -> Pixels:
    edge = round(0.08 * photo.shape[1])
    mirrored = _mirrored(photo[edge:-edge, edge:-edge], face, random)
    return decode(as_jpeg(_noisy(4.0)(_resized(mirrored, 1.3, 1.3), face, random), 60)).pixels


def _moment(degrees: float, apart: float) -> Make:
    def moment(photo: Pixels, face: Face, random: np.random.Generator) -> Pixels:
        turn, across, down = random.choice((-1.0, 1.0), 3) * (degrees, apart, 0.6 * apart)
        shot = turned(photo, face, float(turn), (float(across), float(down)))
        noisy = _noisy(SENSOR_NOISE)(shot, face, random)
        return decode(as_jpeg(noisy, QUALITY)).pixels

    return moment


def _held_up(frames: Callable[[Pixels, Face, np.random.Generator], list[Pixels]]) -> Make:
    return lambda photo, face, random: frames(photo, face, random)[0]


COPIES: dict[str, Make] = {
    "saved again, JPEG 50": _again(50),
    "saved again, JPEG 30": _again(30),
    "saved again, JPEG 15": _again(15),
    "half the size": _scaled(0.5),
    "a third, and enlarged again": _scaled(1 / 3, back=3.0),
    "enlarged 1.7": _scaled(1.7),
    "wider by 12 %": _scaled(1.12, 1.0),
    "cut to the head": _cut,
    "mirrored": _mirrored,
    "noise 5": _noisy(5.0),
    "noise 10": _noisy(10.0),
    "darker, gamma 1.4": _darker,
    "turned 7°": _tilted,
    "blurred 1 px": _blurred,
    "cut, mirrored, enlarged, noise 4, JPEG 60": _all_at_once,
    f"print in a hand{SYNTHETIC}": _held_up(print_frames),
    f"screen in a hand{SYNTHETIC}": _held_up(screen_frames),
}
SHOTS: dict[str, Make] = {
    f"{degrees:g}° and {apart:g} eye distances later{SYNTHETIC}": _moment(degrees, apart)
    for degrees, apart in MOMENTS
}


@dataclass(frozen=True, slots=True)
class Laid:
    """Two pictures laid over each other. `likeness` is None where that could not be done."""

    kind: str
    likeness: float | None

    @property
    def is_copy(self) -> bool:
        """Whether it was made as a copy; what was found is `likeness`."""
        return self.kind in COPIES


@dataclass(frozen=True, slots=True)
class LaidRates:
    """`found` is of copies those that were known, of other shots those taken for a copy."""

    kind: str
    is_copy: bool
    found: ErrorRate
    not_measured: int
    least: float | None
    most: float | None


def laid_over(files: Iterable[Path], tracker: FaceTracker, seed: int = 1) -> Iterator[Laid]:
    """Each photo with one face, and all that is made of it. Raise PictureRefused."""
    cv2.setNumThreads(1)
    same = SameShot(tracker)
    for file in files:
        picture = decode(file.read_bytes())
        faces = tracker.faces(picture, None)
        if len(faces) != 1:
            continue
        for kind, make in (COPIES | SHOTS).items():
            origin = sha256(f"{seed} {kind} {file.name}".encode()).digest()
            random = np.random.default_rng(int.from_bytes(origin[:8], "big"))
            made = Picture(np.ascontiguousarray(make(picture.pixels, faces[0], random)))
            yield Laid(kind, same.likeness(made, picture))


def pairs_laid(pairs: Iterable[tuple[Path, Path]], tracker: FaceTracker) -> Iterator[Laid]:
    """Two photographs of one person each; what cannot be opened counts as not measured."""
    cv2.setNumThreads(1)
    same = SameShot(tracker)
    for one, other in pairs:
        try:
            first, second = decode(one.read_bytes()), decode(other.read_bytes())
        except PictureRefused:
            yield Laid(OTHER_SHOT, None)
            continue
        yield Laid(OTHER_SHOT, same.likeness(first, second))


def laid_rates(laid: Iterable[Laid]) -> tuple[LaidRates, ...]:
    """By kind, in the order they came in."""
    kinds: dict[str, list[Laid]] = {}
    for each in laid:
        kinds.setdefault(each.kind, []).append(each)
    return tuple(_rates(kind, of_it) for kind, of_it in kinds.items())


def _rates(kind: str, laid: list[Laid]) -> LaidRates:
    measured = [each.likeness for each in laid if each.likeness is not None]
    return LaidRates(
        kind,
        laid[0].is_copy,
        ErrorRate(sum(map(is_same, measured)), len(measured)),
        len(laid) - len(measured),
        min(measured, default=None),
        max(measured, default=None),
    )


def _clipped(values: np.ndarray) -> Pixels:
    return np.asarray(np.clip(values, 0, 255), np.uint8)
