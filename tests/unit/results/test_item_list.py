"""The item analysis as rows, notes and CSV."""

import csv
import io

import msgspec
import pytest

from catserver.attempt.responses import Response, Responses
from catserver.attempt.state import Attempt, Phase
from catserver.results.item_file import items_csv
from catserver.results.item_list import CANDIDATES_MIN, ItemList, item_list
from question_bank.item import ChoiceId, ItemId
from question_bank.key import ItemKey, KeyBook
from question_bank.points import Points
from tests.builders import a_running_attempt
from tests.unit.results.test_result_list import the_material

PEOPLE = 40


def keyed(item: ItemId, right: str) -> ItemKey:
    points = {ChoiceId(each): Points(500 if each == right else 0) for each in "abcde"}
    return ItemKey(item, points, right=[ChoiceId(right)])


def items_of(attempt: Attempt) -> list[ItemId]:
    return list(attempt.entries)


def attempts(*answers: dict[ItemId, str]) -> list[Attempt]:
    """One finished attempt for each mapping from item to choice; the rest is blank."""
    return [
        msgspec.structs.replace(
            a_running_attempt(),
            phase=Phase.FINISHED,
            answered=len(given),
            responses=Responses(
                {
                    item: Response(place, ChoiceId(choice), doubt=False, points=Points(0))
                    for place, (item, choice) in enumerate(given.items(), start=1)
                }
            ),
        )
        for given in answers
    ]


def analysed(*answers: dict[ItemId, str]) -> ItemList:
    material = the_material()
    items = items_of(a_running_attempt())
    material.keys[1] = KeyBook(1, {item: keyed(item, "a") for item in items})
    return item_list(material, attempts(*answers))


def notes(found: ItemList, item: ItemId) -> tuple[str, ...]:
    (row,) = (each for each in found.rows if each.item == item)
    return row.notes


@pytest.fixture
def pair() -> tuple[ItemId, ItemId]:
    """Two items of one section: what one is worth is held against the other."""
    entries = a_running_attempt().entries
    first = next(iter(entries))
    section = entries[first].section
    others = (each for each in entries if each != first and entries[each].section == section)
    return first, next(others)


def test_every_choice_has_its_count_and_its_pull(pair: tuple[ItemId, ItemId]) -> None:
    one, other = pair
    half = PEOPLE // 2
    found = analysed(*[{one: "a", other: "a"}] * half, *[{one: "b", other: "c"}] * half)
    (row,) = (each for each in found.rows if each.item == one)
    assert (row.candidates, row.facility, row.blank) == (PEOPLE, 0.5, 0)
    assert row.discrimination == pytest.approx(1.0)
    by_choice = {each.choice: (each.chosen, each.pull) for each in row.choices}
    assert by_choice["a"] == (half, pytest.approx(1.0))
    assert by_choice["b"] == (half, pytest.approx(-1.0))
    assert by_choice["e"] == (0, None)
    assert "unused" in row.notes


def test_a_distractor_that_draws_those_who_know_is_named(pair: tuple[ItemId, ItemId]) -> None:
    one, other = pair
    half = PEOPLE // 2
    found = analysed(*[{one: "b", other: "a"}] * half, *[{one: "a", other: "c"}] * half)
    assert set(notes(found, one)) >= {"against", "draws_strong"}


def test_with_few_candidates_only_that_is_said(pair: tuple[ItemId, ItemId]) -> None:
    one, other = pair
    found = analysed(*[{one: "a", other: "a"}] * (CANDIDATES_MIN - 1))
    assert notes(found, one) == ("few",)


def test_an_item_that_all_know_is_easy_and_one_that_nobody_knows_is_hard(
    pair: tuple[ItemId, ItemId],
) -> None:
    one, other = pair
    found = analysed(*[{one: "a", other: "e"}] * PEOPLE)
    assert "too_easy" in notes(found, one)
    assert "too_hard" in notes(found, other)


def test_who_never_finished_or_never_answered_does_not_count(pair: tuple[ItemId, ItemId]) -> None:
    one, other = pair
    absent = analysed(*[{}] * 3, {one: "a", other: "a"})
    assert absent.attempts == 1
    material = the_material()
    material.keys[1] = KeyBook(1, {})
    assert item_list(material, [a_running_attempt()]).rows == ()


def test_the_file_has_a_row_for_each_item_and_headings_in_both_languages(
    pair: tuple[ItemId, ItemId],
) -> None:
    found = analysed(*[{pair[0]: "a", pair[1]: "b"}] * 3)
    rows = list(csv.reader(io.StringIO(items_csv(found, "id").decode("utf-8-sig"))))
    assert rows[0][:3] == ["subtes", "soal", "peserta"]
    assert rows[0][-3:] == ["pilihan_5", "dipilih_5", "tarikan_5"]
    assert len(rows) == 1 + len(found.rows)
    assert items_csv(found, "en").decode("utf-8-sig").startswith("section,item,candidates")


def test_no_row_says_which_choice_is_right(pair: tuple[ItemId, ItemId]) -> None:
    written = msgspec.json.encode(analysed({pair[0]: "a"}))
    assert b"right" not in written
    assert b"points" not in written
