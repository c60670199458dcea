"""The two files a draw can be checked with: the rules of an exam, the structure of a bank.

The rules say what is drawn, what is ranked by what, and the cut scores; they are published when a
sitting opens. The structure says which items there are, of which section, topic and level, with
which choices, and no word of what they ask; it is published when a sitting has closed.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import TypeVar

import msgspec

from catserver.transparency.leaf import canonical
from question_bank.bank import Bank, BankId, make_bank
from question_bank.exam import Bilingual, Exam, Keyed, Section, TopicCount
from question_bank.item import Choice, ChoiceId, Item, ItemId, Level, SectionId
from question_bank.points import ZERO

_File = TypeVar("_File")


class FileMalformed(Exception):
    """A published file that is not what its name says."""


class TopicRules(msgspec.Struct, frozen=True):
    topic: str
    items: int
    levels: Mapping[str, int]


class SectionRules(msgspec.Struct, frozen=True):
    id: str
    title: Mapping[str, str]
    items: int
    points_max: int
    shuffle_items: bool
    shuffle_choices: bool
    topics: tuple[TopicRules, ...]


class CutRules(msgspec.Struct, frozen=True):
    categories: tuple[str, ...]
    sections: Mapping[str, int]
    total: int | None


class ExamRules(msgspec.Struct, frozen=True, tag="catserver exam rules 1", tag_field="format"):
    """`order` is what ranks: the total, then sections; larger is better."""

    exam: str
    exam_digest: str
    title: Mapping[str, str]
    sections: tuple[SectionRules, ...]
    cuts: tuple[CutRules, ...]
    order: tuple[str, ...]
    go_on_multiple: int | None
    vacancies: Mapping[str, int]


class ItemStructure(msgspec.Struct, frozen=True, array_like=True):
    id: str
    section: str
    topic: str
    level: str | None
    choices: tuple[str, ...]


class BankStructure(
    msgspec.Struct, frozen=True, tag="catserver bank structure 1", tag_field="format"
):
    bank: str
    bank_digest: str
    items: tuple[ItemStructure, ...]


def rules_of(exam: Exam) -> ExamRules:
    return ExamRules(
        exam=exam.id,
        exam_digest=exam.digest,
        title=_both(exam.title),
        sections=tuple(
            SectionRules(
                id=each.id,
                title=_both(each.title),
                items=each.items,
                points_max=each.points_max,
                shuffle_items=each.shuffle_items,
                shuffle_choices=each.shuffle_choices,
                topics=tuple(
                    TopicRules(t.topic, t.items, {str(k): v for k, v in t.levels.items()})
                    for t in each.topics
                ),
            )
            for each in exam.sections
        ),
        cuts=tuple(
            CutRules(each.categories, {str(k): v for k, v in each.sections.items()}, each.total)
            for each in exam.cuts
        ),
        order=exam.ranking.order,
        go_on_multiple=exam.ranking.go_on_multiple,
        vacancies={each.name: each.vacancies for each in exam.formations},
    )


def structure_of(bank: Bank) -> BankStructure:
    return BankStructure(
        bank=bank.id,
        bank_digest=bank.digest,
        items=tuple(
            ItemStructure(
                each.id,
                each.section,
                each.topic,
                None if each.level is None else str(each.level),
                tuple(choice.id for choice in each.choices),
            )
            for each in bank.items.values()
        ),
    )


def file_digest(content: bytes) -> str:
    """What a leaf names a file by, and the file's own name."""
    return sha256(content).hexdigest()


def read_rules(content: bytes) -> ExamRules:
    """Raises FileMalformed."""
    return _read(content, ExamRules)


def read_structure(content: bytes) -> BankStructure:
    """Raises FileMalformed."""
    return _read(content, BankStructure)


def sections_to_draw(rules: ExamRules) -> tuple[Section, ...]:
    """As the assembly wants them; what a draw does not look at is empty."""
    return tuple(
        Section(
            id=SectionId(each.id),
            title=Bilingual("", ""),
            items=each.items,
            scoring=Keyed(ZERO, ZERO, ZERO),
            shuffle_items=each.shuffle_items,
            shuffle_choices=each.shuffle_choices,
            topics=tuple(
                TopicCount(t.topic, t.items, {Level(k): v for k, v in t.levels.items()})
                for t in each.topics
            ),
        )
        for each in rules.sections
    )


def bank_to_draw(structure: BankStructure) -> Bank:
    """A bank without a word in it."""
    return make_bank(
        BankId(structure.bank),
        "",
        (
            Item(
                ItemId(each.id),
                SectionId(each.section),
                each.topic,
                None if each.level is None else Level(each.level),
                "",
                None,
                tuple(Choice(ChoiceId(choice), "") for choice in each.choices),
            )
            for each in structure.items
        ),
    )


def _both(text: Bilingual) -> dict[str, str]:
    return {"id": text.id, "en": text.en}


def _read(content: bytes, kind: type[_File]) -> _File:
    try:
        found = msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FileMalformed(str(error)) from error
    if canonical(found) != content:
        raise FileMalformed("it is not written in the canonical way")
    return found
