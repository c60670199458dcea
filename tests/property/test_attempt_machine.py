"""A model terminal and the real machine, joined by a link that drops, repeats and reorders.

The oracle is simple: what was acknowledged is in the attempt, under the number it was acknowledged
with, unless a later acknowledged response to the same item replaced it. And a fold of the events
from nothing is the state that was reached step by step.
"""

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

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
    Rescore,
    Respond,
    Resume,
    Start,
)
from catserver.attempt.errors import CommandRefused
from catserver.attempt.events import AttemptEvent, AttemptId, ConnectionId, ResponseRecorded
from catserver.attempt.folding import fold
from catserver.attempt.machine import decide
from catserver.attempt.state import Attempt, Phase
from question_bank.item import ChoiceId, ItemId
from question_bank.key import KeyBook
from question_bank.scoring import score_response
from tests.builders import EIGHT, a_key_book, a_prepared

ITEMS = [ItemId(f"I{number}") for number in range(1, 7)]
BOOKS = {1: a_key_book(version=1), 2: a_key_book(version=2, right="d")}
CONNECTIONS = [ConnectionId("one"), ConnectionId("two")]


class TerminalsAndMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = EIGHT
        self.attempt = Attempt(AttemptId("att_1"))
        self.events: list[AttemptEvent] = []
        self.in_flight: list[Respond] = []
        self.acknowledged: dict[int, Respond] = {}
        self.newest: dict[ItemId, int] = {}
        self.handle(Prepare(a_prepared()))

    @property
    def keys(self) -> KeyBook:
        return BOOKS[self.attempt.key_version or 1]

    def handle(self, command: AttemptCommand) -> bool:
        try:
            events = decide(self.attempt, command, self.now, self.keys)
        except CommandRefused:
            return False
        self.attempt = fold(self.attempt, events)
        self.events.extend(events)
        return True

    @rule(seconds=st.integers(0, 4000))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(connection=st.sampled_from(CONNECTIONS))
    def a_terminal_connects(self, connection: ConnectionId) -> None:
        self.handle(Connect(connection, "A-01"))

    @rule(connection=st.sampled_from(CONNECTIONS))
    def a_terminal_goes(self, connection: ConnectionId) -> None:
        self.handle(Disconnect(connection))

    @rule()
    def the_clock_starts(self) -> None:
        self.handle(Start(EIGHT))

    @rule(
        connection=st.sampled_from(CONNECTIONS),
        ahead=st.integers(-2, 2),
        item=st.sampled_from([*ITEMS, ItemId("I99")]),
        choice=st.sampled_from([*map(ChoiceId, "abcdez"), None]),
        doubt=st.booleans(),
    )
    def a_terminal_answers(
        self,
        connection: ConnectionId,
        ahead: int,
        item: ItemId,
        choice: ChoiceId | None,
        doubt: bool,  # noqa: FBT001
    ) -> None:
        seq = max(1, self.attempt.last_seq + 1 + ahead)
        self.in_flight.append(Respond(connection, seq, item, choice, doubt))

    @rule(place=st.integers(0, 20), copies=st.integers(1, 2))
    def the_line_delivers(self, place: int, copies: int) -> None:
        if not self.in_flight:
            return
        message = self.in_flight[place % len(self.in_flight)]
        for _ in range(copies):
            if self.handle(message):
                self.acknowledged.setdefault(message.seq, message)
                self.newest[message.item] = max(self.newest.get(message.item, 0), message.seq)

    @rule()
    def the_line_drops_everything(self) -> None:
        self.in_flight.clear()

    @rule()
    def a_proctor_pauses(self) -> None:
        self.handle(Pause("ani", "alarm"))

    @rule()
    def a_proctor_resumes(self) -> None:
        self.handle(Resume("ani", "over"))

    @rule()
    def a_proctor_grants(self) -> None:
        self.handle(GrantTime("ani", "noise", 60))

    @rule()
    def a_proctor_moves(self) -> None:
        self.handle(Release("ani", "screen"))

    @rule(connection=st.sampled_from(CONNECTIONS))
    def the_candidate_hands_in(self, connection: ConnectionId) -> None:
        self.handle(HandIn(connection))

    @rule()
    def the_clock_looks(self) -> None:
        self.handle(Expire())

    @rule(version=st.sampled_from([1, 2]))
    def the_key_changes(self, version: int) -> None:
        self.handle(Rescore("panitia", "error in the key", BOOKS[version]))

    @invariant()
    def what_was_acknowledged_is_there(self) -> None:
        for item, seq in self.newest.items():
            recorded = self.attempt.responses[item]
            assert recorded.seq >= seq
            if recorded.seq == seq:
                sent = self.acknowledged[seq]
                assert (recorded.choice, recorded.doubt) == (sent.choice, sent.doubt)

    @invariant()
    def the_numbers_have_no_gap_and_no_double(self) -> None:
        numbers = [each.seq for each in self.events if isinstance(each, ResponseRecorded)]
        assert numbers == list(range(1, self.attempt.last_seq + 1))

    @invariant()
    def a_replay_is_the_same_attempt(self) -> None:
        assert fold(Attempt(AttemptId("att_1")), tuple(self.events)) == self.attempt

    @invariant()
    def the_points_are_the_sum_of_the_responses(self) -> None:
        total = sum(
            score_response(self.keys, item, each.choice)
            for item, each in self.attempt.responses.items()
            if each.choice is not None
        )
        assert self.attempt.total == total
        answered = sum(each.choice is not None for each in self.attempt.responses.values())
        assert self.attempt.answered == answered

    @invariant()
    def a_finished_attempt_has_no_deadline(self) -> None:
        if self.attempt.phase is Phase.FINISHED:
            assert self.attempt.deadline_at is None


TerminalsAndMachine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None
)
TestTerminalsAndMachine = TerminalsAndMachine.TestCase
