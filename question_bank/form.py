"""A form: the items one candidate gets, in order, with the order of their choices."""

import hashlib
from dataclasses import dataclass

from question_bank.item import ChoiceId, ItemId


@dataclass(frozen=True, slots=True)
class FormItem:
    item: ItemId
    choices: tuple[ChoiceId, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Drawn once by `assembly.assemble` and recorded; never drawn again."""

    items: tuple[FormItem, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the order of items and choices: two terminals can tell they hold the same."""
        lines = "\n".join(f"{each.item}\t{','.join(each.choices)}" for each in self.items)
        return hashlib.sha256(b"catserver form 1\n" + lines.encode()).hexdigest()

    def find(self, item: ItemId) -> FormItem | None:
        return next((each for each in self.items if each.item == item), None)
