"""Whatever the order of cuts, moves, pauses, kills and grants: the ledger explains the deadline.

The deadline has moved by exactly what the ledger says was given, no cause gives more than its
ceiling, no second is counted twice, and every second away is counted once.
"""

import itertools
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from catserver.attempt.commands import (
    AttemptCommand,
    Connect,
    Disconnect,
    Expire,
    GrantTime,
    HandIn,
    Pause,
    Prepare,
    Release,
    Respond,
    Resume,
    Return,
    ReturnFromGate,
    ReturnServer,
    Start,
)
from catserver.attempt.errors import CommandRefused
from catserver.attempt.events import (
    AttemptEvent,
    AttemptFinished,
    AttemptId,
    AttemptStarted,
    ConnectionId,
    GiveBack,
    LossCause,
)
from catserver.attempt.folding import fold
from catserver.attempt.machine import decide
from catserver.attempt.state import Attempt, Phase
from catserver.attempt.timing import GATE_GIVEN_MAX
from catserver.delivery.ledger import ledger_of
from question_bank.item import ChoiceId, ItemId
from tests.builders import EIGHT, a_key_book, a_prepared

RULES = [
    GiveBack(1800, 600, 5),
    GiveBack(60, 30, 0),
    GiveBack(0, 600, 20),
    GiveBack(600, 0, 1),
    GiveBack(),
]
CONNECTIONS = st.sampled_from([ConnectionId("one"), ConnectionId("two")])
CAUSES = st.sampled_from(["terminal_away", "server_away"])
SECONDS = st.one_of(st.integers(0, 12), st.integers(0, 900)).map(
    lambda seconds: timedelta(seconds=seconds, microseconds=seconds * 37 % 1_000_000)
)
NONE = timedelta()


class Absences(RuleBasedStateMachine):
    """Every end of a line is noticed at once, so the model knows what was lost to the second."""

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = EIGHT
        self.attempt = Attempt(AttemptId("att_1"))
        self.events: list[AttemptEvent] = []
        self.away = NONE
        self.on_pause = NONE
        self.keys = a_key_book()

    def handle(self, command: AttemptCommand) -> None:
        try:
            events = decide(self.attempt, command, self.now, self.keys)
        except CommandRefused:
            return
        self.attempt = fold(self.attempt, events)
        self.events.extend(events)

    @initialize(
        give_back=st.sampled_from(RULES),
        late_start=st.sampled_from(["full_time", "common_end"]),
        starts=st.booleans(),
    )
    def it_is_prepared(self, give_back: GiveBack, late_start: str, starts: bool) -> None:  # noqa: FBT001
        self.handle(Prepare(a_prepared(give_back=give_back, late_start=late_start)))
        if starts:
            self.handle(Connect(ConnectionId("one"), "A-01"))
            self.handle(Start(EIGHT))

    @rule(passed=SECONDS)
    def time_passes(self, passed: timedelta) -> None:
        if self.attempt.phase is Phase.RUNNING and not self.attempt.connected:
            self.away += passed
        if self.attempt.phase is Phase.PAUSED:
            self.on_pause += passed
        self.now += passed

    @rule(connection=CONNECTIONS)
    def a_terminal_connects(self, connection: ConnectionId) -> None:
        self.handle(Connect(connection, "A-01"))

    @rule(connection=CONNECTIONS, cause=CAUSES)
    def a_line_ends(self, connection: ConnectionId, cause: LossCause) -> None:
        self.handle(Disconnect(connection, cause=cause))

    @rule()
    def it_is_heard_over_http(self) -> None:
        self.handle(Return())

    @rule(connection=CONNECTIONS)
    def it_answers(self, connection: ConnectionId) -> None:
        seq = self.attempt.last_seq + 1
        self.handle(Respond(connection, seq, ItemId("I1"), ChoiceId("b"), doubt=False))

    @rule()
    def the_clock_starts(self) -> None:
        self.handle(Start(EIGHT))

    @rule()
    def a_proctor_pauses(self) -> None:
        self.handle(Pause("ani", "alarm"))

    @rule()
    def a_proctor_resumes(self) -> None:
        self.handle(Resume("ani", "over"))

    @rule(seconds=st.integers(1, 600))
    def a_proctor_grants(self, seconds: int) -> None:
        self.handle(GrantTime("ani", "noise", seconds))

    @rule()
    def a_proctor_moves(self) -> None:
        self.handle(Release("ani", "screen"))

    @rule()
    def the_clock_looks(self) -> None:
        self.handle(Expire())

    def given(self, *causes: str) -> timedelta:
        return sum((e.given for e in self.attempt.ledger if e.cause in causes), NONE)

    def lost(self, *causes: str) -> timedelta:
        return sum((e.lost for e in self.attempt.ledger if e.cause in causes), NONE)

    @invariant()
    def the_deadline_moved_by_what_the_ledger_says(self) -> None:
        attempt = self.attempt
        started = next((e for e in self.events if isinstance(e, AttemptStarted)), None)
        if started is None or attempt.phase is Phase.FINISHED:
            return
        deadline_at = attempt.deadline_at
        if attempt.phase is Phase.PAUSED:
            assert attempt.paused is not None
            assert attempt.remaining is not None
            deadline_at = attempt.paused.at + attempt.remaining
        assert deadline_at is not None
        first = started.deadline_at - attempt.granted_before_start
        given = sum((entry.given for entry in attempt.ledger), NONE)
        assert deadline_at - first == given
        assert ledger_of(attempt, self.now).given_s == given.total_seconds()

    @invariant()
    def no_cause_gives_more_than_its_ceiling(self) -> None:
        if self.attempt.prepared is None:
            return
        give_back = self.attempt.prepared.give_back
        assert self.given("server_away") <= timedelta(seconds=give_back.server_ceiling_s)
        assert self.given("terminal_away") <= timedelta(seconds=give_back.terminal_ceiling_s)
        assert self.given("moved", "paused") == self.lost("moved", "paused")
        for entry in self.attempt.ledger:
            assert entry.cause != "gate" or entry.given == min(entry.lost, GATE_GIVEN_MAX)

    @invariant()
    def no_second_is_counted_twice(self) -> None:
        entries = [entry for entry in self.attempt.ledger if entry.cause != "granted"]
        for entry in entries:
            assert entry.from_at <= entry.until_at <= self.now
            assert entry.given <= entry.lost
        for before, after in itertools.pairwise(entries):
            assert before.until_at <= after.from_at
        assert self.attempt.started_at is None or all(
            entry.from_at >= self.attempt.started_at for entry in entries
        )

    @invariant()
    def time_is_over_after_the_deadline_and_never_before(self) -> None:
        finished = self.attempt.finished
        if finished is None or finished.how != "time_over":
            return
        started = next(e for e in self.events if isinstance(e, AttemptStarted))
        first = started.deadline_at - self.attempt.granted_before_start
        given = sum((entry.given for entry in self.attempt.ledger), NONE)
        assert finished.at > first + given

    @invariant()
    def a_replay_is_the_same_attempt(self) -> None:
        assert fold(Attempt(AttemptId("att_1")), tuple(self.events)) == self.attempt

    @invariant()
    def the_end_comes_last(self) -> None:
        ends = [place for place, e in enumerate(self.events) if isinstance(e, AttemptFinished)]
        assert len(ends) <= 1


class NoticedAtOnce(Absences):
    @invariant()
    def every_second_away_is_counted_once(self) -> None:
        lines = ledger_of(self.attempt, self.now).lines
        away = sum((line.lost_s for line in lines if line.cause not in {"paused", "granted"}), 0.0)
        paused = sum((line.lost_s for line in lines if line.cause == "paused"), 0.0)
        assert abs(away - self.away.total_seconds()) < 1e-3
        assert abs(paused - self.on_pause.total_seconds()) < 1e-3


class NoticedLate(Absences):
    """Lines that died in silence, servers that were killed: what the shell believes may be wild."""

    @rule(connection=CONNECTIONS, ago=SECONDS, cause=CAUSES)
    def a_line_had_ended(self, connection: ConnectionId, ago: timedelta, cause: LossCause) -> None:
        self.handle(Disconnect(connection, self.now - ago, cause))

    @rule(connection=CONNECTIONS, ago=SECONDS)
    def a_dead_line_is_replaced(self, connection: ConnectionId, ago: timedelta) -> None:
        self.handle(Connect(connection, "A-01", self.now - ago))

    @rule(ago=SECONDS)
    def a_dead_line_is_heard_over_http(self, ago: timedelta) -> None:
        self.handle(Return(self.now - ago))

    @rule(ago=SECONDS, lines_held=st.booleans())
    def the_server_was_away(self, ago: timedelta, lines_held: bool) -> None:  # noqa: FBT001
        self.handle(ReturnServer(self.now - ago, lines_held))

    @rule(ago=SECONDS)
    def a_face_was_looked_at(self, ago: timedelta) -> None:
        self.handle(ReturnFromGate(self.now - ago))

    @rule(connection=CONNECTIONS)
    def the_candidate_hands_in(self, connection: ConnectionId) -> None:
        self.handle(HandIn(connection))


_SETTINGS = settings(max_examples=100, stateful_step_count=40, deadline=None)
NoticedAtOnce.TestCase.settings = _SETTINGS
NoticedLate.TestCase.settings = _SETTINGS
TestNoticedAtOnce = NoticedAtOnce.TestCase
TestNoticedLate = NoticedLate.TestCase
