"""What must be said of an embedding network before it may be used: without it, no file is taken.

A TOML file with the keys of ``NetworkDescription``, all needed but ``places``; nothing is guessed,
because a wrong normalisation gives templates that look right and are worse.
"""

import re
import tomllib
from dataclasses import dataclass
from typing import Any, Literal

from proctoring.errors import ModelUnusable

NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,40}")
TEXT_MAX = 500
POINTS = 5
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
    places: tuple[tuple[float, float], ...] = ()
    """Where the five points come to rest in its input: the eyes (the viewer's left one first), the
    tip of the nose, the corners of the mouth. Empty: where InsightFace and OpenCV have them."""


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
# Only for a network that was trained on faces laid out otherwise than these (of 112 pixels):
# places = [[38.3, 51.7], [73.5, 51.5], [56.0, 71.7], [41.5, 92.4], [70.7, 92.2]]
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
    if missing := [key for key in known if key not in {*values, "places"}]:
        raise ModelUnusable(
            f"the description lacks: {', '.join(missing)}. It must look like this:\n{EXAMPLE}"
        )
    for key, value in values.items():
        if key != "places":
            _check(key, value)
    values["places"] = _places(values.get("places", []), values["side_px"])
    return NetworkDescription(**values)


def _places(value: Any, side_px: int) -> tuple[tuple[float, float], ...]:
    """Five different points within the input, or none."""
    points = [_point(each, side_px) for each in value] if isinstance(value, list) else [None]
    found = tuple(each for each in points if each is not None)
    if points and not len(points) == len(found) == len(set(found)) == POINTS:
        raise ModelUnusable(
            f"places must be {POINTS} different points [x, y] within the {side_px} pixels of "
            "side_px: the eyes, the tip of the nose, the corners of the mouth"
        )
    return found


def _point(value: Any, side_px: int) -> tuple[float, float] | None:
    match value:
        case [int() | float() as x, int() | float() as y]:
            return (float(x), float(y)) if 0 <= x <= side_px and 0 <= y <= side_px else None
    return None


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
