"""A network small enough to write by hand: an ONNX file that averages a face in 8 × 8 fields."""

import numpy as np

from proctoring.vision.onnx_bytes import Node, onnx_file

SIDE_PX, FIELD_PX = 112, 14
DIMENSION = 3 * (SIDE_PX // FIELD_PX) ** 2

DESCRIPTION = f"""name = "tiny-fields"
side_px = {SIDE_PX}
colour = "rgb"
mean = 127.5
deviation = 127.5
dimension = {DIMENSION}
measure = "cosine"
licence = "none: a test's"
source = "tests/tiny_network.py"
trained_on = "nothing"
"""


def a_network(factor: float = 1.0) -> bytes:
    """All its numbers multiplied by the factor."""
    fields = (FIELD_PX, FIELD_PX)
    nodes = (
        Node("AveragePool", ("face",), "pooled", {"kernel_shape": fields, "strides": fields}),
        Node("Mul", ("pooled", "factor"), "product"),
        Node("Flatten", ("product",), "template", {"axis": 1}),
    )
    sizes = (1, 3, SIDE_PX, SIDE_PX)
    weights = {"factor": np.full((1,), factor, dtype=np.float32)}
    return onnx_file(nodes, weights, ("face", sizes), ("template", (1, DIMENSION)))
