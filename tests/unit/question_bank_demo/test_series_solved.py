"""Every generated series, solved from its terms: all rules that fit agree, and with the key."""

import pytest

from tests.unit.question_bank_demo.demo_rows import SEEDS, DemoItem, items_of
from tests.unit.question_bank_demo.series_rules import followings


@pytest.mark.parametrize("seed", SEEDS)
def test_all_rules_that_explain_a_series_give_the_key_and_nothing_else(seed: int) -> None:
    for item in items_of("TIU-DER", seed):
        found = followings(_shown(item))
        asked = 2 if "Dua bilangan" in item.stem else 1
        given = {tuple(map(int, following[:asked])) for following in found}
        assert given == {_terms(item.right)}, item.stem


@pytest.mark.parametrize("seed", SEEDS)
def test_no_wrong_choice_equals_the_key(seed: int) -> None:
    for item in items_of("TIU-DER", seed):
        assert len({_terms(choice) for choice in item.choices.values()}) == 5


def test_the_solver_finds_nothing_in_a_series_without_a_rule() -> None:
    assert followings([3, 1, 4, 15, 9, 26]) == set()


@pytest.mark.parametrize(
    ("terms", "following"),
    [
        ([5, 9, 13, 17, 21], (25, 29)),
        ([1, 4, 9, 16, 25, 36], (49, 64)),
        ([2, 6, 18, 54, 162], (486, 1458)),
        ([2, 2, 4, 12, 48], (240, 1440)),
        ([1, 90, 3, 80, 5, 70], (7, 60)),
        ([3, 6, 10, 20, 24, 48], (52, 104)),
        ([2, 5, 11, 23, 47, 95], (191, 383)),
        ([2, 3, 5, 8, 13, 21], (34, 55)),
    ],
)
def test_the_solver_knows_the_rule(terms: list[int], following: tuple[int, int]) -> None:
    assert {tuple(map(int, found)) for found in followings(terms)} == {following}


def _shown(item: DemoItem) -> list[int]:
    series = item.stem.splitlines()[0].removesuffix(", …")
    return [term for part in series.split(", ") for term in _terms(part)]


def _terms(text: str) -> tuple[int, ...]:
    if text.isalpha():
        return (ord(text) - ord("A") + 1,)
    return tuple(int(part.replace(".", "").replace("−", "-")) for part in text.split(" dan "))
