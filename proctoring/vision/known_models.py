"""Model files this program knows by their SHA-256, with what is to be said of each.

None of them is shipped. A file with another hash is another model, whatever its name.
"""

from dataclasses import dataclass
from enum import Enum

from proctoring.vision.network_description import NetworkDescription


class ModelKind(Enum):
    DETECTOR = "detector"
    """Finds faces."""
    NETWORK = "network"
    """Makes templates."""


@dataclass(frozen=True, slots=True)
class KnownModel:
    title: str
    kind: ModelKind
    file_name: str
    """Under which it is kept in the site's folder."""
    licence: str
    source: str
    trained_on: str
    known_weakness: str
    description: NetworkDescription | None = None


SFACE = NetworkDescription(
    name="sface",
    side_px=112,
    colour="rgb",
    mean=0.0,
    deviation=1.0,
    dimension=128,
    measure="cosine",
    licence="Apache-2.0",
    source="OpenCV Zoo, face_recognition_sface_2021dec.onnx",
    trained_on="not stated with the file",
)
SFACE_SHA256 = "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79"
YUNET_SHA256 = "ebafce4e3c118d6554634be5c27ab333b4c047a9a8c3faf1d7cf93101c22f0f0"

KNOWN_MODELS = {
    YUNET_SHA256: KnownModel(
        title="YuNet 2026may",
        kind=ModelKind.DETECTOR,
        file_name="face_detection_yunet_2026may.onnx",
        licence="MIT",
        source="OpenCV Zoo",
        trained_on="WIDER FACE (its authors)",
        known_weakness="small faces far away",
    ),
    SFACE_SHA256: KnownModel(
        title="SFace 2021dec",
        kind=ModelKind.NETWORK,
        file_name="face_recognition_sface_2021dec.onnx",
        licence=SFACE.licence,
        source=SFACE.source,
        trained_on=SFACE.trained_on,
        known_weakness="not measured by this project: measure it on your own photos",
        description=SFACE,
    ),
}
