from dataclasses import replace
from io import StringIO
from pathlib import Path

import msgspec
from rich.console import Console

from catserver.rehearsal.latencies import Figures, Latencies
from catserver.rehearsal.messages import ItemId, Number
from catserver.rehearsal.pages import print_report, write_page
from catserver.rehearsal.progress import Bar, Lines, in_words, shown_on
from catserver.rehearsal.report import (
    AnswerFault,
    Answers,
    Arrivals,
    Difference,
    Report,
    encode_report,
)
from catserver.rehearsal.report import Lines as LineFigures
from catserver.rehearsal.tally import Stage, Standing

ANI = Number("24-1")
NOTHING = Latencies().figures()
FAULT = AnswerFault(ANI, ItemId("TWK-001"), 7, "c was acknowledged; there is nothing")


def a_report(**changes: object) -> Report:
    report = Report(
        url="http://site.test",
        sitting="s1",
        candidates=3,
        finished=3,
        stopped=False,
        seconds=60,
        client_cpu_s=0.5,
        client_cpu_s_per_1000_answers=0.5,
        arrivals=Arrivals(2, 1, 0, 0, NOTHING, NOTHING),
        answers=Answers(
            330, 12, 5.5, Figures(330, 2.0, 4.0, 8.125, 30.0), NOTHING, 0.0, 0, {"too_late": 1}
        ),
        lines=LineFigures(2, 5.25, 1, {"4410": 3}, 0),
        lost=(),
        doubled=(),
        disagreements=(),
        broken_off=(),
        outcomes_compared=3,
        error_codes={},
        server_errors=0,
    )
    return msgspec.structs.replace(report, **changes)


def printed(report: Report) -> str:
    console = Console(file=StringIO(), width=120)
    print_report(report, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def a_standing(**changes: object) -> Standing:
    stages = dict.fromkeys(Stage, 0) | {Stage.WORKING: 2, Stage.FINISHED: 1}
    standing = Standing(stages, 40, 80, 3.0, 12.4, None, 0, 7.0)
    return replace(standing, **changes)  # type: ignore[arg-type] # fields of a Standing


def test_a_day_on_which_nothing_was_lost_passes_in_one_sentence() -> None:
    verdict = a_report().verdict
    assert verdict.passed
    assert verdict.sentence == (
        "Nothing was lost: 330 acknowledged answers of 3 candidates are all there, once each, "
        "and 3 results on screen equal the public board's."
    )


def test_whatever_must_be_nothing_and_is_not_fails() -> None:
    wrong = Difference(ANI, "total on screen 15, on the board 10")
    for field, value in (
        ("lost", (FAULT,)),
        ("doubled", (FAULT,)),
        ("disagreements", (wrong,)),
        ("broken_off", (wrong,)),
        ("server_errors", 1),
    ):
        verdict = a_report(**{field: value}).verdict
        assert not verdict.passed, field
        assert verdict.sentence.startswith("NOT READY: 1 "), field


def test_everything_that_is_wrong_is_in_the_one_sentence() -> None:
    verdict = a_report(lost=(FAULT, FAULT), server_errors=3).verdict
    assert verdict.sentence == ("NOT READY: 2 acknowledged answers lost, 3 errors of the server.")


def test_a_stopped_rehearsal_does_not_claim_the_whole() -> None:
    verdict = a_report(stopped=True, finished=1).verdict
    assert verdict.passed
    assert verdict.sentence.startswith("Stopped before the end")


def test_the_tables_say_latencies_and_counts() -> None:
    page = printed(a_report())
    for said in ("8.1 ms", "too_late 1", "2, longest gap 5.2 s", "0.5 CPU seconds per 1,000"):
        assert said in page


def test_a_lost_answer_is_listed_with_candidate_and_item() -> None:
    page = printed(a_report(lost=(FAULT,)))
    assert "24-1  TWK-001  c was acknowledged; there is nothing" in page


def test_json_holds_the_verdict_beside_the_figures() -> None:
    report = msgspec.json.decode(encode_report(a_report(lost=(FAULT,))))
    assert report["verdict"]["passed"] is False
    assert report["lost"][0]["item"] == "TWK-001"
    assert report["answers"]["acknowledgement"]["p99_ms"] == 8.125


def test_the_page_needs_nothing_but_itself(tmp_path: Path) -> None:
    write_page(a_report(), tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Nothing was lost" in page
    assert "http://" not in page.replace("http://site.test", "")


def test_progress_in_words_leaves_out_what_is_nought() -> None:
    assert in_words(a_standing()) == (
        "working 2 · finished 1 · 40 answers saved, 3/s · saved within 12 ms"
    )


def test_where_there_is_no_terminal_a_line_comes_every_five_seconds() -> None:
    console = Console(file=StringIO(), width=120, force_terminal=False)
    with shown_on(console) as watcher:
        assert isinstance(watcher, Lines)
        for second in (0.0, 0.5, 4.9, 5.0, 9.0):
            watcher.show(a_standing(elapsed_s=second))
    assert isinstance(console.file, StringIO)
    assert len(console.file.getvalue().splitlines()) == 2


def test_on_a_terminal_a_bar_says_how_far_the_room_has_come() -> None:
    """Three seated, half of the answers given, one finished: of three thirds each."""
    console = Console(file=StringIO(), width=120, force_terminal=True)
    with shown_on(console) as watcher:
        assert isinstance(watcher, Bar)
        watcher.show(a_standing())
        task = watcher._progress.tasks[0]
    assert (task.completed, task.total) == (5.5, 9)
