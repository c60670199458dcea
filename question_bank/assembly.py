"""Assembly: one candidate's form, drawn from the bank as the exam says.

Rules of this file:

- Chance is a `random.Random` passed in; the same seed and the same content give the same form,
  whatever the order of rows in the files was (items are drawn from in the order of identifiers).
- Topics are compared without regard to capitals.
- Sections keep the exam's order. Without `shuffle_items` the drawn items stand in the order of
  their identifiers, without `shuffle_choices` the choices stand as in the bank.
- Scarce first: topics are filled as they are listed; a topic's levels before its free places; the
  section's remaining places from items of any topic that were not drawn yet.

The order matters for one reason only: places that any item can fill must not take the items that
only some places can use. `check_blueprint` counts by the same rules, so what it accepts can
always be drawn.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

from question_bank.bank import Bank
from question_bank.errors import BlueprintUnfilled
from question_bank.exam import Exam, Section, TopicCount
from question_bank.finding import Finding
from question_bank.form import Form, FormItem
from question_bank.item import Item, Level

LEVEL_NAMES_ID = {Level.EASY: "mudah", Level.MEDIUM: "sedang", Level.HARD: "sulit"}

_Thing = TypeVar("_Thing")


def draw(things: Sequence[_Thing], count: int, random: Random) -> list[_Thing]:
    """Draw `count` of `things` in random order.

    Written on `Random.random()` alone: it is the only method whose sequence for a seed Python
    promises to keep from version to version, and a draw is to be checked years later.
    """
    assert 0 <= count <= len(things), "check_blueprint was asked first"
    left = list(things)
    for place in range(count):
        other = place + int(random.random() * (len(left) - place))
        left[place], left[other] = left[other], left[place]
    return left[:count]


def assemble(exam: Exam, bank: Bank, random: Random) -> Form:
    """Draw a form; raises BlueprintUnfilled with all that is missing."""
    findings = check_blueprint(exam, bank)
    if findings:
        raise BlueprintUnfilled(findings)
    return assemble_sections(exam.sections, bank, random)


def assemble_sections(sections: Sequence[Section], bank: Bank, random: Random) -> Form:
    """The same from the sections alone: a draw is checked by who has no more of the exam."""
    return Form(
        items=tuple(
            _form_item(item, section, random)
            for section in sections
            for item in _draw_section(section, _items_of(bank, section), random)
        )
    )


def check_blueprint(exam: Exam, bank: Bank) -> tuple[Finding, ...]:
    """Everything the exam asks for that the bank does not have."""
    return tuple(
        finding
        for section in exam.sections
        for finding in _check_section(section, _items_of(bank, section))
    )


def _items_of(bank: Bank, section: Section) -> list[Item]:
    items = (item for item in bank.items.values() if item.section == section.id)
    return sorted(items, key=lambda item: item.id)


def _draw_section(section: Section, items: Sequence[Item], random: Random) -> list[Item]:
    drawn: list[Item] = []
    for topic in section.topics:
        drawn += _draw_topic(topic, items, random)
    rest = _without(items, drawn)
    drawn += draw(rest, section.items - len(drawn), random)
    if section.shuffle_items:
        return draw(drawn, len(drawn), random)
    return sorted(drawn, key=lambda item: item.id)


def _draw_topic(topic: TopicCount, items: Sequence[Item], random: Random) -> list[Item]:
    suitable = [item for item in items if _same_topic(item.topic, topic.topic)]
    drawn: list[Item] = []
    for level, count in topic.levels.items():
        drawn += draw([item for item in suitable if item.level == level], count, random)
    return drawn + draw(_without(suitable, drawn), topic.items - len(drawn), random)


def _same_topic(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _without(items: Iterable[Item], drawn: Iterable[Item]) -> list[Item]:
    taken = {item.id for item in drawn}
    return [item for item in items if item.id not in taken]


def _form_item(item: Item, section: Section, random: Random) -> FormItem:
    choices = [choice.id for choice in item.choices]
    if section.shuffle_choices:
        choices = draw(choices, len(choices), random)
    return FormItem(item=item.id, choices=tuple(choices))


def _check_section(section: Section, items: Sequence[Item]) -> Iterable[Finding]:
    if len(items) < section.items:
        yield _missing(f"section {section.id}", f"bagian {section.id}", section.items, len(items))
    topics = Counter(item.topic.casefold() for item in items)
    levels = Counter((item.topic.casefold(), item.level) for item in items)
    for topic in section.topics:
        place_en = f"section {section.id}, topic {topic.topic}"
        place_id = f"bagian {section.id}, topik {topic.topic}"
        name = topic.topic.casefold()
        if topics[name] < topic.items:
            yield _missing(place_en, place_id, topic.items, topics[name])
        for level, count in topic.levels.items():
            have = levels[name, level]
            if have < count:
                yield _missing(
                    f"{place_en}, level {level}",
                    f"{place_id}, tingkat {LEVEL_NAMES_ID[level]}",
                    count,
                    have,
                )


def _missing(place_en: str, place_id: str, wanted: int, have: int) -> Finding:
    return Finding(
        code="blueprint_unfilled",
        message_en=f"The exam wants {wanted} items of {place_en}; the bank has {have}.",
        message_id=f"Ujian meminta {wanted} soal {place_id}; bank soal memiliki {have}.",
        remedy_en=f"Add {wanted - have} such items to the bank, or ask for fewer in the exam file.",
        remedy_id=(
            f"Tambahkan {wanted - have} soal seperti itu ke bank soal, "
            "atau kurangi permintaannya di berkas ujian."
        ),
    )
