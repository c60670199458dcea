"""A passive model the organiser may supply: one look at a face, one score, MiniFASNet's form.

The file is ONNX: in goes a cut-out of the face with some of its surroundings,
80 × 80 pixels, blue first; out come two or three numbers, of which the second stands for a living
face. No such file is shipped: none has an error rate anybody measured on candidates at a desk.
`catserver faces attacks` measures it on the organiser's own recordings.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Face, Picture, Pixels
from proctoring.errors import ModelUnusable
from proctoring.vision.onnx_input import takes_colours_last
from proctoring.vision.onnx_network import OnnxNetwork

SIDE_PX = 80
LIVING = 1
CLASSES = (2, 3)
SURROUNDINGS = 2.7
"""The cut-out's side in face widths, where the file's name does not say."""
NAMED = re.compile(r"^(\d(?:\.\d+)?)_\d+x\d+_")
"""As in the published names: 2.7_80x80_MiniFASNetV2.onnx."""
BYTES_MAX = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PassiveCard:
    """What is known of the file; where it comes from and its licence are the organiser's to say."""

    file: str
    sha256: str
    classes: int
    surroundings: float


class PassiveModel:
    """One per process."""

    def __init__(self, file: Path) -> None:
        """Raise ModelUnusable."""
        if not file.is_file() or file.stat().st_size > BYTES_MAX:
            raise ModelUnusable(f"{file.name} is absent, or too large for such a model")
        content = file.read_bytes()
        named = NAMED.match(file.name)
        surroundings = float(named[1]) if named else SURROUNDINGS
        try:
            self._network = OnnxNetwork(content)
            self._colours_last = takes_colours_last(self._network.inputs, SIDE_PX)
            classes = len(self._run(np.zeros((SIDE_PX, SIDE_PX, 3), dtype=np.uint8)))
        except ModelUnusable as error:
            raise ModelUnusable(f"{file.name}: {error}") from error
        if classes not in CLASSES:
            raise ModelUnusable(f"{file.name} gives {classes} numbers; two or three are expected")
        self.card = PassiveCard(
            file.name, hashlib.sha256(content).hexdigest(), classes, surroundings
        )

    def score(self, picture: Picture, face: Face) -> float:
        """1 is a living face, 0 a picture of one."""
        side = self.card.surroundings * max(face.box.width, face.box.height)
        side = min(side, picture.width, picture.height)
        centre = face.box.centre
        left = int(np.clip(centre.x - side / 2, 0, picture.width - side))
        top = int(np.clip(centre.y - side / 2, 0, picture.height - side))
        region = picture.pixels[top : top + int(side), left : left + int(side)]
        raw = self._run(np.asarray(cv2.resize(region, (SIDE_PX, SIDE_PX)), dtype=np.uint8))
        powers = np.exp(raw - np.max(raw))
        return float(powers[LIVING] / np.sum(powers))

    def _run(self, region: Pixels) -> NDArray[np.float32]:
        blue_first = region[np.newaxis, :, :, ::-1]
        blob = blue_first if self._colours_last else blue_first.transpose(0, 3, 1, 2)
        return self._network(np.ascontiguousarray(blob, dtype=np.float32)).ravel()
