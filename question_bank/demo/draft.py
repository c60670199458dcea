"""A draft: a generated item before its choices are put in order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from question_bank.item import Level

WRONG_CHOICES = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """`right` and `wrong` are texts, or SVG drawings where `is_drawn`; `drawing` is the stem's."""

    topic: str
    level: Level
    stem: str
    right: str
    wrong: tuple[str, ...]
    drawing: str | None = None
    is_drawn: bool = False

    def __post_init__(self) -> None:
        assert len(self.wrong) == WRONG_CHOICES, self.stem
        assert len({self.right, *self.wrong}) == WRONG_CHOICES + 1, (self.right, self.wrong)


def four_wrong(right: str, mistakes: Iterable[str]) -> tuple[str, ...]:
    """The first four different mistakes; the likeliest come first."""
    different = dict.fromkeys(mistake for mistake in mistakes if mistake != right)
    return tuple(different)[:WRONG_CHOICES]


Template = Callable[[Random], Draft]


def drafts_from(templates: Iterable[tuple[Template, int]], random: Random) -> tuple[Draft, ...]:
    """As many drafts of each template as asked, no two of which end alike."""
    drafts: list[Draft] = []
    for template, count in templates:
        by_answer: dict[str, Draft] = {}
        while len(by_answer) < count:
            draft = template(random)
            by_answer.setdefault(draft.right, draft)
        drafts += by_answer.values()
    return tuple(drafts)
