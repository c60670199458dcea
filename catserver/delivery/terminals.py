"""Terminals: sign in with a PIN, take a ticket, hold the one connection an attempt has.

An attempt has one terminal. A sign-in makes the one before worthless, a connection replaces the
one before; the older is told so, once. A terminal without a socket is there as long as it is heard
over plain HTTP. When a line ended is measured here, as well as this side can know it.
"""

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from catserver.admission.commands import UsePin
from catserver.admission.errors import AdmissionRefused
from catserver.admission.events import AdmissionEvent, PinUsed
from catserver.admission.state import Admission
from catserver.attempt.commands import Connect, Disconnect, Return
from catserver.attempt.events import (
    AttemptEvent,
    ConnectionId,
    LossCause,
    ResponseRecorded,
    TerminalReleased,
)
from catserver.attempt.state import Attempt
from catserver.delivery.clock import Clock
from catserver.delivery.journal import JournalError
from catserver.delivery.machines import AdmissionDesk, AttemptDesk
from catserver.delivery.phantoms import Phantoms
from catserver.delivery.pins import Secrets
from catserver.delivery.registry import Assignment, Registry
from catserver.delivery.sittings import Sittings
from catserver.delivery.terminal_links import HttpLink, Link
from catserver.sitting.machine import SittingPhase

TICKET_LIFE = timedelta(seconds=30)
"""ASVS 5.0, 4.4.3: long enough to open a socket over a bad line, no longer."""
TICKETS_MAX = 50_000
LINE_SILENT_S = 20.0
"""A terminal says something every 15 s (over HTTP every 5). A line that ends after a shorter
silence was alive until then, as far as anybody can know; after a longer one it was dead since its
last word."""


class SignInRefused(Exception):
    """Never says which part was wrong. `retry_at` is set where the next try must wait."""

    def __init__(self, retry_at: datetime | None = None) -> None:
        super().__init__("sign_in_failed")
        self.retry_at = retry_at


class NotSignedIn(Exception):
    """No sign-in, or one that another terminal's sign-in ended."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """`seated_at` is the sign-in that asked; a ticket ends with it."""

    attempt: str
    seated_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    attempt: str
    token: str


class Terminals:
    def __init__(
        self,
        registry: Registry,
        sittings: Sittings,
        attempts: AttemptDesk,
        admissions: AdmissionDesk,
        secrets_: Secrets,
        clock: Clock,
        standstill: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        self._registry = registry
        self._sittings = sittings
        self._attempts = attempts
        self._admissions = admissions
        self._secrets = secrets_
        self._clock = clock
        self._standstill = standstill
        self._tickets: dict[str, Ticket] = {}
        self._links: dict[str, tuple[ConnectionId, Link]] = {}
        self._by_http: dict[str, HttpLink] = {}
        self._unsaid: dict[str, Disconnect] = {}
        self._phantoms = Phantoms()
        attempts.observe(self._on_attempt, besides=ResponseRecorded)
        admissions.observe(self._on_admission)

    async def sign_in(self, number: str, pin: str, terminal: str) -> SignedIn:
        """Use up a PIN. Raises SignInRefused."""
        refused, has_pin = SignInRefused(), False
        for assignment in await self._registry.assignments_of(number):
            if not self._takes_sign_ins(assignment):
                continue
            command = UsePin(terminal, self._secrets.pin_hash(assignment.attempt, pin))
            try:
                handled = await self._admissions.handle(assignment.attempt, command)
            except AdmissionRefused as error:
                has_pin = has_pin or error.code != "pin_absent"
                if error.retry_at is not None:
                    refused = SignInRefused(error.retry_at)
                continue
            if any(isinstance(event, PinUsed) for event in handled.events):
                assert handled.state.seated_at is not None
                token = self._secrets.terminal_token(assignment.attempt, handled.state.seated_at)
                return SignedIn(assignment.attempt, token)
            has_pin = True
        if not has_pin:
            refused = SignInRefused(self._phantoms.tried(number, self._clock.now()))
        raise refused

    def _takes_sign_ins(self, assignment: Assignment) -> bool:
        state = self._sittings.state(assignment.sitting)
        return state is not None and state.phase in {SittingPhase.OPEN, SittingPhase.RUNNING}

    def attempt_of(self, token: str) -> str:
        """Whose terminal this is. Raises NotSignedIn."""
        found = self._secrets.attempt_of_token(token)
        if found is None:
            raise NotSignedIn
        attempt, seated_at = found
        admission = self._admissions.known(attempt)
        if admission is None or admission.seated_at != seated_at:
            raise NotSignedIn
        return attempt

    def ticket(self, attempt: str) -> str:
        """A single-use key to a socket, for the page that is signed in."""
        now = self._clock.now()
        if len(self._tickets) >= TICKETS_MAX:
            self._tickets = {k: t for k, t in self._tickets.items() if t.expires_at > now}
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = Ticket(attempt, self._seated_at(attempt), now + TICKET_LIFE)
        return ticket

    def redeem(self, ticket: str) -> str:
        """The attempt of a ticket, once. Raises NotSignedIn."""
        found = self._tickets.pop(ticket, None)
        if found is None or found.expires_at < self._clock.now():
            raise NotSignedIn
        if found.seated_at != self._seated_at(found.attempt):
            raise NotSignedIn
        return found.attempt

    def _seated_at(self, attempt: str) -> datetime | None:
        admission = self._admissions.known(attempt)
        return admission.seated_at if admission else None

    async def connect(
        self, attempt: str, link: Link, away_s: float | None = None
    ) -> tuple[ConnectionId, Attempt]:
        """Bind a terminal; the one before is told that it was replaced.

        `away_s` is how long the terminal says it has heard nothing. It is believed as far as the
        line it had said nothing here either.
        """
        connection = ConnectionId(secrets.token_urlsafe(12))
        before = self._links.pop(attempt, None)
        self._hold(attempt, connection, link)
        heard_at = None
        if before is not None:
            heard_at = self._dead_since(before[1], away_s)
            before[1].replace()
        command = Connect(connection, self._label(attempt), heard_at)
        try:
            await self._say(attempt)
            handled = await self._attempts.handle(attempt, command)
        except BaseException:
            self._forget(attempt, connection)
            raise
        return connection, handled.state

    async def disconnect(
        self, attempt: str, link: Link, cause: LossCause = "terminal_away"
    ) -> None:
        """The line ended. Nothing to say where another one, or plain HTTP, has taken its place."""
        held = self._links.get(attempt)
        if held is None or held[1] is not link:
            return
        connection = held[0]
        self._forget(attempt, connection)
        heard_at = self._standstill()
        if heard_at is not None:
            cause = "server_away"
        elif cause == "terminal_away":
            heard_at = self._dead_since(link)
        self._unsaid[attempt] = Disconnect(connection, heard_at or self._clock.now(), cause)
        await self._say(attempt)

    async def _say(self, attempt: str) -> None:
        """Enter the end of a line in the journal; where the store is away, `tick` tries again."""
        unsaid = self._unsaid.get(attempt)
        if unsaid is not None:
            await self._attempts.handle(attempt, unsaid)
            if self._unsaid.get(attempt) is unsaid:
                del self._unsaid[attempt]

    async def heard(self, attempt: str) -> None:
        """A signed-in terminal asked something over plain HTTP: its candidate can work."""
        by_http = self._by_http.get(attempt)
        if by_http is not None:
            by_http.heard()
            return
        state, held = self._attempts.known(attempt), self._links.get(attempt)
        if state is None or state.connection is None:
            return
        heard_at = self._dead_since(held[1]) if held else None
        if state.absence if held is None else heard_at is not None:
            self._hold(attempt, state.connection, HttpLink())
            try:
                await self._attempts.handle(attempt, Return(heard_at))
            except BaseException:
                self._forget(attempt, state.connection)
                raise

    async def tick(self) -> None:
        """End the lines by plain HTTP that have fallen silent; sockets have their own watchdog."""
        for attempt, link in list(self._by_http.items()):
            if link.silent_s() > LINE_SILENT_S:
                with suppress(JournalError):
                    await self.disconnect(attempt, link)
        for attempt in list(self._unsaid):
            with suppress(JournalError):
                await self._say(attempt)

    def _dead_since(self, link: Link, away_s: float | None = None) -> datetime | None:
        """Since when a line had been dead before anybody noticed; None if it was not."""
        if self._standstill() is not None:
            return None  # the heart enters it for everybody, as the server's fault
        silent_s = link.silent_s()
        if away_s is not None:
            silent_s = min(silent_s, away_s)
        elif silent_s <= LINE_SILENT_S:
            return None
        return self._clock.now() - timedelta(seconds=silent_s)

    def _hold(self, attempt: str, connection: ConnectionId, link: Link) -> None:
        self._links[attempt] = (connection, link)
        self._by_http.pop(attempt, None)
        if isinstance(link, HttpLink):
            self._by_http[attempt] = link

    def _forget(self, attempt: str, connection: ConnectionId) -> None:
        held = self._links.get(attempt)
        if held is not None and held[0] == connection:
            del self._links[attempt]
            self._by_http.pop(attempt, None)

    def _label(self, attempt: str) -> str:
        """The name the terminal gave when it signed in."""
        admission = self._admissions.known(attempt)
        return admission.terminal if admission else ""

    @property
    def connected(self) -> int:
        return len(self._links)

    def _on_attempt(self, name: str, state: Attempt, events: Sequence[AttemptEvent]) -> None:
        held = self._links.get(name)
        if held is None:
            return
        if any(isinstance(event, TerminalReleased) for event in events):
            self._forget(name, held[0])
            held[1].replace()
            return
        held[1].tell(state, events)

    def _on_admission(self, name: str, _: Admission, _events: Sequence[AdmissionEvent]) -> None:
        held = self._links.get(name)
        if held is not None:
            held[1].gate_changed(name)
