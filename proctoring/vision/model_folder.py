"""The site's folder of supplied models: files of known hash, or with a description.

Beside a network's file ``NAME.onnx`` lie ``NAME.toml``, where it needed a description, and
``NAME.measured.json`` once it was measured here (``DEFAULT_with_NAME.measured.json``: beside the
default engine). A measurement belongs to one file: to another file of the same name it says
nothing.
"""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from proctoring.errors import ModelUnusable
from proctoring.shipped import DLIB_RESNET
from proctoring.vision.known_models import KNOWN_MODELS, ModelKind
from proctoring.vision.network_description import NetworkDescription, parse_description

BYTES_MAX = 1024 * 1024 * 1024
"""The largest published face networks have 250 MB."""


@dataclass(frozen=True, slots=True)
class SuppliedModel:
    file: Path
    sha256: str
    kind: ModelKind
    title: str
    licence: str
    source: str
    trained_on: str
    known_weakness: str
    description: NetworkDescription | None

    def measurement_file(self, engine: str) -> Path:
        """Of the network alone, or of the engine in which it stands beside the default one."""
        if self.description is not None and engine == self.description.name:
            return self.file.with_suffix(".measured.json")
        return self.file.with_name(f"{engine}.measured.json")


class ModelFolder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, file: Path, description_file: Path | None = None) -> SuppliedModel:
        """Copy a model in, whole or not at all. Raise ModelUnusable."""
        size = file.stat().st_size
        if not 0 < size <= BYTES_MAX:
            raise ModelUnusable(f"{file.name} has {size} bytes: this is no model file")
        sha256 = _sha256(file)
        known = KNOWN_MODELS.get(sha256)
        if known is not None:
            return self._keep(file, known.file_name, sha256, None)
        if description_file is None:
            raise ModelUnusable(
                f"{file.name} (SHA-256 {sha256}) is none of the known files: "
                f"{', '.join(each.title for each in KNOWN_MODELS.values())}. "
                "If it is a network you trust, describe it in a TOML file and give --description."
            )
        content = description_file.read_bytes()
        described = parse_description(content)
        taken = {each.description.name for each in KNOWN_MODELS.values() if each.description}
        if described.name in {*taken, DLIB_RESNET.engine}:
            raise ModelUnusable(f"the name {described.name} is taken: choose another")
        return self._keep(file, f"{described.name}.onnx", sha256, content)

    def models(self) -> tuple[SuppliedModel, ...]:
        """What lies in the folder and is what it was when it was added."""
        files = sorted(self.folder.glob("*.onnx")) if self.folder.is_dir() else []
        return tuple(model for file in files if (model := _model(file)) is not None)

    def detector(self) -> SuppliedModel | None:
        found = (each for each in self.models() if each.kind is ModelKind.DETECTOR)
        return next(found, None)

    def network(self, name: str) -> SuppliedModel:
        """Raise ModelUnusable, which says what there is."""
        networks = {
            each.description.name: each for each in self.models() if each.description is not None
        }
        if name not in networks:
            there = ", ".join((DLIB_RESNET.engine, *networks))
            raise ModelUnusable(f"there is no engine {name} here, but: {there}")
        return networks[name]

    def _keep(
        self,
        file: Path,
        name: str,
        sha256: str,
        description: bytes | None,
    ) -> SuppliedModel:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept, coming = self.folder / name, self.folder / f"{name}.coming"
        shutil.copyfile(file, coming)
        if _sha256(coming) != sha256:
            coming.unlink()
            raise ModelUnusable(f"{file.name} changed while it was copied: try again")
        if description is not None:
            kept.with_suffix(".toml").write_bytes(description)
        coming.replace(kept)
        model = _model(kept)
        assert model is not None
        return model


def _model(file: Path) -> SuppliedModel | None:
    sha256 = _sha256(file)
    known = KNOWN_MODELS.get(sha256)
    if known is not None:
        return SuppliedModel(
            file,
            sha256,
            known.kind,
            known.title,
            known.licence,
            known.source,
            known.trained_on,
            known.known_weakness,
            known.description,
        )
    beside = file.with_suffix(".toml")
    if not beside.is_file():
        return None
    try:
        description = parse_description(beside.read_bytes())
    except ModelUnusable as error:
        raise ModelUnusable(f"{beside}: {error}") from error
    return SuppliedModel(
        file,
        sha256,
        ModelKind.NETWORK,
        description.name,
        description.licence,
        description.source,
        description.trained_on,
        "not known to this project: measure it",
        description,
    )


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
