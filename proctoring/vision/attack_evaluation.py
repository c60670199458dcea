"""Runs presentations through the cues: recordings of people and attacks, or drawn ones.

A presentation is one photo, or a folder of frames in the order of their names. What the cues make
of it is what the desk would.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np

from proctoring.engine import Face, Picture
from proctoring.errors import PictureRefused
from proctoring.presentation.attack_rates import GENUINE, SYNTHETIC, Presented
from proctoring.presentation.cues import Cue, Repeats, cues
from proctoring.vision.decode import decode
from proctoring.vision.drawn_attacks import (
    as_jpeg,
    cut_out_frames,
    genuine_frames,
    print_frames,
    screen_frames,
)
from proctoring.vision.series_work import SeriesMeasurer
from proctoring.vision.tracking import FaceTracker

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
FRAMES_MAX = 7
"""As the desk keeps them; of a longer recording they are taken evenly."""
FRAME_S = 0.5
ARTISTS = {
    GENUINE: genuine_frames,
    "print": print_frames,
    "screen": screen_frames,
    "cut-out": cut_out_frames,
}
DRAWN_KINDS = (*ARTISTS, "frame repeated")


@dataclass(frozen=True, slots=True)
class Presentation:
    kind: str
    contents: tuple[bytes, ...] = field(repr=False)


class PresentationJudge:
    """One per process."""

    def __init__(self, measurer: SeriesMeasurer) -> None:
        self._measurer = measurer

    def judge(self, presentation: Presentation) -> Presented:
        try:
            measures = self._measurer.measure(presentation.contents)
        except PictureRefused:
            measures = None
        if measures is None:
            return Presented(presentation.kind, None)
        return Presented(presentation.kind, (*cues(measures), *_repeated(presentation.contents)))


def recorded(kind: str, folder: Path) -> tuple[Presentation, ...]:
    """Each photo of the folder and each folder within it; what is neither is passed over."""
    return tuple(
        Presentation(kind, tuple(file.read_bytes() for file in files))
        for entry in sorted(folder.iterdir())
        if (files := _evenly(_files(entry)))
    )


def drawn(files: Iterable[Path], tracker: FaceTracker, seed: int = 1) -> Iterator[Presentation]:
    """Of each photo with one face, each kind of attack once, and the person.

    Raise PictureRefused.
    """
    for file in files:
        name, picture = file.name, decode(file.read_bytes())
        faces = tracker.faces(picture, None)
        if len(faces) == 1:
            yield from _drawn_of(name, picture, faces[0], seed)


def _drawn_of(name: str, picture: Picture, face: Face, seed: int) -> Iterator[Presentation]:
    for kind, frames_of in ARTISTS.items():
        origin = sha256(f"{seed} {kind} {name}".encode()).digest()
        random = np.random.default_rng(int.from_bytes(origin[:8], "big"))
        frames = tuple(as_jpeg(frame) for frame in frames_of(picture.pixels, face, random))
        yield Presentation(f"{kind}{SYNTHETIC}", frames)
        if kind == GENUINE:
            yield Presentation(f"frame repeated{SYNTHETIC}", (*frames, frames[0]))


def photo_files(folder: Path, most: int) -> list[Path]:
    """Of a folder and those within it, evenly taken."""
    files = [each for each in sorted(folder.rglob("*")) if each.suffix.casefold() in SUFFIXES]
    if len(files) <= most:
        return files
    return [files[place * len(files) // most] for place in range(most)]


def _files(entry: Path) -> list[Path]:
    if entry.is_dir():
        return [each for each in sorted(entry.iterdir()) if each.suffix.casefold() in SUFFIXES]
    return [entry] if entry.suffix.casefold() in SUFFIXES else []


def _evenly(files: list[Path]) -> list[Path]:
    if len(files) <= FRAMES_MAX:
        return files
    places = np.linspace(0, len(files) - 1, FRAMES_MAX).round().astype(int)
    return [files[place] for place in places]


def _repeated(contents: Sequence[bytes]) -> tuple[Cue, ...]:
    repeats = Repeats()
    for place, content in enumerate(contents):
        repeats.see(sha256(content).digest(), place * FRAME_S)
    return (Cue.FRAME_REPEATED,) if repeats.found else ()
