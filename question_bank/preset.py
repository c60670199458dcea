"""A preset: an exam file that ships with the package, to use as it is or to copy and change."""

from dataclasses import dataclass
from importlib.resources import files

from question_bank.errors import NoSuchPreset
from question_bank.exam import Exam
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Report

_FOLDER = "presets"
_SUFFIX = ".toml"


@dataclass(frozen=True, slots=True)
class Preset:
    """`source` is the file as it ships, with the comments that say where its figures come from."""

    name: str
    source: bytes
    exam: Exam


def preset_names() -> tuple[str, ...]:
    folder = files("question_bank") / _FOLDER
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def read_preset(name: str) -> Preset:
    if name not in preset_names():
        raise NoSuchPreset(f"no preset is called {name}; there are: {', '.join(preset_names())}")
    file = f"{name}{_SUFFIX}"
    source = (files("question_bank") / _FOLDER / file).read_bytes()
    loaded = read_exam(source, file)
    assert not isinstance(loaded, Report), f"preset {name} ships with problems: {loaded.problems}"
    return Preset(name=name, source=source, exam=loaded.value)


def read_presets() -> tuple[Preset, ...]:
    return tuple(read_preset(name) for name in preset_names())
