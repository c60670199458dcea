"""An item: one question as a candidate sees it, without its key."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

ItemId = NewType("ItemId", str)
ChoiceId = NewType("ChoiceId", str)
SectionId = NewType("SectionId", str)
PictureName = NewType("PictureName", str)

Text = str


class Level(StrEnum):
    """How hard the item's author meant it to be."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option; `id` is its letter in the bank file and stays when the screen's order changes."""

    id: ChoiceId
    text: Text
    picture: PictureName | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """`topic` is empty and `level` None where the bank file says nothing."""

    id: ItemId
    section: SectionId
    topic: str
    level: Level | None
    stem: Text
    picture: PictureName | None
    choices: tuple[Choice, ...]

    def choice(self, choice: ChoiceId) -> Choice | None:
        return next((each for each in self.choices if each.id == choice), None)
