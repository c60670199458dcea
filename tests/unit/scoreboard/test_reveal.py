"""A reveal as a viewer lives through it: the frozen board, then row after row, then everything."""

import json
from datetime import timedelta

from scoreboard.heading import SittingPhase
from scoreboard.visibility import Reveal, Visibility
from tests.unit.scoreboard.builders import HandClock, a_board, a_heading, a_posting
from tests.unit.scoreboard.viewer import Connection, fresh_view, settle

MINUTE = timedelta(minutes=1)
RULES = {"freeze": 20 * MINUTE, "reveal": Reveal.BY_COMMITTEE, "reveal_over": 4 * MINUTE}


def totals(view: dict[str, object]) -> dict[str, float]:
    rows = view["rows"]
    assert isinstance(rows, list)
    return {row[0]: row[5] for row in rows}


async def test_rows_are_revealed_one_after_the_other_from_the_bottom_to_the_top() -> None:
    clock = HandClock()
    end_at = clock() + 30 * MINUTE
    board = a_board(clock, a_heading(end_at=end_at), Visibility(**RULES))
    viewer = Connection(board)
    viewer.connect()
    for name, marks in {"a": 10, "b": 20, "c": 30}.items():
        board.post(a_posting(name, marks, version=1, at=clock()))
    board.tick()
    clock.advance(15 * 60)
    for name in "abc":
        board.post(a_posting(name, 50, version=2, at=clock()))
    board.tick()
    await settle()
    assert totals(viewer.viewer.view()) == {"24-a": 10, "24-b": 20, "24-c": 30}

    clock.advance(20 * 60)
    closed = a_heading(end_at=end_at, phase=SittingPhase.CLOSED)
    board.announce(closed, Visibility(**RULES, revealed_at=clock()))
    seen = []
    for _ in range(4):
        board.tick()
        await settle()
        seen.append(sorted(totals(viewer.viewer.view()).values()))
        clock.advance(80)
    assert seen == [[10, 20, 30], [20, 30, 50], [30, 50, 50], [50, 50, 50]]
    state = viewer.viewer.view()["sitting"]["freeze"]["state"]
    assert state == "revealed"
    assert json.dumps(viewer.viewer.view()) == json.dumps(fresh_view(board))
    viewer.break_line()
