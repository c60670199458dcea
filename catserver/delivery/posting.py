"""From the journal's events to the board's postings: after the commit, coalesced, never waited for.

An attempt that changed is marked; in a moment each marked attempt is posted once, as it stands
then. While the board takes nothing the marks wait, one an attempt, so the newest wins and nothing
grows. The answer's acknowledgement costs nothing here but the mark.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from catserver.attempt.events import (
    AttemptEvent,
    AttemptResumed,
    AttemptStarted,
    TimeGranted,
    TimeLost,
)
from catserver.attempt.state import Attempt, Phase
from catserver.delivery.announcing import announcement_of, as_it_stood, public_until
from catserver.delivery.clock import Clock
from catserver.delivery.machines import AttemptDesk, SittingDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.outcomes import outcome_of
from catserver.delivery.room import Rooms
from catserver.delivery.sittings import Sittings
from catserver.sitting.events import SittingEvent
from catserver.sitting.machine import SittingState
from question_bank.scoring import tie_break_values
from scoreboard.intake import Announcement, Intake
from scoreboard.postings import Phase as PublicAttemptPhase
from scoreboard.postings import Posting

logger = logging.getLogger(__name__)

FLUSH_EVERY_S = 0.02
READY_WITHIN_S = 20.0
"""A board that takes nothing for so long hangs; its line notices, and another one is begun."""
MOVES_THE_END = (AttemptStarted, TimeGranted, TimeLost, AttemptResumed)
FLUSH_MAX_S = 0.001
"""An answer waits behind a flush no longer than this. A room of more changes than fit is shown a
little later, never an answer."""

VERSIONS_PER_S = 10_000
"""More than can be posted in a second: what is posted after a restart is newer than all before."""

COMPLETE = ""
"""Stands among the marks, behind those of everything there is."""

_PUBLIC_PHASE = {
    Phase.WAITING: PublicAttemptPhase.WAITING,
    Phase.RUNNING: PublicAttemptPhase.RUNNING,
    Phase.PAUSED: PublicAttemptPhase.RUNNING,
    Phase.FINISHED: PublicAttemptPhase.FINISHED,
}


class Outlet(Protocol):
    """Takes messages for the board: the line to its process."""

    @property
    def open(self) -> bool:
        """Whether there is a board at the other end."""
        ...

    @property
    def ready(self) -> bool:
        """Whether it takes something now."""
        ...

    def post(self, message: Intake) -> object:
        """Must not wait."""
        ...

    def complete(self) -> None:
        """Everything there is was posted."""
        ...


class Poster:
    """Marks what changed and posts it while the outlet takes it.

    A posting's `version` grows over restarts too, for a board may outlive this process.
    """

    def __init__(
        self,
        sittings: Sittings,
        cabinet: Cabinet,
        rooms: Rooms,
        sitting_desk: SittingDesk,
        attempts: AttemptDesk,
        outlet: Outlet,
        clock: Clock,
    ) -> None:
        self._sittings = sittings
        self._cabinet = cabinet
        self._rooms = rooms
        self._attempts = attempts
        self._outlet = outlet
        self._marked: dict[str, None] = {}
        self._marked_sittings: set[str] = set()
        self._clock = clock
        self._first_version = int(clock.now().timestamp() * VERSIONS_PER_S)
        self._version = self._first_version
        attempts.observe(self._on_attempt)
        sitting_desk.observe(self._on_sitting)

    async def post_everything(self) -> None:
        """Mark all there is: what is in memory is a fold of the journal, and so is the board.

        Where the public does not see everything yet, a board that begins anew is first told how it
        stood for the public: it would show nobody until the delay or the freeze is over.
        """
        for sitting_id in self._sittings.in_use():
            await self.post_sitting(sitting_id)
            await self._post_what_is_public(sitting_id)
        self._marked.pop(COMPLETE, None)
        self._marked[COMPLETE] = None

    async def post_sitting(self, sitting_id: str) -> None:
        """Mark all of one sitting, such as one that has just been made."""
        await self._rooms.learn(sitting_id)
        self._marked_sittings.add(sitting_id)
        for assignment in self._sittings.assignments(sitting_id).values():
            self._marked[assignment.attempt] = None

    async def _post_what_is_public(self, sitting_id: str) -> None:
        until = public_until(self._announcement(sitting_id), self._clock.now())
        if until is None or not await self._soon_ready():
            return
        self.flush(0.0)  # the sitting is announced before its attempts
        for assignment in list(self._sittings.assignments(sitting_id).values()):
            name = assignment.attempt
            try:
                stood = await as_it_stood(self._attempts, name, until)
            except Exception:
                logger.exception("%s could not be posted as it stood", name)
                continue
            posting = self._posting_of(name, stood, self._first_version)
            if not await self._soon_ready():
                return
            if posting is not None:
                self._outlet.post(posting)

    async def _soon_ready(self) -> bool:
        """Whether the outlet takes something, after a wait where it has enough for the moment."""
        gives_up = time.monotonic() + READY_WITHIN_S
        while not self._outlet.ready:
            if not self._outlet.open or time.monotonic() > gives_up:
                return False
            await asyncio.sleep(FLUSH_EVERY_S)
        return True

    async def run(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_EVERY_S)
            self.flush(FLUSH_MAX_S)

    def flush(self, within_s: float = math.inf) -> None:
        """Post what is marked, the longest marked first; what is not reached stays marked."""
        if not self._outlet.ready:
            return
        ends = time.perf_counter() + within_s
        sittings, self._marked_sittings = self._marked_sittings, set()
        for sitting_id in sorted(sittings):
            self._say(sitting_id, partial(self._announcement, sitting_id))
        while self._marked and self._outlet.ready and time.perf_counter() < ends:
            name = next(iter(self._marked))
            del self._marked[name]
            if name == COMPLETE:
                self._outlet.complete()
            else:
                self._say(name, partial(self._posting, name))

    def _say(self, name: str, made: Callable[[], Intake | None]) -> None:
        """What cannot be said of one costs the others nothing."""
        try:
            message = made()
            if message is not None:
                self._outlet.post(message)
        except Exception:
            logger.exception("%s could not be posted", name)

    def _on_attempt(self, name: str, state: Attempt, events: Sequence[AttemptEvent]) -> None:
        self._marked[name] = None
        for each in events:
            if isinstance(each, MOVES_THE_END) and state.prepared is not None:
                self._marked_sittings.add(state.prepared.sitting)

    def _on_sitting(self, name: str, _: SittingState, _events: Sequence[SittingEvent]) -> None:
        if name in self._sittings.in_use():
            self._marked_sittings.add(name)

    def _posting(self, name: str) -> Posting | None:
        attempt = self._attempts.known(name)
        self._version += 1
        return None if attempt is None else self._posting_of(name, attempt, self._version)

    def _posting_of(self, name: str, attempt: Attempt, version: int) -> Posting | None:
        if attempt.prepared is None or attempt.phase not in _PUBLIC_PHASE:
            return None
        prepared = attempt.prepared
        material = self._cabinet.known(prepared.sitting)
        candidate = self._rooms.candidate(prepared.candidate)
        outcome = outcome_of(attempt, material)
        happened_at = attempt.last_seen_at
        if happened_at is None:  # closed by staff, and nobody ever sat there
            assert attempt.finished is not None
            happened_at = attempt.finished.at
        return Posting(
            attempt=name,
            sitting=prepared.sitting,
            number=prepared.candidate,
            name=candidate.name,
            formation=prepared.formation,
            at=happened_at,
            sections={each.section: each.points for each in outcome.sections},
            total=outcome.total,
            answered=attempt.answered,
            items=attempt.items,
            phase=_PUBLIC_PHASE[attempt.phase],
            passed=outcome.passed,
            tie_break=tie_break_values(material.exam, outcome),
            version=version,
        )

    def _announcement(self, sitting_id: str) -> Announcement:
        material = self._cabinet.known(sitting_id)
        state = self._sittings.state(sitting_id)
        assert state is not None, "the sitting is in use"
        return announcement_of(material, state, self._rooms.sitting(sitting_id).end_at)
