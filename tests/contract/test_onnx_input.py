"""What a network's file says of its input, held against its description."""

from collections.abc import Sequence

import numpy as np
import pytest

from proctoring.errors import ModelUnusable
from proctoring.vision.network_description import NetworkDescription
from proctoring.vision.onnx_bytes import Node, onnx_file
from proctoring.vision.onnx_engine import described_network
from proctoring.vision.onnx_input import takes_colours_last
from proctoring.vision.onnx_network import ANY, OnnxNetwork
from tests.tiny_network import DIMENSION, FIELD_PX, SIDE_PX

FIELDS = (FIELD_PX, FIELD_PX)
POOLED = Node("AveragePool", ("face",), "pooled", {"kernel_shape": FIELDS, "strides": FIELDS})
TURNED = Node("Transpose", ("light",), "face", {"perm": (0, 3, 1, 2)})
FLAT = Node("Flatten", ("pooled",), "template", {"axis": 1})
MEAN = Node("GlobalAveragePool", ("face",), "pooled")


def a_file(sizes: Sequence[int], *nodes: Node, taken: str = "face") -> bytes:
    return onnx_file([*nodes, FLAT], {}, (taken, sizes), ("template", (1, DIMENSION)))


def described(side_px: int = SIDE_PX) -> NetworkDescription:
    return NetworkDescription(
        "fields", side_px, "rgb", 127.5, 127.5, DIMENSION, "cosine", "none", "here", "nothing"
    )


def test_a_network_that_wants_the_colours_last_computes_what_its_twin_does() -> None:
    first = described_network(a_file((1, 3, SIDE_PX, SIDE_PX), POOLED), described())
    last_file = a_file((1, SIDE_PX, SIDE_PX, 3), TURNED, POOLED, taken="light")
    last = described_network(last_file, described())
    chip = np.random.default_rng(2).integers(0, 256, (SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
    assert np.ptp(first(chip)) > 0.01
    assert np.allclose(last(chip), first(chip), atol=1e-5)


def test_a_network_for_faces_of_another_size_is_not_run_on_these() -> None:
    """Its layers would take any size."""
    with pytest.raises(ModelUnusable, match=r"pictures of 150 × 150, its .* side_px = 112"):
        described_network(a_file((1, 3, 150, 150), MEAN), described())
    described_network(a_file((1, 3, 150, 150), MEAN), described(150))


@pytest.mark.parametrize(
    ("sizes", "colours_last"),
    [
        ((1, 3, 112, 112), False),
        ((1, 112, 112, 3), True),
        ((ANY, 3, ANY, ANY), False),
        ((ANY, ANY, ANY, 3), True),
        ((ANY, ANY, ANY, ANY), False),
        ((), False),
    ],
)
def test_a_size_that_is_open_is_any_size(sizes: Sequence[int], colours_last: bool) -> None:  # noqa: FBT001 - a table's
    assert takes_colours_last({"face": tuple(sizes)}, 112) is colours_last


@pytest.mark.parametrize("sizes", [(1, 1, 112, 112), (1, 10), (3, 112, 112), (1, 112, 112, 4)])
def test_what_takes_no_picture_in_colours_is_named_with_what_it_takes(sizes: Sequence[int]) -> None:
    shown = " × ".join(str(size) for size in sizes)
    with pytest.raises(ModelUnusable, match=f"takes {shown} numbers"):
        takes_colours_last({"face": tuple(sizes)}, 112)


def test_a_size_that_the_file_leaves_open_is_told_as_any() -> None:
    network = OnnxNetwork(a_file((2**64 - 1, 3, 0, 112), MEAN))
    assert network.inputs == {"face": (ANY, 3, ANY, 112)}


def test_weights_that_an_older_file_lists_among_its_inputs_are_none() -> None:
    weights = {"face": np.zeros((3, 2), dtype=np.float32)}
    flat = Node("Flatten", ("face",), "template", {"axis": 1})
    network = OnnxNetwork(onnx_file([flat], weights, ("face", (3, 2)), ("template", (3, 2))))
    assert network.inputs == {}
    with pytest.raises(ModelUnusable, match=r"takes 0 inputs \(none\)"):
        takes_colours_last(network.inputs, 112)


def test_a_network_of_two_pictures_is_refused_by_their_names() -> None:
    inputs = {"face": (1, 3, 112, 112), "other": (1, 3, 112, 112)}
    with pytest.raises(ModelUnusable, match=r"takes 2 inputs \(face, other\)"):
        takes_colours_last(inputs, 112)


def test_a_damaged_file_is_refused_wherever_it_is_cut() -> None:
    whole = a_file((1, 3, 112, 112), MEAN)
    for length in range(0, len(whole) - 20, 7):
        with pytest.raises(ModelUnusable, match="cannot be read as ONNX"):
            OnnxNetwork(whole[:length])


def test_a_picture_of_another_size_than_the_file_says_is_not_computed() -> None:
    network = OnnxNetwork(a_file((1, 3, 112, 112), MEAN))
    with pytest.raises(ModelUnusable, match="cannot run"):
        network(np.zeros((1, 3, 80, 80), dtype=np.float32))
