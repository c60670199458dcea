"""What a worker does for a live picture: one frame at a time, and a few frames together.

``prepare_face_work`` is what a worker process runs once. What it returns does both kinds of work:
the inspection of a photo, as before, and the jobs below, each a value that can be sent.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from proctoring.engine import Face, Picture, Template, dissimilarity
from proctoring.glasses import Rims, rims_of
from proctoring.presentation.cues import SeriesMeasures
from proctoring.presentation.pose import FacePose
from proctoring.quality import Finding, FindingCode, findings
from proctoring.vision.decode import decode
from proctoring.vision.inspection import (
    DEFAULT_INSPECTOR_SETTINGS,
    FaceBox,
    Inspection,
    InspectorSettings,
    Wanted,
    prepare_inspector,
    share_of,
)
from proctoring.vision.measures import measure
from proctoring.vision.passive_model import PassiveModel
from proctoring.vision.rims import measure_rims
from proctoring.vision.same_shot import SameShot
from proctoring.vision.series_work import SeriesMeasurer
from proctoring.vision.tracking import FaceTracker
from proctoring.worth import worth


@dataclass(frozen=True, slots=True)
class LookAt:
    """One live frame. ``near`` is where the face was; None searches the whole picture."""

    content: bytes = field(repr=False)
    near: FaceBox | None = None


@dataclass(frozen=True, slots=True)
class LiveFrame:
    """What one live frame told; no template is made."""

    faces: int
    """Near the camera. Where only the last place was searched, at most 1."""
    findings: tuple[Finding, ...]
    face: FaceBox | None
    pose: FacePose | None
    worth: float = 0.0
    """What the face counts beside others of the same moment, 0 to 1."""
    rims: Rims | None = None
    """Of glasses, or what looks like it; None where the frame does not tell."""


@dataclass(frozen=True, slots=True)
class AreAlike:
    """Frames of one challenge, the first the one that the others are compared with."""

    contents: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Together:
    """A few frames and, last, the picture that is compared: what looks like a picture of one."""

    contents: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class OneShot:
    """Two pictures: are they one photograph?"""

    one: bytes = field(repr=False)
    other: bytes = field(repr=False)


FRAME_PIXELS_MAX = 2_100_000
"""1920 × 1080; the pages send 640 × 480. Frames come by the hundred, so none may cost much."""
NOTHING_MEASURED = SeriesMeasures(pattern=None, frame_sides=0, flatness=None, model_score=None)
LiveJob = LookAt | AreAlike | Together | OneShot


class LiveWork:
    def __init__(
        self,
        inspect: Callable[..., Inspection],
        settings: InspectorSettings,
        model: PassiveModel | None,
    ) -> None:
        self._inspect = inspect
        self._settings = settings
        self._frame_limits = replace(settings.decode, pixels_max=FRAME_PIXELS_MAX)
        self._tracker = FaceTracker()
        self._series = SeriesMeasurer(self._tracker, model, settings.decode)
        self._same_shot = SameShot(self._tracker)

    def do(self, job: LiveJob) -> Any:
        """Raise PictureRefused for what is no picture."""
        match job:
            case LookAt():
                return self._look(job)
            case AreAlike():
                return self._distances(job.contents)
            case Together():
                return self._series.measure(job.contents) or NOTHING_MEASURED
            case OneShot():
                one, other = (decode(each, self._settings.decode) for each in (job.one, job.other))
                return self._same_shot.likeness(one, other)

    def _look(self, job: LookAt) -> LiveFrame:
        picture = decode(job.content, self._frame_limits)
        faces = self._tracker.faces(picture, job.near)
        measures = measure(picture, faces)
        face = faces[0] if faces else None
        found = findings(measures, self._settings.quality)
        return LiveFrame(
            faces=measures.faces,
            findings=found,
            face=share_of(picture, face) if face else None,
            pose=_pose(picture, face, measures.face.yaw) if face and measures.face else None,
            worth=worth(measures, self._settings.quality),
            rims=rims_of(measure_rims(picture, face), found) if face else None,
        )

    def _distances(self, contents: tuple[bytes, ...]) -> tuple[float | None, ...]:
        """Of each frame but the first; None where one of the two has no face."""
        inspected = [self._inspect(each, Wanted.FINDINGS_AND_TEMPLATE) for each in contents]
        return tuple(_distance(inspected[0], each) for each in inspected[1:])


def prepare_face_work(
    settings: InspectorSettings = DEFAULT_INSPECTOR_SETTINGS, passive_model: Path | None = None
) -> Callable[..., Any]:
    """Load the models once; what comes back does photos and live jobs.

    Raise ModelUnusable where the organiser's file is no such model.
    """
    inspect = prepare_inspector(settings)
    model = PassiveModel(passive_model) if passive_model else None
    live = LiveWork(inspect, settings, model)

    def work(job: bytes | LiveJob, *args: Any) -> Any:
        return inspect(job, *args) if isinstance(job, bytes) else live.do(job)

    return work


def _pose(picture: Picture, face: Face, yaw: float) -> FacePose:
    centre = face.box.centre
    return FacePose(
        x=centre.x / picture.width,
        y=centre.y / picture.height,
        width=face.box.width / picture.width,
        yaw=yaw,
    )


def _distance(one: Inspection, other: Inspection) -> float | None:
    if one.template is None or other.template is None:
        return None
    several = {each.code for each in (*one.findings, *other.findings)}
    if FindingCode.SEVERAL_FACES in several:
        return None
    return dissimilarity(Template(one.engine, one.template), Template(other.engine, other.template))
