"""The demo bank's table read plainly, so that its tests do not lean on the real reader."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from functools import cache

from question_bank.demo.build import demo_bank_table

LETTERS = "abcde"
SEEDS = (2024, 0, 1, 2)


@dataclass(frozen=True, slots=True)
class DemoItem:
    """A row; `choices` hold a text or a picture's name, `points` are None in keyed sections."""

    code: str
    section: str
    topic: str
    level: str
    stem: str
    picture: str
    choices: dict[str, str]
    key: str
    points: dict[str, int] | None

    @property
    def best(self) -> str:
        if self.points is None:
            return self.key
        return next(letter for letter, points in self.points.items() if points == 5)

    @property
    def right(self) -> str:
        return self.choices[self.best]

    @property
    def wrong(self) -> list[str]:
        return [choice for letter, choice in self.choices.items() if letter != self.best]


@cache
def demo_items(seed: int = 2024) -> tuple[DemoItem, ...]:
    table, _ = demo_bank_table(seed)
    return tuple(map(_item, csv.DictReader(io.StringIO(table.decode(), newline=""))))


@cache
def demo_pictures(seed: int = 2024) -> dict[str, str]:
    return {name: content.decode() for name, content in demo_bank_table(seed)[1].items()}


def items_of(kind: str, seed: int = 2024) -> list[DemoItem]:
    """The items whose code starts with `kind`."""
    found = [item for item in demo_items(seed) if item.code.startswith(kind)]
    assert found
    return found


def count(field: str, section: str) -> Counter[str]:
    return Counter(getattr(item, field) for item in demo_items() if item.section == section)


def _item(row: dict[str, str]) -> DemoItem:
    has_points = bool(row["nilai_a"])
    return DemoItem(
        code=row["kode"],
        section=row["bagian"],
        topic=row["topik"],
        level=row["tingkat"],
        stem=row["soal"],
        picture=row["gambar"],
        choices={each: row[f"pilihan_{each}"] or row[f"gambar_{each}"] for each in LETTERS},
        key=row["kunci"],
        points={each: int(row[f"nilai_{each}"]) for each in LETTERS} if has_points else None,
    )
