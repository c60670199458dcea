"""Does a leaf fit those before it? What is said twice, too late, or of what was never opened: pure.

Only who has the log's key can write such leaves, and the tree is then right. So this is what keeps
somebody from adding a result after the close, or other rules after the results.
"""

from collections.abc import Iterator

from catserver.transparency.contents import Contents
from catserver.transparency.findings import Finding, finding
from catserver.transparency.leaf import (
    AttemptClosed,
    AttemptCorrected,
    BankOpened,
    DrawCommitted,
    Leaf,
    ResultDecided,
    SittingClosed,
    SittingOpened,
    StandingPublished,
)
from catserver.transparency.structure import CutRules, ExamRules

KEPT_BY_EVERY_CORRECTION = ("sitting", "formation", "form", "items")
KEPT_BY_RESCORING = ("answers", "answered", "how")


def check_order(index: int, leaf: Leaf, before: Contents) -> Iterator[Finding]:
    """`before` holds the leaves up to this one."""
    if _is_said(leaf, before):
        yield finding("said_twice", index=index, what=leaf.__struct_config__.tag)
    match leaf:
        case SittingOpened():
            yield from _bank_of(index, leaf, before)
        case AttemptClosed():
            yield from _in_its_sitting(index, leaf, before)
        case ResultDecided():
            newest = before.newest.get(leaf.attempt)
            if newest is None or newest[1].sitting != leaf.sitting:
                yield finding("decision_unknown", index=index, attempt=leaf.attempt)
        case SittingClosed() | StandingPublished() if not _is_opened(leaf.sitting, before):
            yield finding("sitting_unknown", index=index, sitting=leaf.sitting)
        case _:
            pass


def _is_said(leaf: Leaf, before: Contents) -> bool:
    """Of these there is one; the first would hold, and a second could mislead."""
    match leaf:
        case BankOpened():
            return (leaf.bank, leaf.bank_digest, leaf.key_version) in before.banks
        case DrawCommitted():
            return before.sitting(leaf.sitting).draw is not None
        case SittingOpened():
            return before.sitting(leaf.sitting).opened is not None
        case SittingClosed():
            return before.sitting(leaf.sitting).closed is not None
        case _:
            return False


def _is_opened(sitting: str, before: Contents) -> bool:
    return before.sitting(sitting).opened is not None


def _bank_of(index: int, leaf: SittingOpened, before: Contents) -> Iterator[Finding]:
    structures = {
        opened.structure
        for (bank, digest, _), (_, opened) in before.banks.items()
        if (bank, digest) == (leaf.bank, leaf.bank_digest)
    }
    if structures != {leaf.structure}:
        yield finding("bank_not_opened", index=index, sitting=leaf.sitting, bank=leaf.bank)


def _in_its_sitting(index: int, leaf: AttemptClosed, before: Contents) -> Iterator[Finding]:
    sitting = before.sitting(leaf.sitting)
    named = {"index": index, "attempt": leaf.attempt}
    if sitting.opened is None:
        yield finding("sitting_unknown", index=index, sitting=leaf.sitting)
        return
    opened = sitting.opened[1]
    if (opened.bank, opened.bank_digest, leaf.key_version) not in before.banks:
        yield finding("keys_not_opened", **named, version=leaf.key_version, bank=opened.bank)
    if isinstance(leaf, AttemptCorrected):
        yield from _corrects(index, leaf, before)
    elif sitting.closed is not None:
        yield finding("attempt_added", **named, sitting=leaf.sitting)


def _corrects(index: int, leaf: AttemptCorrected, before: Contents) -> Iterator[Finding]:
    """Scoring anew changes marks, and only because of other keys."""
    corrected = before.newest.get(leaf.attempt)
    if corrected is None:
        return
    rescored = leaf.why == "rescored"
    kept = KEPT_BY_EVERY_CORRECTION + (KEPT_BY_RESCORING if rescored else ())
    same_keys = rescored and leaf.key_version == corrected[1].key_version
    changed = [name for name in kept if getattr(leaf, name) != getattr(corrected[1], name)]
    if changed or same_keys:
        what = ", ".join(changed) or "key_version"
        yield finding("correction_changes", index=index, attempt=leaf.attempt, what=what)


def check_rules(index: int, leaf: AttemptClosed, rules: ExamRules) -> Iterator[Finding]:
    """One attempt against the rules of its exam."""
    named = {"index": index, "attempt": leaf.attempt}
    most = {each.id: each.points_max for each in rules.sections}
    if any(points > most.get(name, 0) for name, points in leaf.sections.items()):
        yield finding("more_than_possible", **named)
    items = sum(each.items for each in rules.sections)
    if leaf.sections.keys() != most.keys() or leaf.items != items or leaf.answered > items:
        yield finding("not_of_the_exam", **named)
    if leaf.passed not in _verdicts(leaf, rules):
        yield finding("passed_wrong", **named)


def _verdicts(leaf: AttemptClosed, rules: ExamRules) -> set[bool | None]:
    """What the cut scores allow; a leaf does not say by which category's a person is judged."""
    categories = {category for rule in rules.cuts for category in rule.categories}
    return {
        None,
        *(
            any(category in rule.categories and _is_met(rule, leaf) for rule in rules.cuts)
            for category in categories
        ),
    }


def _is_met(rule: CutRules, leaf: AttemptClosed) -> bool:
    if rule.total is not None and leaf.total < rule.total:
        return False
    return all(leaf.sections.get(name, 0) >= cut for name, cut in rule.sections.items())
