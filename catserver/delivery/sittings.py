"""The room's day in the shell: create, assign, open (draw the forms), start, close.

The clock's part is `timekeeping.py`'s, the forms are `drawing.py`'s.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from catserver.admission.state import Admission
from catserver.attempt.state import Phase
from catserver.delivery.clock import Clock
from catserver.delivery.directory import Directory
from catserver.delivery.drawing import Drawing
from catserver.delivery.machines import AdmissionDesk, AttemptDesk, SittingDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.registry import Assignment, Registry, Sitting
from catserver.delivery.timekeeping import Timekeeper
from catserver.sitting.machine import (
    CloseSitting,
    OpenSitting,
    PrepareSitting,
    SittingPhase,
    SittingRefused,
    SittingState,
    StartSitting,
)

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
        self._directory = Directory()
        self._drawing = Drawing(registry, cabinet, attempts, clock)
        self._time = Timekeeper(self._directory, desk, attempts, admissions, clock)
        self.before_opening: BeforeOpening | None = None

    # ── the directory ────────────────────────────────────────────────────────────────────────
    def assignment(self, attempt: str) -> Assignment | None:
        return self._directory.assignment(attempt)

    def assignments(self, sitting_id: str) -> Mapping[str, Assignment]:
        """By candidate number."""
        return self._directory.assignments(sitting_id)

    def state(self, sitting_id: str) -> SittingState | None:
        return self._desk.known(sitting_id)

    def in_use(self) -> list[str]:
        """The sittings in memory."""
        return self._directory.in_use()

    async def recover(self, *, closed: bool = True) -> None:
        """Bring every sitting back into memory, with all its attempts.

        Those that are closed may come later, by `discover`: nobody in them waits.
        """
        for sitting in await self._registry.sittings():
            state = await self._prepared(sitting)
            if closed or state.phase is not SittingPhase.CLOSED:
                await self.load(sitting.id)

    async def discover(self) -> list[str]:
        """Take in sittings and assignments that are not in memory yet, and say of which sittings.

        Another process may have made them.
        """
        found = []
        counts = await self._registry.assignment_counts()
        in_use = set(self.in_use())
        for sitting_id, count in counts.items():
            if sitting_id in in_use and count == len(self.assignments(sitting_id)):
                continue
            sitting = await self._registry.sitting(sitting_id)
            if sitting is None:
                continue
            found.append(sitting_id)
            state = await self._prepared(sitting)
            await self.load(sitting_id)
            if state.phase in {SittingPhase.OPEN, SittingPhase.RUNNING}:
                await self._draw_forms(sitting_id)
        return found

    async def load(self, sitting_id: str) -> None:
        """Fold a sitting, its admissions and its attempts into memory."""
        await self._cabinet.material(sitting_id)
        await self._desk.state(sitting_id)
        await self._know(await self._registry.assignments(sitting_id), sitting_id)

    async def _know(self, assignments: Sequence[Assignment], sitting_id: str) -> None:
        names = [assignment.attempt for assignment in assignments]
        await self._attempts.bring(names)
        await self._admissions.bring(names)
        self._directory.enter(sitting_id, assignments)
        for name in names:
            self._time.note(name)

    # ── the committee's part ─────────────────────────────────────────────────────────────────
    async def create(self, sitting: Sitting) -> None:
        """Raises registry.Unknown where its exam or bank does not exist."""
        await self._registry.add_sitting(sitting)
        await self._prepared(sitting)
        await self.load(sitting.id)

    async def _prepared(self, sitting: Sitting) -> SittingState:
        """A process that ended between registry and journal left it blank."""
        state = await self._desk.state(sitting.id)
        if state.phase is not SittingPhase.BLANK:
            return state
        command = PrepareSitting(
            sitting.created_by, sitting.title, sitting.room, sitting.exam, sitting.start_at
        )
        with suppress(SittingRefused):  # discovered and prepared in between
            await self._desk.handle(sitting.id, command)
        return await self._desk.state(sitting.id)

    async def assign(self, assignments: Sequence[Assignment], sitting_id: str) -> None:
        """Raises registry.SeatTaken or Unknown. An open sitting draws their forms at once."""
        await self._registry.assign(assignments)
        await self._know(await self._registry.assignments(sitting_id), sitting_id)
        state = await self._desk.state(sitting_id)
        if state.phase in {SittingPhase.OPEN, SittingPhase.RUNNING}:
            await self._draw_forms(sitting_id)

    async def unassign(self, sitting_id: str, numbers: Sequence[str]) -> tuple[str, ...]:
        """Take out those who have not come yet, and say whom; the others keep their place."""
        held = self.assignments(sitting_id)
        taken = tuple(each for each in numbers if each in held and self._untouched(held[each]))
        await self._registry.unassign(sitting_id, taken)
        self._directory.strike(sitting_id, taken)
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
        commitment = await self._drawing.commitment(sitting_id)
        state = await self._desk.state(sitting_id)
        if self.before_opening is not None and state.phase is SittingPhase.PREPARED:
            await self.before_opening(sitting_id, commitment)
        handled = await self._desk.handle(sitting_id, OpenSitting(by, commitment))
        await self._draw_forms(sitting_id)
        return handled.state

    async def _draw_forms(self, sitting_id: str) -> None:
        await self._drawing.draw(sitting_id, list(self.assignments(sitting_id).values()))

    async def start(self, sitting_id: str, by: str) -> SittingState:
        handled = await self._desk.handle(sitting_id, StartSitting(by))
        await self._time.start_waiting(sitting_id)
        return handled.state

    async def close(self, sitting_id: str, by: str, reason: str) -> SittingState:
        """Raises SittingRefused (sitting_does_not_balance) while anyone still works."""
        seed = await self._drawing.seed(sitting_id)
        await self._know(list(self.assignments(sitting_id).values()), sitting_id)
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

    # ── the clock's part ─────────────────────────────────────────────────────────────────────
    async def tick(self) -> None:
        """Start what is due, end what is over. A store that is away is tried again next time."""
        await self._time.tick()

    def hold_ends_while(self, held: Callable[[], bool]) -> None:
        """Nobody's time ends while `held()`: what they lost is not known yet."""
        self._time.hold_ends_while(held)

    def whose_time_runs(self) -> list[str]:
        return self._time.whose_time_runs()

    def next_start_at(self) -> datetime | None:
        """The earliest start among the open sittings, whether due or yet to come."""
        return self._time.next_start_at()

    def last_deadline(self, sitting_id: str) -> datetime | None:
        """When the last of those who work now will be over."""
        return self._time.last_deadline(sitting_id)

    def anyone_runs(self) -> bool:
        """Whether a candidate's time runs now."""
        return self._time.anyone_runs()
