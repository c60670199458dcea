"""From an attempt's account to its leaves: one when it closed, one for each time it was rescored.

The account is the journal's own, event by event, with the hash of the chain at each. The figures
are those of `delivery/outcomes.py`, like everywhere.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from catserver.attempt import codec
from catserver.attempt.events import AttemptEvent, AttemptFinished, AttemptId, AttemptRescored
from catserver.attempt.folding import evolve
from catserver.attempt.state import Attempt, Phase
from catserver.delivery.journal import CHAIN_START, Row, chain
from catserver.delivery.material import Material
from catserver.delivery.outcomes import outcome_of
from catserver.delivery.stream import ChainBroken
from catserver.transparency.commitment import (
    Answer,
    OpenedAnswers,
    Salts,
    commit_answers,
    commit_journal,
)
from catserver.transparency.leaf import AttemptClosed, AttemptCorrected, to_the_second


class Told(NamedTuple):
    """One event, and the hash of the chain with it."""

    event: AttemptEvent
    chain_hash: bytes


def account_in(rows: Sequence[Row]) -> list[Told]:
    """An attempt's events, checked along their chain. Raises ChainBroken."""
    require_whole(rows)
    return [Told(codec.decode(row.schema_version, row.data), row.hash) for row in rows]


def require_whole(rows: Sequence[Row]) -> None:
    """Raises ChainBroken where a stream's hashes do not follow from its bytes.

    SQLite gives back text where somebody wrote text into the bytes by hand: that is broken, too.
    """
    digest = CHAIN_START
    for version, row in enumerate(rows, start=1):
        try:
            digest = chain(digest, row.data)
        except TypeError:
            raise ChainBroken(row.stream, row.version) from None
        if row.version != version or row.hash != digest:
            raise ChainBroken(row.stream, row.version)


def leaves_of(
    name: str, account: Sequence[Told], material: Material, salts: Salts
) -> list[AttemptClosed]:
    """What is to be said of an attempt, oldest first; nothing while it is not over."""
    return list(_leaves(Attempt(AttemptId(name)), account, material, salts))


def _leaves(
    attempt: Attempt, account: Sequence[Told], material: Material, salts: Salts
) -> Iterator[AttemptClosed]:
    for event, chain_hash in account:
        attempt = evolve(attempt, event)
        over = attempt.phase is Phase.FINISHED
        if over and isinstance(event, AttemptFinished | AttemptRescored):
            yield _leaf(attempt, event.at, chain_hash, material, salts)


def _leaf(
    attempt: Attempt, at: datetime, chain_hash: bytes, material: Material, salts: Salts
) -> AttemptClosed:
    prepared, finished = attempt.prepared, attempt.finished
    assert prepared is not None
    assert finished is not None
    outcome = outcome_of(attempt, material)
    return AttemptClosed(
        at=to_the_second(at),
        attempt=attempt.id,
        sitting=prepared.sitting,
        formation=prepared.formation,
        how=finished.how,
        form=prepared.form_digest,
        answers=commit_answers(opened_answers(attempt), salts.answers(attempt.id)),
        journal=commit_journal(chain_hash, salts.journal(attempt.id)),
        answered=attempt.answered,
        items=attempt.items,
        sections={each.section: each.points for each in outcome.sections},
        total=outcome.total,
        passed=outcome.passed if material.exam.publication.passed_shown else None,
        key_version=attempt.key_version,
        software=prepared.software,
    )


def opened_answers(attempt: Attempt) -> OpenedAnswers:
    """What the candidate may read of their own attempt, and nobody else."""
    prepared = attempt.prepared
    assert prepared is not None
    chosen = {item: response.choice for item, response in attempt.responses.items()}
    return OpenedAnswers(
        attempt=attempt.id,
        category=prepared.category,
        answers=tuple(
            Answer(entry.item, entry.choices, chosen.get(entry.item)) for entry in prepared.form
        ),
    )


def without_correction(leaf: AttemptClosed) -> AttemptClosed:
    """What a correction says apart from being one."""
    values = {name: getattr(leaf, name) for name in AttemptClosed.__struct_fields__}
    return AttemptClosed(**values)


def corrected(
    leaf: AttemptClosed, replaces: int, why: Literal["rescored", "journal_restored"]
) -> AttemptCorrected:
    return AttemptCorrected(**msgspec.structs.asdict(leaf), replaces=replaces, why=why)
