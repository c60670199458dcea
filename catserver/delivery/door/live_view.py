"""What a page shows of a look that is under way."""

from dataclasses import dataclass

from catserver.delivery.door.inspecting import FaceBox
from catserver.delivery.door.live_watch import Watch
from proctoring.quality import Finding


@dataclass(frozen=True, slots=True)
class WatchView:
    """What the page shows now. `asked` is the step of a challenge, None without one."""

    findings: tuple[Finding, ...]
    face: FaceBox | None
    asked: str | None
    share: float
    outcome: str | None
    noticed: tuple[str, ...]


def view_of(watch: Watch, findings: tuple[Finding, ...], face: FaceBox | None) -> WatchView:
    progress = watch.progress
    outcome = watch.outcome
    return WatchView(
        findings=findings,
        face=face,
        asked=None if progress is None or outcome is not None else progress.step.value,
        share=0.0 if progress is None else progress.share,
        outcome=None if outcome is None else outcome.value,
        noticed=tuple(cue.value for cue in watch.noticed()),
    )
