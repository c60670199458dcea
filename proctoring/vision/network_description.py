"""What must be said of an embedding network before it may be used: without it, no file is taken.

A TOML file with the keys of ``NetworkDescription``, all needed; nothing is guessed, because a wrong
normalisation gives templates that look right and are worse.
"""

import re
import tomllib
from dataclasses import dataclass
from typing import Any, Literal

from proctoring.errors import ModelUnusable

NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,40}")
TEXT_MAX = 500
RANGES: dict[str, tuple[float, float]] = {
    "side_px": (32, 512),
    "dimension": (16, 4096),
    "mean": (-255, 255),
    "deviation": (1e-3, 1024),
}


@dataclass(frozen=True, slots=True)
class NetworkDescription:
    name: str
    """Short: lower-case letters, digits, hyphens."""
    side_px: int
    """Width and height of its input."""
    colour: Literal["rgb", "bgr"]
    mean: float
    """Subtracted from every value of 0 to 255, before they are divided by ``deviation``."""
    deviation: float
    dimension: int
    """Numbers in a template."""
    measure: Literal["cosine", "euclidean"]
    licence: str
    source: str
    trained_on: str


EXAMPLE = """name = "my-network"
side_px = 112
colour = "rgb"          # or "bgr"
mean = 127.5
deviation = 127.5
dimension = 512
measure = "cosine"      # or "euclidean"
licence = "…"
source = "…"
trained_on = "…"
"""


def parse_description(content: bytes) -> NetworkDescription:
    """Raise ModelUnusable, which names the key and the remedy."""
    try:
        values = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelUnusable(f"the description is not TOML in UTF-8: {error}") from error
    known = NetworkDescription.__dataclass_fields__
    if unknown := sorted(set(values) - set(known)):
        raise ModelUnusable(f"the description has unknown keys: {', '.join(unknown)}")
    if missing := [key for key in known if key not in values]:
        raise ModelUnusable(
            f"the description lacks: {', '.join(missing)}. It must look like this:\n{EXAMPLE}"
        )
    for key, value in values.items():
        _check(key, value)
    return NetworkDescription(**values)


def _check(key: str, value: Any) -> None:
    if key in RANGES:
        low, high = RANGES[key]
        whole = key in {"side_px", "dimension"}
        kinds = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
            kind = "a whole number" if whole else "a number"
            raise ModelUnusable(f"{key} must be {kind} from {low:g} to {high:g}")
    elif not isinstance(value, str) or not 0 < len(value.strip()) <= TEXT_MAX:
        raise ModelUnusable(f"{key} must be a text of 1 to {TEXT_MAX} characters")
    elif key == "name" and not NAME.fullmatch(value):
        raise ModelUnusable("name must be lower-case letters, digits and hyphens, 2 to 41 of them")
    elif key == "colour" and value not in {"rgb", "bgr"}:
        raise ModelUnusable('colour must be "rgb" or "bgr"')
    elif key == "measure" and value not in {"cosine", "euclidean"}:
        raise ModelUnusable('measure must be "cosine" or "euclidean"')
