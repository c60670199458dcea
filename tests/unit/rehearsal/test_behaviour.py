from dataclasses import replace
from random import Random
from statistics import mean

from catserver.rehearsal import messages as m
from catserver.rehearsal.behaviour import Behaviour, Temperament, a_temperament, lean_by_name
from catserver.rehearsal.mishaps import some_mishaps
from catserver.rehearsal.plan import Outages, Shares
from tests.unit.rehearsal.examples import CHOICES, form_items, item

STEADY = Temperament(pace_s=1, ability=1, changes=0, doubts=0, withdraws=0, skips=0, hands_in=True)


def acts(temperament: Temperament, items: int = 20, seed: int = 1) -> list[m.Answer]:
    """Everything one person does, until there is nothing left."""
    behaviour = Behaviour(temperament, form_items(items), Random(seed))
    shown: dict[m.ItemId, m.Answer] = {}
    done = []
    while (answer := behaviour.next_act(shown)) is not None:
        shown[answer.item] = answer
        done.append(answer)
    return done


def test_a_steady_person_answers_every_item_once_in_order() -> None:
    assert [answer.item for answer in acts(STEADY, 5)] == [item(n) for n in range(1, 6)]


def test_the_able_follow_the_leaning_which_follows_from_the_items_name_alone() -> None:
    assert all(answer.choice == lean_by_name(answer.item, CHOICES) for answer in acts(STEADY))
    assert lean_by_name(item(1), CHOICES) == lean_by_name(item(1), tuple(reversed(CHOICES)))


def test_the_leaning_differs_from_item_to_item() -> None:
    leanings = {lean_by_name(item(number), CHOICES) for number in range(1, 40)}
    assert leanings == set(CHOICES)


def test_those_without_ability_follow_it_no_more_often_than_chance() -> None:
    guessed = acts(replace(STEADY, ability=0), 500)
    followed = sum(answer.choice == lean_by_name(answer.item, CHOICES) for answer in guessed)
    assert 60 < followed < 140


def test_what_was_skipped_is_answered_at_the_end() -> None:
    done = acts(replace(STEADY, skips=0.5), 20)
    assert sorted(answer.item for answer in done) == sorted(item(n) for n in range(1, 21))
    assert [answer.item for answer in done] != [item(n) for n in range(1, 21)]


def test_what_is_in_doubt_is_settled_before_handing_in() -> None:
    last = {answer.item: answer for answer in acts(replace(STEADY, doubts=0.5), 20)}
    assert not any(answer.doubt for answer in last.values())


def test_a_changed_mind_takes_another_choice() -> None:
    before: dict[m.ItemId, m.Answer] = {}
    changed = 0
    for answer in acts(replace(STEADY, changes=0.3), 40):
        if answer.item in before:
            changed += 1
            assert answer.choice != before[answer.item].choice
        before[answer.item] = answer
    assert changed > 3


def test_a_withdrawn_answer_is_given_again_in_the_end() -> None:
    done = acts(replace(STEADY, changes=0.3, withdraws=0.3), 40)
    assert any(answer.choice is None for answer in done)
    last = {answer.item: answer for answer in done}
    assert all(answer.choice is not None for answer in last.values())


def test_answers_take_the_pace_in_the_mean_over_many_people() -> None:
    random = Random(3)
    times = []
    for _ in range(300):
        behaviour = Behaviour(a_temperament(random, 10.0, 1.0), form_items(1), random)
        times += [behaviour.think_s() for _ in range(60)]
    assert 9.3 < mean(times) < 10.7
    assert min(times) > 0.5


def test_the_same_seed_is_the_same_person() -> None:
    assert a_temperament(Random("7:x"), 5, 0.5) == a_temperament(Random("7:x"), 5, 0.5)


def test_mishaps_happen_to_as_many_as_the_shares_say() -> None:
    random = Random(1)
    drawn = [some_mishaps(random, Shares(0.10, 0.5, 0.03), Outages(), 110) for _ in range(4000)]
    cut = [each for each in drawn if each.cut_at is not None]
    assert 300 < len(cut) < 500
    assert 140 < sum(each.over_http for each in cut) < 260
    assert 80 < sum(each.moved_at is not None for each in drawn) < 160
    assert not any(each.cut_at == each.moved_at for each in cut)


def test_mishaps_come_before_the_last_item() -> None:
    everybody = Shares(disconnecting=1, moving=0)
    for seed in range(50):
        mishaps = some_mishaps(Random(seed), everybody, Outages(), 5)
        assert mishaps.cut_at is not None
        assert 1 <= mishaps.cut_at < 5
