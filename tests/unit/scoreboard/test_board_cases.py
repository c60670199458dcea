"""The recorded messages that the pages' model is held against are what the board sends."""

from tests.unit.scoreboard.board_cases import FILE, cases_json


async def test_the_recorded_messages_are_what_the_board_sends() -> None:
    assert FILE.read_text(encoding="utf-8") == cases_json(), (
        "docs/board.md may need a new protocol; then: python -m tests.unit.scoreboard.board_cases"
    )
