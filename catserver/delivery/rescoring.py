"""A changed key: what it changes for whom, and the new scores appended to the journal."""

from collections.abc import Sequence
from dataclasses import dataclass

from catserver.attempt.commands import Rescore
from catserver.attempt.folding import fold
from catserver.attempt.machine import decide
from catserver.attempt.state import Attempt
from catserver.delivery.clock import Clock
from catserver.delivery.machines import AttemptDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.outcomes import outcome_of
from catserver.delivery.sittings import Sittings
from question_bank.scoring import Outcome


@dataclass(frozen=True, slots=True)
class Change:
    """One candidate whose figures change. Items are named, keys are not."""

    number: str
    attempt: str
    before: Outcome
    after: Outcome
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rescoring:
    """`rescored` counts the attempts that moved to the version, changed in figures or not."""

    sitting: str
    version: int
    attempts: int
    rescored: int
    changes: tuple[Change, ...]


class Rescorer:
    def __init__(
        self, cabinet: Cabinet, sittings: Sittings, attempts: AttemptDesk, clock: Clock
    ) -> None:
        self._cabinet = cabinet
        self._sittings = sittings
        self._attempts = attempts
        self._clock = clock

    async def rescore(
        self, sitting_id: str, by: str, reason: str, version: int | None, *, check: bool
    ) -> Rescoring:
        """Move every attempt of a sitting to a key version (the newest by default).

        With `check` nothing is written. Running attempts move as well: what they answer from then
        on is scored by the new keys.
        """
        keys = await self._cabinet.load_keys(sitting_id, version)
        command = Rescore(by, reason, keys)
        material = await self._cabinet.material(sitting_id)
        attempts, rescored, changes = 0, 0, []
        for number, assignment in sorted(self._sittings.assignments(sitting_id).items()):
            before = await self._attempts.state(assignment.attempt)
            if before.prepared is None:
                continue
            attempts += 1
            if check:
                old_keys = self._cabinet.held(sitting_id, before.key_version)
                events = decide(before, command, self._clock.now(), old_keys)
                after = fold(before, events)
            else:
                handled = await self._attempts.handle(assignment.attempt, command)
                after, events = handled.state, tuple(handled.events)
            rescored += bool(events)
            if before.points != after.points:
                changes.append(
                    Change(
                        number,
                        assignment.attempt,
                        outcome_of(before, material),
                        outcome_of(after, material),
                        _changed_items(before, after),
                    )
                )
        return Rescoring(sitting_id, keys.version, attempts, rescored, tuple(changes))


def _changed_items(before: Attempt, after: Attempt) -> tuple[str, ...]:
    changed: Sequence[str] = [
        item
        for item, each in after.responses.items()
        if each.points != before.responses[item].points
    ]
    return tuple(sorted(changed))
