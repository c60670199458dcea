"""The simulated terminal over lines that drop: nothing is lost, nothing is recorded twice."""

from collections import deque

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from catserver.rehearsal import messages as m
from tests.unit.rehearsal.examples import Heard, a_terminal, a_welcome, an_answer
from tests.unit.rehearsal.model_server import ModelServer

_respond = msgspec.json.Decoder(m.Respond)


class RehearsedTerminal(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.server = ModelServer()
        self.heard = Heard()
        self.terminal = a_terminal(self.heard)
        self.wanted: dict[m.ItemId, m.Answer] = {}
        self.to_server: deque[m.Respond] = deque()
        self.to_terminal: deque[m.Acknowledged | m.Refused] = deque()
        self.line = True

    @rule(number=st.integers(1, 4), choice=st.sampled_from(["a", "b", None]), doubt=st.booleans())
    def the_candidate_answers(self, number: int, choice: str | None, doubt: bool) -> None:  # noqa: FBT001
        answer = an_answer(number, choice, doubt=doubt)
        self.wanted[answer.item] = answer
        self.terminal.answer(answer)

    @rule(seconds=st.sampled_from([0.1, 3.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @precondition(lambda self: self.line)
    @rule()
    def the_terminal_sends(self) -> None:
        for text in self.terminal.due(self.now):
            if '"ping"' not in text:
                self.to_server.append(_respond.decode(text))

    @precondition(lambda self: self.to_server)
    @rule()
    def the_server_takes_one(self) -> None:
        self.to_terminal.append(self.server.take(self.to_server.popleft()))

    @precondition(lambda self: self.line and self.to_terminal)
    @rule()
    def a_reply_arrives(self) -> None:
        self.terminal.receive(self.to_terminal.popleft(), self.now)

    @rule(responses=st.integers(1, 3))
    def the_store_is_away(self, responses: int) -> None:
        self.server.away = responses

    @precondition(lambda self: self.line)
    @rule(arrived=st.integers(0, 5))
    def the_cable_is_pulled(self, arrived: int) -> None:
        """What was on the wire arrives in part, and no reply comes back."""
        self.line = False
        while self.to_server and arrived:
            self.server.take(self.to_server.popleft())
            arrived -= 1
        self.to_server.clear()
        self.to_terminal.clear()

    @precondition(lambda self: not self.line)
    @rule(reply_comes=st.booleans())
    def answers_go_by_request(self, reply_comes: bool) -> None:  # noqa: FBT001
        sent = self.terminal.batch(self.now)
        replies = [
            self.server.take(
                m.Respond(each.seq, each.answer.item, each.answer.choice, each.answer.doubt)
            )
            for each in sent
        ]
        if sent and reply_comes:
            refused = {
                each.seq: each.code
                for each in replies
                if isinstance(each, m.Refused) and each.seq is not None
            }
            self.terminal.batch_answered(self.server.last_seq, refused, self.now)

    @precondition(lambda self: not self.line)
    @rule()
    def the_line_is_back(self) -> None:
        self.line = True
        self.terminal.opened("ticket", self.now)
        self.terminal.receive(a_welcome("running", self.server.last_seq, self.server.responses), 0)

    @invariant()
    def the_ledger_and_the_server_agree(self) -> None:
        faults = self.terminal.ledger.compare(self.server.last_seq, self.server.responses)
        assert faults == []
        assert self.heard.faults == []

    @invariant()
    def the_screen_shows_what_the_candidate_wants(self) -> None:
        assert self.terminal.shown == self.wanted

    def teardown(self) -> None:
        """Once the line stays and the store is there, everything wanted is recorded."""
        self.server.away = 0
        if not self.line:
            self.the_line_is_back()
        for _ in range(200):
            self.now += 3.0
            self.the_terminal_sends()
            while self.to_server:
                self.the_server_takes_one()
            while self.to_terminal:
                self.a_reply_arrives()
        assert self.terminal.outbox.empty
        assert {
            item: m.Answer(item, each.choice, each.doubt)
            for item, each in self.server.responses.items()
        } == self.wanted


TestRehearsedTerminal = RehearsedTerminal.TestCase
TestRehearsedTerminal.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
