"""What a network for faces takes: a picture of which size, and where the colours stand in it."""

from collections.abc import Mapping

from proctoring.errors import ModelUnusable
from proctoring.vision.onnx_network import ANY, Sizes

COLOURS = 3


def takes_colours_last(inputs: Mapping[str, Sizes], side_px: int) -> bool:
    """Whether it takes height × width × colours, as TensorFlow's networks do.

    Raise ModelUnusable where it does not take one picture of this side in colours.
    """
    if len(inputs) != 1:
        raise ModelUnusable(
            f"the network takes {len(inputs)} inputs ({', '.join(inputs) or 'none'}): "
            "a network for faces takes one picture"
        )
    (sizes,) = inputs.values()
    match sizes:
        case ():
            return False
        case (_, 0 | 3, height, width) if width != COLOURS:
            colours_last = False
        case (_, height, width, 3):
            colours_last = True
        case _:
            raise ModelUnusable(
                f"the network takes {_shown(sizes)} numbers: a network for faces takes "
                "1 × 3 × side × side, or 1 × side × side × 3"
            )
    if any(size not in {ANY, side_px} for size in (height, width)):
        raise ModelUnusable(
            f"the network takes pictures of {_shown((height, width))}, its description says "
            f"side_px = {side_px}"
        )
    return colours_last


def _shown(sizes: Sizes) -> str:
    return " × ".join(str(size) if size != ANY else "any" for size in sizes)
