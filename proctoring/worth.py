"""What one picture of a face counts beside others of the same moment, when they are fused."""

from proctoring.quality import DEFAULT_QUALITY_LIMITS, PhotoMeasures, QualityLimits


def worth(measures: PhotoMeasures, limits: QualityLimits = DEFAULT_QUALITY_LIMITS) -> float:
    """From 0 to 1: a face straight ahead, twice as large and as sharp as the gate asks for."""
    if measures.face is None:
        return 0.0
    ahead = max(0.0, 1 - abs(measures.face.yaw) / limits.yaw_max)
    size = min(1.0, measures.face.eye_distance_px / (2 * limits.eye_distance_px_min))
    sharpness = min(1.0, measures.face.sharpness / (2 * limits.sharpness_min))
    return ahead * size * sharpness
