"""A room in memory with its log: an exam day in small, from the draw to the published folder."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from catserver.attempt.commands import HandIn, Respond
from catserver.attempt.events import ConnectionId
from catserver.delivery.registry import Sitting
from catserver.transparency.book import Batch, LogBook, NewLeaf
from catserver.transparency.commitment import Salts
from catserver.transparency.keeper import Keeper
from catserver.transparency.log import Log
from catserver.transparency.memory_book import MemoryLogBook
from catserver.transparency.opening import open_log, public_folder
from question_bank.item import ChoiceId
from tests.rooms import EXAM, Room

SALTS = Salts(b"a secret of this site, of 32 bytes")


@dataclass
class LoggedRoom:
    """A room whose site keeps its log in `folder`."""

    folder: Path
    room: Room = field(default_factory=Room)
    book: LogBook = field(default_factory=MemoryLogBook)
    restored_at: datetime | None = None
    origin: str = "log.example/small"

    @property
    def public(self) -> Path:
        return public_folder(self.folder)

    async def a_log(self) -> Log:
        return await open_log(
            self.book,
            self.room.registry,
            self.folder,
            self.room.clock.now,
            restored_at=self.restored_at,
            origin=self.origin,
        )

    async def a_keeper(self) -> Keeper:
        """As a server that starts would have it."""
        room = self.room
        keeper = Keeper(
            await self.a_log(),
            room.registry,
            room.cabinet,
            room.sittings,
            room.sitting_desk,
            room.attempts,
            room.journal,
            SALTS,
            room.clock,
        )
        room.sittings.before_opening = keeper.commit_draw
        return keeper

    async def restarted(self) -> Keeper:
        """The process ended and came back: all memory is gone."""
        self.room.restart()
        await self.room.sittings.recover()
        return await self.a_keeper()

    async def a_running_sitting(self, candidates: int = 3, exam_file: bytes = EXAM) -> Sitting:
        sitting = await self.room.an_open_sitting(candidates, exam_file)
        for place in range(1, candidates + 1):
            await self.room.seat(f"{sitting.id}-{place}")
        self.room.clock.at = sitting.start_at
        await self.room.sittings.tick()
        return sitting

    async def hand_in(self, attempt: str, right: int) -> None:
        """`right` items answered with the choice `b`, then the end."""
        state = await self.room.attempts.state(attempt)
        assert state.prepared is not None
        here = ConnectionId(f"line-{attempt}")
        for seq, entry in enumerate(state.prepared.form[:right], start=1):
            answer = Respond(here, seq, entry.item, ChoiceId("b"), doubt=False)
            await self.room.attempts.handle(attempt, answer)
        self.room.clock.pass_(seconds=1)
        await self.room.attempts.handle(attempt, HandIn(here))

    async def a_closed_sitting(self, candidates: int = 3, exam_file: bytes = EXAM) -> Sitting:
        """Everybody hands in, each with one more right answer; then it is closed."""
        sitting = await self.a_running_sitting(candidates, exam_file)
        for place in range(1, candidates + 1):
            await self.hand_in(f"{sitting.id}-{place}", place)
        self.room.clock.pass_(minutes=1)
        await self.room.sittings.close(sitting.id, "budi", "selesai")
        return sitting


def leaves(*names: str) -> Batch:
    """Of a type nobody knows: the tree does not mind."""
    return Batch([NewLeaf(each, f'{{"name":"{each}","type":"test"}}'.encode()) for each in names])


async def grown(log: Log, *names: str) -> None:
    await log.append(leaves(*names))
    await log.seal()
