"""A room that answers, as the board is told of it: for measuring the board without an exam."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from catserver.bench.crowd import stamp_now
from catserver.delivery.board_line import BoardLine
from scoreboard.heading import Heading, SectionHeading, SittingPhase
from scoreboard.intake import Announcement
from scoreboard.postings import Phase, Posting
from scoreboard.visibility import Visibility

SITTING = "bench"
ITEMS = 110
BEAT_S = 0.005
PASSED_ABOVE = 311_00
SECTIONS = ("twk", "tiu", "tkp")


class BoardRoom:
    """Attempts that stand anywhere and move at random, by a fixed seed."""

    def __init__(self, attempts: int) -> None:
        self._random = Random(20_260_901)
        self._attempts = attempts
        self._version = 0

    async def told(self, line: BoardLine) -> None:
        """Everything, as after a start."""
        line.post(Announcement(heading=_heading(), visibility=Visibility()))
        for attempt in range(self._attempts):
            line.post(self._posting(attempt))
        line.complete()

    async def answer(self, line: BoardLine, per_s: float, for_s: float) -> None:
        """Postings spread evenly; each says when it was posted."""
        began, posted = time.monotonic(), 0
        turns = self._turns()
        while (spent := time.monotonic() - began) < for_s:
            for _ in range(int(spent * per_s) - posted):
                line.post(self._posting(next(turns)))
                posted += 1
            await asyncio.sleep(BEAT_S)

    def _turns(self) -> Iterator[int]:
        while True:
            yield from self._random.sample(range(self._attempts), self._attempts)

    def _posting(self, attempt: int) -> Posting:
        self._version += 1
        total = self._random.randrange(0, 550_00, 5_00)
        return Posting(
            attempt=f"a{attempt}",
            sitting=SITTING,
            number=f"2431{attempt:07}",
            name=f"Peserta Nomor {attempt}",
            formation=f"Formasi {attempt % 20}",
            at=datetime.now(UTC),
            sections={"twk": stamp_now() * 100, "tiu": total // 2, "tkp": total // 3},
            total=total,
            answered=self._random.randrange(ITEMS),
            items=ITEMS,
            phase=Phase.RUNNING,
            passed=total > PASSED_ABOVE,
            tie_break=(attempt,),
            version=self._version,
        )


def _heading() -> Heading:
    now = datetime.now(UTC)
    titles = {"id": "Bagian", "en": "Section"}
    return Heading(
        id=SITTING,
        event="bench",
        title="Bench",
        exam_title={"id": "Ujian", "en": "Exam"},
        sections=tuple(
            SectionHeading(id=each, title=titles, points_max=200_00) for each in SECTIONS
        ),
        room="Bench",
        phase=SittingPhase.RUNNING,
        start_at=now,
        end_at=now + timedelta(hours=1),
    )
