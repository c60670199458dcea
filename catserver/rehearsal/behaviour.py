"""How a person works through a form: the time an answer takes, the choice, second thoughts.

Pure: chance comes in, seconds and acts come out. Nobody here knows a key. Everyone leans towards
one choice of each item, which follows from the item's name alone (`lean_by_name`); the able follow
that leaning more often. A demo may say what to lean to instead.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from math import exp, log
from random import Random

from catserver.rehearsal.messages import Answer, ChoiceId, FormItem, ItemId

Leaning = Callable[[ItemId, tuple[ChoiceId, ...]], ChoiceId]
Shown = Mapping[ItemId, Answer]
"""What the candidate sees as their answers at this moment."""

SPREAD_OF_PEOPLE = 0.25
SPREAD_OF_ANSWERS = 0.6
"""Log-normal shapes: response times of one person vary more than the means of persons do."""
SHORTEST_SHARE_OF_PACE = 0.1


@dataclass(frozen=True, slots=True)
class Temperament:
    """One person. `pace_s` is their median time for an answer; shares are of their acts."""

    pace_s: float
    ability: float
    changes: float
    doubts: float
    withdraws: float
    skips: float
    hands_in: bool


def a_temperament(random: Random, pace_s: float, hands_in: float) -> Temperament:
    """Draw a person for a room whose answers take `pace_s` in the mean."""
    correction = exp((SPREAD_OF_ANSWERS**2 + SPREAD_OF_PEOPLE**2) / 2)
    return Temperament(
        pace_s=pace_s / correction * random.lognormvariate(0.0, SPREAD_OF_PEOPLE),
        ability=random.betavariate(5, 3),
        changes=random.uniform(0.02, 0.12),
        doubts=random.uniform(0.02, 0.15),
        withdraws=random.uniform(0.0, 0.02),
        skips=random.uniform(0.0, 0.08),
        hands_in=random.random() < hands_in,
    )


def lean_by_name(item: ItemId, choices: tuple[ChoiceId, ...]) -> ChoiceId:
    digest = blake2b(item.encode(), digest_size=4).digest()
    return sorted(choices)[int.from_bytes(digest, "big") % len(choices)]


class Behaviour:
    """One person over one form: the first way through, then what was skipped or in doubt."""

    def __init__(
        self,
        temperament: Temperament,
        items: tuple[FormItem, ...],
        random: Random,
        leaning: Leaning = lean_by_name,
    ) -> None:
        self._temperament = temperament
        self._random = random
        self._leaning = leaning
        self._items = {item.id: tuple(choice.id for choice in item.choices) for item in items}
        self._ahead = list(reversed(self._items))
        self._back: list[ItemId] = []
        self._reviewed: set[ItemId] = set()

    def think_s(self) -> float:
        """How long the next act takes."""
        pace = self._temperament.pace_s
        drawn = self._random.lognormvariate(log(pace), SPREAD_OF_ANSWERS) if pace > 0 else 0.0
        return max(drawn, pace * SHORTEST_SHARE_OF_PACE)

    def next_act(self, shown: Shown) -> Answer | None:
        """What the candidate does now; None when there is nothing left that they would change."""
        random, temperament = self._random, self._temperament
        if shown and random.random() < temperament.changes:
            return self._second_thought(shown)
        while self._ahead:
            item = self._ahead.pop()
            if item in shown and shown[item].choice is not None:
                continue
            if random.random() < temperament.skips:
                self._back.append(item)
                continue
            return self._answer(item)
        while self._back:
            item = self._back.pop()
            if item not in shown or shown[item].choice is None:
                return self._answer(item)
        return self._review(shown)

    def _answer(self, item: ItemId) -> Answer:
        doubt = self._random.random() < self._temperament.doubts
        return Answer(item, self._choose(item), doubt)

    def _choose(self, item: ItemId) -> ChoiceId:
        choices = self._items[item]
        if self._random.random() < self._temperament.ability:
            return self._leaning(item, choices)
        return self._random.choice(choices)

    def _second_thought(self, shown: Shown) -> Answer:
        """Go back to an earlier answer: change it, or take it back for later."""
        item = self._random.choice(list(shown))
        if self._random.random() < self._temperament.withdraws / max(
            self._temperament.changes, 0.01
        ):
            self._back.append(item)
            return Answer(item, None, doubt=True)
        others = [each for each in self._items[item] if each != shown[item].choice]
        return Answer(item, self._random.choice(others), shown[item].doubt)

    def _review(self, shown: Shown) -> Answer | None:
        """Settle what is in doubt, once each."""
        for item, answer in shown.items():
            if answer.doubt and item not in self._reviewed:
                self._reviewed.add(item)
                return Answer(item, answer.choice or self._choose(item), doubt=False)
        return None
