"""Draws the forms of a sitting again from the published seed, and holds them against the leaves."""

from collections.abc import Iterator
from random import Random

from catserver.delivery.pins import form_seed
from catserver.transparency.checking import Checked, seed_fits
from catserver.transparency.contents import SittingContents
from catserver.transparency.findings import Finding, finding
from catserver.transparency.structure import (
    BankStructure,
    ExamRules,
    FileMalformed,
    bank_to_draw,
    read_structure,
    sections_to_draw,
)
from question_bank.assembly import assemble_sections
from question_bank.errors import QuestionBankError


def draws_to_check(checked: Checked) -> list[tuple[str, SittingContents]]:
    """The sittings whose seed is public."""
    sittings = sorted(checked.contents.sittings.items())
    return [(name, each) for name, each in sittings if each.opened and each.closed]


def check_draw(checked: Checked, sitting: SittingContents) -> Iterator[Finding | None]:
    """None for each form that is the one the draw gives, a finding for each that is not."""
    assert sitting.opened is not None
    assert sitting.closed is not None
    (index, opened), (_, closed) = sitting.opened, sitting.closed
    if not seed_fits(closed.draw_seed, opened.draw_commitment):
        yield finding("seed_wrong", sitting=opened.sitting)
        return
    path = f"banks/{opened.structure}.json"
    content, rules = checked.file(path, index), checked.rules(opened.sitting)
    if content is None or rules is None:
        return
    try:
        draw = Draw(rules, read_structure(content), closed.draw_seed)
    except (FileMalformed, ValueError):
        changed = finding("file_changed", place=path, index=index)
        if changed not in checked.findings:
            yield changed
        return
    for attempt in sorted(sitting.attempts):
        place, leaf = checked.contents.newest[attempt]
        drawn = draw.digest(attempt)
        wrong = finding("form_not_drawn", attempt=attempt, index=place)
        yield None if drawn == leaf.form else wrong


class Draw:
    """`seed` is the sitting's, in hexadecimal."""

    def __init__(self, rules: ExamRules, structure: BankStructure, seed: str) -> None:
        self._sections = sections_to_draw(rules)
        self._bank = bank_to_draw(structure)
        self._seed = seed

    def digest(self, attempt: str) -> str | None:
        """Of the form this attempt was due; None where the structure cannot fill one."""
        random = Random(form_seed(self._seed, attempt))
        try:
            return assemble_sections(self._sections, self._bank, random).digest
        except (AssertionError, QuestionBankError):
            return None
