"""Assembly and scoring under chance: any exam a bank can fill is filled as asked."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.assembly import assemble, check_blueprint
from question_bank.errors import BlueprintUnfilled
from question_bank.item import ChoiceId, Item, Level
from question_bank.marking import mark_keys
from question_bank.scoring import score_responses
from tests.unit.question_bank.builders import a_bank, a_small_bank, an_exam, an_item, keys_of

CIVICS = st.builds(
    lambda topic, level: (topic, level),
    st.sampled_from(["sejarah", "Sejarah", "hukum", ""]),
    st.sampled_from([None, *Level]),
)


@given(st.lists(CIVICS, max_size=12), st.integers(0, 4), st.integers(0, 2**32))
def test_a_bank_that_passes_the_check_can_always_be_drawn_from(
    civics: list[tuple[str, Level | None]], character: int, seed: int
) -> None:
    exam = an_exam()
    items: list[Item] = [
        an_item(f"TWK-{number}", "twk", topic, level)
        for number, (topic, level) in enumerate(civics)
    ]
    bank = a_bank([*items, *(an_item(f"TKP-{number}", "tkp") for number in range(character))])
    missing = check_blueprint(exam, bank)
    if missing:
        with pytest.raises(BlueprintUnfilled):
            assemble(exam, bank, Random(seed))
        return
    form = assemble(exam, bank, Random(seed))
    drawn = [bank.items[each.item] for each in form.items]
    assert len({item.id for item in drawn}) == len(drawn) == exam.items
    assert Counter(item.section for item in drawn) == {"twk": 4, "tkp": 2}
    of_topic = [item for item in drawn if item.topic.casefold() == "sejarah"]
    assert len(of_topic) >= 2
    assert any(item.level is Level.EASY for item in of_topic)
    for each in form.items:
        assert sorted(each.choices) == [choice.id for choice in bank.items[each.item].choices]


@given(st.integers(0, 2**32), st.lists(st.sampled_from([*"abcde", None]), min_size=6, max_size=6))
def test_an_answer_is_worth_the_same_wherever_its_choice_stood(
    seed: int, choices: list[str | None]
) -> None:
    exam, bank = an_exam(), a_small_bank(civics=4, character=2)
    book = mark_keys(exam, bank, keys_of(bank))
    chosen = dict(zip(sorted(bank.items), choices, strict=True))
    outcomes = set()
    for shuffled in (Random(seed), Random(seed + 1)):
        form = assemble(exam, bank, shuffled)
        # What a candidate picks on screen by place comes back as the choice's identifier.
        responses = {
            each.item: None
            if (wanted := chosen[each.item]) is None
            else each.choices[each.choices.index(ChoiceId(wanted))]
            for each in form.items
        }
        outcomes.add(score_responses(exam, "general", book, bank.sections(), responses))
    assert len(outcomes) == 1


@given(st.integers(0, 2**64))
def test_a_seed_draws_one_form(seed: int) -> None:
    exam, bank = an_exam(), a_small_bank()
    assert assemble(exam, bank, Random(seed)) == assemble(exam, bank, Random(seed))
