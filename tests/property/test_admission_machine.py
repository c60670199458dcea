"""Whatever the order of desk, seat, door and decisions: a machine refers, and a person decides.

Held after every step: nobody is refused, kept out or taken off but by a person's decision; who sits
goes on sitting; a referral that speaks against somebody ends by a person's word alone; and a fold
of the events from nothing is the state that was reached.
"""

from datetime import datetime, timedelta
from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from catserver.admission import codec
from catserver.admission.commands import (
    AdmissionCommand,
    AskGate,
    ComeBack,
    Decide,
    Defer,
    GoOut,
    IssuePin,
    PassGateBy,
    RecordComparison,
    UsePin,
)
from catserver.admission.errors import AdmissionRefused
from catserver.admission.events import (
    AdmissionEvent,
    Decision,
    Gate,
    Outcome,
    ProbeCompared,
    ReferralDecided,
    ReferralReason,
)
from catserver.admission.folding import evolve
from catserver.admission.gates import GateRules, due
from catserver.admission.machine import decide
from catserver.admission.state import SEATED_ONCE, UNDECIDED, Admission, AdmissionPhase
from tests.builders import EIGHT

GATES: st.SearchStrategy[Gate] = st.sampled_from(list(get_args(Gate)))
REASONS: st.SearchStrategy[ReferralReason] = st.sampled_from(list(get_args(ReferralReason)))
OUTCOMES: st.SearchStrategy[Outcome] = st.sampled_from(list(get_args(Outcome)))
DECISIONS: st.SearchStrategy[Decision] = st.sampled_from(list(get_args(Decision)))
RULES = GateRules("required", "required", timedelta(minutes=30))


class WayIn(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = EIGHT
        self.admission = Admission("att_1")
        self.events: list[AdmissionEvent] = []
        self.shots = 0

    def handle(self, command: AdmissionCommand) -> None:
        before = self.admission
        try:
            events = decide(before, command, self.now)
        except AdmissionRefused:
            return
        for event in events:
            self.admission = evolve(self.admission, event)
        self.events.extend(events)
        if not isinstance(command, Decide):
            self.only_a_person_turns_anyone_away(before)
            self.only_a_person_settles_what_speaks_against_somebody(before)

    def only_a_person_turns_anyone_away(self, before: Admission) -> None:
        after = self.admission
        assert after.phase is not AdmissionPhase.REFUSED or before.phase is after.phase
        if before.phase in SEATED_ONCE:
            assert after.phase in SEATED_ONCE

    def only_a_person_settles_what_speaks_against_somebody(self, before: Admission) -> None:
        """At the desk the next picture counts, and there alone."""
        referral = before.referral
        if referral is not None and not referral.technical:
            at_the_desk = before.phase in UNDECIDED and referral.gate == "arrival"
            assert self.admission.referral == referral or at_the_desk

    @rule(seconds=st.integers(1, 4000))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(gate=GATES, outcome=OUTCOMES, reason=REASONS, later=st.booleans())
    def a_face_is_compared(
        self,
        gate: Gate,
        outcome: Outcome,
        reason: ReferralReason,
        later: bool,  # noqa: FBT001
    ) -> None:
        deferred = self.admission.deferred
        if later and deferred is not None:
            gate, probe = deferred.gate, deferred.probe
        else:
            self.shots += 1
            probe = f"p{self.shots}"
        said = reason if outcome == "referred" else None
        compared = ProbeCompared(
            EIGHT, "ani", gate, probe, "r1", "e", outcome, said, 0.3, 0.42, 0.6, ()
        )
        self.handle(RecordComparison(compared, later))

    @rule(gate=GATES)
    def a_picture_is_kept_for_later(self, gate: Gate) -> None:
        self.shots += 1
        self.handle(Defer("ani", gate, f"p{self.shots}"))

    @rule(decision=DECISIONS, gate=GATES)
    def a_person_decides(self, decision: Decision, gate: Gate) -> None:
        self.handle(Decide("ani", decision, "documents_checked", "", gate))

    @rule(gate=GATES)
    def the_terminal_asks(self, gate: Gate) -> None:
        self.handle(AskGate("A-01", gate))

    @rule(gate=GATES, required=st.booleans())
    def the_terminal_passes_by(self, gate: Gate, required: bool) -> None:  # noqa: FBT001
        self.handle(PassGateBy("A-01", gate, "skipped", required))

    @rule(required=st.booleans(), while_deferred=st.booleans())
    def a_pin_is_issued(self, required: bool, while_deferred: bool) -> None:  # noqa: FBT001
        self.handle(IssuePin("ani", "arrival", "hash", None, required, while_deferred))

    @rule(pin=st.sampled_from(["hash", "wrong"]))
    def somebody_signs_in(self, pin: str) -> None:
        self.handle(UsePin("A-01", pin))

    @rule()
    def they_go_out(self) -> None:
        self.handle(GoOut("ani", ""))

    @rule()
    def they_come_back(self) -> None:
        self.handle(ComeBack("ani", ""))

    @invariant()
    def a_replay_is_the_same_admission(self) -> None:
        replayed = Admission("att_1")
        for event in self.events:
            read = codec.decode(codec.SCHEMA_VERSION, codec.encode(event))
            replayed = evolve(replayed, read)
        assert replayed == self.admission

    @invariant()
    def who_is_referred_on_arrival_has_a_referral(self) -> None:
        referred = self.admission.phase is AdmissionPhase.REFERRED
        assert not referred or self.admission.referral is not None

    @invariant()
    def nobody_is_asked_twice_for_what_was_just_seen(self) -> None:
        """A look is wanted of who sits with nothing to decide, and never before its time came."""
        wanted = due(self.admission.seen, RULES, EIGHT)
        if wanted is None:
            return
        assert self.admission.phase is AdmissionPhase.SEATED
        assert self.admission.referral is None
        looked_at = self.admission.looked.get(wanted.gate)
        assert looked_at is None or looked_at <= wanted.at

    @invariant()
    def a_person_vouches_only_by_a_decision(self) -> None:
        decided = any(isinstance(each, ReferralDecided) for each in self.events)
        assert self.admission.vouched != "person" or decided
        assert self.admission.vouched == "nobody" or self.admission.today_photo is not None


WayIn.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestWayIn = WayIn.TestCase
