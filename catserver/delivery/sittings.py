"""The room's day in the shell: create, assign, open (draw the forms), start, close.

The clock's part is `tick`: it starts what is due and ends what is over. It is idempotent and can
run at any rate; after a restart the first tick catches up.
"""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from catserver import __version__
from catserver.admission.machine import Admission
from catserver.attempt.commands import Expire, Prepare, Start
from catserver.attempt.errors import CommandRefused
from catserver.attempt.events import AttemptPrepared, FormEntry, GiveBack
from catserver.attempt.state import Phase
from catserver.delivery.clock import Clock
from catserver.delivery.journal import JournalError
from catserver.delivery.machines import AdmissionDesk, AttemptDesk, SittingDesk
from catserver.delivery.material import Cabinet, Material
from catserver.delivery.pins import form_seed
from catserver.delivery.registry import Assignment, Registry, Sitting
from catserver.sitting.machine import (
    CloseSitting,
    OpenSitting,
    PrepareSitting,
    SittingPhase,
    SittingRefused,
    SittingState,
    StartSitting,
)
from question_bank.assembly import assemble
from question_bank.exam import ClockRules, WhenAway
from question_bank.form import Form

logger = logging.getLogger(__name__)

BeforeOpening = Callable[[str, str], Awaitable[None]]
"""Told (sitting, commitment of its draw); the opening waits for it."""


class Sittings:
    """Also the directory of who is in which attempt: `assignment` answers without waiting."""

    def __init__(
        self,
        registry: Registry,
        cabinet: Cabinet,
        desk: SittingDesk,
        attempts: AttemptDesk,
        admissions: AdmissionDesk,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._cabinet = cabinet
        self._desk = desk
        self._attempts = attempts
        self._admissions = admissions
        self._clock = clock
        self._assignments: dict[str, Assignment] = {}
        self._of_sitting: dict[str, dict[str, Assignment]] = {}
        self._starting = asyncio.Lock()
        self.before_opening: BeforeOpening | None = None

    # ── the directory ────────────────────────────────────────────────────────────────────────
    def assignment(self, attempt: str) -> Assignment | None:
        return self._assignments.get(attempt)

    def assignments(self, sitting_id: str) -> Mapping[str, Assignment]:
        """By candidate number."""
        return self._of_sitting.get(sitting_id, {})

    def state(self, sitting_id: str) -> SittingState | None:
        return self._desk.known(sitting_id)

    def in_use(self) -> list[str]:
        """The sittings in memory."""
        return list(self._of_sitting)

    async def recover(self) -> None:
        """Bring every sitting that is not closed back into memory, with all its attempts."""
        for sitting in await self._registry.sittings():
            state = await self._desk.state(sitting.id)
            if state.phase is SittingPhase.BLANK:
                await self._prepare(sitting)  # the process ended between registry and journal
            await self.load(sitting.id)

    async def discover(self) -> bool:
        """Take in sittings and assignments another process added; False where there are none."""
        found = False
        for sitting in await self._registry.sittings():
            assignments = await self._registry.assignments(sitting.id)
            known = self._of_sitting.get(sitting.id)
            if known is not None and len(known) == len(assignments):
                continue
            found = True
            state = await self._desk.state(sitting.id)
            if state.phase is SittingPhase.BLANK:
                await self._prepare(sitting)
            await self.load(sitting.id)
            if state.phase in {SittingPhase.OPEN, SittingPhase.RUNNING}:
                await self._draw_forms(sitting.id)
        return found

    async def load(self, sitting_id: str) -> None:
        """Fold a sitting, its admissions and its attempts into memory."""
        await self._cabinet.material(sitting_id)
        await self._desk.state(sitting_id)
        await self._know(await self._registry.assignments(sitting_id), sitting_id)

    async def _know(self, assignments: Sequence[Assignment], sitting_id: str) -> None:
        held = self._of_sitting.setdefault(sitting_id, {})
        for assignment in assignments:
            await self._attempts.state(assignment.attempt)
            await self._admissions.state(assignment.attempt)
            self._assignments[assignment.attempt] = assignment
            held[assignment.candidate] = assignment

    # ── the committee's part ─────────────────────────────────────────────────────────────────
    async def create(self, sitting: Sitting) -> None:
        """Raises registry.Unknown where its exam or bank does not exist."""
        await self._registry.add_sitting(sitting)
        await self._prepare(sitting)
        await self.load(sitting.id)

    async def _prepare(self, sitting: Sitting) -> None:
        command = PrepareSitting(
            sitting.created_by, sitting.title, sitting.room, sitting.exam, sitting.start_at
        )
        with suppress(SittingRefused):  # discovered and prepared in between
            await self._desk.handle(sitting.id, command)

    async def assign(self, assignments: Sequence[Assignment], sitting_id: str) -> None:
        """Raises registry.SeatTaken or Unknown. An open sitting draws their forms at once."""
        await self._registry.assign(assignments)
        await self._know(await self._registry.assignments(sitting_id), sitting_id)
        state = await self._desk.state(sitting_id)
        if state.phase in {SittingPhase.OPEN, SittingPhase.RUNNING}:
            await self._draw_forms(sitting_id)

    async def unassign(self, sitting_id: str, numbers: Sequence[str]) -> tuple[str, ...]:
        """Take out those who have not come yet, and say whom; the others keep their place."""
        held = self._of_sitting[sitting_id]
        taken = tuple(each for each in numbers if each in held and self._untouched(held[each]))
        await self._registry.unassign(sitting_id, taken)
        for number in taken:
            del self._assignments[held.pop(number).attempt]
        return taken

    def _untouched(self, assignment: Assignment) -> bool:
        """Nothing has happened but perhaps the drawing of a form nobody has seen."""
        attempt = self._attempts.known(assignment.attempt)
        admission = self._admissions.known(assignment.attempt)
        return (
            attempt is not None
            and attempt.phase in {Phase.BLANK, Phase.PREPARED}
            and admission == Admission(assignment.attempt)
        )

    async def open(self, sitting_id: str, by: str) -> SittingState:
        """Commit to a seed, then draw and record every form. Raises BlueprintUnfilled."""
        material = await self._cabinet.material(sitting_id)
        assemble(material.exam, material.bank, Random(0))  # refuse before anything is recorded
        seed = await self._seed(sitting_id)
        commitment = sha256(bytes.fromhex(seed)).hexdigest()
        state = await self._desk.state(sitting_id)
        if self.before_opening is not None and state.phase is SittingPhase.PREPARED:
            await self.before_opening(sitting_id, commitment)
        handled = await self._desk.handle(sitting_id, OpenSitting(by, commitment))
        await self._draw_forms(sitting_id)
        return handled.state

    async def start(self, sitting_id: str, by: str) -> SittingState:
        handled = await self._desk.handle(sitting_id, StartSitting(by))
        await self._start_waiting(sitting_id)
        return handled.state

    async def close(self, sitting_id: str, by: str, reason: str) -> SittingState:
        """Raises SittingRefused (sitting_does_not_balance) while anyone still works."""
        seed = await self._seed(sitting_id)
        command = CloseSitting(by, reason, self.balance(sitting_id), seed)
        return (await self._desk.handle(sitting_id, command)).state

    def balance(self, sitting_id: str) -> dict[str, int]:
        """How many attempts and admissions of the sitting stand where."""
        counts: Counter[str] = Counter()
        for assignment in self.assignments(sitting_id).values():
            attempt = self._attempts.known(assignment.attempt)
            admission = self._admissions.known(assignment.attempt)
            assert attempt is not None
            assert admission is not None
            counts[attempt.phase.value] += 1
            counts[f"admission:{admission.phase.value}"] += 1
        return dict(sorted(counts.items()))

    async def _seed(self, sitting_id: str) -> str:
        key = f"draw_seed/{sitting_id}"
        seed = await self._registry.site_value(key)
        if seed is None:
            seed = secrets.token_hex(32)
            await self._registry.set_site_value(key, seed)
        return seed

    # ── forms ────────────────────────────────────────────────────────────────────────────────
    async def _draw_forms(self, sitting_id: str) -> None:
        material = await self._cabinet.material(sitting_id)
        await self._cabinet.load_keys(sitting_id)  # they may have been corrected meanwhile
        seed = await self._seed(sitting_id)
        for assignment in list(self.assignments(sitting_id).values()):
            attempt = await self._attempts.state(assignment.attempt)
            if attempt.phase is Phase.BLANK:
                random = Random(form_seed(seed, assignment.attempt))
                form = assemble(material.exam, material.bank, random)
                command = await self._prepare_command(material, assignment, form)
                with suppress(CommandRefused):  # two draw at once: the same form, once
                    await self._attempts.handle(assignment.attempt, command)
                await asyncio.sleep(0)  # a room of hundreds must not hold up the loop

    async def _prepare_command(
        self, material: Material, assignment: Assignment, form: Form
    ) -> Prepare:
        candidate = await self._registry.candidate(assignment.candidate)
        assert candidate is not None, "an assignment names a candidate of the registry"
        exam, bank = material.exam, material.bank
        return Prepare(
            AttemptPrepared(
                at=self._clock.now(),
                candidate=assignment.candidate,
                category=candidate.category,
                formation=candidate.formation,
                sitting=assignment.sitting,
                exam=exam.id,
                exam_digest=exam.digest,
                bank=bank.id,
                bank_digest=bank.digest,
                key_version=material.key_version,
                form=tuple(
                    FormEntry(each.item, bank.items[each.item].section, each.choices)
                    for each in form.items
                ),
                form_digest=form.digest,
                allowed_s=int(exam.allowed(candidate.accommodation).total_seconds()),
                answer_grace_s=int(exam.time.answer_grace.total_seconds()),
                late_start=exam.time.late_start.value,
                software=__version__,
                give_back=_give_back(exam.clock),
            )
        )

    def anyone_runs(self) -> bool:
        """Whether a candidate's time runs now."""
        return any(
            (attempt := self._attempts.known(assignment.attempt)) is not None
            and attempt.phase is Phase.RUNNING
            for sitting_id, held in self._of_sitting.items()
            if (state := self._desk.known(sitting_id)) and state.phase is SittingPhase.RUNNING
            for assignment in held.values()
        )

    # ── the clock's part ─────────────────────────────────────────────────────────────────────
    async def tick(self) -> None:
        """Start what is due, end what is over. A store that is away is tried again next time."""
        for sitting_id in self.in_use():
            try:
                await self._recall(sitting_id)
                await self._keep_time(sitting_id)
            except (JournalError, SittingRefused) as error:
                logger.warning("the clock could not act on %s: %r", sitting_id, error)
            except Exception:  # one room's fault must not stop the time of the others
                logger.exception("the clock failed on %s", sitting_id)

    def next_start_at(self) -> datetime | None:
        """The earliest start among the open sittings, whether due or yet to come."""
        states = (self._desk.known(sitting_id) for sitting_id in self.in_use())
        starts = [each.start_at for each in states if each and each.phase is SittingPhase.OPEN]
        return min((start_at for start_at in starts if start_at is not None), default=None)

    async def _recall(self, sitting_id: str) -> None:
        """Read again what a commit that failed has dropped from memory."""
        for assignment in list(self.assignments(sitting_id).values()):
            if self._attempts.known(assignment.attempt) is None:
                await self._attempts.state(assignment.attempt)
            if self._admissions.known(assignment.attempt) is None:
                await self._admissions.state(assignment.attempt)

    async def _keep_time(self, sitting_id: str) -> None:
        state = await self._desk.state(sitting_id)
        if state.phase is SittingPhase.OPEN:
            if state.start_at is not None and state.start_at <= self._clock.now():
                await self.start(sitting_id, "clock")
        elif state.phase is SittingPhase.RUNNING:
            await self._start_waiting(sitting_id)
            await self._expire_overdue(sitting_id)

    async def _start_waiting(self, sitting_id: str) -> None:
        state = await self._desk.state(sitting_id)
        if state.started_at is None:
            return
        command = Start(state.started_at)
        async with self._starting:  # a tick in the middle of a start would go over the room again
            waiting = [
                each.attempt
                for each in self.assignments(sitting_id).values()
                if (known := self._attempts.known(each.attempt)) and known.phase is Phase.WAITING
            ]
            await self._each(waiting, command)

    async def _expire_overdue(self, sitting_id: str) -> None:
        now = self._clock.now()
        overdue = [
            each.attempt
            for each in self.assignments(sitting_id).values()
            if (attempt := self._attempts.known(each.attempt))
            and attempt.deadline_at is not None
            and attempt.deadline_at < now
        ]
        await self._each(overdue, Expire())

    async def _each(self, attempts: Sequence[str], command: Start | Expire) -> None:
        """One attempt that cannot be acted on costs the others nothing; the next tick tries it."""
        done = await asyncio.gather(
            *(self._attempts.handle(attempt, command) for attempt in attempts),
            return_exceptions=True,
        )
        # Refused: within the grace, or granted time in the meantime.
        failed = [
            each
            for each in done
            if isinstance(each, BaseException) and not isinstance(each, CommandRefused)
        ]
        if failed:
            logger.warning(
                "%s failed for %d attempts: %r", type(command).__name__, len(failed), failed[0]
            )


def _give_back(clock: ClockRules) -> GiveBack:
    def ceiling_s(when: WhenAway, ceiling: timedelta) -> int:
        return int(ceiling.total_seconds()) if when is WhenAway.GIVE_BACK else 0

    return GiveBack(
        server_ceiling_s=ceiling_s(clock.when_server_is_away, clock.give_back_ceiling),
        terminal_ceiling_s=ceiling_s(clock.when_terminal_is_away, clock.terminal_ceiling),
        from_s=int(clock.give_back_from.total_seconds()),
    )
