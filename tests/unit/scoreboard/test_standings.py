"""The order, its ties and its ranks."""

from scoreboard.entry import Entry, Status
from scoreboard.standings import Standing, Standings, ranks
from tests.unit.scoreboard.builders import an_entry


def standings_of(*entries: Entry) -> Standings:
    standings = Standings()
    standings.update(entries)
    return standings


def assert_ranks(standings: Standings, **expected: int) -> None:
    assert ranks(standings) == expected


def moved_one_by_one(*entries: Entry) -> Standings:
    standings = Standings(share_to_sort_anew=1000.0)
    standings.update(entries)
    return standings


def changed_rows(rows: tuple[Standing, ...]) -> list[tuple[str, int, bool]]:
    return [(row.entry.attempt, row.place, row.tied) for row in rows]


def test_the_higher_total_ranks_first() -> None:
    assert_ranks(
        standings_of(an_entry("a", 10), an_entry("b", 30), an_entry("c", 20)), b=1, c=2, a=3
    )


def test_equal_ones_share_a_rank_and_the_next_counts_them_all() -> None:
    standings = standings_of(
        an_entry("a", 30), an_entry("b", 20), an_entry("c", 20), an_entry("d", 10)
    )
    assert_ranks(standings, a=1, b=2, c=2, d=4)


def test_equal_totals_are_parted_by_the_exams_further_values_in_their_order() -> None:
    standings = standings_of(
        an_entry("a", 300, 150, 90), an_entry("b", 300, 160, 70), an_entry("c", 300, 150, 95)
    )
    assert_ranks(standings, b=1, c=2, a=3)


def test_of_two_dates_of_birth_the_older_candidate_ranks_first() -> None:
    standings = standings_of(an_entry("a", 300, "1999-05-02"), an_entry("b", 300, "1995-01-30"))
    assert_ranks(standings, b=1, a=2)


def test_a_number_where_another_has_a_date_does_not_stop_the_board() -> None:
    assert_ranks(standings_of(an_entry("a", 300, "1999-05-02"), an_entry("b", 300, 7)), b=1, a=2)


def test_points_below_zero_rank_below_none() -> None:
    assert_ranks(standings_of(an_entry("a", -1), an_entry("b", 0)), b=1, a=2)


def test_those_who_wait_stand_below_the_ranked_and_the_withheld_below_them() -> None:
    standings = standings_of(
        an_entry("w", 0, status=Status.WAITING),
        an_entry("x", 0, status=Status.DISQUALIFIED),
        an_entry("r", -5),
    )
    assert [row.entry.attempt for row in standings] == ["r", "w", "x"]
    assert_ranks(standings, r=1)


def test_an_update_tells_only_what_changed_with_its_place() -> None:
    standings = standings_of(an_entry("a", 30), an_entry("b", 20), an_entry("c", 10))
    assert changed_rows(standings.update([an_entry("c", 40)])) == [("c", 0, False)]


def test_a_row_that_becomes_tied_or_free_is_told_though_its_own_points_did_not_change() -> None:
    for made in (standings_of, moved_one_by_one):
        standings = made(an_entry("a", 30), an_entry("b", 20))
        tied = standings.update([an_entry("a", 20)])
        free = standings.update([an_entry("a", 30)])
        assert changed_rows(tied) == [("a", 0, False), ("b", 1, True)]
        assert changed_rows(free) == [("a", 0, False), ("b", 1, False)]


def test_the_same_entry_again_changes_nothing() -> None:
    standings = standings_of(an_entry("a", 30))
    assert standings.update([an_entry("a", 30)]) == ()


def test_many_changes_at_once_come_in_the_order_of_their_places() -> None:
    standings = standings_of(*(an_entry(f"{n:04}", n) for n in range(100)))
    rows = standings.update([an_entry(f"{n:04}", 200 - n) for n in range(0, 100, 2)])
    assert [row.place for row in rows] == sorted(row.place for row in rows)
    assert [row.entry.total for row in standings] == sorted(
        (row.entry.total for row in standings), reverse=True
    )
