"""Terminals: sign in with a PIN, take a ticket, hold the one connection an attempt has.

An attempt has one terminal. A sign-in makes the one before worthless, a connection replaces the
one before; the older is told so, once.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from catserver.admission.events import PinUsed
from catserver.admission.machine import AdmissionRefused, UsePin
from catserver.attempt.commands import Connect, Disconnect
from catserver.attempt.events import (
    AttemptEvent,
    ConnectionId,
    ResponseRecorded,
    TerminalReleased,
)
from catserver.attempt.state import Attempt
from catserver.delivery.clock import Clock
from catserver.delivery.machines import AdmissionDesk, AttemptDesk
from catserver.delivery.pins import Secrets
from catserver.delivery.registry import Assignment, Registry
from catserver.delivery.sittings import Sittings
from catserver.sitting.machine import SittingPhase

TICKET_LIFE = timedelta(seconds=30)
"""ASVS 5.0, 4.4.3: long enough to open a socket over a bad line, no longer."""
TICKETS_MAX = 50_000


class SignInRefused(Exception):
    """Never says which part was wrong. `retry_at` is set where the next try must wait."""

    def __init__(self, retry_at: datetime | None = None) -> None:
        super().__init__("sign_in_failed")
        self.retry_at = retry_at


class NotSignedIn(Exception):
    """No sign-in, or one that another terminal's sign-in ended."""


class Link(Protocol):
    """The open connection of one terminal, as seen from here. Neither call waits."""

    def tell(self, attempt: Attempt, events: Sequence[AttemptEvent], /) -> None: ...
    def replace(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Ticket:
    attempt: str
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
    ) -> None:
        self._registry = registry
        self._sittings = sittings
        self._attempts = attempts
        self._admissions = admissions
        self._secrets = secrets_
        self._clock = clock
        self._tickets: dict[str, Ticket] = {}
        self._links: dict[str, tuple[ConnectionId, Link]] = {}
        attempts.observe(self._on_attempt)

    async def sign_in(self, number: str, pin: str, terminal: str) -> SignedIn:
        """Use up a PIN. Raises SignInRefused."""
        refused = SignInRefused()
        for assignment in await self._registry.assignments_of(number):
            if not self._takes_sign_ins(assignment):
                continue
            command = UsePin(terminal, self._secrets.pin_hash(assignment.attempt, pin))
            try:
                handled = await self._admissions.handle(assignment.attempt, command)
            except AdmissionRefused as error:
                if error.retry_at is not None:
                    refused = SignInRefused(error.retry_at)
                continue
            if any(isinstance(event, PinUsed) for event in handled.events):
                assert handled.state.seated_at is not None
                token = self._secrets.terminal_token(assignment.attempt, handled.state.seated_at)
                return SignedIn(assignment.attempt, token)
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
        self._tickets[ticket] = Ticket(attempt, now + TICKET_LIFE)
        return ticket

    def redeem(self, ticket: str) -> str:
        """The attempt of a ticket, once. Raises NotSignedIn."""
        found = self._tickets.pop(ticket, None)
        if found is None or found.expires_at < self._clock.now():
            raise NotSignedIn
        return found.attempt

    async def connect(self, attempt: str, link: Link) -> tuple[ConnectionId, Attempt]:
        """Bind a terminal; the one before is told that it was replaced."""
        connection = ConnectionId(secrets.token_urlsafe(12))
        before = self._links.pop(attempt, None)
        self._links[attempt] = (connection, link)
        if before is not None:
            before[1].replace()
        try:
            handled = await self._attempts.handle(
                attempt, Connect(connection, self._label(attempt))
            )
        except BaseException:
            self._forget(attempt, connection)
            raise
        return connection, handled.state

    async def disconnect(self, attempt: str, connection: ConnectionId) -> None:
        self._forget(attempt, connection)
        await self._attempts.handle(attempt, Disconnect(connection))

    def _forget(self, attempt: str, connection: ConnectionId) -> None:
        held = self._links.get(attempt)
        if held is not None and held[0] == connection:
            del self._links[attempt]

    def _label(self, attempt: str) -> str:
        """The name the terminal gave when it signed in."""
        admission = self._admissions.known(attempt)
        return admission.terminal if admission else ""

    @property
    def connected(self) -> int:
        return len(self._links)

    def _on_attempt(self, name: str, state: Attempt, events: Sequence[AttemptEvent]) -> None:
        if isinstance(events[0], ResponseRecorded):
            return  # acknowledged where it came in
        held = self._links.get(name)
        if held is None:
            return
        if any(isinstance(event, TerminalReleased) for event in events):
            del self._links[name]
            held[1].replace()
            return
        held[1].tell(state, events)
