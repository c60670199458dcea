"""Is this photo good enough to compare? From measures to findings, each with its limit.

A finding says what to do about it by its code: the pages hold the sentences. Limits were set on
photographs (see docs/identity.md): so that few good photos are refused, and so that brightness is
judged with dark and light skin in mind.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum


class FindingCode(Enum):
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_FRONTAL = "not_frontal"
    OFF_CENTRE = "off_centre"
    LOW_CONTRAST = "low_contrast"
    EYES_HIDDEN = "eyes_hidden"
    """Behind dark glasses."""
    LOWER_FACE_COVERED = "lower_face_covered"
    """A mask, a cloth or a hand before nose and mouth."""
    EYES_CLOSED = "eyes_closed"
    """Or looking down, which a picture does not tell apart."""
    PEOPLE_BEHIND = "people_behind"
    """Faces far behind, which are not compared."""
    GLARE_BEHIND = "glare_behind"
    """A window or a lamp behind a face that is dark for it."""
    BUSY_BEHIND = "busy_behind"
    GLASSES_ADDED = "glasses_added"
    """Worn now, and not in the registration photo."""
    GLASSES_MISSING = "glasses_missing"
    """The other way round. Both are said where the two pictures are known: `glasses.py`."""


ADVICE = frozenset(
    {
        FindingCode.EYES_CLOSED,
        FindingCode.PEOPLE_BEHIND,
        FindingCode.GLARE_BEHIND,
        FindingCode.BUSY_BEHIND,
        FindingCode.GLASSES_ADDED,
        FindingCode.GLASSES_MISSING,
    }
)
"""Said, and never a reason to send a picture back: the comparison does not depend on it, the
measure is not sure enough to ask anybody for another picture, or not everybody can help it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to put right, the measured value and the limit it missed."""

    code: FindingCode
    value: float
    limit: float

    @property
    def is_advice(self) -> bool:
        """The picture may be taken all the same."""
        return self.code in ADVICE


@dataclass(frozen=True, slots=True)
class FaceMeasures:
    """The largest face, in numbers. Shares are of the picture."""

    eye_distance_px: float
    width_share: float
    """Of the picture's shorter side."""
    centre_x: float
    centre_y: float
    yaw: float
    """How far the nose lies beside the middle of the eyes, in eye distances: 0 is frontal."""
    nose_drop: float
    """How far the nose lies below the eyes, in eye distances: less when looking up, more down."""
    roll_degrees: float
    brightness: float
    """Median grey level of the face, 0 to 255."""
    clipped_share: float
    """Share of the face without detail because it is white."""
    contrast: float
    """Grey levels between the 5th and the 95th percentile."""
    sharpness: float
    eyes_brightness: float
    """The lighter eye's region against the cheeks."""
    lower_colour: float
    """How far the lower face's colour lies from the skin between the eyes."""
    lower_detail: float
    """Per cent of the lower face's light that is no smooth shading: a mouth, a nose."""
    skin_clipped: float = 0.0
    """Share of the skin between the eyes that has lost its colour to the light."""
    lashes_below: float | None = None
    """How far the line of the lashes lies below the eye's corners, in widths of the eye."""
    lashes_sag: float | None = None
    """How far it hangs in the middle of the eye, likewise."""
    iris_edges: float | None = None
    """Upright edges in the eye, against level ones."""
    glare_behind: float | None = None
    """Share of what is seen beside the head that is plain white."""
    detail_behind: float | None = None
    """How steep the light is there, in grey levels a 64th of the face's width."""


@dataclass(frozen=True, slots=True)
class PhotoMeasures:
    faces: int
    """Near the camera; faces far behind do not count."""
    face: FaceMeasures | None
    faces_behind: int = 0


@dataclass(frozen=True, slots=True)
class QualityLimits:
    """Where each number comes from: docs/identity.md, "The quality gate"."""

    eye_distance_px_min: float = 30.0
    width_share_max: float = 0.85
    centre_offset_share_max: float = 0.22
    yaw_max: float = 0.30
    nose_drop_min: float = 0.40
    nose_drop_max: float = 1.10
    roll_degrees_max: float = 20.0
    brightness_min: float = 40.0
    brightness_max: float = 215.0
    clipped_share_max: float = 0.20
    contrast_min: float = 40.0
    sharpness_min: float = 14.0
    eyes_brightness_min: float = 0.28
    lower_colour_max: float = 17.0
    lower_detail_min: float = 6.0
    skin_clipped_max: float = 0.3
    lashes_below_max: float = 0.0
    lashes_sag_max: float = 0.03
    iris_edges_min: float = 0.5
    glare_behind_max: float = 0.5
    glare_face_brightness_max: float = 90.0
    detail_behind_max: float = 16.0


DEFAULT_QUALITY_LIMITS = QualityLimits()

HIDES_EYES = frozenset(
    {
        FindingCode.EYES_HIDDEN,
        FindingCode.NOT_FRONTAL,
        FindingCode.TOO_SMALL,
        FindingCode.TOO_DARK,
    }
)
"""Where one of these is said, nothing is known of the eyes."""


def findings(
    measures: PhotoMeasures, limits: QualityLimits = DEFAULT_QUALITY_LIMITS
) -> tuple[Finding, ...]:
    """Empty when nothing is left to say; the most important first, advice last."""
    if measures.face is None:
        return (Finding(FindingCode.NO_FACE, 0, 1),)
    several = (Finding(FindingCode.SEVERAL_FACES, measures.faces, 1),) if measures.faces > 1 else ()
    to_mend = (
        *several,
        *_size(measures.face, limits),
        *_place(measures.face, limits),
        *_pose(measures.face, limits),
        *_cover(measures.face, limits),
        *_light(measures.face, limits),
    )
    return (*to_mend, *_advice(measures, measures.face, limits, {each.code for each in to_mend}))


def ails_face(found: Iterable[Finding]) -> bool:
    """Whether anything is amiss with the face itself; what is behind it does not count."""
    return any(not each.is_advice or each.code is FindingCode.EYES_CLOSED for each in found)


def to_put_right(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Without the advice: what a picture is sent back for."""
    return tuple(each for each in found if not each.is_advice)


def _size(face: FaceMeasures, limits: QualityLimits) -> Iterator[Finding]:
    if face.eye_distance_px < limits.eye_distance_px_min:
        yield Finding(FindingCode.TOO_SMALL, face.eye_distance_px, limits.eye_distance_px_min)
    if face.width_share > limits.width_share_max:
        yield Finding(FindingCode.TOO_LARGE, face.width_share, limits.width_share_max)


def _place(face: FaceMeasures, limits: QualityLimits) -> Iterator[Finding]:
    offset = max(abs(face.centre_x - 0.5), abs(face.centre_y - 0.5))
    if offset > limits.centre_offset_share_max:
        yield Finding(FindingCode.OFF_CENTRE, offset, limits.centre_offset_share_max)


def _pose(face: FaceMeasures, limits: QualityLimits) -> Iterator[Finding]:
    """One finding at most: turned sideways, up or down, or tilted; the remedy is the same."""
    if abs(face.yaw) > limits.yaw_max:
        yield Finding(FindingCode.NOT_FRONTAL, abs(face.yaw), limits.yaw_max)
    elif face.nose_drop < limits.nose_drop_min:
        yield Finding(FindingCode.NOT_FRONTAL, face.nose_drop, limits.nose_drop_min)
    elif face.nose_drop > limits.nose_drop_max:
        yield Finding(FindingCode.NOT_FRONTAL, face.nose_drop, limits.nose_drop_max)
    elif abs(face.roll_degrees) > limits.roll_degrees_max:
        yield Finding(FindingCode.NOT_FRONTAL, abs(face.roll_degrees), limits.roll_degrees_max)


def _cover(face: FaceMeasures, limits: QualityLimits) -> Iterator[Finding]:
    """In the dark all eyes are dark: of glasses something is said once there is light.

    Where light has made the skin plain white, a mouth has no colour to compare, and no edge.
    """
    is_light = face.brightness >= limits.brightness_min
    if is_light and face.eyes_brightness < limits.eyes_brightness_min:
        yield Finding(FindingCode.EYES_HIDDEN, face.eyes_brightness, limits.eyes_brightness_min)
    if _too_bright(face, limits) and face.skin_clipped > limits.skin_clipped_max:
        return
    if face.lower_colour > limits.lower_colour_max:
        yield Finding(FindingCode.LOWER_FACE_COVERED, face.lower_colour, limits.lower_colour_max)
    elif face.lower_detail < limits.lower_detail_min:
        yield Finding(FindingCode.LOWER_FACE_COVERED, face.lower_detail, limits.lower_detail_min)


def _light(face: FaceMeasures, limits: QualityLimits) -> Iterator[Finding]:
    if face.brightness < limits.brightness_min:
        yield Finding(FindingCode.TOO_DARK, face.brightness, limits.brightness_min)
    elif too_bright := _too_bright(face, limits):
        yield too_bright
    elif face.contrast < limits.contrast_min:
        yield Finding(FindingCode.LOW_CONTRAST, face.contrast, limits.contrast_min)
    if face.sharpness < limits.sharpness_min:
        yield Finding(FindingCode.BLURRED, face.sharpness, limits.sharpness_min)


def _too_bright(face: FaceMeasures, limits: QualityLimits) -> Finding | None:
    if face.brightness > limits.brightness_max:
        return Finding(FindingCode.TOO_BRIGHT, face.brightness, limits.brightness_max)
    if face.clipped_share > limits.clipped_share_max:
        return Finding(FindingCode.TOO_BRIGHT, face.clipped_share, limits.clipped_share_max)
    return None


def _advice(
    measures: PhotoMeasures, face: FaceMeasures, limits: QualityLimits, said: set[FindingCode]
) -> Iterator[Finding]:
    if not said & HIDES_EYES and _lids_are_down(face, limits):
        assert face.lashes_below is not None
        yield Finding(FindingCode.EYES_CLOSED, face.lashes_below, limits.lashes_below_max)
    if measures.faces_behind:
        yield Finding(FindingCode.PEOPLE_BEHIND, measures.faces_behind, 0)
    if face.glare_behind is not None and face.glare_behind > limits.glare_behind_max:
        if face.brightness < limits.glare_face_brightness_max:
            yield Finding(FindingCode.GLARE_BEHIND, face.glare_behind, limits.glare_behind_max)
    elif face.detail_behind is not None and face.detail_behind > limits.detail_behind_max:
        yield Finding(FindingCode.BUSY_BEHIND, face.detail_behind, limits.detail_behind_max)


def _lids_are_down(face: FaceMeasures, limits: QualityLimits) -> bool:
    """All three together: each alone is found in narrow, laughing or wide open eyes as well."""
    if face.lashes_below is None or face.lashes_sag is None or face.iris_edges is None:
        return False
    return (
        face.lashes_below > limits.lashes_below_max
        and face.lashes_sag > limits.lashes_sag_max
        and face.iris_edges < limits.iris_edges_min
    )
