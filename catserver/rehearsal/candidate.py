"""One simulated candidate's day: arrive, sign in, wait, answer, be cut off or moved, finish."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from random import Random
from time import perf_counter
from typing import TypeVar

from catserver.rehearsal.behaviour import Behaviour, a_temperament
from catserver.rehearsal.board import Disagreement
from catserver.rehearsal.course import LOOKS_UP_EVERY_S, Course, HandIn
from catserver.rehearsal.ledger import Fault, Ledger
from catserver.rehearsal.messages import Gate, Number
from catserver.rehearsal.mishaps import Mishaps, some_mishaps
from catserver.rehearsal.seat import REPLACED, TOO_FAST, WAIT_AFTER_TOO_FAST_S, Seat, State
from catserver.rehearsal.site import Site
from catserver.rehearsal.tally import Stage
from catserver.rehearsal.terminal import Listener, Terminal
from catserver.rehearsal.troubles import CannotSit, LineEnded, Refusal, ServerAway

TOLD_WITHIN_S = 8.0
ENDED_WITHIN_S = 30.0
TRIES_MAX = 6
TRY_AGAIN_S = 2.0
NO_MISHAPS = Mishaps(cut_at=None, away_s=0, over_http=False, moved_at=None)

Told = TypeVar("Told")


class Candidate:
    def __init__(self, number: Number, site: Site, random: Random) -> None:
        self.number = number
        self._site = site
        self._plan = site.plan
        self._tally = site.tally
        self._random = random
        self._ledger = Ledger()
        self._mishaps: Mishaps = NO_MISHAPS
        self._arrives_s = random.uniform(0, site.plan.arrive_within.total_seconds())
        self._pace_s = 0.0
        self._course: Course | None = None
        self._back_at = 0.0
        self._fetch_at: float | None = None
        self._seat = self._a_seat()

    async def day(self) -> None:
        """Never raises but for a mistake of the rehearsal's own."""
        try:
            await self._arrive()
        except CannotSit as trouble:
            self._tally.breaks_off(self.number, str(trouble))
        except (Refusal, ServerAway, LineEnded) as trouble:
            self._tally.breaks_off(self.number, f"{type(trouble).__name__}: {trouble}")
        finally:
            await self._seat.close()

    async def _arrive(self) -> None:
        await self._pause(self._arrives_s)
        if self._stopped():
            return
        pin = await self._site.door.receive(self.number)
        if pin is None:
            self._tally.moves_to(self.number, Stage.REFUSED)
            return
        state = await self._sign_in(pin, "SIM")
        self._tally.moves_to(self.number, Stage.SIGNED_IN)
        self._tally.items += state.attempt.items
        self._pace_s = self._plan.pace_s(state.exam.allowed_s, state.attempt.items)
        self._mishaps = some_mishaps(
            self._random, self._plan.shares, self._plan.outages, state.attempt.items
        )
        self._plan_fetch()
        await self._sit()
        if not self._stopped() and self.number not in self._tally.broken_off:
            await self._check()
            self._tally.moves_to(self.number, Stage.FINISHED)

    async def _sign_in(self, pin: str, name: str) -> State:
        for _ in range(TRIES_MAX):
            try:
                return await self._seat.sign_in(pin, f"{name}-{self.number}")
            except Refusal as refusal:
                raise CannotSit(f"at sign-in: {refusal.code}") from None
            except ServerAway:
                await self._pause(TRY_AGAIN_S)
        raise CannotSit("at sign-in: the server does not answer")

    # ── at the terminal ──────────────────────────────────────────────────────────────────────
    async def _sit(self) -> None:
        """Everything from the first connection to the end, one step after another."""
        while not self._over():
            seat, now = self._seat, perf_counter()
            if seat.lost:
                seat.lost = False
                self._plan_return()
            if seat.line is None and now >= self._back_at:
                await self._come_back()
            if self._fetch_at is not None and now >= self._fetch_at:
                await self._fetch_form()
            if seat.line is not None and (gate := seat.terminal.gate_wanted(now)) is not None:
                await self._look(gate)
            if seat.terminal.can_work:
                await self._work(now)
            if self._over():
                return
            self._see_that_time_ends(now)
            await self._seat.pump()
            if self._seat.line is None and self._mishaps.over_http:
                await self._seat.by_request(self._plan.outages.http_after_s)
            await self._look_up_at(self._next_moment())

    async def _look(self, gate: Gate) -> None:
        """As the exam wants it; what can be skipped is skipped. A look that fails costs nothing."""
        picture = await self._site.door.face_of(self.number) if gate.required else None
        try:
            await self._seat.look(gate, picture)
        except (Refusal, ServerAway):
            self._seat.terminal.gate = None  # asked again with the next change or welcome

    def _see_that_time_ends(self, now: float) -> None:
        """A server that forgets the end is a finding, not a reason to wait for ever."""
        ends_at = self._seat.terminal.ends_at
        if self._seat.line is not None and ends_at is not None and now > ends_at + ENDED_WITHIN_S:
            raise CannotSit("the time is over, and the server does not end the attempt")

    def _stopped(self) -> bool:
        return self._plan.stop.is_set()

    def _over(self) -> bool:
        finished = self._seat.terminal.phase == "finished" and self._seat.terminal.outcome
        return bool(finished) or self._stopped() or self.number in self._tally.broken_off

    def _next_moment(self) -> float:
        moments = [perf_counter() + LOOKS_UP_EVERY_S]
        if self._fetch_at is not None:
            moments.append(self._fetch_at)
        if self._seat.terminal.can_work and self._course is not None:
            moments.append(self._course.acts_at)
        if self._seat.line is None:
            moments.append(self._back_at)
        return min(moments)

    async def _look_up_at(self, moment: float) -> None:
        news = self._seat.news
        delay = moment - perf_counter()
        if delay > 0 and not news.is_set():
            try:
                async with asyncio.timeout(delay):
                    await news.wait()
            except TimeoutError:
                return
        news.clear()

    def _plan_return(self) -> None:
        """The line has ended by itself: come back as a terminal does, unless it was told not to."""
        code = self._seat.ended_by
        if code == REPLACED:
            raise CannotSit("another terminal took over")
        wait = WAIT_AFTER_TOO_FAST_S if code == TOO_FAST else self._random.random()
        self._back_at = perf_counter() + wait

    def _plan_fetch(self) -> None:
        within_s = self._plan.fetch_forms_within.total_seconds()
        self._fetch_at = perf_counter() + self._random.uniform(0, within_s)

    async def _fetch_form(self) -> None:
        """As terminals do while they wait; who is late gets the form at the start."""
        self._fetch_at = None
        if self._seat.terminal.form is not None:
            return
        try:
            await self._seat.fetch_form()
        except ServerAway:
            self._plan_fetch()
            return
        except Refusal:
            pass  # over already; otherwise it comes with the start
        self._tally.forms_held.add(self.number)

    async def _come_back(self) -> None:
        try:
            await self._seat.connect()
        except (ServerAway, LineEnded):
            wait = self._seat.backoff_s() * self._random.uniform(0.5, 1.0)
            self._back_at = perf_counter() + wait

    # ── working ──────────────────────────────────────────────────────────────────────────────
    async def _work(self, now: float) -> None:
        terminal = self._seat.terminal
        course = self._course or self._begin(now)
        act = course.next(now, terminal.shown, terminal.ends_at)
        if act is HandIn.NOW:
            terminal.hand_in()
        elif act is not None:
            terminal.answer(act)
            if self._mishaps.cut_at == course.acts:
                await self._lose_line(now)
            elif self._mishaps.moved_at == course.acts:
                await self._move()

    def _begin(self, now: float) -> Course:
        form = self._seat.terminal.form
        assert form is not None
        self._tally.moves_to(self.number, Stage.WORKING)
        temperament = a_temperament(self._random, self._pace_s, self._plan.shares.handing_in)
        behaviour = Behaviour(temperament, form.items, self._random, self._plan.leaning)
        self._course = Course(temperament, behaviour, self._random, now, self._plan.work_for)
        return self._course

    async def _lose_line(self, now: float) -> None:
        """The cable is pulled right after an answer went out."""
        await self._seat.pump()
        self._seat.cut()
        self._seat.news.clear()
        self._back_at = now + self._mishaps.away_s

    async def _move(self) -> None:
        """To another terminal, which knows nothing but what the server tells it."""
        await self._seat.pump()
        old = self._seat
        pin = await self._answered(partial(self._site.door.move, self.number))
        if old.line is not None and not await self._told(old):
            self._tally.breaks_off(self.number, "moved, and the old terminal was not told")
            return
        await old.close()
        self._tally.moves += 1
        self._seat = self._a_seat()
        await self._sign_in(pin, "SIM2")
        self._back_at = 0.0

    async def _told(self, old: Seat) -> bool:
        try:
            async with asyncio.timeout(TOLD_WITHIN_S):
                while old.line is not None:
                    old.news.clear()
                    await old.news.wait()
        except TimeoutError:
            return False
        return old.ended_by == REPLACED

    # ── afterwards ───────────────────────────────────────────────────────────────────────────
    async def _check(self) -> None:
        """Screen, ledger and server must agree on what this candidate did."""
        outcome = self._seat.terminal.outcome
        assert outcome is not None
        self._tally.outcomes[self.number] = outcome
        welcome = await self._answered(self._seat.welcome)
        state = await self._answered(self._seat.state)
        last_seq, responses = welcome.attempt.last_seq, welcome.responses
        self._tally.found(self.number, self._ledger.compare(last_seq, responses))
        answered = sum(each.choice is not None for each in responses.values())
        if state.attempt.outcome != outcome:
            self._disagrees("the outcome asked for later differs from the one on screen")
        if answered != outcome.answered:
            self._disagrees(f"answered: {answered} recorded, {outcome.answered} in the outcome")

    def _disagrees(self, what: str) -> None:
        self._tally.disagreements.append(Disagreement(self.number, what))

    async def _answered(self, ask: Callable[[], Awaitable[Told]]) -> Told:
        """Ask until the server answers: it may be away just now."""
        for _ in range(TRIES_MAX):
            try:
                return await ask()
            except ServerAway:
                await self._pause(TRY_AGAIN_S)
        raise CannotSit("the server does not answer")

    # ── small ────────────────────────────────────────────────────────────────────────────────
    def _a_seat(self) -> Seat:
        listener = Listener(self._acknowledged, self._refused, self._found)
        return self._site.seat(self.number, Terminal(self._ledger, listener))

    def _acknowledged(self, seconds: float | None, answered: int) -> None:
        self._tally.answers += 1
        if seconds is not None:
            self._tally.acknowledgement.take(seconds)
        self._site.board.acknowledged(self.number, answered, perf_counter())

    def _refused(self, code: str) -> None:
        self._tally.refused[code] += 1

    def _found(self, faults: list[Fault]) -> None:
        self._tally.found(self.number, faults)

    async def _pause(self, seconds: float) -> None:
        """Sleep, or until the rehearsal is stopped."""
        if seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._plan.stop.wait()
        except TimeoutError:
            return
