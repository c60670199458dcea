"""Whatever comes in, the order is the sorted one and the places told make it again."""

from hypothesis import given
from hypothesis import strategies as st

from scoreboard.entry import Entry, Status
from scoreboard.standings import Standings, ranks
from tests.unit.scoreboard.builders import an_entry

entries = st.builds(
    lambda attempt, marks, tie, status: an_entry(attempt, marks, tie, status=status),
    st.sampled_from("abcdefghijkl"),
    st.integers(-2, 4),
    st.integers(0, 1),
    st.sampled_from(list(Status)),
)
# Always sorted anew, or always moved one by one: both ways must agree with plain sorting.
standings_either_way = st.sampled_from([0.0, 1000.0]).map(Standings)
updates = st.lists(st.lists(entries, max_size=6), max_size=12)


def newest(all_updates: list[list[Entry]]) -> dict[str, Entry]:
    return {entry.attempt: entry for update in all_updates for entry in update}


@given(standings_either_way, updates)
def test_the_order_is_that_of_sorting_everything_anew(
    standings: Standings, all_updates: list[list[Entry]]
) -> None:
    for update in all_updates:
        standings.update(update)
    expected = sorted(newest(all_updates).values(), key=lambda entry: entry.order)
    assert [row.entry for row in standings] == expected


@given(standings_either_way, updates)
def test_a_rank_is_one_more_than_the_number_of_better_ones(
    standings: Standings, all_updates: list[list[Entry]]
) -> None:
    for update in all_updates:
        standings.update(update)
    ranked = [entry for entry in newest(all_updates).values() if entry.ranked]
    assert ranks(standings) == {
        entry.attempt: 1 + sum(other.merit < entry.merit for other in ranked) for entry in ranked
    }


@given(standings_either_way, updates)
def test_taking_changed_rows_out_and_putting_them_at_their_places_makes_the_new_order(
    standings: Standings, all_updates: list[list[Entry]]
) -> None:
    order: list[str] = []
    tied: dict[str, bool] = {}
    for update in all_updates:
        rows = standings.update(update)
        changed = {row.entry.attempt for row in rows}
        order = [attempt for attempt in order if attempt not in changed]
        for row in rows:
            order.insert(row.place, row.entry.attempt)
            tied[row.entry.attempt] = row.tied
        assert [(row.entry.attempt, row.tied) for row in standings] == [
            (attempt, tied[attempt]) for attempt in order
        ]
