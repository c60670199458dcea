"""A network in an ONNX file, computed by ONNX Runtime: the only place that knows it."""

from collections.abc import Mapping

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from proctoring.errors import ModelUnusable

ANY = 0
Sizes = tuple[int, ...]


class OnnxNetwork:
    """One per process, on one core: it keeps memory while it runs."""

    def __init__(self, content: bytes) -> None:
        """Raise ModelUnusable."""
        onnxruntime.disable_telemetry_events()  # on Windows it would tell the system's event log
        try:
            self._session = onnxruntime.InferenceSession(
                content, _on_one_core(), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # its exceptions share no root of their own
            raise ModelUnusable(f"the file cannot be read as ONNX: {_first_line(error)}") from error

    @property
    def inputs(self) -> Mapping[str, Sizes]:
        """By their names; a size that the file leaves open is ANY."""
        return {
            each.name: tuple(
                size if isinstance(size, int) and size > 0 else ANY for size in each.shape
            )
            for each in self._session.get_inputs()
        }

    def __call__(self, given: NDArray[np.float32]) -> NDArray[np.float32]:
        """What its first output is for its first input. Raise ModelUnusable."""
        name = self._session.get_inputs()[0].name
        try:
            found = self._session.run(None, {name: given})[0]
        except Exception as error:  # likewise
            raise ModelUnusable(f"the network cannot run: {_first_line(error)}") from error
        return np.asarray(found, dtype=np.float32)


def _on_one_core() -> onnxruntime.SessionOptions:
    """One process a worker is the parallelism; a thread that spins would take the exam's core."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what is wrong is raised; warnings are about other machines
    return options


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0] if lines else type(error).__name__
