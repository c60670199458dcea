"""What a rehearsal found: figures, and everything that must be nothing."""

import msgspec
from msgspec import Struct

from catserver.rehearsal.latencies import Figures
from catserver.rehearsal.messages import ItemId, Number


class AnswerFault(Struct, frozen=True):
    number: Number
    item: ItemId
    seq: int
    what: str


class Difference(Struct, frozen=True):
    number: Number
    what: str


class Arrivals(Struct, frozen=True):
    matched: int
    referred: int
    retaken: int
    refused: int
    comparison: Figures
    sign_in: Figures
    looks: dict[str, int] = {}


class Answers(Struct, frozen=True):
    """`board` is from acknowledgement to the public stream; `not_shown` never came there."""

    acknowledged: int
    over_http: int
    per_s: float
    acknowledgement: Figures
    board: Figures
    board_delay_s: float
    not_shown: int
    refused: dict[str, int]


class Lines(Struct, frozen=True):
    reconnections: int
    longest_gap_s: float
    moves: int
    closed: dict[str, int]
    board_resumed: int


class Report(Struct, frozen=True):
    url: str
    sitting: str
    candidates: int
    finished: int
    stopped: bool
    seconds: float
    client_cpu_s: float
    client_cpu_s_per_1000_answers: float | None
    arrivals: Arrivals
    answers: Answers
    lines: Lines
    lost: tuple[AnswerFault, ...]
    doubled: tuple[AnswerFault, ...]
    disagreements: tuple[Difference, ...]
    broken_off: tuple[Difference, ...]
    outcomes_compared: int
    error_codes: dict[str, int]
    server_errors: int
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> "Verdict":
        return verdict_of(self)


class Verdict(Struct, frozen=True):
    passed: bool
    sentence: str


def verdict_of(report: Report) -> Verdict:
    """One plain sentence on what must be nothing."""
    wrong = [
        f"{count} {words}"
        for count, words in (
            (len(report.lost), "acknowledged answers lost"),
            (len(report.doubled), "answers recorded that were not sent so"),
            (len(report.disagreements), "figures that disagree"),
            (len(report.broken_off), "candidates who could not go on"),
            (report.server_errors, "errors of the server"),
        )
        if count
    ]
    if wrong:
        return Verdict(passed=False, sentence=f"NOT READY: {', '.join(wrong)}.")
    if report.stopped:
        return Verdict(passed=True, sentence="Stopped before the end; nothing was lost until then.")
    return Verdict(
        passed=True,
        sentence=(
            f"Nothing was lost: {report.answers.acknowledged} acknowledged answers of "
            f"{report.finished} candidates are all there, once each, "
            f"and {report.outcomes_compared} results on screen equal the public board's."
        ),
    )


def encode_report(report: Report) -> bytes:
    """JSON with the verdict beside the figures."""
    fields = msgspec.to_builtins(report)
    fields["verdict"] = msgspec.to_builtins(report.verdict)
    return msgspec.json.format(msgspec.json.encode(fields))
