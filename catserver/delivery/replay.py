"""Everything computed again from the journal, by another way than the live figures were.

The live figures add up points as each response is recorded. The replay reads every stream afresh,
checks its chain, and scores the final responses from the key book, as if they had been handed in
on paper. The two must agree, attempt by attempt.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from catserver.attempt.state import Attempt, Phase
from catserver.delivery.journal import Journal
from catserver.delivery.machines import AttemptDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.outcomes import outcome_of
from catserver.delivery.stream import ChainBroken
from question_bank.item import ChoiceId, ItemId
from question_bank.scoring import Outcome, score_responses


@dataclass(frozen=True, slots=True)
class Replayed:
    """One attempt. `problem` is None where folds, chain and scores agree."""

    attempt: str
    candidate: str
    sitting: str
    phase: str
    events: int
    outcome: Outcome | None
    problem: str | None


async def replay(
    journal: Journal, cabinet: Cabinet, attempts: AttemptDesk
) -> AsyncIterator[Replayed]:
    """All attempts of the journal, in the order they were prepared."""
    for stream in await journal.streams("attempt"):
        yield await _replay_one(stream.removeprefix("attempt/"), cabinet, attempts)


async def _replay_one(name: str, cabinet: Cabinet, attempts: AttemptDesk) -> Replayed:
    try:
        events = await attempts.events(name)
        attempt = await attempts.state(name)
    except ChainBroken as broken:
        return Replayed(name, "", "", "unknown", 0, None, str(broken))
    prepared = attempt.prepared
    assert prepared is not None, "a stream begins with its preparation"
    material = await cabinet.material(prepared.sitting)
    live = outcome_of(attempt, material)
    on_paper = score_responses(
        material.exam,
        prepared.category,
        await cabinet.load_keys(prepared.sitting, attempt.key_version),
        {entry.item: entry.section for entry in prepared.form},
        {entry.item: _choice(attempt, entry.item) for entry in prepared.form},
    )
    problem = None
    if [each.points for each in live.sections] != [each.points for each in on_paper.sections]:
        problem = f"recorded points add up to {live.total}, the key book says {on_paper.total}"
    elif live.passed != on_paper.passed:
        problem = "the two ways disagree about passing"
    return Replayed(
        name,
        prepared.candidate,
        prepared.sitting,
        attempt.phase.value,
        len(events),
        on_paper if attempt.phase is not Phase.BLANK else None,
        problem,
    )


def _choice(attempt: Attempt, item: ItemId) -> ChoiceId | None:
    response = attempt.responses.get(item)
    return None if response is None else response.choice
