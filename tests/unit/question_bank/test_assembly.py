"""Forms keep to the blueprint, and what cannot be filled is said whole."""

from random import Random

import pytest

from question_bank.assembly import assemble, check_blueprint
from question_bank.errors import BlueprintUnfilled
from question_bank.form import Form, FormItem
from question_bank.item import ChoiceId, ItemId
from tests.unit.question_bank.builders import a_bank, a_small_bank, an_exam


def test_a_form_has_the_sections_in_order_with_their_counts() -> None:
    form = assemble(an_exam(), a_small_bank(), Random(1))
    assert [each.item[:3] for each in form.items] == ["TWK"] * 4 + ["TKP"] * 2


def test_topics_and_levels_are_honoured() -> None:
    bank = a_small_bank()
    for seed in range(50):
        items = [bank.items[each.item] for each in assemble(an_exam(), bank, Random(seed)).items]
        assert sum(item.topic == "sejarah" for item in items) >= 2
        assert any(item.id == "TWK-1" for item in items)  # the only easy one of the topic


def test_the_same_seed_gives_the_same_form_whatever_the_order_of_rows() -> None:
    bank = a_small_bank()
    backwards = a_bank(reversed(list(bank.items.values())))
    assert assemble(an_exam(), bank, Random(7)) == assemble(an_exam(), backwards, Random(7))


def test_a_known_seed_gives_the_form_it_always_gave() -> None:
    """Drawn forms are checked years later: a change of the algorithm must not pass unseen."""
    form = assemble(an_exam(), a_small_bank(), Random(2024))
    assert form.digest == "9c0ad77ef5fc2efbb05d3ebf6defc8405ba3f8b8b2e8fc92a11dbca87fe94173"


def test_other_seeds_give_other_forms() -> None:
    forms = {assemble(an_exam(), a_small_bank(), Random(seed)).digest for seed in range(20)}
    assert len(forms) == 20


def test_without_shuffling_items_stand_by_identifier_and_choices_as_in_the_bank() -> None:
    plain = an_exam(
        **{
            "wrong = -1 }": "wrong = -1 }\nshuffle_items = false\nshuffle_choices = false",
        }
    )
    civics = assemble(plain, a_small_bank(), Random(3)).items[:4]
    assert [each.item for each in civics] == sorted(each.item for each in civics)
    assert {each.choices for each in civics} == {tuple("abcde")}


def test_capitals_in_topics_make_no_difference() -> None:
    exam = an_exam(**{'topic = "sejarah"': 'topic = "Sejarah"'})
    assert check_blueprint(exam, a_small_bank()) == ()


def test_everything_the_bank_lacks_is_said_at_once_in_both_languages() -> None:
    found = check_blueprint(an_exam(), a_small_bank(civics=0, character=1))
    assert {finding.code for finding in found} == {"blueprint_unfilled"}
    assert [finding.message_en for finding in found] == [
        "The exam wants 4 items of section twk; the bank has 0.",
        "The exam wants 2 items of section twk, topic sejarah; the bank has 0.",
        "The exam wants 1 items of section twk, topic sejarah, level easy; the bank has 0.",
        "The exam wants 2 items of section tkp; the bank has 1.",
    ]
    assert found[2].message_id.endswith("topik sejarah, tingkat mudah; bank soal memiliki 0.")
    assert found[0].remedy_en.startswith("Add 4 such items")


def test_a_form_is_not_drawn_from_a_bank_that_cannot_fill_it() -> None:
    with pytest.raises(BlueprintUnfilled) as refused:
        assemble(an_exam(), a_small_bank(character=1), Random(1))
    assert len(refused.value.findings) == 1


def test_forms_differ_in_digest_where_only_the_order_of_choices_differs() -> None:
    one = Form((FormItem(ItemId("X"), (ChoiceId("a"), ChoiceId("b"))),))
    other = Form((FormItem(ItemId("X"), (ChoiceId("b"), ChoiceId("a"))),))
    assert one.digest != other.digest
    assert one.find(ItemId("X")) == one.items[0]
    assert one.find(ItemId("Y")) is None
