"""Networks the organiser supplies, behind the same protocol: SFace, or any ONNX file described.

The faces come from YuNet, whose five landmarks such networks are aligned by; so its file is needed
too. Where a network's measure is the angle between templates, they are brought to length 1: their
Euclidean distance then orders pairs as the angle does, and cohort and thresholds need not know.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import EngineName, Face, ModelCard, Picture, Pixels, Point, Template
from proctoring.errors import ModelUnusable
from proctoring.vision.detection import most_prominent_first
from proctoring.vision.five_points import SIDE_PX, laid_upright
from proctoring.vision.network_description import NetworkDescription
from proctoring.vision.onnx_input import takes_colours_last
from proctoring.vision.onnx_network import OnnxNetwork
from proctoring.vision.yunet import YuNetDetector

Network = Callable[[Pixels], NDArray[np.float32]]
"""An upright face, red first, becomes what the network makes of it."""
FEW = 1e-12


@dataclass(frozen=True, slots=True)
class OnnxEngine:
    """One per process."""

    detector: YuNetDetector
    network: Network
    description: NetworkDescription
    card: ModelCard
    measure: Literal["dissimilarity"] = "dissimilarity"

    @property
    def name(self) -> EngineName:
        return self.card.name

    @property
    def dimension(self) -> int:
        return self.description.dimension

    def faces(self, picture: Picture, *, thorough: bool = False) -> tuple[Face, ...]:
        found = self.detector.faces(picture, thorough=thorough)
        order = most_prominent_first(picture, [detection for detection, _ in found])
        by_detection = {id(detection): face for detection, face in found}
        return tuple(by_detection[id(detection)] for detection in order)

    def template(self, picture: Picture, face: Face) -> Template:
        return Template.from_vector(self.name, self.vector(picture, face.landmarks))

    def vector(self, picture: Picture, points: Sequence[Point]) -> NDArray[np.float64]:
        """The mean of the face whose five points these are, and its mirror image."""
        described = self.description
        chip = laid_upright(picture, points, described.side_px, described.places)
        mirrored = np.ascontiguousarray(chip[:, ::-1])
        vectors = [self._vector(each) for each in (chip, mirrored)]
        return self._length_one(np.mean(vectors, axis=0))

    def warm_up(self) -> None:
        side = self.description.side_px
        self._vector(np.zeros((side, side, 3), dtype=np.uint8))

    def _vector(self, chip: Pixels) -> NDArray[np.float64]:
        vector = np.asarray(self.network(chip), dtype=np.float64).ravel()
        if len(vector) != self.dimension:
            raise ModelUnusable(
                f"{self.name}: the network gives {len(vector)} numbers, "
                f"its description says {self.dimension}"
            )
        if not np.isfinite(vector).all():
            raise ModelUnusable(f"{self.name}: the network gives numbers that are none")
        return self._length_one(vector)

    def _length_one(self, vector: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.description.measure == "euclidean":
            return vector
        one: NDArray[np.float64] = vector / max(float(np.linalg.norm(vector)), FEW)
        return one


def sface_network(content: bytes) -> Network:
    """SFace through OpenCV's own class for it. Raise ModelUnusable."""
    nothing = np.empty(0, dtype=np.uint8)
    try:
        recognizer = cv2.FaceRecognizerSF.create(
            "onnx", np.frombuffer(content, dtype=np.uint8), nothing
        )
    except cv2.error as error:
        raise ModelUnusable("OpenCV cannot read the file as SFace") from error

    def describe(chip: Pixels) -> NDArray[np.float32]:
        assert chip.shape[0] == SIDE_PX
        vector = recognizer.feature(cv2.cvtColor(chip, cv2.COLOR_RGB2BGR))
        return np.array(vector, dtype=np.float32)

    return describe


def described_network(content: bytes, description: NetworkDescription) -> Network:
    """Any ONNX file. Raise ModelUnusable."""
    network = OnnxNetwork(content)
    colours_last = takes_colours_last(network.inputs, description.side_px)

    def describe(chip: Pixels) -> NDArray[np.float32]:
        light = chip.astype(np.float32)
        if description.colour == "bgr":
            light = np.ascontiguousarray(light[..., ::-1])
        scaled = (light - description.mean) / description.deviation
        blob = scaled if colours_last else scaled.transpose(2, 0, 1)
        return network(np.ascontiguousarray(blob[None], dtype=np.float32))

    return describe
