"""From which addresses candidates work now: terminals that are not to see the public board.

The board moves with each answer. Whoever can read it where they answer tries every choice of an
item and keeps the one that their points rise with.
"""

from collections import Counter
from collections.abc import Sequence

from catserver.attempt.events import AttemptEvent, AttemptFinished, ResponseRecorded
from catserver.attempt.state import Attempt, Phase
from catserver.delivery.machines import AttemptDesk

ADDRESSES_MAX = 16
"""Of one attempt, moves and renewed leases together; who has more has seen enough proctors."""


class AtWork:
    """Kept in memory: after a restart each terminal is known again by its first request."""

    def __init__(self, attempts: AttemptDesk) -> None:
        self._attempts = attempts
        self._of: dict[str, set[str]] = {}
        self._working: Counter[str] = Counter()
        self._addresses: frozenset[str] | None = frozenset()
        attempts.observe(self._on_attempt, besides=ResponseRecorded)

    def note(self, attempt: str, address: str) -> None:
        """A signed-in terminal asked something from there. A move leaves the older one noted."""
        held = self._of.get(attempt)
        if held is not None and (address in held or len(held) >= ADDRESSES_MAX):
            return
        state = self._attempts.known(attempt)
        if state is None or state.phase is Phase.FINISHED:
            return
        self._of.setdefault(attempt, set()).add(address)
        self._working[address] += 1
        self._addresses = None

    def addresses(self) -> frozenset[str]:
        """The same object until something changes."""
        if self._addresses is None:
            self._addresses = frozenset(self._working)
        return self._addresses

    def _on_attempt(self, name: str, _: Attempt, events: Sequence[AttemptEvent]) -> None:
        if not any(isinstance(event, AttemptFinished) for event in events):
            return
        for address in self._of.pop(name, ()):
            self._working[address] -= 1
            if not self._working[address]:
                del self._working[address]
        self._addresses = None
