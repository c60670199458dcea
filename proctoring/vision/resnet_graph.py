"""The face network of dlib as an ONNX graph, from dlib's own file: the same numbers, sooner.

The wheel of dlib computes the network without the processor's wide instructions; ONNX Runtime
computes it with them, in half the time that OpenCV takes. The file is read as dlib wrote it (it is
checked by its hash before): in the order of the layers from the input on, each layer's weights as a
tensor with a header. The graph is that of dlib's ``dnn_face_recognition_ex``: a convolution, then
fourteen residual blocks at five sizes, the mean over the picture, and one linear layer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Pixels
from proctoring.errors import ModelUnusable
from proctoring.vision.onnx_bytes import Node, onnx_file
from proctoring.vision.onnx_network import OnnxNetwork

SIDE_PX = 150
DIMENSION = 128
COLOUR_MEAN = (122.782, 117.001, 104.298)
COLOUR_SCALE = 256.0
BLOCKS = ((32, 3, False), (64, 4, True), (128, 3, True), (256, 3, True), (256, 1, True))
"""Channels, blocks, and whether the first of them halves the size."""
_VERSION = b"\x01\x02"


@dataclass(slots=True)
class _Reader:
    """Tensors one after another: each is found by the header its size makes it have."""

    content: bytes
    at: int = 0

    def tensor(self, *sizes: int) -> NDArray[np.float32]:
        padded = (*sizes, 1, 1, 1)[:4]
        header = _VERSION + b"".join(_dlib_number(size) for size in padded)
        found = self.content.find(header, self.at)
        count = int(np.prod(sizes))
        begin = found + len(header)
        if found < 0 or begin + 4 * count > len(self.content):
            raise ModelUnusable("the network's file is not laid out as expected")
        self.at = begin + 4 * count
        return np.frombuffer(self.content, "<f4", count, begin).reshape(sizes)


@dataclass(slots=True)
class _Graph:
    reader: _Reader
    nodes: list[Node] = field(default_factory=list)
    weights: dict[str, NDArray[np.float32] | NDArray[np.int64]] = field(default_factory=dict)

    def add(self, kind: str, *takes: str, **attributes: int | tuple[int, ...]) -> str:
        name = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(Node(kind, takes, name, attributes))
        return name

    def convolution(self, taken: str, shape: tuple[int, int, int], stride: int) -> str:
        """A convolution and the scaling that follows it, as one. ``shape``: from, to, side."""
        before, channels, side = shape
        size = before * channels * side * side
        stored = self.reader.tensor(size + channels)
        scale, shift = self.reader.tensor(2 * channels).reshape(2, channels)
        weights = stored[:size].reshape(channels, before, side, side) * scale[:, None, None, None]
        padding = 0 if stride > 1 else side // 2
        name = f"weights{len(self.nodes)}"
        self.weights[name] = weights
        self.weights[f"{name}b"] = stored[size:] * scale + shift
        return self.add(
            "Conv",
            taken,
            name,
            f"{name}b",
            kernel_shape=(side, side),
            strides=(stride, stride),
            pads=(padding,) * 4,
        )

    def block(self, taken: str, before: int, channels: int, side: int, *, halving: bool) -> str:
        stride = 2 if halving else 1
        first = self.add("Relu", self.convolution(taken, (before, channels, 3), stride))
        second = self.convolution(first, (channels, channels, 3), 1)
        if not halving:
            return self.add("Relu", self.add("Add", second, taken))
        pooled = self.add("AveragePool", taken, kernel_shape=(2, 2), strides=(2, 2))
        # dlib adds tensors of different sizes as if the smaller one had zeros where it ends.
        skipped = self._widened(pooled, before, channels)
        missing = side // 2 - ((side - 3) // 2 + 1)
        if missing:
            second = self._padded(second, (0, 0, 0, 0, 0, 0, missing, missing))
        return self.add("Relu", self.add("Add", second, skipped))

    def _widened(self, taken: str, before: int, channels: int) -> str:
        if before == channels:
            return taken
        return self._padded(taken, (0, 0, 0, 0, 0, channels - before, 0, 0))

    def _padded(self, taken: str, pads: tuple[int, ...]) -> str:
        name = f"pads{len(self.nodes)}"
        self.weights[name] = np.array(pads, dtype=np.int64)
        return self.add("Pad", taken, name)


def resnet_as_onnx(content: bytes) -> bytes:
    """From the bytes of ``dlib_face_recognition_resnet_model_v1.dat``. Raise ModelUnusable.

    The input is 1 × 3 × 150 × 150, red first, already as ``network_input`` makes it.
    """
    graph = _Graph(_Reader(content))
    last = graph.add("Relu", graph.convolution("face", (3, 32, 7), 2))
    last = graph.add("MaxPool", last, kernel_shape=(3, 3), strides=(2, 2))
    side, before = ((SIDE_PX - 7) // 2 + 1 - 3) // 2 + 1, 32
    for channels, blocks, halves in BLOCKS:
        for at in range(blocks):
            halving = halves and at == 0
            last = graph.block(last, before, channels, side, halving=halving)
            side, before = side // 2 if halving else side, channels
    pooled = graph.add("Flatten", graph.add("GlobalAveragePool", last), axis=1)
    graph.weights["linear"] = graph.reader.tensor(before, DIMENSION)
    graph.nodes.append(Node("MatMul", (pooled, "linear"), "template"))
    sizes = (1, 3, SIDE_PX, SIDE_PX)
    return onnx_file(graph.nodes, graph.weights, ("face", sizes), ("template", (1, DIMENSION)))


class ResNet:
    """One per process."""

    def __init__(self, content: bytes) -> None:
        """From dlib's file. Raise ModelUnusable."""
        self._network = OnnxNetwork(resnet_as_onnx(content))

    def describe(self, chips: Sequence[Pixels]) -> NDArray[np.float64]:
        """One row of 128 numbers for each face of 150 × 150."""
        faces = network_input(np.stack(chips))
        rows = [self._network(face[np.newaxis]) for face in faces]
        return np.concatenate(rows).astype(np.float64)


def network_input(chips: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Faces × 150 × 150 × 3, red first."""
    mean = np.array(COLOUR_MEAN, dtype=np.float32)
    light = (chips.astype(np.float32) - mean) / np.float32(COLOUR_SCALE)
    return np.ascontiguousarray(light.transpose(0, 3, 1, 2))


def _dlib_number(value: int) -> bytes:
    """A whole number as dlib writes it: how many bytes, then those, the lowest first."""
    length = (value.bit_length() + 7) // 8
    return bytes((length,)) + value.to_bytes(length, "little")
