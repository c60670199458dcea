"""A rehearsal from the first arrival to the report."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from typing import Protocol

from catserver.rehearsal.board import Board
from catserver.rehearsal.board_watch import BoardWatch
from catserver.rehearsal.candidate import Candidate
from catserver.rehearsal.door import Door, Room
from catserver.rehearsal.line import dialling
from catserver.rehearsal.messages import Number
from catserver.rehearsal.plan import Plan, Starts
from catserver.rehearsal.report import (
    AnswerFault,
    Answers,
    Arrivals,
    Difference,
    Lines,
    Report,
)
from catserver.rehearsal.requests import Requests, requests_to
from catserver.rehearsal.site import Site
from catserver.rehearsal.tally import Stage, Standing, Tally
from catserver.rehearsal.troubles import CannotSit

SHOWN_EVERY_S = 0.5
LOOKS_EVERY_S = 0.1
BOARD_CATCHES_UP_WITHIN_S = 10.0
FORMS_HELD_WITHIN_S = 10.0
INTERNAL_ERROR = 1011
ON_THEIR_WAY = (Stage.EXPECTED, Stage.ARRIVING)


class Progress(Protocol):
    """Whoever shows how it goes."""

    def show(self, standing: Standing, /) -> None:
        """Called twice a second; must not wait."""
        ...

    def say(self, sentence: str, /) -> None: ...


async def run_rehearsal(plan: Plan, watcher: Progress) -> Report:
    """Raises a Trouble where the site does not even let the rehearsal begin."""
    async with requests_to(plan.url, plan.trust) as requests:
        return await Rehearsal(plan, watcher, requests).run()


class Rehearsal:
    def __init__(self, plan: Plan, watcher: Progress, requests: Requests) -> None:
        self._plan = plan
        self._watcher = watcher
        self._requests = requests
        self._tally = Tally()
        self._board = Board()
        self._watch = BoardWatch(requests, plan.sitting, self._board)
        self._door = Door(requests, plan, self._tally)
        self._notes: list[str] = []
        self._began = time.perf_counter()
        self._cpu = Stopwatch(time.process_time)
        self._work = Stopwatch(time.perf_counter)

    async def run(self) -> Report:
        room = await self._door.open()
        numbers = _who(self._plan, room)
        async with asyncio.TaskGroup() as tasks:
            background = [
                tasks.create_task(self._watch.run(), name="board"),
                tasks.create_task(self._show(), name="progress"),
                tasks.create_task(self._start(room), name="start"),
            ]
            site = Site(
                self._plan,
                self._requests,
                dialling(self._plan.url, self._plan.trust),
                self._door,
                self._board,
                self._tally,
                tasks,
            )
            days = [
                tasks.create_task(self._candidate(number, site).day(), name=f"day-{number}")
                for number in numbers
            ]
            await asyncio.wait(days)
            self._work.stop()
            self._cpu.stop()
            await self._compare_board()
            for task in background:
                task.cancel()
        self._watcher.show(self._standing(0.0))
        return self._report()

    def _candidate(self, number: Number, site: Site) -> Candidate:
        self._tally.expect(number)
        return Candidate(number, site, Random(f"{self._plan.seed}:{number}"))

    # ── beside the candidates ────────────────────────────────────────────────────────────────
    async def _show(self) -> None:
        before, looked_at = 0, time.perf_counter()
        while True:
            await asyncio.sleep(SHOWN_EVERY_S)
            now, answers = time.perf_counter(), self._tally.answers
            self._watcher.show(self._standing((answers - before) / (now - looked_at)))
            before, looked_at = answers, now

    def _standing(self, answers_per_s: float) -> Standing:
        return Standing(
            stages=self._tally.stages(),
            answers=self._tally.answers,
            items=self._tally.items,
            answers_per_s=answers_per_s,
            acknowledgement_p99_ms=self._tally.acknowledgement.recent_p99_ms(),
            board_p99_ms=self._board.lateness.recent_p99_ms(),
            reconnections=self._tally.reconnections,
            elapsed_s=time.perf_counter() - self._began,
        )

    async def _start(self, room: Room) -> None:
        """Start the sitting once nobody is on the way any more; time the work from its start."""
        if self._plan.starts is Starts.REHEARSAL and room.sitting.phase != "running":
            await _until(lambda: not self._tally.count(*ON_THEIR_WAY))
            with suppress(TimeoutError):
                async with asyncio.timeout(FORMS_HELD_WITHIN_S):
                    await _until(self._forms_are_held)
            if self._tally.count(Stage.SIGNED_IN) and not self._plan.stop.is_set():
                self._watcher.say("Everybody is seated; the sitting starts.")
                await self._door.start()
        await _until(lambda: self._tally.count(Stage.WORKING, Stage.FINISHED) > 0)
        self._work.start()
        self._cpu.start()

    def _forms_are_held(self) -> bool:
        return len(self._tally.forms_held) >= self._tally.count(Stage.SIGNED_IN)

    async def _compare_board(self) -> None:
        """Every result on a screen against the public board, once the board has them all."""
        outcomes = self._tally.outcomes
        if not outcomes:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(BOARD_CATCHES_UP_WITHIN_S + self._board_delay_s):
                await _until(self._all_finished_on_board)
        if self._board.frozen:
            self._notes.append("The public board is frozen: results were not compared with it.")
            return
        fresh = await self._watch.snapshot()
        self._tally.disagreements.extend(fresh.compare_outcomes(outcomes.items()))
        self._tally.disagreements.extend(self._board.compare_with(fresh))

    def _all_finished_on_board(self) -> bool:
        rows = (self._board.row(number) for number in self._tally.outcomes)
        return all(row is not None and row.status == "finished" for row in rows)

    @property
    def _board_delay_s(self) -> float:
        return self._board.heading.delay_s if self._board.heading else 0.0

    # ── the report ───────────────────────────────────────────────────────────────────────────
    def _report(self) -> Report:
        tally, answers = self._tally, self._tally.answers
        seconds = self._work.seconds
        refusals = {**self._requests.codes}
        return Report(
            url=self._plan.url,
            sitting=self._plan.sitting,
            candidates=len(tally.stages_of),
            finished=tally.count(Stage.FINISHED),
            stopped=self._plan.stop.is_set(),
            seconds=round(seconds, 1),
            client_cpu_s=round(self._cpu.seconds, 2),
            client_cpu_s_per_1000_answers=(
                round(self._cpu.seconds / answers * 1000, 3) if answers else None
            ),
            arrivals=Arrivals(
                matched=tally.comparisons["match"],
                referred=tally.comparisons["referred"],
                retaken=tally.retakes,
                refused=tally.count(Stage.REFUSED),
                comparison=tally.comparison.figures(),
                sign_in=tally.sign_in.figures(),
                looks=dict(tally.looks),
            ),
            answers=Answers(
                acknowledged=answers,
                over_http=tally.over_http,
                per_s=round(answers / seconds, 1) if seconds else 0.0,
                acknowledgement=tally.acknowledgement.figures(),
                board=self._board.lateness.figures(),
                board_delay_s=self._board_delay_s,
                not_shown=self._board.awaited,
                refused=dict(sorted(tally.refused.items())),
            ),
            lines=Lines(
                reconnections=tally.reconnections,
                longest_gap_s=round(tally.longest_gap_s, 2),
                moves=tally.moves,
                closed={str(code): count for code, count in sorted(tally.closed.items())},
                board_resumed=self._watch.resumed,
            ),
            lost=_faults(tally, "lost"),
            doubled=_faults(tally, "doubled"),
            disagreements=tuple(Difference(each.number, each.what) for each in tally.disagreements),
            broken_off=tuple(Difference(number, why) for number, why in tally.broken_off.items()),
            outcomes_compared=0 if self._board.frozen else len(tally.outcomes),
            error_codes=refusals,
            server_errors=self._requests.server_faults + tally.closed[INTERNAL_ERROR],
            notes=tuple(self._notes),
        )


async def _until(condition: Callable[[], bool]) -> None:
    """Look ten times a second: cheaper than being told by every one of some hundred people."""
    while not condition():  # noqa: ASYNC110 - as said
        await asyncio.sleep(LOOKS_EVERY_S)


class Stopwatch:
    """Seconds between start and stop by the given clock; stopping before starting is nothing."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._started: float | None = None
        self.seconds = 0.0

    def start(self) -> None:
        self._started = self._clock()

    def stop(self) -> None:
        if self._started is not None:
            self.seconds = self._clock() - self._started


def _who(plan: Plan, room: Room) -> Sequence[Number]:
    """Raises CannotSit where the sitting takes nobody, or does not know somebody."""
    if room.sitting.phase not in {"open", "running"}:
        raise CannotSit(f"the sitting is {room.sitting.phase}; the committee has to open it first")
    known = {row.number for row in room.rows}
    if unknown := [number for number in plan.numbers if number not in known]:
        raise CannotSit(f"not in this sitting: {', '.join(unknown[:10])}")
    waiting = [row.number for row in room.rows if row.admission == "expected"]
    numbers = plan.numbers or tuple(waiting[: plan.candidates_max])
    if not numbers:
        raise CannotSit("nobody of this sitting is still expected")
    return numbers


def _faults(tally: Tally, kind: str) -> tuple[AnswerFault, ...]:
    return tuple(
        AnswerFault(number, fault.item, fault.seq, fault.what)
        for (number, _, _, _), fault in tally.faults.items()
        if fault.kind == kind
    )
