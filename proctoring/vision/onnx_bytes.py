"""Writes small ONNX graphs, without ONNX's own package: nodes and weights become a file's bytes.

The bytes are those of ONNX's protocol buffers (onnx.proto3): every field is a key, which holds its
number and its kind, and a value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

IR_VERSION, OPERATOR_SET = 7, 11
FLOAT, INT64 = 1, 7
SEVEN_BITS = 0x7F
_A_INT, _INTS = 2, 7


@dataclass(frozen=True, slots=True)
class Node:
    """One operation: what it takes, what its result is called, and its whole-number attributes."""

    kind: str
    takes: tuple[str, ...]
    gives: str
    attributes: Mapping[str, int | tuple[int, ...]] = field(default_factory=dict)


def onnx_file(
    nodes: Sequence[Node],
    weights: Mapping[str, NDArray[np.float32] | NDArray[np.int64]],
    takes: tuple[str, Sequence[int]],
    gives: tuple[str, Sequence[int]],
) -> bytes:
    """A model of one input and one output, each with its name and sizes."""
    graph = b"".join(
        (
            *(_bytes(1, _node(node)) for node in nodes),
            _text(2, "graph"),
            *(_bytes(5, _weight(name, values)) for name, values in weights.items()),
            _bytes(11, _described(*takes)),
            _bytes(12, _described(*gives)),
        )
    )
    operators = _text(1, "") + _number(2, OPERATOR_SET)
    return _number(1, IR_VERSION) + _bytes(7, graph) + _bytes(8, operators)


def _node(node: Node) -> bytes:
    parts = [_text(1, name) for name in node.takes]
    parts += [_text(2, node.gives), _text(3, node.gives), _text(4, node.kind)]
    parts += [_bytes(5, _attribute(name, value)) for name, value in node.attributes.items()]
    return b"".join(parts)


def _attribute(name: str, value: int | tuple[int, ...]) -> bytes:
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _A_INT)
    return _text(1, name) + b"".join(_number(8, each) for each in value) + _number(20, _INTS)


def _weight(name: str, values: NDArray[np.float32] | NDArray[np.int64]) -> bytes:
    kind = INT64 if values.dtype == np.int64 else FLOAT
    sizes = b"".join(_number(1, size) for size in values.shape)
    little = values.astype(values.dtype.newbyteorder("<"))
    return sizes + _number(2, kind) + _text(8, name) + _bytes(9, little.tobytes())


def _described(name: str, sizes: Sequence[int]) -> bytes:
    shape = b"".join(_bytes(1, _number(1, size)) for size in sizes)
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, FLOAT) + _bytes(2, shape)))


def _text(number: int, value: str) -> bytes:
    return _bytes(number, value.encode())


def _bytes(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    groups = []
    while value > SEVEN_BITS:
        groups.append(value & SEVEN_BITS | 0x80)
        value >>= 7
    return bytes((*groups, value))
