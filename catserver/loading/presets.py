"""The exam files that ship, by name."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from question_bank.exam import Exam
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Loaded

SUFFIX = ".toml"


def preset_source(name: str) -> bytes | None:
    """The file of the preset `skd-2024` (or `skd-2024.toml`); None where there is none."""
    wanted = name.removesuffix(SUFFIX) + SUFFIX
    return next((each.read_bytes() for each in _files() if each.name == wanted), None)


def all_presets() -> tuple[Exam, ...]:
    read = (read_exam(each.read_bytes(), each.name) for each in _files())
    return tuple(each.value for each in read if isinstance(each, Loaded))


def _files() -> list[Traversable]:
    folder = files("question_bank").joinpath("presets")
    return sorted(
        (each for each in folder.iterdir() if each.name.endswith(SUFFIX)),
        key=lambda each: each.name,
    )
