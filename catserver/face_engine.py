"""Which face engine a site's settings mean, and the measurement it is used with."""

from catserver.config import Settings
from proctoring.cohort import Calibration
from proctoring.engine import EngineName
from proctoring.shipped import DLIB_RESNET, EngineMeasurement
from proctoring.vision.engines import EngineChoice, choose_engine
from proctoring.vision.inspection import InspectorSettings
from proctoring.vision.measurements import measurement_of
from proctoring.vision.model_folder import ModelFolder


def model_folder(settings: Settings) -> ModelFolder:
    return ModelFolder(settings.data_dir / "models")


def engine_choice(settings: Settings, name: str | None = None) -> EngineChoice:
    """Of this name, or the site's. Raise ModelUnusable."""
    yunet = settings.faces.yunet_model
    yunet_file = settings.path(yunet) if yunet else None
    return choose_engine(name or settings.faces.engine, model_folder(settings), yunet_file)


def inspector_settings(settings: Settings, name: str | None = None) -> InspectorSettings:
    """Raise ModelUnusable."""
    return InspectorSettings(engine=engine_choice(settings, name))


def calibrations(settings: Settings) -> dict[EngineName, Calibration]:
    """What turns distances into scores, by engine. Raise ModelUnusable."""
    known = (DLIB_RESNET, measured_engine(settings))
    return {each.engine: each.calibration for each in known}


def measured_engine(settings: Settings) -> EngineMeasurement:
    """What the site's engine was measured to do. Raise ModelUnusable where nobody measured it."""
    choice = engine_choice(settings)
    return DLIB_RESNET if choice.network is None else measurement_of(choice.network, choice.name)
