"""One terminal without its line: takes the server's messages, says what to send.

It keeps what a real terminal keeps (outbox, form, connection) and, for the rehearsal, writes into
the candidate's ledger what it sent and what was acknowledged. Time comes in as seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from catserver.rehearsal import messages as m
from catserver.rehearsal.ledger import Fault, Ledger
from catserver.rehearsal.outbox import Outbox, Sent
from catserver.rehearsal.sealed_form import SealedForm

PING_EVERY_S = 15.0
LINE_DEAD_AFTER_S = 8.0
"""docs/protocol.md, Coming back: nothing heard for so long after something was asked."""
WAIT_AFTER_STORE_S = 2.0
WAIT_FOR_SERVER = frozenset({"disk_full", "busy", "store_away"})
WAIT_FOR_ATTEMPT = frozenset({"paused", "not_running"})


@dataclass(frozen=True, slots=True)
class Listener:
    """Who wants to know: the figures of the rehearsal. `answered` counts items with a choice."""

    acknowledged: Callable[[float | None, int], None]
    """Seconds from sending to now, and the items answered as acknowledged by now.

    None for an answer of which only a later welcome told that it had been recorded.
    """
    refused: Callable[[str], None]
    faults: Callable[[list[Fault]], None]


class Terminal:
    def __init__(self, ledger: Ledger, listener: Listener) -> None:
        self.ledger = ledger
        self.outbox = Outbox()
        self.phase: m.Phase = "prepared"
        self.connection: str | None = None
        self.form: m.Form | None = None
        self.sealed: SealedForm | None = None
        self.outcome: m.Outcome | None = None
        self.ends_at: float | None = None  # by the terminal's own measure of time
        self.gate: m.Gate | None = None
        self.gate_at = 0.0  # since when that look is wanted, by the same measure
        self.shown: dict[m.ItemId, m.Answer] = {}
        self._listener = listener
        self._greeted = False
        self.handing_in = False
        self._hand_in_sent = False
        self._not_before = 0.0
        self._asked_at: float | None = None  # since when something is asked and nothing heard
        self._pinged_at = 0.0

    @property
    def can_work(self) -> bool:
        return self.phase == "running" and self.form is not None and not self.handing_in

    # ── the candidate ────────────────────────────────────────────────────────────────────────
    def answer(self, answer: m.Answer) -> None:
        self.shown[answer.item] = answer
        self.outbox.put(answer)

    def hand_in(self) -> None:
        """Sent as soon as nothing waits for acknowledgement."""
        self.handing_in = True

    def hold(self, sealed: SealedForm) -> None:
        """The form is here; the server is told with the next ping, which is due at once."""
        self.sealed = sealed
        self._pinged_at = -PING_EVERY_S

    @property
    def form_held(self) -> str | None:
        held = self.form or self.sealed
        return held.digest if held else None

    def gate_wanted(self, now: float) -> m.Gate | None:
        """The look into the camera that is wanted now."""
        return self.gate if self.gate is not None and now >= self.gate_at else None

    # ── the line ─────────────────────────────────────────────────────────────────────────────
    def opened(self, ticket: str, now: float) -> str:
        """A new line is there: what to say first."""
        self._greeted = False
        self._hand_in_sent = False
        self._asked_at = self._pinged_at = now
        return m.encode(m.Hello(ticket, self.form_held))

    def due(self, now: float) -> list[str]:
        """What to send over the line now."""
        if not self._greeted or self.phase == "finished":
            return []
        texts: list[str] = []
        if self.phase == "running" and now >= self._not_before:
            texts = [self._numbered(sent) for sent in self.outbox.due(now)]
            if self.handing_in and self.outbox.empty and not self._hand_in_sent:
                self._hand_in_sent = True
                texts.append(m.encode(m.HandIn()))
        if now - self._pinged_at >= PING_EVERY_S:
            self._pinged_at = now
            texts.append(m.encode(m.Ping(self.form_held)))
        if texts and self._asked_at is None:
            self._asked_at = now
        return texts

    def line_is_dead(self, now: float) -> bool:
        return self._asked_at is not None and now - self._asked_at > LINE_DEAD_AFTER_S

    def receive(self, message: m.ServerMessage, now: float) -> None:
        """Raises OutOfOrder where the server answers what was not asked, NotOfTheProtocol."""
        match message:
            case m.Acknowledged(seq=seq):
                self._saved(self.outbox.acknowledged(seq), now)
            case m.Refused():
                self._refused(message, now)
            case m.Welcome():
                self._welcome(message, now)
            case m.Form():
                self.form = message
            case m.Started():
                self.phase = "running"
                self._ends(message.deadline_at, message.now, now)
                self._open_form(message.form_key)
            case m.Resumed():
                self.phase = "running"
                self._ends(message.deadline_at, message.now, now)
            case m.ClockMoved():
                self._ends(message.deadline_at, message.now, now)
            case m.Paused():
                self.phase = "paused"
                self.ends_at = None
            case m.Finished(outcome=outcome):
                self.outcome = outcome
                self.phase = "finished"
            case m.GateChanged():
                self._gate_changed(message, now)
            case m.Pong() | m.Notice() | m.Failure():
                pass
            case _:
                assert_never(message)
        self._asked_at = now if self.outbox.on_its_way else None

    # ── the same over plain requests ─────────────────────────────────────────────────────────
    def batch(self, now: float) -> list[Sent]:
        if self.phase != "running" or now < self._not_before:
            return []
        sent = self.outbox.batch(now)
        for each in sent:
            self.ledger.sends(each.seq, each.answer)
        return sent

    def batch_answered(self, last_seq: int, refused: dict[int, str], now: float) -> None:
        for code in refused.values():
            self._listener.refused(code)
            self._wait(code, now)
        for sent in self.outbox.answered_by_request(last_seq, refused):
            self._saved(sent, now)

    def finish(self, outcome: m.Outcome) -> None:
        self.outcome = outcome
        self.phase = "finished"

    @property
    def wants_to_hand_in(self) -> bool:
        return self.handing_in and self.outbox.empty and self.phase == "running"

    # ── inside ───────────────────────────────────────────────────────────────────────────────
    def _numbered(self, sent: Sent) -> str:
        answer = sent.answer
        self.ledger.sends(sent.seq, answer)
        return m.encode(m.Respond(sent.seq, answer.item, answer.choice, answer.doubt))

    def _saved(self, sent: Sent, now: float) -> None:
        if self.ledger.saves(sent.seq, sent.answer):
            self._listener.acknowledged(now - sent.at, self.ledger.answered)

    def _refused(self, message: m.Refused, now: float) -> None:
        self._listener.refused(message.code)
        self._wait(message.code, now)
        if message.seq is None:
            self._hand_in_sent = False
            return
        self.outbox.refused(message.seq, message.code, message.last_seq)

    def _wait(self, code: str, now: float) -> None:
        if code in WAIT_FOR_SERVER or code in WAIT_FOR_ATTEMPT:
            self._not_before = now + WAIT_AFTER_STORE_S

    def _ends(self, deadline_at: datetime | None, server_now: datetime, now: float) -> None:
        left = None if deadline_at is None else (deadline_at - server_now).total_seconds()
        self.ends_at = None if left is None else now + left

    def _gate_changed(self, message: m.GateChanged, now: float) -> None:
        self.gate = message.gate
        if message.gate is not None:
            self.gate_at = now + (message.gate.due_at - message.now).total_seconds()

    def _open_form(self, form_key: str | None) -> None:
        if self.form is None and self.sealed is not None and form_key is not None:
            self.form = self.sealed.opened(form_key)

    def _welcome(self, welcome: m.Welcome, now: float) -> None:
        self._greeted = True
        self.gate = None  # told after the welcome, where there is one
        self.connection = welcome.connection
        self.phase = welcome.attempt.phase
        self._ends(welcome.attempt.deadline_at, welcome.now, now)
        self._open_form(welcome.form_key)
        last_seq = welcome.attempt.last_seq
        for sent in self.outbox.welcomed(last_seq, welcome.responses):
            if self.ledger.saves(sent.seq, sent.answer):
                self._listener.acknowledged(None, self.ledger.answered)
        self._listener.faults(self.ledger.compare(last_seq, welcome.responses))
        self.shown = {
            item: m.Answer(item, each.choice, each.doubt)
            for item, each in welcome.responses.items()
        }
        self.shown.update({answer.item: answer for answer in self.outbox.unsaved()})
