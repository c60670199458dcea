from collections.abc import Mapping
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from catserver.delivery.deadlines import Deadlines
from tests.builders import EIGHT, after

NAMES = st.sampled_from(["a", "b", "c"])
MINUTES = st.none() | st.integers(0, 9)


def noted(*notes: tuple[str, int | None]) -> Deadlines:
    deadlines = Deadlines()
    for name, minute in notes:
        deadlines.note(name, None if minute is None else after(minutes=minute))
    return deadlines


def due(deadlines: Deadlines, minute: int) -> list[str]:
    """Just after that minute."""
    return list(deadlines.due(after(minutes=minute) + timedelta(microseconds=1)))


def test_each_is_due_once_after_its_instant_and_not_at_it() -> None:
    deadlines = noted(("late", 5), ("early", 3))
    assert list(deadlines.due(after(minutes=3))) == []
    assert due(deadlines, 3) == ["early"]
    assert due(deadlines, 9) == ["late"]
    assert due(deadlines, 9) == []


def test_what_was_not_over_yet_is_due_again_and_its_end_does_not_move() -> None:
    deadlines = noted(("a", 3))
    assert due(deadlines, 3) == ["a"]
    deadlines.look_again("a", after(minutes=6))
    assert due(deadlines, 5) == []
    assert deadlines.latest() == after(minutes=3)
    assert due(deadlines, 6) == ["a"]


def test_what_was_looked_at_and_came_to_nothing_is_due_again_once_it_is_noted_again() -> None:
    deadlines = noted(("a", 3))
    assert due(deadlines, 4) == ["a"]
    deadlines.note("a", after(minutes=3))
    assert due(deadlines, 4) == ["a"]


@given(st.lists(st.tuples(NAMES, MINUTES), max_size=60), st.integers(0, 9))
def test_only_the_newest_note_of_each_counts(
    notes: list[tuple[str, int | None]], minute: int
) -> None:
    deadlines = noted(*notes)
    newest: Mapping[str, datetime] = {
        name: EIGHT + timedelta(minutes=at) for name, at in dict(notes).items() if at is not None
    }
    assert deadlines.latest() == max(newest.values(), default=None)
    passed = {name for name, at in newest.items() if at <= after(minutes=minute)}
    found = due(deadlines, minute)
    assert set(found) == passed
    assert len(found) == len(passed)
