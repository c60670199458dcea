from datetime import datetime, timedelta

import msgspec
import pytest

from catserver.admission.commands import (
    AdmissionCommand,
    ComeBack,
    Decide,
    GoOut,
    IssuePin,
    RecordComparison,
    UsePin,
)
from catserver.admission.errors import AdmissionRefused
from catserver.admission.events import ProbeCompared
from catserver.admission.folding import evolve
from catserver.admission.machine import decide
from catserver.admission.pin_rules import FAILURES_UNTIL_VOID, retry_allowed_at
from catserver.admission.state import Admission, AdmissionPhase
from tests.builders import EIGHT, after

CLOSES = after(minutes=-5)


def a_comparison(outcome: str = "match") -> RecordComparison:
    return RecordComparison(
        ProbeCompared(
            at=EIGHT,
            by="ani",
            gate="arrival",
            probe="p1",
            reference="r1",
            engine="dlib-resnet-5pt",
            outcome=outcome,  # type: ignore[arg-type]
            reason=None if outcome == "match" else "non_match",
            dissimilarity=0.3 if outcome == "match" else 0.55,
            match_at_most=0.42,
            strong_non_match_from=0.6,
            findings=(),
        )
    )


def after_commands(*commands: AdmissionCommand, now: datetime = EIGHT) -> Admission:
    admission = Admission("att_1")
    for command in commands:
        for event in decide(admission, command, now):
            admission = evolve(admission, event)
    return admission


def refusal(admission: Admission, command: AdmissionCommand, now: datetime = EIGHT) -> str:
    with pytest.raises(AdmissionRefused) as refused:
        decide(admission, command, now)
    return refused.value.code


PIN = IssuePin("ani", "arrival", "hash", None)


def test_a_match_is_no_refusal_and_no_seat() -> None:
    assert after_commands(a_comparison()).phase is AdmissionPhase.MATCHED


def test_the_machine_refers_and_only_a_person_refuses() -> None:
    referred = after_commands(a_comparison("referred"))
    assert referred.phase is AdmissionPhase.REFERRED
    refused = after_commands(
        a_comparison("referred"), Decide("ani", "refuse", "other_person", "not the same ears")
    )
    assert refused.phase is AdmissionPhase.REFUSED
    assert refused.decided is not None
    assert refused.decided.by == "ani"


def test_a_refusal_can_be_taken_back_by_a_person() -> None:
    admission = after_commands(
        a_comparison("referred"),
        Decide("ani", "refuse", "other_person", ""),
        Decide("budi", "admit", "identity_documents", "passport seen"),
    )
    assert admission.phase is AdmissionPhase.ADMITTED


def test_of_two_who_decide_one_referral_the_faster_word_stands() -> None:
    by_ani = Decide("ani", "admit", "same_person", "", referred_at=EIGHT)
    by_budi = Decide("budi", "refuse", "other_person", "other ears", referred_at=EIGHT)
    referred = after_commands(a_comparison("referred"))
    (decided,) = decide(referred, by_ani, after(minutes=1))
    admitted = evolve(referred, decided)
    assert refusal(admitted, by_budi, after(minutes=1)) == "decided_meanwhile"
    having_seen_it = msgspec.structs.replace(by_budi, referred_at=None)
    assert decide(admitted, having_seen_it, after(minutes=2))


def test_a_referral_that_came_after_a_decision_is_not_decided_by_who_saw_the_one_before() -> None:
    referred = after_commands(a_comparison("referred"))
    (decided,) = decide(
        referred, Decide("ani", "admit", "same_person", "", referred_at=EIGHT), after(minutes=1)
    )
    look = msgspec.structs.replace(a_comparison("referred").compared, gate="seat")
    (again,) = decide(evolve(referred, decided), RecordComparison(look), after(minutes=2))
    twice = evolve(evolve(referred, decided), again)
    late = Decide("budi", "admit", "same_person", "", referred_at=EIGHT)
    assert refusal(twice, late, after(minutes=3)) == "decided_meanwhile"
    seen = msgspec.structs.replace(late, referred_at=twice.referred_at)
    assert decide(twice, seen, after(minutes=3))


def test_a_decision_needs_a_reason() -> None:
    referred = after_commands(a_comparison("referred"))
    assert refusal(referred, Decide("ani", "admit", "", " ")) == "reason_missing"


def test_a_person_admits_whom_no_camera_saw() -> None:
    admission = after_commands(Decide("ani", "admit", "no_camera", ""))
    assert admission.phase is AdmissionPhase.ADMITTED


@pytest.mark.parametrize("outcome", [None, "referred"])
def test_no_pin_without_match_or_decision(outcome: str | None) -> None:
    commands = [a_comparison(outcome)] if outcome else []
    assert refusal(after_commands(*commands), PIN) == "not_admitted"


def test_an_exam_without_the_gate_issues_pins_unseen() -> None:
    unseen = IssuePin("ani", "arrival", "hash", None, gate_required=False)
    assert after_commands(unseen).phase is AdmissionPhase.ADMITTED


def test_an_exam_without_the_gate_still_heeds_a_refusal() -> None:
    refused = after_commands(Decide("ani", "refuse", "no_card", ""))
    unseen = IssuePin("ani", "arrival", "hash", None, gate_required=False)
    assert refusal(refused, unseen) == "not_admitted"


@pytest.mark.parametrize(("late_s", "issued"), [(-1, True), (0, True), (1, False)])
def test_pins_are_issued_until_the_instant_they_close(late_s: int, issued: bool) -> None:  # noqa: FBT001
    matched = after_commands(a_comparison())
    command = IssuePin("ani", "arrival", "hash", CLOSES)
    now = CLOSES + timedelta(seconds=late_s)
    if issued:
        assert decide(matched, command, now)
    else:
        assert refusal(matched, command, now) == "pin_closed"


@pytest.mark.parametrize("commands", [(), (a_comparison(),), (a_comparison(), PIN)])
def test_only_who_sits_can_be_moved(commands: tuple[AdmissionCommand, ...]) -> None:
    move = IssuePin("ani", "move", "next", None)
    assert refusal(after_commands(*commands), move) == "not_seated"
    out = after_commands(a_comparison(), PIN, UsePin("A-01", "hash"), GoOut("ani", ""))
    assert decide(out, move, EIGHT)


def test_a_pin_works_once() -> None:
    seated = after_commands(a_comparison(), PIN, UsePin("A-01", "hash"))
    assert seated.phase is AdmissionPhase.SEATED
    assert seated.terminal == "A-01"
    assert refusal(seated, UsePin("A-02", "hash")) == "pin_absent"


def test_a_new_pin_replaces_the_old_one() -> None:
    admission = after_commands(a_comparison(), PIN, IssuePin("ani", "arrival", "other", None))
    assert decide(admission, UsePin("A-01", "hash"), EIGHT)[0].__class__.__name__ == "SignInFailed"
    assert decide(admission, UsePin("A-01", "other"), EIGHT)[0].__class__.__name__ == "PinUsed"


def test_ten_wrong_pins_void_it_and_the_desk_can_help() -> None:
    admission = after_commands(a_comparison(), PIN)
    now = EIGHT
    for _ in range(FAILURES_UNTIL_VOID):
        for event in decide(admission, UsePin("A-01", "wrong"), now):
            admission = evolve(admission, event)
        now += timedelta(minutes=2)
    assert refusal(admission, UsePin("A-01", "hash"), now) == "pin_void"
    for event in decide(admission, IssuePin("ani", "arrival", "fresh", None), now):
        admission = evolve(admission, event)
    assert decide(admission, UsePin("A-01", "fresh"), now)


def test_wrong_pins_make_the_next_try_wait() -> None:
    admission = after_commands(a_comparison(), PIN, *[UsePin("A-01", "wrong")] * 3)
    retry_at = retry_allowed_at(admission)
    assert retry_at is not None
    assert retry_at > EIGHT
    assert refusal(admission, UsePin("A-01", "hash"), EIGHT) == "too_many_tries"
    assert decide(admission, UsePin("A-01", "hash"), retry_at)


def test_a_move_makes_the_old_terminal_worthless_before_the_new_one_signs_in() -> None:
    seated = after_commands(a_comparison(), PIN, UsePin("A-01", "hash"))
    moving = seated
    for event in decide(seated, IssuePin("ani", "move", "next", None), EIGHT):
        moving = evolve(moving, event)
    assert seated.seated_at is not None
    assert moving.seated_at is None


def test_out_and_back_need_a_seat() -> None:
    assert refusal(after_commands(a_comparison()), GoOut("ani", "toilet")) == "not_seated"
    out = after_commands(a_comparison(), PIN, UsePin("A-01", "hash"), GoOut("ani", "toilet"))
    assert out.phase is AdmissionPhase.OUT
    assert refusal(Admission("x"), ComeBack("ani", "")) == "not_out"


def test_a_void_pin_is_forgotten() -> None:
    admission = after_commands(a_comparison(), PIN)
    now = EIGHT
    for _ in range(FAILURES_UNTIL_VOID):
        assert admission.pin_hash == "hash"
        for event in decide(admission, UsePin("A-01", "wrong"), now):
            admission = evolve(admission, event)
        now += timedelta(minutes=2)
    assert admission.pin_hash == ""


def test_a_refusal_takes_the_pin_away() -> None:
    refused = after_commands(a_comparison(), PIN, Decide("ani", "refuse", "other_person", ""))
    assert refusal(refused, UsePin("A-01", "hash")) == "pin_absent"


def test_who_waits_for_a_decision_keeps_their_place_in_the_line() -> None:
    admission = after_commands(a_comparison("referred"))
    (again,) = decide(admission, a_comparison("referred"), after(minutes=3))
    assert evolve(admission, again).referred_at == EIGHT
    (matched,) = decide(admission, a_comparison(), after(minutes=3))
    assert evolve(admission, matched).referred_at is None


@pytest.mark.parametrize(
    ("commands", "phase"),
    [
        ((Decide("ani", "admit", "documents", ""),), AdmissionPhase.ADMITTED),
        ((Decide("ani", "refuse", "other_person", ""),), AdmissionPhase.REFUSED),
        ((a_comparison(), PIN, UsePin("A-01", "hash")), AdmissionPhase.SEATED),
    ],
)
@pytest.mark.parametrize("outcome", ["match", "referred"])
def test_a_comparison_changes_nothing_once_a_person_or_a_seat_has_decided(
    commands: tuple[AdmissionCommand, ...], phase: AdmissionPhase, outcome: str
) -> None:
    assert after_commands(*commands, a_comparison(outcome)).phase is phase
