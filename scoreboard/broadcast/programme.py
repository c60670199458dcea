"""What is shown when: pages of the table in turn, now and then the figures, a card when idle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scoreboard.broadcast.told import Sitting, Told

ROWS_A_PAGE = 12
SCENE_S = 12.0
PAGES_BETWEEN_FIGURES = 4
# While rows are revealed the picture follows them, but not faster than one can read.
REVEAL_SCENE_S = 4.0


class Kind(StrEnum):
    """What fills the large part of the picture."""

    BEFORE = "before"
    AWAY = "away"
    AFTER = "after"
    TABLE = "table"
    FORMATIONS = "formations"
    DISTRIBUTION = "distribution"


CARDS = frozenset({Kind.BEFORE, Kind.AWAY, Kind.AFTER})


@dataclass(frozen=True, slots=True)
class Scene:
    kind: Kind
    page: int = 0


def scenes(told: Told) -> Sequence[Scene]:
    """All that is to be shown now, in turn."""
    sitting = told.sitting
    if sitting is None:
        return (Scene(Kind.AWAY),)
    if sitting.phase in {"prepared", "open"} or not len(told):
        return (Scene(Kind.BEFORE),)
    figures = [Scene(Kind.DISTRIBUTION)]
    if told.lines:
        figures.insert(0, Scene(Kind.FORMATIONS))
    pages = range(-(-len(told) // ROWS_A_PAGE))
    turn: list[Scene] = []
    for start in range(0, len(pages), PAGES_BETWEEN_FIGURES):
        turn += [Scene(Kind.TABLE, page) for page in pages[start : start + PAGES_BETWEEN_FIGURES]]
        turn += figures
    if sitting.phase == "closed" and sitting.freeze.state not in {"frozen", "revealing"}:
        turn.append(Scene(Kind.AFTER))
    return turn


class Programme:
    """Keeps the scene that is on and takes the next when its time is over."""

    def __init__(self, scene_s: float = SCENE_S) -> None:
        self._scene_s = scene_s
        self._scene = Scene(Kind.AWAY)
        self._place = 0
        self._since: datetime | None = None

    def scene(self, told: Told, now: datetime) -> Scene:
        if told.sitting is not None and told.sitting.freeze.state == "revealing":
            return self._follow(told, now)
        turn = scenes(told)
        if self._since is None or self._scene not in turn:
            self._place = 0
            self._since = now
        elif (now - self._since).total_seconds() >= self._scene_s:
            self._place = (self._place + 1) % len(turn)
            self._since = now
        self._place = min(self._place, len(turn) - 1)
        self._scene = turn[self._place]
        return self._scene

    def _follow(self, told: Told, now: datetime) -> Scene:
        """The page on which something was revealed last."""
        held = self._since is not None and (now - self._since).total_seconds() < REVEAL_SCENE_S
        if not held or self._scene.kind is not Kind.TABLE:
            self._scene = Scene(Kind.TABLE, told.latest_place // ROWS_A_PAGE)
            self._since = now
        return self._scene


def clock_of(sitting: Sitting, now: datetime) -> tuple[str, float | None]:
    """The word for the sitting's clock and the seconds it shows, None where there are none."""
    if sitting.phase == "closed":
        return "closed", None
    if sitting.start_at is not None and now < sitting.start_at:
        return "before", (sitting.start_at - now).total_seconds()
    if sitting.phase != "running":
        return "soon", None
    if sitting.end_at is None:
        return "unlimited", None
    left = (sitting.end_at - now).total_seconds()
    return ("running", left) if left > 0 else ("ended", None)
