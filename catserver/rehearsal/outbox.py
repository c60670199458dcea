"""What one terminal still has to bring to the server, and under which numbers.

An answer gets its number when it is first sent and keeps number and content until the server has
said what became of it. While an answer has no number, a later one to the same item takes its place.

Over one line the server answers every response once and in order. So replies are matched with what
was sent, first with first. After a refusal nothing new goes out until every reply that is still on
its way has come; then what was not recorded is numbered again from what the server said last. What
was refused stands ahead of what was sent behind it, and that ahead of what has no number yet: a
change of mind must never arrive before the answer it changed.
"""

from collections import deque
from dataclasses import dataclass

from catserver.rehearsal.messages import Answer, ItemId, Responses

IN_FLIGHT_MAX = 16
"""docs/protocol.md, `seq`: at most 16 are on their way unacknowledged."""
PER_REQUEST_MAX = 64

KEPT_CODES = frozenset(
    {"seq_gap", "seq_conflict", "paused", "not_running", "disk_full", "busy", "store_away"}
)
"""Refusals after which the answer is sent again; the others give it up."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer on its way: its number, and when it was last sent (seconds)."""

    seq: int
    answer: Answer
    at: float


class OutOfOrder(Exception):
    """A reply that is to none of the answers on their way, or not to the first of them."""


class Outbox:
    def __init__(self) -> None:
        self.last_seq = 0
        self._waiting: dict[ItemId, Answer] = {}
        self._refused: deque[Answer] = deque()
        self._again: deque[Answer] = deque()
        self._in_flight: deque[Sent] = deque()
        self._settling = False

    @property
    def empty(self) -> bool:
        return not (self._waiting or self._again or self._refused or self._in_flight)

    @property
    def on_its_way(self) -> bool:
        return bool(self._in_flight)

    def unsaved(self) -> list[Answer]:
        """Everything not acknowledged yet, oldest first."""
        flying = (sent.answer for sent in self._in_flight)
        return [*self._refused, *flying, *self._again, *self._waiting.values()]

    def put(self, answer: Answer) -> None:
        self._waiting.pop(answer.item, None)
        self._waiting[answer.item] = answer

    def due(self, now: float, in_flight_max: int = IN_FLIGHT_MAX) -> list[Sent]:
        """What to send over the line now, numbered; it counts as on its way from here."""
        if self._settling:
            return []
        number = self._in_flight[-1].seq if self._in_flight else self.last_seq
        sent: list[Sent] = []
        while len(self._in_flight) < in_flight_max and (self._again or self._waiting):
            number += 1
            sent.append(Sent(number, self._next(), now))
            self._in_flight.append(sent[-1])
        return sent

    def batch(self, now: float) -> list[Sent]:
        """What goes into one request where there is no line: what was on its way, and more."""
        if self._refused:  # then nothing sent behind it was recorded: all of it is numbered again
            self._put_back([sent.answer for sent in self._in_flight])
        self._settling = False
        self._in_flight = deque(Sent(each.seq, each.answer, now) for each in self._in_flight)
        self.due(now, PER_REQUEST_MAX)
        return list(self._in_flight)

    def acknowledged(self, seq: int) -> Sent:
        """Raises OutOfOrder."""
        sent = self._take_first(seq)
        self.last_seq = max(self.last_seq, seq)
        self._settle()
        return sent

    def refused(self, seq: int, code: str, last_seq: int | None) -> Sent:
        """Keep the answer for another time, or give it up. Raises OutOfOrder."""
        sent = self._take_first(seq)
        if code in KEPT_CODES:
            self._refused.append(sent.answer)
        if last_seq is not None:
            self.last_seq = last_seq
        self._settling = True
        self._settle()
        return sent

    def answered_by_request(self, last_seq: int, refused: dict[int, str]) -> list[Sent]:
        """Settle a whole batch; gives back what is recorded now."""
        recorded: list[Sent] = []
        kept: list[Answer] = []
        for sent in self._in_flight:
            code = refused.get(sent.seq)
            if code is None and sent.seq <= last_seq:
                recorded.append(sent)
            elif code is None or code in KEPT_CODES:
                kept.append(sent.answer)
        self._put_back(kept)
        self.last_seq = last_seq
        return recorded

    def welcomed(self, last_seq: int, responses: Responses) -> list[Sent]:
        """A new connection tells the truth; gives back what turns out to be recorded."""
        recorded: list[Sent] = []
        kept: list[Answer] = []
        for sent in self._in_flight:
            held = responses.get(sent.answer.item)
            if sent.seq <= last_seq and held is not None and held.seq >= sent.seq:
                recorded.append(sent)
            else:
                kept.append(sent.answer)
        self._put_back(kept)
        self._settling = False
        self.last_seq = last_seq
        return recorded

    def _next(self) -> Answer:
        if self._again:
            return self._again.popleft()
        return self._waiting.pop(next(iter(self._waiting)))

    def _take_first(self, seq: int) -> Sent:
        if not self._in_flight or self._in_flight[0].seq != seq:
            raise OutOfOrder(f"a reply to {seq}, which is not the first on its way")
        return self._in_flight.popleft()

    def _settle(self) -> None:
        if not self._in_flight:
            self._put_back([])
            self._settling = False

    def _put_back(self, kept: list[Answer]) -> None:
        """Nothing is on its way any more; `kept` of it wants another number."""
        self._again = deque([*self._refused, *kept, *self._again])
        self._refused.clear()
        self._in_flight.clear()
