"""What an ONNX file says of the picture it takes: its size, and where the colours stand.

OpenCV does not hold a network to it. A picture of another size, or with the colours in another
place, is computed all the same where the layers allow, and gives templates that mean nothing. So
the file itself is asked. Of its protocol buffers (onnx.proto3) only the graph's inputs are read.
"""

from collections.abc import Iterator

from proctoring.errors import ModelUnusable

COLOURS = 3
GRAPH = 7
WEIGHT, WEIGHT_NAME = 5, 8
INPUT, INPUT_NAME, INPUT_TYPE = 11, 1, 2
TENSOR, SHAPE, SIZE, SIZE_VALUE = 1, 2, 1, 1
_NUMBER, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
_SKIPPED = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}
_VARINT_BYTES_MAX = 10
_NEGATIVE_FROM = 1 << 63
"""Some exporters write -1 for any size."""

ANY = 0
Sizes = tuple[int, ...]


def takes_colours_last(content: bytes, side_px: int) -> bool:
    """Whether it takes height × width × colours, as TensorFlow's networks do.

    Raise ModelUnusable where it does not take one picture of this side in colours.
    """
    inputs = declared_inputs(content)
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


def declared_inputs(content: bytes) -> dict[str, Sizes]:
    """By their names; older files list their weights among them, and those are left out.

    Raise ModelUnusable.
    """
    inputs: dict[str, Sizes] = {}
    weights: set[str] = set()
    for graph in _parts(memoryview(content), GRAPH):
        for number, part in _fields(graph):
            if number == INPUT:
                inputs[_text(part, INPUT_NAME)] = _sizes(part)
            elif number == WEIGHT:
                weights.add(_text(part, WEIGHT_NAME))
    return {name: sizes for name, sizes in inputs.items() if name not in weights}


def _sizes(described: memoryview) -> Sizes:
    return tuple(
        next((value for number, value in _numbers(size) if number == SIZE_VALUE), ANY)
        for kind in _parts(described, INPUT_TYPE)
        for tensor in _parts(kind, TENSOR)
        for shape in _parts(tensor, SHAPE)
        for size in _parts(shape, SIZE)
    )


def _shown(sizes: Sizes) -> str:
    return " × ".join(str(size) if size != ANY else "any" for size in sizes)


def _text(message: memoryview, wanted: int) -> str:
    return b"".join(_parts(message, wanted)).decode("utf-8", "replace")


def _parts(message: memoryview, wanted: int) -> Iterator[memoryview]:
    return (part for number, part in _fields(message) if number == wanted)


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    return ((number, part) for number, part in _all(message) if isinstance(part, memoryview))


def _numbers(message: memoryview) -> Iterator[tuple[int, int]]:
    return ((number, value) for number, value in _all(message) if isinstance(value, int))


def _all(message: memoryview) -> Iterator[tuple[int, memoryview | int]]:
    """Every field's number with its bytes, or its whole number."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 0b111
        if kind == _NUMBER:
            value, at = _varint(message, at)
            yield number, value if value < _NEGATIVE_FROM else ANY
            continue
        if kind == _BYTES:
            size, at = _varint(message, at)
        elif kind in _SKIPPED:
            size = _SKIPPED[kind]
        else:
            raise ModelUnusable("the file is not ONNX")
        if at + size > len(message):
            raise ModelUnusable("the file is not ONNX, or not all of it")
        if kind == _BYTES:
            yield number, message[at : at + size]
        at += size


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(message[at : at + _VARINT_BYTES_MAX]):
        value |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            return value, at + place + 1
    raise ModelUnusable("the file is not ONNX, or not all of it")
