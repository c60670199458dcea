"""What a board's viewers were found to cost, and each figure beside what it is meant to be."""

import statistics
from dataclasses import dataclass, field

import msgspec

from catserver.bench.load import Latencies

EXAM_P99_RATIO_MAX = 1.2
TO_VIEWER_P99_MS_MAX = 250.0
UPDATES_PER_S_MIN = 4.0
CORES_MAX = 1.0
VIEWERS_ARE = (
    "Beside the exam the simulated viewers take only processor time that nobody else wants: the "
    "public is not on the exam's machine. What the system does to carry the bytes to them is the "
    "board's."
)


@dataclass(frozen=True, slots=True)
class FanOut:
    """Medians of the turns. `core` is the share of one core; latencies are of all turns."""

    core: float
    core_per_1000_viewers: float
    us_per_message: float
    messages_per_s: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    generator_core: float


@dataclass(frozen=True, slots=True)
class Aim:
    """`measured` beside what it is meant to be."""

    what: str
    measured: float
    aim: str
    reached: bool


@dataclass
class ViewerFigures:
    machine: dict[str, object]
    viewers: int
    load_average: tuple[float, float, float] = (0.0, 0.0, 0.0)
    kib_per_viewer: float | None = None
    message_bytes: int = 0
    board: FanOut | None = None
    bare: FanOut | None = None
    without_viewers: list[Latencies] = field(default_factory=list)
    with_viewers: list[Latencies] = field(default_factory=list)

    @property
    def exam_p99_ratio(self) -> float:
        """What the viewers add to the acknowledgement, as the median of the turns in pairs."""
        pairs = zip(self.with_viewers, self.without_viewers, strict=True)
        return round(statistics.median(there.p99_ms / alone.p99_ms for there, alone in pairs), 2)

    @property
    def aims(self) -> list[Aim]:
        ratio = "acknowledgement p99 with viewers, of that without"
        found = [at_most(ratio, self.exam_p99_ratio, EXAM_P99_RATIO_MAX)]
        if self.board is not None:
            to_viewer, board = "posting to viewer p99, ms", self.board
            found += [
                at_most(to_viewer, board.p99_ms, TO_VIEWER_P99_MS_MAX),
                at_least("updates a second", board.messages_per_s, UPDATES_PER_S_MIN),
                at_most("cores for the board", board.core, CORES_MAX),
            ]
        return found

    @property
    def verdict(self) -> str:
        return verdict_on(self.aims, self.viewers)

    def as_json(self) -> bytes:
        said = {
            **msgspec.to_builtins(self),
            "exam_p99_ratio": self.exam_p99_ratio,
            "aims": msgspec.to_builtins(self.aims),
            "verdict": self.verdict,
            "viewers_are": VIEWERS_ARE,
        }
        return msgspec.json.format(msgspec.json.encode(said))


def verdict_on(aims: list[Aim], viewers: int) -> str:
    """One sentence."""
    missed = [f"{aim.what} is {aim.measured:g}, not {aim.aim}" for aim in aims if not aim.reached]
    if missed:
        return f"With {viewers:,} viewers not reached: {'; '.join(missed)}."
    all_ = "the aim is" if len(aims) == 1 else f"all {len(aims)} aims are"
    return f"With {viewers:,} viewers {all_} reached."


def at_most(what: str, measured: float, most: float) -> Aim:
    return Aim(what, measured, f"at most {most:g}", measured <= most)


def at_least(what: str, measured: float, least: float) -> Aim:
    return Aim(what, measured, f"at least {least:g}", measured >= least)
