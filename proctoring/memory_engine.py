"""An engine without a network, for tests: equal pictures match, others do not."""

import hashlib
from typing import Literal

import numpy as np

from proctoring.engine import Box, EngineName, Face, ModelCard, Picture, Point, Template

NAME = EngineName("memory")
DIMENSION = 128
CARD = ModelCard(
    name=NAME,
    dimension=DIMENSION,
    measure="dissimilarity: Euclidean distance",
    detector="any picture that is not of one colour holds one face, in its middle",
    landmarks="assumed",
    network="none: SHA-256 of the pixels",
    source="this project",
    licence="Apache-2.0",
    trained_on="nothing",
    known_weakness="knows no faces",
)


class MemoryEngine:
    name: EngineName = NAME
    dimension = DIMENSION
    measure: Literal["dissimilarity"] = "dissimilarity"
    card = CARD

    def faces(self, picture: Picture, *, thorough: bool = False) -> tuple[Face, ...]:  # noqa: ARG002 - the protocol's
        if np.ptp(picture.pixels) == 0:
            return ()
        width, height = picture.width, picture.height
        side = min(width, height) * 0.5
        middle = Point(width / 2, height / 2)
        return (
            Face(
                box=Box(middle.x - side / 2, middle.y - side / 2, side, side),
                left_eye=Point(middle.x - side * 0.22, middle.y - side * 0.2),
                right_eye=Point(middle.x + side * 0.22, middle.y - side * 0.2),
                nose=Point(middle.x, middle.y + side * 0.08),
                confidence=1.0,
            ),
        )

    def template(self, picture: Picture, face: Face) -> Template:  # noqa: ARG002 - the protocol's
        digest = hashlib.shake_256(picture.pixels.tobytes()).digest(DIMENSION)
        spread = np.frombuffer(digest, dtype=np.uint8).astype(np.float32) / 255 - 0.5
        # Two such vectors lie about 0.8 apart: a non-match under any policy.
        return Template.from_vector(self.name, spread * (0.8 / np.sqrt(DIMENSION / 6)))
