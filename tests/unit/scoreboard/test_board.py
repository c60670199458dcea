"""One board from posting to message."""

import json
from datetime import timedelta
from typing import Any

from msgspec import structs

from scoreboard.board import Board
from scoreboard.heading import SittingPhase
from scoreboard.visibility import Names, Visibility, Withheld
from tests.unit.scoreboard.builders import (
    HEADING,
    OPEN_RULES,
    START,
    HandClock,
    a_board,
    a_heading,
    a_posting,
)
from tests.unit.scoreboard.viewer import Mailbox, Viewer, fresh_view, parse_events


def show(board: Board, *postings: Any) -> dict[str, Any]:
    for posting in postings:
        assert board.post(posting)
    board.tick()
    return fresh_view(board)


def numbers_by_rank(view: dict[str, Any]) -> list[tuple[int | None, str]]:
    return [(rank, row[0]) for rank, row in zip(view["ranks"], view["rows"], strict=True)]


async def test_a_posting_is_seen_after_the_next_tick_and_not_before() -> None:
    board = a_board()
    board.post(a_posting("a", 5))
    assert fresh_view(board)["rows"] == []
    assert numbers_by_rank(show(board)) == [(1, "24-a")]


async def test_a_row_says_who_how_far_and_how_many_marks() -> None:
    posting = a_posting(sections={"twk": 5_00, "tiu": -25, "tkp": 4_50}, total=9_25, answered=3)
    row = show(a_board(), posting)["rows"][0]
    assert row == [
        "24-a",
        "Peserta A",
        "Analis",
        110,
        0,
        9.25,
        [5, -0.25, 4.5],
        3,
        "running",
        False,
    ]


async def test_equal_merit_is_told_as_a_tie_and_its_reason_is_not() -> None:
    board = a_board()
    postings = [a_posting(a, 5, tie_break=("1999-05-02",)) for a in "ab"]
    view = show(board, *postings, a_posting("c", 5, tie_break=("1990-01-01",)))
    assert numbers_by_rank(view) == [(1, "24-c"), (2, "24-a"), (2, "24-b")]
    assert b"1990" not in board.snapshot_bytes()


async def test_nothing_new_makes_no_new_version() -> None:
    board = a_board()
    show(board, a_posting("a", 5))
    tag = board.snapshot().id
    assert board.tick() is False
    board.post(a_posting("a", 5, version=2))
    assert board.tick() is False
    assert board.snapshot().id == tag


async def test_an_older_version_of_an_attempt_changes_nothing() -> None:
    board = a_board()
    show(board, a_posting("a", 5, version=3))
    assert show(board, a_posting("a", 1, version=2))["rows"][0][5] == 5


async def test_a_posting_of_a_sitting_that_was_never_announced_is_not_taken() -> None:
    assert a_board().post(a_posting(sitting="elsewhere")) is False


async def test_a_delta_carries_only_the_rows_that_changed() -> None:
    board = a_board()
    show(board, *(a_posting(f"{n:03}", n) for n in range(100)))
    mailbox = Mailbox().watch(board, "r1-1")
    show(board, a_posting("000", 200, version=2))
    ((_, event, data),) = parse_events(await mailbox.news())
    assert event == "delta"
    assert data["places"] == [0]
    assert [row[2] for row in data["rows"]] == [200]
    assert data["people"] == []
    assert "sitting" not in data


async def test_a_stream_resumes_after_the_version_it_names_and_only_of_this_run() -> None:
    board = a_board()
    show(board, a_posting("a", 1))
    show(board, a_posting("a", 2, version=2))
    expected = {
        "r1-1": ["delta"],
        None: ["snapshot"],
        "": ["snapshot"],
        "r0-1": ["snapshot"],
        "r1-99": ["snapshot"],
        "r1--1": ["snapshot"],
        "r1-²": ["snapshot"],
        "r1-" + "9" * 5000: ["snapshot"],
    }
    for last_event_id, events in expected.items():
        mailbox = Mailbox().watch(board, last_event_id)
        greeting = parse_events(mailbox.opening)
        assert [event for _, event, _ in greeting] == ["clock"]
        assert [event for _, event, _ in parse_events(await mailbox.news())] == events


async def test_a_stream_that_is_up_to_date_waits_for_news() -> None:
    board = a_board()
    show(board, a_posting("a", 1))
    mailbox = Mailbox().watch(board, "r1-1")
    assert await mailbox.news() == b""
    board.beat()
    assert parse_events(await mailbox.news())[0][1] == "clock"


async def test_the_tag_names_the_run_and_the_version_of_the_snapshot() -> None:
    board = a_board()
    show(board, a_posting("a", 1))
    assert board.snapshot().id == "r1-1"
    assert json.loads(board.snapshot_bytes())["version"] == 1
    assert board.snapshot_bytes() is board.snapshot_bytes()


async def test_a_snapshot_serves_for_as_long_as_allowed_and_the_stream_tells_the_rest() -> None:
    clock = HandClock()
    board = a_board(clock, snapshot_age=timedelta(seconds=1))
    clock.advance(1)
    show(board, a_posting("a", 1))
    first = board.snapshot()
    clock.advance(0.9)
    board.post(a_posting("a", 2, version=2))
    board.tick()
    assert board.snapshot() is first
    mailbox = Mailbox().watch(board)
    assert [event for _, event, _ in parse_events(await mailbox.news())] == ["snapshot", "delta"]
    clock.advance(0.1)
    assert board.snapshot().version == 2


async def test_during_the_freeze_the_board_stands_still_says_so_and_is_revealed() -> None:
    clock = HandClock()
    rules = Visibility(freeze=timedelta(minutes=15))
    board = a_board(clock, visibility=rules)
    show(board, a_posting("a", 5))
    clock.advance(90 * 60)
    view = show(board, a_posting("a", 50, version=2, at=clock()))
    assert view["rows"][0][5] == 5
    assert view["sitting"]["freeze"]["state"] == "frozen"
    board.announce(a_heading(phase=SittingPhase.CLOSED), rules)
    view = show(board)
    assert view["rows"][0][5] == 50
    assert view["sitting"]["freeze"]["state"] == "revealed"


async def test_the_freeze_is_announced_on_time_though_nobody_answers() -> None:
    clock = HandClock()
    board = a_board(clock, visibility=Visibility(freeze=timedelta(minutes=15)))
    board.tick()
    clock.advance(85 * 60)
    assert board.tick() is True
    assert fresh_view(board)["sitting"]["freeze"]["state"] == "frozen"


async def test_new_rules_show_every_row_anew() -> None:
    board = a_board()
    show(board, a_posting("a", 50, passed=True), a_posting("b", 40))
    withheld = {"a": Withheld.DISQUALIFIED}
    board.announce(HEADING, Visibility(names=Names.NUMBER, withheld=withheld))
    view = show(board)
    assert numbers_by_rank(view) == [(1, "24-b"), (None, "24-a")]
    assert [row[1] for row in view["rows"]] == ["", ""]
    assert view["rows"][1][5:] == [None, [], 0, "disqualified", None]
    board.announce(HEADING, OPEN_RULES)
    assert numbers_by_rank(show(board)) == [(1, "24-a"), (2, "24-b")]


async def test_where_passing_is_hidden_no_message_tells_it_in_another_way() -> None:
    heading = a_heading(vacancies={"Analis": 1})
    board = a_board(heading=heading, visibility=Visibility(passed_shown=False))
    view = show(board, a_posting("a", 300, passed=True))
    assert view["rows"][0][-1] is None
    assert view["summary"]["passed"] is None
    assert view["summary"]["reached"] == [None, None, None]
    assert (view["lines"], view["sitting"]["cuts"], view["sitting"]["vacancies"]) == ({}, [], {})


async def test_the_line_of_a_formation_moves_with_its_rows() -> None:
    heading = a_heading(vacancies={"Analis": 1}, go_on_multiple=1)
    board = a_board(heading=heading)
    view = show(board, a_posting("a", 100, passed=True), a_posting("b", 90, passed=True))
    assert view["lines"] == {"Analis": [1, 2, 1, 100]}
    view = show(board, a_posting("b", 110, passed=True, version=2))
    assert view["lines"] == {"Analis": [1, 2, 1, 110]}


async def test_a_line_follows_a_candidate_into_another_formation() -> None:
    board = a_board(heading=a_heading(vacancies={"Analis": 1, "Guru": 1}))
    show(board, a_posting("a", 100, passed=True))
    view = show(board, a_posting("a", 100, passed=True, formation="Guru", version=2))
    assert view["lines"] == {"Analis": [3, 0, 0, None], "Guru": [3, 1, 1, 100]}


async def test_an_events_board_shows_all_sittings_each_by_its_own_rules() -> None:
    other = a_heading(id="s2", title="Sesi 2")
    board = Board(HEADING, OPEN_RULES, run="r1", clock=HandClock(), of_event=True)
    board.announce(other, Visibility(names=Names.NUMBER))
    view = show(board, a_posting("a", 1), a_posting("b", 2, sitting="s2"))
    assert [row[1] for row in view["rows"]] == ["", "Peserta A"]
    assert view["sitting"]["id"] == "all-skd"
    assert view["sitting"]["kind"] == "event"


async def test_sections_that_change_before_the_start_change_every_row() -> None:
    board = a_board()
    show(board, a_posting("a", 5))
    board.announce(structs.replace(HEADING, sections=HEADING.sections[:2]), OPEN_RULES)
    assert show(board)["rows"][0][6] == [5, 0]


async def test_snapshot_and_deltas_make_the_same_view() -> None:
    board = a_board()
    viewer = Viewer()
    viewer.take("snapshot", json.loads(board.snapshot_bytes()))
    mailbox = Mailbox().watch(board, "r1-0")
    for version, marks in enumerate((5, 7, 3), start=1):
        show(board, a_posting("a", marks, version=version), a_posting("b", 5, version=version))
        viewer.take_bytes(await mailbox.news())
        assert viewer.view() == fresh_view(board)
    assert viewer.view()["sitting"]["start_at"] == START.isoformat().replace("+00:00", "Z")
