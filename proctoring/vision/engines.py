"""Which engine a worker builds: the default, a network the organiser supplied, or both."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from proctoring.engine import EngineName, FaceEngine, ModelCard
from proctoring.errors import ModelUnusable
from proctoring.vision.detection import HogDetector
from proctoring.vision.dlib_engine import DIMENSION, NAME, DlibEngine
from proctoring.vision.known_models import SFACE_SHA256
from proctoring.vision.model_folder import ModelFolder, SuppliedModel
from proctoring.vision.network_description import parse_description
from proctoring.vision.onnx_engine import OnnxEngine, described_network, sface_network
from proctoring.vision.side_by_side import WITH, SideBySideEngine, joined_name
from proctoring.vision.yunet import YuNetDetector


class WarmEngine(FaceEngine, Protocol):
    def warm_up(self) -> None: ...


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """It can be sent to a worker; the files are opened there."""

    name: EngineName = NAME
    yunet_file: Path | None = None
    """The organiser's detector; without it, dlib's HOG. Supplied networks need it."""
    network: SuppliedModel | None = None
    beside: "EngineChoice | None" = None
    """The default engine, whose template the network's stands beside."""

    @property
    def parts(self) -> tuple[int, ...]:
        """How many numbers of a template each of two networks made; of one, none."""
        if self.beside is None or self.network is None or self.network.description is None:
            return ()
        return (DIMENSION, self.network.description.dimension)


def beside_default(network: str) -> EngineName:
    """What the engine is called in which a supplied network stands beside the default one."""
    return joined_name(NAME, network)


def choose_engine(name: str, folder: ModelFolder, yunet_file: Path | None) -> EngineChoice:
    """By its name. Raise ModelUnusable, which says what is missing."""
    first, together, second = name.partition(WITH)
    if together:
        if first != NAME:
            raise ModelUnusable(
                f"a second network stands beside the default one: {beside_default(second)}"
            )
        default, alone = (choose_engine(each, folder, yunet_file) for each in (first, second))
        if alone.network is None:
            raise ModelUnusable(f"{name}: what shall stand beside {NAME} is another network")
        return replace(alone, name=EngineName(name), beside=default)
    detector = folder.detector()
    found = yunet_file or (detector.file if detector else None)
    if name == NAME:
        return EngineChoice(NAME, yunet_file)
    network = folder.network(name)
    if found is None:
        raise ModelUnusable(
            f"{name} needs YuNet's landmarks: add its file first (catserver faces add-model)"
        )
    return EngineChoice(EngineName(name), found, network)


def build_engine(choice: EngineChoice) -> WarmEngine:
    """Raise ModelUnusable."""
    if choice.network is None:
        return _default(choice)
    if choice.yunet_file is None:
        raise ModelUnusable(f"{choice.name} needs YuNet's landmarks")
    supplied = _supplied(choice.network, YuNetDetector(choice.yunet_file))
    return (
        supplied if choice.beside is None else SideBySideEngine(_default(choice.beside), supplied)
    )


def _default(choice: EngineChoice) -> DlibEngine:
    return DlibEngine(YuNetDetector(choice.yunet_file) if choice.yunet_file else HogDetector())


def card_of(model: SuppliedModel) -> ModelCard:
    described = model.description
    if described is None:
        raise ModelUnusable(f"{model.title} finds faces and makes no templates")
    what = "angle, as distance of templates of length 1" if described.measure == "cosine" else ""
    return ModelCard(
        name=EngineName(described.name),
        dimension=described.dimension,
        measure=f"dissimilarity: {what or 'Euclidean distance'}, smaller is more alike",
        detector="YuNet",
        landmarks="YuNet's five points",
        network=f"{model.title}; mean of the face and its mirror image",
        source=model.source,
        licence=model.licence,
        trained_on=model.trained_on,
        known_weakness=model.known_weakness,
        weights_sha256=((model.file.name, model.sha256),),
    )


def _supplied(model: SuppliedModel, detector: YuNetDetector) -> OnnxEngine:
    card, described = card_of(model), model.description
    assert described is not None
    content = model.file.read_bytes()
    network = (
        sface_network(content)
        if model.sha256 == SFACE_SHA256
        else described_network(content, described)
    )
    return OnnxEngine(detector, network, described, card)


def require_usable(file: Path, description: Path | None) -> None:
    """Raise ModelUnusable where a described network cannot be run as it is described."""
    if description is None:
        return
    described = parse_description(description.read_bytes())
    network = described_network(file.read_bytes(), described)
    shape = (described.side_px, described.side_px, 3)
    random = np.random.default_rng(1)
    one, other = (network(random.integers(0, 256, shape, dtype=np.uint8)) for _ in range(2))
    if one.size != described.dimension:
        raise ModelUnusable(
            f"the network gives {one.size} numbers, its description says {described.dimension}"
        )
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        raise ModelUnusable(
            "the network gives numbers that are none (infinite, or not a number): "
            "are mean and deviation right?"
        )
    if np.array_equal(one, other):
        raise ModelUnusable("the network gives the same numbers for whatever picture it is shown")
