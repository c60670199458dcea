"""A few frames together: what in them looks like a picture of a person instead of one."""

from collections.abc import Sequence

from proctoring.presentation.cues import SeriesMeasures
from proctoring.vision.decode import DEFAULT_DECODE_LIMITS, DecodeLimits, decode
from proctoring.vision.live_series import flatness, pattern
from proctoring.vision.passive_model import PassiveModel
from proctoring.vision.picture_edges import frame_sides
from proctoring.vision.tracking import FaceTracker


class SeriesMeasurer:
    def __init__(
        self,
        tracker: FaceTracker,
        model: PassiveModel | None = None,
        limits: DecodeLimits = DEFAULT_DECODE_LIMITS,
    ) -> None:
        self._tracker = tracker
        self._model = model
        self._limits = limits

    def measure(self, contents: Sequence[bytes]) -> SeriesMeasures | None:
        """The last picture is the one that is compared; None where no frame has a face.

        Raise PictureRefused.
        """
        frames = [
            (picture, faces[0])
            for picture in (decode(each, self._limits) for each in contents)
            if (faces := self._tracker.faces(picture, None))
        ]
        if not frames:
            return None
        picture, face = frames[-1]
        return SeriesMeasures(
            pattern=pattern(picture, face),
            frame_sides=frame_sides(picture, face),
            flatness=flatness(frames),
            model_score=self._model.score(picture, face) if self._model else None,
        )
