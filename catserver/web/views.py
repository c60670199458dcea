"""What a picture was found to be, as pages read it."""

from collections.abc import Sequence

from catserver.delivery.door.inspecting import FaceBox
from proctoring.quality import Finding


def finding_views(findings: Sequence[Finding]) -> list[dict[str, object]]:
    return [
        {
            "code": each.code.value,
            "value": round(each.value, 3),
            "limit": round(each.limit, 3),
            "advice": each.is_advice,
        }
        for each in findings
    ]


def face_view(face: FaceBox | None) -> dict[str, float] | None:
    if face is None:
        return None
    return {
        "x": round(face.x, 4),
        "y": round(face.y, 4),
        "width": round(face.width, 4),
        "height": round(face.height, 4),
    }
