"""What is to be said of a sitting, with the files its leaves name."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from catserver.attempt.state import Phase
from catserver.delivery.material import Material
from catserver.delivery.publication import visibility_of
from catserver.sitting.events import SittingClosed as ClosedEvent
from catserver.sitting.events import SittingOpened as OpenedEvent
from catserver.sitting.machine import SittingState
from catserver.transparency.commitment import Salts, commit_keys
from catserver.transparency.contents import Contents
from catserver.transparency.leaf import (
    BankOpened,
    Leaf,
    ResultDecided,
    SittingClosed,
    SittingOpened,
    StandingPublished,
    Status,
    canonical,
    to_the_second,
)
from catserver.transparency.standing import encode_standing, make_standing
from catserver.transparency.structure import file_digest, rules_of, structure_of


class Said(NamedTuple):
    """A leaf, and files by their path in the published folder."""

    leaf: Leaf
    files: dict[str, bytes]


def public_at(material: Material, state: SittingState, finished_at: datetime) -> datetime | None:
    """From when on the board shows an end: after its delay, and after the reveal of a freeze.

    None while a freeze is not revealed. The log would tell otherwise what the board keeps back.
    """
    rules = visibility_of(material.exam, state)
    if rules.freeze <= timedelta():
        return finished_at + rules.delay
    if rules.revealed_at is None:
        return None
    return max(rules.revealed_at + rules.reveal_over, finished_at) + rules.delay


def bank_opened(
    material: Material, version: int, key_digest: str, at: datetime, salts: Salts
) -> Said:
    """The structure is only named here: until a sitting closes it stays on the site."""
    bank = material.bank
    leaf = BankOpened(
        at=to_the_second(at),
        bank=bank.id,
        bank_digest=bank.digest,
        structure=file_digest(canonical(structure_of(bank))),
        key_version=version,
        keys=commit_keys(key_digest, salts.keys(bank.id, version)),
    )
    return Said(leaf, {})


def sitting_opened(material: Material, event: OpenedEvent) -> Said:
    rules = canonical(rules_of(material.exam))
    leaf = SittingOpened(
        at=to_the_second(event.at),
        sitting=material.sitting.id,
        exam=material.exam.id,
        exam_digest=material.exam.digest,
        rules=file_digest(rules),
        bank=material.bank.id,
        bank_digest=material.bank.digest,
        structure=file_digest(canonical(structure_of(material.bank))),
        draw_commitment=event.draw_commitment,
    )
    return Said(leaf, {f"exams/{leaf.rules}.json": rules})


def sitting_closed(material: Material, event: ClosedEvent) -> Said:
    structure = canonical(structure_of(material.bank))
    leaf = SittingClosed(
        at=to_the_second(event.at),
        sitting=material.sitting.id,
        draw_seed=event.draw_seed,
        attempts=event.balance.get(Phase.FINISHED.value, 0),
    )
    return Said(leaf, {f"banks/{file_digest(structure)}.json": structure})


def results_decided(
    state: SittingState, contents: Contents, at: datetime
) -> Iterator[ResultDecided]:
    """What the committee decided of this sitting's attempts and the log does not say yet."""
    for attempt in sorted(contents.sitting(state.id).attempts):
        withholding = state.withheld.get(attempt)
        status: Status = "counts"
        if withholding is not None:
            status = "disqualified" if withholding.disqualified else "under_review"
        if contents.status(attempt) != status:
            yield ResultDecided(to_the_second(at), attempt, state.id, status)


def standing_published(material: Material, contents: Contents, at: datetime) -> Said | None:
    """The list as the leaves give it; None where it is the one that was published."""
    sitting, exam = material.sitting.id, material.exam
    listed = make_standing(
        sitting,
        exam.id,
        exam.ranking.order,
        contents.attempts_of(sitting),
        contents.withheld_in(sitting),
    )
    content = encode_standing(listed)
    before = contents.sitting(sitting).standing
    if before is not None and before[1].standing == file_digest(content):
        return None
    leaf = StandingPublished(
        at=to_the_second(at),
        sitting=sitting,
        standing=file_digest(content),
        rows=len(listed.rows),
        replaces=None if before is None else before[0],
    )
    return Said(leaf, {f"standings/{leaf.standing}.json": content})
