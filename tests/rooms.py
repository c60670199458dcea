"""A room in memory for tests: registry, journal and desks; no store, no sockets, time by hand."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from catserver.attempt.commands import Connect
from catserver.attempt.events import AttemptId, ConnectionId
from catserver.delivery.desk import Desk
from catserver.delivery.door.galleries import Galleries
from catserver.delivery.door.inspecting import Engine, Inspector, NoQueue, Queue
from catserver.delivery.door.looks import Looks
from catserver.delivery.machines import (
    AdmissionDesk,
    AdmissionMachine,
    AttemptDesk,
    AttemptMachine,
    SittingDesk,
    SittingMachine,
)
from catserver.delivery.material import Cabinet
from catserver.delivery.memory_journal import MemoryJournal
from catserver.delivery.memory_registry import MemoryRegistry
from catserver.delivery.registry import (
    Assignment,
    Candidate,
    CandidateNumber,
    RosterEntry,
    Sitting,
)
from catserver.delivery.sittings import Sittings
from catserver.loading.loader import By, Loader
from catserver.loading.new_sitting import SittingWish, new_sitting
from catserver.roster.roster import RosterLimits, SourceFile
from proctoring.engine import EngineName
from tests.builders import EIGHT

DATA = Path(__file__).parent / "data"
EXAM = (DATA / "exam-small.toml").read_bytes()
BANK = (DATA / "bank-small.csv").read_bytes()
START_AFTER = timedelta(hours=1)


@dataclass
class HandClock:
    at: datetime = EIGHT

    def now(self) -> datetime:
        return self.at

    def pass_(self, **passed: float) -> None:
        self.at += timedelta(**passed)


@dataclass
class SetQueue:
    """As long as the test says."""

    seconds: float = 0.0
    length: int = 0
    workers: int = 1

    def wait_s(self) -> float:
        return self.seconds

    wait_behind_s = wait_s


@dataclass
class Room:
    """Everything below the web. `load_bank` is the committee's upload."""

    clock: HandClock = field(default_factory=HandClock)
    registry: MemoryRegistry = field(default_factory=MemoryRegistry)
    journal: MemoryJournal = field(default_factory=MemoryJournal)

    def __post_init__(self) -> None:
        self.loader = Loader(self.registry, self.clock, RosterLimits(), lambda _: None)
        self.restart()

    def restart(self) -> None:
        """Forget everything but registry and journal."""
        self.cabinet = Cabinet(self.registry)
        self.attempts: AttemptDesk = Desk(AttemptMachine(self.cabinet), self.journal, self.clock)
        self.admissions: AdmissionDesk = Desk(AdmissionMachine(), self.journal, self.clock)
        self.sitting_desk: SittingDesk = Desk(SittingMachine(), self.journal, self.clock)
        self.sittings = Sittings(
            self.registry,
            self.cabinet,
            self.sitting_desk,
            self.attempts,
            self.admissions,
            self.clock,
        )

    async def load_bank(self, table: bytes = BANK) -> str:
        file = SourceFile("bank-small.csv", table)
        bank = await self.loader.load_bank(file, None, None, By("budi"))
        assert bank.id is not None, bank.problems
        return bank.id

    async def a_sitting(self, candidates: int = 2, exam_file: bytes = EXAM) -> Sitting:
        """Created, assigned, not open; attempts are `<sitting>-1`, `<sitting>-2` …"""
        exam = await self.loader.load_exam(SourceFile("exam-small.toml", exam_file), By("budi"))
        assert exam.id is not None, exam.problems
        bank = await self.load_bank()
        wish = SittingWish("Sesi", exam.id, bank, "A", self.clock.now() + START_AFTER, candidates)
        sitting = await new_sitting(self.registry, self.loader, self.clock, wish, "budi")
        numbers = [CandidateNumber(f"{place:03d}") for place in range(1, candidates + 1)]
        await self.registry.load_roster(
            [
                RosterEntry(Candidate(each, f"Peserta {each}", "Pranata", "general"))
                for each in numbers
            ]
        )
        await self.sittings.create(sitting)
        await self.sittings.assign(
            [
                Assignment(AttemptId(f"{sitting.id}-{place}"), sitting.id, number, str(place))
                for place, number in enumerate(numbers, start=1)
            ],
            sitting.id,
        )
        return sitting

    async def an_open_sitting(self, candidates: int = 2, exam_file: bytes = EXAM) -> Sitting:
        sitting = await self.a_sitting(candidates, exam_file)
        await self.sittings.open(sitting.id, "budi")
        return sitting

    def looks(
        self,
        inspector: Inspector,
        queue: Queue | None = None,
        defer_from_s: float = 3.0,
        site_engine: EngineName | None = None,
    ) -> Looks:
        """`inspector` is the desk's and the one behind it."""
        return Looks(
            self.registry,
            Galleries(self.registry),
            self.cabinet,
            self.sittings,
            self.attempts,
            self.admissions,
            Engine(inspector, inspector, queue or NoQueue(), name=site_engine),
            self.clock,
            defer_from_s,
        )

    async def seat(self, attempt: str) -> None:
        """A terminal of its own connects."""
        await self.attempts.handle(attempt, Connect(ConnectionId(f"line-{attempt}"), "T-1"))
