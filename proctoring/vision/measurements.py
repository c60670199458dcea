"""The measurement of a supplied network, kept beside its file; without one it is not used."""

import json
from datetime import datetime
from typing import Any

import msgspec

from proctoring.cohort import Calibration
from proctoring.engine import EngineName
from proctoring.errors import ModelUnusable
from proctoring.shipped import EngineMeasurement
from proctoring.verification import ThresholdPolicy
from proctoring.vision.model_folder import SuppliedModel

WORDS = frozenset({"licence", "source", "trained_on"})
"""Of a description: they are for people."""


def measurement_of(model: SuppliedModel, engine: str | None = None) -> EngineMeasurement:
    """Of the network alone, or of the ``engine`` it is a part of.

    Raise ModelUnusable, which says what to do.
    """
    name = engine or (model.description.name if model.description else model.title)
    remedy = f"measure it here: catserver faces evaluate --engine {name} --pairs FILE"
    try:
        kept = json.loads(model.measurement_file(name).read_bytes())
        if kept["sha256"] != model.sha256:
            raise ModelUnusable(f"{name} is not the file that was measured; {remedy}")
        if kept["fed"] != _fed(model):
            raise ModelUnusable(f"{name} was measured with another description; {remedy}")
        return EngineMeasurement(
            EngineName(kept["engine"]),
            msgspec.convert(kept["calibration"], Calibration),
            msgspec.convert(kept["policy"], ThresholdPolicy),
            str(kept["measured_on"]),
        )
    except FileNotFoundError as error:
        raise ModelUnusable(f"{name} was never measured on this site; {remedy}") from error
    except (OSError, ValueError, KeyError, TypeError, msgspec.ValidationError) as error:
        raise ModelUnusable(f"the measurement of {name} cannot be read; {remedy}") from error


def keep_measurement(
    model: SuppliedModel,
    measurement: EngineMeasurement,
    figures: dict[str, Any],
    at: datetime,
) -> None:
    """Whole or not at all; an older one is replaced."""
    kept = {
        "engine": measurement.engine,
        "sha256": model.sha256,
        "fed": _fed(model),
        "measured_at": at.isoformat(),
        "measured_on": measurement.measured_on,
        "calibration": msgspec.to_builtins(measurement.calibration),
        "policy": msgspec.to_builtins(measurement.policy),
        "figures": figures,
    }
    file = model.measurement_file(measurement.engine)
    coming = file.with_suffix(".coming")
    coming.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    coming.replace(file)


def _fed(model: SuppliedModel) -> dict[str, Any] | None:
    """What of the description makes a template: the same file fed otherwise is another network."""
    if model.description is None:
        return None
    described: dict[str, Any] = json.loads(msgspec.json.encode(model.description))
    return {name: value for name, value in described.items() if name not in WORDS}
