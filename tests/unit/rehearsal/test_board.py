from collections.abc import AsyncIterator

from catserver.rehearsal.board import (
    Board,
    BoardFreeze,
    BoardHeading,
    BoardMessage,
    BoardPerson,
    BoardRow,
    BoardSection,
    read_board,
)
from catserver.rehearsal.board_watch import events_of
from catserver.rehearsal.messages import Number
from tests.unit.rehearsal.examples import an_outcome

ANI = Number("24-1")
HEADING = BoardHeading((BoardSection("twk"), BoardSection("tiu")), 0.0, BoardFreeze("none"))


def a_row(answered: int, total: float = 10, status: str = "running") -> BoardRow:
    return BoardRow(1, 0, total, (total, 0), answered, status, None)


def a_snapshot(*rows: BoardRow, version: int = 1) -> BoardMessage:
    person = BoardPerson(1, ANI, "Ani", "Analis", 110)
    return BoardMessage(version, (person,), rows, HEADING)


def a_delta(*rows: BoardRow, version: int = 2) -> BoardMessage:
    return BoardMessage(version, (), rows)


def a_board(*rows: BoardRow) -> Board:
    board = Board()
    board.take(a_snapshot(*rows), 0.0, snapshot=True)
    return board


def test_lateness_is_from_acknowledgement_to_the_first_row_that_shows_as_many_answers() -> None:
    board = a_board(a_row(0))
    board.acknowledged(ANI, 1, 1.0)
    board.acknowledged(ANI, 2, 1.1)
    board.take(a_delta(a_row(1)), 1.3, snapshot=False)
    assert (board.lateness.figures().max_ms, board.awaited) == (300.0, 1)
    board.take(a_delta(a_row(2)), 1.5, snapshot=False)
    assert (board.lateness.figures().max_ms, board.awaited) == (400.0, 0)


def test_one_row_may_show_several_answers_at_once() -> None:
    board = a_board(a_row(0))
    board.acknowledged(ANI, 1, 1.0)
    board.acknowledged(ANI, 2, 1.2)
    board.take(a_delta(a_row(2)), 1.25, snapshot=False)
    assert board.lateness.figures().count == 2


def test_a_changed_mind_reaches_no_new_height_and_is_not_measured() -> None:
    board = a_board(a_row(0))
    board.acknowledged(ANI, 1, 1.0)
    board.take(a_delta(a_row(1)), 1.2, snapshot=False)
    board.acknowledged(ANI, 1, 5.0)
    assert board.awaited == 0


def test_a_withdrawal_that_nobody_could_see_coming_is_not_waited_for() -> None:
    board = a_board(a_row(0))
    board.acknowledged(ANI, 1, 1.0)
    board.acknowledged(ANI, 0, 1.05)
    assert board.awaited == 0


def test_a_board_that_was_faster_than_the_terminals_line_is_not_late() -> None:
    board = a_board(a_row(3))
    board.acknowledged(ANI, 3, 1.0)
    assert (board.lateness.figures().max_ms, board.awaited) == (0.0, 0)


def test_equal_figures_on_screen_and_board_agree() -> None:
    board = a_board(a_row(4, 15, "finished"))
    assert board.compare_outcomes([(ANI, an_outcome(15, 4, twk=15, tiu=0))]) == []


def test_each_figure_that_differs_from_the_screen_is_named() -> None:
    board = a_board(a_row(3, 10, "running"))
    found = [
        each.what for each in board.compare_outcomes([(ANI, an_outcome(15, 4, twk=15, tiu=0))])
    ]
    assert [what.split()[0] for what in found] == ["total", "points", "answered", "finished"]


def test_a_result_that_is_not_on_the_board_is_named() -> None:
    found = Board().compare_outcomes([(ANI, an_outcome())])
    assert found[0].what == "finished at the terminal, and is not on the board"


def test_a_stream_that_differs_from_a_snapshot_of_the_same_version_is_named() -> None:
    assert a_board(a_row(3)).compare_with(a_board(a_row(3))) == []
    assert [each.number for each in a_board(a_row(3)).compare_with(a_board(a_row(4)))] == [ANI]


def test_views_of_different_versions_are_not_compared() -> None:
    later = Board()
    later.take(a_snapshot(a_row(4), version=2), 0.0, snapshot=True)
    assert a_board(a_row(3)).compare_with(later) == []


def test_a_new_snapshot_takes_the_place_of_everything_before() -> None:
    board = a_board(a_row(3))
    board.take(a_snapshot(version=7), 1.0, snapshot=True)
    assert (board.row(ANI), board.version) == (None, 7)


def test_the_boards_own_bytes_are_understood() -> None:
    content = (
        b'{"protocol":1,"board":"s1","version":3,"at":"2026-09-01T01:00:00Z","summary":{},'
        b'"sitting":{"sections":[{"id":"twk","title":{"id":"W","en":"W"},"max":150}],"delay_s":0.0,'
        b'"freeze":{"state":"none","from_at":null}},'
        b'"people":[[1,"24-1","Ani","Analis",110]],"rows":[[1,0,10,[10],2,"running",false]]}'
    )
    board = Board()
    board.take(read_board(content), 0.0, snapshot=True)
    assert board.row(ANI) == BoardRow(1, 0, 10, (10,), 2, "running", passed=False)


async def test_events_are_whole_however_the_stream_is_cut() -> None:
    stream = b"retry: 1000\n\nid: a-1\nevent: delta\ndata: {}\n\n: beat\n\n"

    async def chunks(size: int) -> AsyncIterator[bytes]:
        for start in range(0, len(stream), size):
            yield stream[start : start + size]

    expected = [b"retry: 1000", b"id: a-1\nevent: delta\ndata: {}", b": beat"]
    for size in (1, 2, 7, 1000):
        assert [event async for event in events_of(chunks(size))] == expected
