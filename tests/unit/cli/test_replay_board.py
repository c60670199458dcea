"""What `catserver replay --board` reads from a public board."""

import json

from msgspec import structs

from catserver.cli.replay import totals_of
from scoreboard.visibility import Withheld
from tests.unit.scoreboard.builders import OPEN_RULES, a_board, a_posting


async def test_totals_are_read_by_the_candidates_public_number_and_withheld_ones_left_out() -> None:
    rules = structs.replace(OPEN_RULES, withheld={"b": Withheld.UNDER_REVIEW})
    board = a_board(visibility=rules)
    for attempt, marks in (("a", 5), ("b", 7), ("c", 0)):
        board.post(a_posting(attempt, marks))
    board.tick()
    assert totals_of(json.loads(board.snapshot_bytes())) == {"24-a": 5, "24-c": 0}
