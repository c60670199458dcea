"""The keeper: sees in the journal's folds what is to be logged, and logs it in the background.

Nothing waits for it: an attempt that closed is marked after the commit, and every few seconds what
is marked becomes leaves and one checkpoint. What is in the log already is not logged again, so
after a crash it looks at everything and goes on. The one thing that goes before is the
commitment of a draw, which a sitting's opening awaits.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Literal

from catserver.attempt.events import (
    AttemptEvent,
    AttemptFinished,
    AttemptRescored,
    ResponseRecorded,
)
from catserver.attempt.state import Attempt, Phase
from catserver.delivery.clock import Clock
from catserver.delivery.journal import Journal
from catserver.delivery.machines import AttemptDesk, SittingDesk
from catserver.delivery.material import Cabinet, Material
from catserver.delivery.registry import Registry
from catserver.delivery.sittings import Sittings
from catserver.delivery.stream import ChainBroken
from catserver.sitting.events import SittingClosed, SittingEvent, SittingOpened
from catserver.sitting.machine import SittingPhase, SittingState
from catserver.sitting.withholding import WITHHOLDING_EVENTS
from catserver.transparency.attempt_leaves import (
    account_in,
    corrected,
    leaves_of,
    without_correction,
)
from catserver.transparency.book import Batch, BookConflict, NewLeaf
from catserver.transparency.commitment import Salts
from catserver.transparency.contents import subject_of
from catserver.transparency.leaf import AttemptClosed, DrawCommitted, encode_leaf, to_the_second
from catserver.transparency.log import Log, LogIsAway
from catserver.transparency.sitting_leaves import (
    Said,
    bank_opened,
    public_at,
    results_decided,
    sitting_closed,
    sitting_opened,
    standing_published,
)

logger = logging.getLogger(__name__)

FLUSH_EVERY_S = 5.0
"""A checkpoint is an fsync beside the journal's; nobody needs them closer together."""
ATTEMPTS_AT_ONCE = 32
"""Logged in one transaction."""
BREATH_S = 0.002
"""Between two attempts: a room that ends at once must not hold up one that still works."""
ENDING = (AttemptFinished, AttemptRescored)
TELLING = (SittingOpened, SittingClosed, *WITHHOLDING_EVENTS)
IN_USE = {SittingPhase.OPEN, SittingPhase.RUNNING, SittingPhase.CLOSED}


class Keeper:
    def __init__(
        self,
        log: Log,
        registry: Registry,
        cabinet: Cabinet,
        sittings: Sittings,
        sitting_desk: SittingDesk,
        attempts: AttemptDesk,
        journal: Journal,
        salts: Salts,
        clock: Clock,
    ) -> None:
        self.log = log
        self.salts = salts
        self._registry = registry
        self._cabinet = cabinet
        self._sittings = sittings
        self._sitting_desk = sitting_desk
        self._attempts = attempts
        self._journal = journal
        self._clock = clock
        self._marked: dict[str, None] = {}
        self._marked_sittings: dict[str, None] = {}
        self._looked_at: set[str] = set()
        self._flushing = asyncio.Lock()
        attempts.observe(self._on_attempt, besides=ResponseRecorded)
        sitting_desk.observe(self._on_sitting)

    # ── what is to be done ───────────────────────────────────────────────────────────────────
    def _on_attempt(self, name: str, state: Attempt, events: Sequence[AttemptEvent]) -> None:
        ended = any(isinstance(each, ENDING) for each in events)
        if ended and state.phase is Phase.FINISHED:
            self._marked[name] = None

    def _on_sitting(self, name: str, _: SittingState, events: Sequence[SittingEvent]) -> None:
        if any(isinstance(each, TELLING) for each in events):
            self._marked_sittings[name] = None

    def _look_at_new(self) -> None:
        """In sittings that came into memory: what is over and not said, or said with other keys."""
        over: list[tuple[datetime, str]] = []
        for sitting_id in self._sittings.in_use():
            state = self._sittings.state(sitting_id)
            if sitting_id in self._looked_at or state is None or state.phase not in IN_USE:
                continue
            self._looked_at.add(sitting_id)
            said = self.log.contents.sitting(sitting_id)
            undecided = any(results_decided(state, self.log.contents, self._clock.now()))
            unsaid = not said.closed or not said.standing or undecided
            if said.opened is None or (state.closed and unsaid):
                self._marked_sittings[sitting_id] = None
            for assignment in self._sittings.assignments(sitting_id).values():
                attempt = self._attempts.known(assignment.attempt)
                if attempt is not None and attempt.finished is not None:
                    _, leaf = self.log.contents.newest.get(attempt.id, (0, None))
                    if leaf is None or leaf.key_version != attempt.key_version:
                        over.append((attempt.finished.at, attempt.id))
        self._marked.update((name, None) for _, name in sorted(over))

    async def run(self) -> None:
        self._looked_at.clear()  # after a failure, too
        while True:
            await self.flush()
            await asyncio.sleep(FLUSH_EVERY_S)

    async def flush(self) -> None:
        """Log what is marked, then sign. What cannot be logged now stays marked."""
        if self.log.away is not None:
            return
        self._look_at_new()
        async with self._flushing:
            with suppress(LogIsAway):  # it was said where it was found
                for sitting_id in sorted(self._marked_sittings):
                    await self._log_opening(sitting_id)
                due = [name for name in self._marked if await self._is_public(name)]
                for start in range(0, len(due), ATTEMPTS_AT_ONCE):
                    await self._log_attempts(due[start : start + ATTEMPTS_AT_ONCE])
                for sitting_id in sorted(self._marked_sittings):
                    if self._is_said(sitting_id):
                        await self._log_close(sitting_id)
                        self._marked_sittings.pop(sitting_id, None)
                await self.log.seal()

    async def _is_public(self, name: str) -> bool:
        """Whether the board may show this end: the log tells nothing before the board does."""
        attempt = await self._attempts.state(name)
        if attempt.prepared is None or attempt.finished is None:
            return False
        material = await self._cabinet.material(attempt.prepared.sitting)
        state = await self._sitting_desk.state(attempt.prepared.sitting)
        shown_at = public_at(material, state, attempt.finished.at)
        return shown_at is not None and shown_at <= self._clock.now()

    def _is_said(self, sitting_id: str) -> bool:
        """Whether no attempt of a sitting waits to be logged."""
        held = self._sittings.assignments(sitting_id).values()
        return not any(each.attempt in self._marked for each in held)

    # ── sittings ─────────────────────────────────────────────────────────────────────────────
    async def commit_draw(self, sitting_id: str, commitment: str) -> None:
        """Before the sitting opens. A log that is away holds up no sitting; `verify` says so."""
        at = to_the_second(self._clock.now())
        try:
            async with self._flushing:
                await self._say(Said(DrawCommitted(at, sitting_id, commitment), {}))
                await self.log.seal()
        except LogIsAway as away:
            logger.warning("the draw of %s is not committed in the log: %s", sitting_id, away)
        except Exception:
            logger.exception("the draw of %s is not committed in the log", sitting_id)

    async def _log_opening(self, sitting_id: str) -> None:
        if self.log.contents.sitting(sitting_id).opened is not None:
            return
        events = await self._sitting_desk.events(sitting_id)
        opened = next((each for each in events if isinstance(each, SittingOpened)), None)
        if opened is not None:
            material = await self._cabinet.material(sitting_id)
            await self._log_bank(material, material.key_version, opened.at)
            await self._say(await asyncio.to_thread(sitting_opened, material, opened))

    async def _log_bank(self, material: Material, version: int, at: datetime) -> None:
        """The bank with this version of its keys, if it was not said before."""
        bank = material.bank
        if (bank.id, bank.digest, version) in self.log.contents.banks:
            return
        records = await self._registry.key_books(bank.id, bank.digest)
        digest = next(each.digest for each in records if each.version == version)
        said = await asyncio.to_thread(bank_opened, material, version, digest, at, self.salts)
        await self._say(said)

    async def _log_close(self, sitting_id: str) -> None:
        state = self._sittings.state(sitting_id)
        if state is None or state.closed is None:
            return
        material = await self._cabinet.material(sitting_id)
        if self.log.contents.sitting(sitting_id).closed is None:
            await self._say(await asyncio.to_thread(sitting_closed, material, state.closed))
        at = self._clock.now()
        for leaf in list(results_decided(state, self.log.contents, at)):
            await self._say(Said(leaf, {}))
        listed = await asyncio.to_thread(standing_published, material, self.log.contents, at)
        if listed is not None:
            await self._say(listed)

    # ── attempts ─────────────────────────────────────────────────────────────────────────────
    async def _log_attempts(self, names: Sequence[str]) -> None:
        """The first leaf of each in one transaction, then what corrects one, one by one."""
        wanted: dict[str, list[AttemptClosed]] = {}
        first: list[NewLeaf] = []
        for name in names:
            wanted[name] = await self._wanted_or_nothing(name)
            for leaf in wanted[name]:
                await self._log_bank(
                    await self._cabinet.material(leaf.sitting), leaf.key_version, leaf.at
                )
            if wanted[name] and name not in self.log.contents.newest:
                entry = encode_leaf(wanted[name][0])
                first.append(NewLeaf(subject_of(wanted[name][0], entry), entry))
            await asyncio.sleep(BREATH_S)
        if first:
            await self.log.append(Batch(first))
        for name, leaves in wanted.items():
            for leaf in self._missing(name, leaves):
                await self._say(Said(leaf, {}))
            if leaves and self.log.contents.sitting(leaves[0].sitting).closed is not None:
                self._marked_sittings[leaves[0].sitting] = None  # its list may have changed
            self._marked.pop(name, None)

    async def _wanted_or_nothing(self, name: str) -> list[AttemptClosed]:
        try:
            return await self.wanted(name)
        except ChainBroken as broken:
            logger.error("attempt %s is not logged: %s", name, broken)  # noqa: TRY400 - no traceback
            return []

    async def wanted(self, name: str) -> list[AttemptClosed]:
        """What the journal gives for this attempt. Raises ChainBroken, JournalError."""
        assignment = self._sittings.assignment(name)
        if assignment is None:
            return []
        material = await self._cabinet.material(assignment.sitting)
        rows = await self._journal.read(f"attempt/{name}")
        return await asyncio.to_thread(
            lambda: leaves_of(name, account_in(rows), material, self.salts)
        )

    def _missing(self, name: str, wanted: Sequence[AttemptClosed]) -> Iterable[AttemptClosed]:
        """Each names the index of the one before, so they are logged while this goes on."""
        if not wanted:
            return
        rest, why = self._after_the_newest(name, wanted)
        for leaf in rest:
            index, _ = self.log.contents.newest[name]
            yield corrected(leaf, index, why)

    def _after_the_newest(
        self, name: str, wanted: Sequence[AttemptClosed]
    ) -> tuple[Sequence[AttemptClosed], Literal["rescored", "journal_restored"]]:
        said = without_correction(self.log.contents.newest[name][1])
        if said in wanted:
            return wanted[wanted.index(said) + 1 :], "rescored"
        return wanted[-1:], "journal_restored"

    async def _say(self, said: Said) -> None:
        """Log one leaf, if nothing was said of its subject before. Raises LogIsAway."""
        entry = encode_leaf(said.leaf)
        before = self.log.contents.decisions[getattr(said.leaf, "attempt", "")]
        subject = subject_of(said.leaf, entry, before)
        if subject in self.log.subjects:
            return
        try:
            await self.log.append(Batch([NewLeaf(subject, entry)], said.files))
        except BookConflict:
            logger.exception("%s is not logged", subject)
