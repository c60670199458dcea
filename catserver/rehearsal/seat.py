"""A candidate at a terminal: its sign-in, its line while there is one, its requests while not."""

import asyncio
from time import perf_counter

from msgspec import Struct

from catserver.rehearsal import messages as m
from catserver.rehearsal.line import Dial, Line
from catserver.rehearsal.outbox import OutOfOrder
from catserver.rehearsal.requests import Person, Requests
from catserver.rehearsal.sealed_form import SealedForm
from catserver.rehearsal.tally import Tally
from catserver.rehearsal.terminal import Terminal
from catserver.rehearsal.troubles import CannotSit, LineEnded, Refusal, ServerAway

REPLACED = 4409
FINISHED = 4410
TOO_FAST = 4429
WAIT_AFTER_TOO_FAST_S = 3.0
STATE_EVERY_S = 5.0
BACKOFF_MAX_S = 8.0


class ExamView(Struct, frozen=True):
    allowed_s: float


class AttemptState(Struct, frozen=True):
    phase: m.Phase
    items: int
    outcome: m.Outcome | None


class State(Struct, frozen=True):
    exam: ExamView
    attempt: AttemptState


class Ticket(Struct, frozen=True):
    ticket: str


class Looked(Struct, frozen=True):
    """What is wanted next comes over the line."""

    gate: m.Gate | None


class RefusedResponse(Struct, frozen=True):
    seq: int
    code: str


class BatchAnswer(Struct, frozen=True):
    acknowledged: int
    refused: tuple[RefusedResponse, ...]


class HandedIn(Struct, frozen=True):
    outcome: m.Outcome


class Connected(Struct, frozen=True):
    welcome: m.Welcome


class Seat:
    """`news` is set whenever the candidate should look up: something other than an answer came."""

    def __init__(
        self,
        number: m.Number,
        terminal: Terminal,
        requests: Requests,
        dial: Dial,
        tasks: asyncio.TaskGroup,
        tally: Tally,
    ) -> None:
        self.number = number
        self.terminal = terminal
        self.news = asyncio.Event()
        self.line: Line | None = None
        self.gone_at: float | None = None
        self.ended_by: int | None = None
        self.lost = False  # the line has ended by itself, and nobody has looked yet
        self._requests = requests
        self._dial = dial
        self._tasks = tasks
        self._tally = tally
        self._browser = Person()
        self._failures = 0
        self._state_at = 0.0

    async def sign_in(self, pin: str, name: str) -> State:
        body = {"number": self.number, "pin": pin, "terminal": name}
        began = perf_counter()
        state = await self._requests.post("/api/terminal/sign-in", body, State, self._browser)
        self._tally.sign_in.take(perf_counter() - began)
        return state

    async def fetch_form(self) -> None:
        """Sealed, while there is time. Raises ServerAway, Refusal."""
        digest, content = await self._requests.headed(
            "/api/terminal/sealed-form", "X-Form-Digest", self._browser
        )
        self.terminal.hold(SealedForm(digest, content))

    async def look(self, gate: m.Gate, picture: bytes | None) -> None:
        """Into the terminal's camera, or past it without one. Raises ServerAway, Refusal."""
        body = {"gate": gate.gate}
        await self._requests.post("/api/terminal/gate/ask", body, Looked, self._browser)
        if picture is None:
            body["why"] = "absent" if gate.required else "skipped"
            await self._requests.post("/api/terminal/gate/pass", body, Looked, self._browser)
            self._tally.looks["passed by"] += 1
        else:
            path = f"/api/terminal/gate/look?gate={gate.gate}&accept=1"
            await self._requests.post_picture(path, picture, Looked, self._browser)
            self._tally.looks["taken"] += 1
        if self.terminal.gate == gate:
            self.terminal.gate = None

    # ── the line ─────────────────────────────────────────────────────────────────────────────
    async def connect(self) -> None:
        """Raises ServerAway, LineEnded; CannotSit where the sign-in is no longer good."""
        try:
            ticket = await self._requests.post("/api/terminal/ticket", {}, Ticket, self._browser)
        except Refusal as refusal:
            raise CannotSit(f"no ticket: {refusal.code}") from None
        line = await self._dial()
        await line.send(self.terminal.opened(ticket.ticket, perf_counter()))
        self.line = line
        self._tasks.create_task(self._hear(line), name=f"terminal-{self.number}")

    def backoff_s(self) -> float:
        """How long to wait before the next try, growing with each failure."""
        wait: float = min(0.5 * 2**self._failures, BACKOFF_MAX_S)
        self._failures += 1
        return wait

    def cut(self) -> None:
        """Pull the cable."""
        if self.line is not None:
            self.line.cut()
            self._gone()

    async def close(self) -> None:
        if self.line is not None:
            line, self.line = self.line, None
            await line.close()

    async def pump(self) -> None:
        """Send over the line what is due; a line that is dead is given up."""
        line, now = self.line, perf_counter()
        if line is None:
            return
        if self.terminal.line_is_dead(now):
            self.cut()
            return
        try:
            for text in self.terminal.due(now):
                await line.send(text)
        except LineEnded:
            return  # whoever hears the line says why

    async def _hear(self, line: Line) -> None:
        try:
            async for content in line.messages():
                await self._take(content)
        except LineEnded as ended:
            self._ended(line, ended.code)
        except (m.NotOfTheProtocol, OutOfOrder) as error:
            self._tally.breaks_off(self.number, f"the server broke the protocol: {error}")
            line.cut()
            self._ended(line, None)

    async def _take(self, content: bytes) -> None:
        message = m.decode(content)
        if message is None:
            return
        now = perf_counter()
        self.terminal.receive(message, now)
        if isinstance(message, m.Acknowledged):
            if not self.terminal.outbox.empty:
                await self.pump()
            return
        if isinstance(message, m.Welcome):
            self._failures = 0
            if self.gone_at is not None:
                self._tally.reconnected(now - self.gone_at)
                self.gone_at = None
        self.news.set()

    def _ended(self, line: Line, code: int | None) -> None:
        if self.line is line:
            if code is not None:
                self._tally.closed[code] += 1
            self.ended_by, self.lost = code, True
            self._gone()

    def _gone(self) -> None:
        self.line = None
        if self.gone_at is None:
            self.gone_at = perf_counter()
        self.news.set()

    # ── without a line ───────────────────────────────────────────────────────────────────────
    async def by_request(self, after_s: float) -> None:
        """Bring what waits over plain HTTP, as a terminal does whose socket stays away."""
        now = perf_counter()
        if self.gone_at is None or now - self.gone_at < after_s:
            return
        try:
            await self._deliver(now)
            if self.terminal.wants_to_hand_in:
                body = {"connection": self.terminal.connection}
                handed_in = await self._requests.post(
                    "/api/terminal/hand-in", body, HandedIn, self._browser
                )
                self.terminal.finish(handed_in.outcome)
            elif now - self._state_at >= STATE_EVERY_S:
                self._state_at = now
                await self._look()
        except ServerAway:
            return
        except Refusal as refusal:
            if refusal.code == "finished":
                await self._look()
            self._tally.refused[refusal.code] += 1

    async def _deliver(self, now: float) -> None:
        sent = self.terminal.batch(now)
        if not sent:
            return
        responses = [
            {
                "seq": each.seq,
                "item": each.answer.item,
                "choice": each.answer.choice,
                "doubt": each.answer.doubt,
            }
            for each in sent
        ]
        body = {"connection": self.terminal.connection, "responses": responses}
        answer = await self._requests.post(
            "/api/terminal/responses", body, BatchAnswer, self._browser
        )
        refused = {each.seq: each.code for each in answer.refused}
        self._tally.over_http += len(sent) - len(refused)
        self.terminal.batch_answered(answer.acknowledged, refused, perf_counter())

    async def _look(self) -> None:
        state = await self.state()
        self.terminal.phase = state.attempt.phase
        if state.attempt.outcome is not None:
            self.terminal.finish(state.attempt.outcome)

    async def state(self) -> State:
        return await self._requests.get("/api/terminal/state", State, self._browser)

    async def welcome(self) -> m.Welcome:
        """The server's truth over a plain request."""
        connected = await self._requests.post("/api/terminal/connect", {}, Connected, self._browser)
        return connected.welcome
