"""One row of a bank table: an item and its key, or every problem of the row."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from question_bank.bank import Picture
from question_bank.finding import Finding
from question_bank.formats import bank_problems as problem
from question_bank.formats.bank_columns import CHOICES_MIN, LETTERS, LEVELS
from question_bank.formats.exam_walk import NAME
from question_bank.formats.pictures import read_picture
from question_bank.formats.report import ProblemList
from question_bank.formats.suggestion import hint
from question_bank.formats.table import Record
from question_bank.item import Choice, ChoiceId, Item, ItemId, Level, PictureName, SectionId
from question_bank.key import ItemKey
from question_bank.points import ZERO, Points, points_from

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SEVERAL = re.compile(r"[\s,;/]+")


class PictureShelf:
    """The pictures that came with a bank; each is checked once, when the first row asks for it."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = {name.casefold(): (name, content) for name, content in contents.items()}
        self._read: dict[str, Picture | Finding] = {}

    def take(self, name: str) -> Picture | Finding:
        known = name.casefold()
        if known not in self._contents:
            return problem.picture_missing(name, *hint(name, self._contents))
        if known not in self._read:
            self._read[known] = read_picture(*self._contents[known])
        return self._read[known]

    @property
    def taken(self) -> list[Picture]:
        return [each for each in self._read.values() if isinstance(each, Picture)]

    @property
    def left(self) -> int:
        return len(self._contents) - len(self._read)


@dataclass(frozen=True, slots=True)
class BankRow:
    item: Item
    key: ItemKey


class BankRowReader:
    """Reads one record; `read` gives None where the row has problems."""

    def __init__(self, record: Record, shelf: PictureShelf, problems: ProblemList) -> None:
        self._record = record
        self._shelf = shelf
        self._problems = problems
        self._is_sound = True

    def read(self) -> BankRow | None:
        code = self._code()
        section = self._section()
        level = self._level()
        stem, picture = self._value("stem"), self._picture("picture")
        if not stem and picture is None:
            self._add("stem", problem.STEM_MISSING)
        choices = self._choices()
        key = self._key(ItemId(code), choices)
        if not self._is_sound or key is None:
            return None
        item = Item(
            id=ItemId(code),
            section=section,
            topic=self._value("topic"),
            level=level,
            stem=stem,
            picture=picture,
            choices=choices,
        )
        return BankRow(item, key)

    def _value(self, field: str) -> str:
        return self._record.value(field)

    def _add(self, field: str, finding: Finding) -> None:
        self._is_sound = False
        self._problems.add(finding, row=self._record.row, column=self._record.heading(field))

    def _code(self) -> str:
        code = self._value("code")
        if not _CODE.fullmatch(code):
            self._add("code", problem.code_invalid(code) if code else problem.CODE_MISSING)
        return code

    def _section(self) -> SectionId:
        section = self._value("section").casefold()
        if not NAME.fullmatch(section):
            self._add("section", problem.section_invalid(section))
        return SectionId(section)

    def _level(self) -> Level | None:
        level = self._value("level").casefold()
        if level and level not in LEVELS:
            self._add("level", problem.level_unknown(level, *hint(level, LEVELS)))
        return LEVELS.get(level)

    def _picture(self, field: str) -> PictureName | None:
        name = self._value(field)
        if not name:
            return None
        found = self._shelf.take(name)
        if isinstance(found, Finding):
            self._add(field, found)
            # The name stands in, so that the row is not also said to have no stem or choice.
            return PictureName(name)
        return found.name

    def _choices(self) -> tuple[Choice, ...]:
        choices = tuple(self._given_choices())
        if len(choices) < CHOICES_MIN:
            self._add("choice_a", problem.CHOICES_TOO_FEW)
        expected = LETTERS[: len(choices)]
        gap = next((each for each in expected if each not in {c.id for c in choices}), None)
        if gap is not None:
            self._add(f"choice_{gap}", problem.choice_gap(gap))
        seen: dict[tuple[str, bytes], ChoiceId] = {}
        for choice in choices:
            look = (choice.text, self._content(choice.picture))
            other = seen.setdefault(look, choice.id)
            if other != choice.id:
                self._add(f"choice_{choice.id}", problem.choices_equal(other, choice.id))
        return choices

    def _given_choices(self) -> Iterator[Choice]:
        for letter in LETTERS:
            text, picture = self._value(f"choice_{letter}"), self._picture(f"picture_{letter}")
            if text or picture is not None:
                yield Choice(letter, text, picture)

    def _content(self, name: PictureName | None) -> bytes:
        found = None if name is None else self._shelf.take(name)
        return found.content if isinstance(found, Picture) else str(name or "").encode()

    def _key(self, item: ItemId, choices: tuple[Choice, ...]) -> ItemKey | None:
        letters = [choice.id for choice in choices]
        has_points = any(self._value(f"points_{letter}") for letter in LETTERS)
        if has_points and self._value("key"):
            self._add("key", problem.KEY_AND_POINTS)
        elif has_points:
            return self._graded(item, letters)
        elif self._value("key"):
            return self._keyed(item, letters)
        else:
            self._add("key", problem.KEY_MISSING)
        return None

    def _keyed(self, item: ItemId, letters: list[ChoiceId]) -> ItemKey | None:
        right = [ChoiceId(each) for each in _SEVERAL.split(self._value("key").casefold()) if each]
        if not right or any(each not in letters for each in right):
            self._add("key", problem.KEY_UNKNOWN_CHOICE)
            return None
        if len(set(right)) == len(letters) >= CHOICES_MIN:
            self._add("key", problem.KEY_ALL_RIGHT)
        return ItemKey(item, None, ZERO, right)

    def _graded(self, item: ItemId, letters: list[ChoiceId]) -> ItemKey | None:
        points: dict[ChoiceId, Points] = {}
        for letter in LETTERS:
            field = f"points_{letter}"
            text = self._value(field)
            if letter not in letters:
                if text:
                    self._add(field, problem.points_without_choice(letter))
            elif not text:
                self._add(field, problem.points_missing(letter))
            else:
                value = _points(text)
                if value is None:
                    self._add(field, problem.POINTS_NOT_A_MARK)
                else:
                    points[letter] = value
        return ItemKey(item, points) if len(points) == len(letters) else None


def _points(text: str) -> Points | None:
    """A mark as people write it, with a comma or a point; None where it is no mark."""
    try:
        return points_from(Decimal(text.replace(",", ".")))
    except (InvalidOperation, ValueError):
        return None
