from datetime import datetime, timedelta

import pytest

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
    Gate,
    GateAsked,
    GatePassedBy,
    Outcome,
    ProbeCompared,
    ProbeDeferred,
    ReferralReason,
)
from catserver.admission.folding import evolve
from catserver.admission.gates import GateRules, due
from catserver.admission.machine import decide
from catserver.admission.resemblance import FaceFoundElsewhere, Resemblance
from catserver.admission.state import Admission, AdmissionPhase
from tests.builders import EIGHT, after

TWIN = Resemblance("002", "r2", "registration", 0.2)
PIN = IssuePin("ani", "arrival", "hash", None)
SIGN_IN = UsePin("A-01", "hash")


def a_look(
    gate: Gate = "arrival",
    reason: ReferralReason | None = None,
    probe: str = "desk",
    *,
    later: bool = False,
) -> RecordComparison:
    """A match, or a referral for `reason`."""
    outcome: Outcome = "match" if reason is None else "referred"
    compared = ProbeCompared(
        EIGHT, "ani", gate, probe, "r1", "dlib", outcome, reason, 0.3, 0.42, 0.6, ()
    )
    return RecordComparison(compared, later)


def seated(*commands: AdmissionCommand) -> Admission:
    return after_commands(Admission("att_1"), a_look(), PIN, SIGN_IN, *commands)


def after_commands(
    admission: Admission, *commands: AdmissionCommand, now: datetime = EIGHT
) -> Admission:
    for command in commands:
        for event in decide(admission, command, now):
            admission = evolve(admission, event)
        now += timedelta(seconds=1)
    return admission


def test_a_referral_at_the_seat_leaves_the_candidate_sitting() -> None:
    admission = seated(a_look("seat", "non_match", "seat-1"))
    assert admission.phase is AdmissionPhase.SEATED
    assert admission.seated_at is not None
    assert admission.referral is not None
    assert admission.referral.gate == "seat"
    assert admission.seen.seated_at is None, "nobody is asked again while a person decides"


def test_only_a_person_settles_a_referral_that_speaks_against_somebody() -> None:
    swapped_back = seated(a_look("seat", "non_match", "seat-1"), a_look("seat", None, "seat-2"))
    assert swapped_back.referral is not None
    admitted = after_commands(swapped_back, Decide("ani", "admit", "same_person", ""))
    assert admitted.referral is None
    assert admitted.decided is not None
    assert admitted.decided.gate == "seat"


def test_a_camera_that_failed_is_settled_by_the_next_picture() -> None:
    admission = seated(a_look("seat", "no_camera", ""), a_look("seat", None, "seat-2"))
    assert admission.referral is None


def test_a_match_at_one_gate_settles_nothing_at_another() -> None:
    admission = seated(a_look("seat", "no_camera"), a_look("return"))
    assert admission.referral is not None
    assert admission.referral.gate == "seat"


def test_the_graver_reason_takes_the_place_of_the_lesser_and_keeps_its_place_in_the_line() -> None:
    admission = seated(a_look("seat", "no_camera"))
    waiting_since = admission.referred_at
    graver = after_commands(admission, a_look("return", "arrival_differs"), now=after(minutes=9))
    assert graver.referral is not None
    assert (graver.referral.reason, graver.referral.at) == ("arrival_differs", waiting_since)


def test_the_desks_photo_is_vouched_for_by_a_match_or_by_a_person() -> None:
    assert (seated().today_photo, seated().vouched) == ("desk", "machine")
    referred = after_commands(Admission("x"), a_look("arrival", "non_match"))
    assert (referred.today_photo, referred.vouched) == ("desk", "nobody")
    admitted = after_commands(referred, Decide("ani", "admit", "same_person", ""))
    assert (admitted.today_photo, admitted.vouched) == ("desk", "person")


def test_the_face_a_person_accepted_is_the_one_later_looks_are_compared_with() -> None:
    admitted = seated(
        a_look("return", "registration_differs", "return-1"),
        Decide("ani", "admit", "appearance_changed", ""),
    )
    assert (admitted.today_photo, admitted.vouched) == ("return-1", "person")


def test_a_photo_that_was_referred_never_replaces_one_to_trust() -> None:
    admission = seated(a_look("arrival", "non_match", "another"))
    assert (admission.today_photo, admission.vouched) == ("desk", "machine")


def test_who_was_refused_is_not_referred_again() -> None:
    refused = seated(Decide("ani", "refuse", "other_person", "x"), a_look("seat", "non_match"))
    assert refused.phase is AdmissionPhase.REFUSED
    assert refused.referral is None


def test_a_deferred_arrival_may_sit_where_the_exam_says_so_and_is_compared_behind() -> None:
    deferred = after_commands(Admission("x"), Defer("ani", "arrival", "desk"))
    assert deferred.phase is AdmissionPhase.DEFERRED
    with pytest.raises(AdmissionRefused, match="not_admitted"):
        decide(deferred, PIN, EIGHT)
    seated_first = after_commands(
        deferred, IssuePin("ani", "arrival", "hash", None, while_deferred=True), SIGN_IN
    )
    assert seated_first.phase is AdmissionPhase.SEATED
    matched = after_commands(seated_first, a_look(later=True))
    assert (matched.deferred, matched.referral, matched.vouched) == (None, None, "machine")
    referred = after_commands(seated_first, a_look("arrival", "non_match", later=True))
    assert referred.phase is AdmissionPhase.SEATED
    assert referred.referral is not None
    assert referred.referral.gate == "arrival"


@pytest.mark.parametrize(
    "meanwhile",
    [
        Decide("ani", "admit", "documents_checked", ""),
        a_look("arrival", None, "another"),
        Defer("ani", "arrival", "another"),
    ],
)
def test_a_deferred_picture_is_dropped_when_something_newer_has_taken_over(
    meanwhile: AdmissionCommand,
) -> None:
    admission = after_commands(Admission("x"), Defer("ani", "arrival", "desk"), meanwhile)
    assert decide(admission, a_look("arrival", "non_match", later=True), EIGHT) == ()


def test_an_optional_gate_can_be_passed_by_and_a_required_one_cannot() -> None:
    passed = seated(AskGate("A-01", "seat"), PassGateBy("A-01", "seat", "skipped", required=False))
    assert "seat" in passed.looked
    assert passed.asked is None
    with pytest.raises(AdmissionRefused, match="gate_required"):
        decide(seated(), PassGateBy("A-01", "seat", "skipped", required=True), EIGHT)


def test_a_terminal_that_asks_twice_has_asked_once() -> None:
    asked = seated(AskGate("A-01", "seat"))
    assert asked.asked is not None
    assert decide(asked, AskGate("A-01", "seat"), after(minutes=1)) == ()


def test_who_is_out_is_not_asked_and_who_is_back_is() -> None:
    out = seated(GoOut("ani", "toilet"))
    assert out.seen.seated_at is None
    back = after_commands(out, ComeBack("ani", ""))
    assert (back.seen.seated_at, back.back_at) == (EIGHT + timedelta(seconds=2), EIGHT)


def test_whoever_signs_in_elsewhere_while_out_has_come_back_and_is_looked_at() -> None:
    rules = GateRules(return_="required")
    move = IssuePin("ani", "move", "next", None)
    out = seated(GoOut("ani", ""))
    assert out.out_at is not None
    moved = after_commands(out, move, UsePin("B-07", "next"), now=after(minutes=5))
    assert (moved.phase, moved.out_at) == (AdmissionPhase.SEATED, None)
    wanted = due(moved.seen, rules, EIGHT)
    assert wanted is not None
    assert wanted.gate == "return"


def test_who_is_out_gets_no_second_pin_at_the_desk() -> None:
    with pytest.raises(AdmissionRefused, match="already_seated"):
        decide(seated(GoOut("ani", "")), PIN, EIGHT)


def test_two_who_mark_the_same_return_are_both_right() -> None:
    back = seated(GoOut("ani", ""), ComeBack("ani", ""))
    assert decide(back, ComeBack("budi", ""), after(minutes=1)) == ()
    with pytest.raises(AdmissionRefused, match="not_out"):
        decide(seated(), ComeBack("budi", ""), EIGHT)


def test_a_match_at_the_desk_does_not_settle_that_somebody_came_under_two_names() -> None:
    found = FaceFoundElsewhere(EIGHT, "desk", "e", 9, 0.3, None, (TWIN,))
    referred = evolve(after_commands(Admission("x"), a_look()), found)
    assert referred.phase is AdmissionPhase.REFERRED
    again = after_commands(referred, a_look("arrival", None, "another"))
    assert again.phase is AdmissionPhase.REFERRED
    assert again.referral == referred.referral
    deferred = after_commands(referred, Defer("ani", "arrival", "later"))
    assert deferred.phase is AdmissionPhase.REFERRED


def test_a_match_at_the_desk_does_not_settle_what_was_seen_at_a_seat() -> None:
    seen = after_commands(Admission("x"), a_look(), a_look("seat", "non_match", "seat-1"))
    again = after_commands(seen, a_look("arrival", None, "another"))
    assert again.phase is AdmissionPhase.MATCHED
    assert again.referral == seen.referral


EVENTS: list[AdmissionEvent] = [
    ProbeDeferred(EIGHT, "ani", "arrival", "p1"),
    GateAsked(EIGHT, "A-01", "seat"),
    GatePassedBy(EIGHT, "A-01", "seat", "skipped"),
    a_look("presence", "arrival_differs").compared,
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_what_is_written_is_read_again(event: AdmissionEvent) -> None:
    assert codec.decode(codec.SCHEMA_VERSION, codec.encode(event)) == event


def test_a_comparison_from_before_the_gates_is_read_as_it_was() -> None:
    written = (
        b'{"type":"ProbeCompared","at":"2024-10-16T01:00:00Z","by":"ani","gate":"arrival",'
        b'"probe":"p1","reference":"r1","engine":"dlib-resnet-5pt","outcome":"referred",'
        b'"reason":"non_match","dissimilarity":0.5,"match_at_most":0.42,'
        b'"strong_non_match_from":0.6,"findings":[]}'
    )
    decided = (
        b'{"type":"ReferralDecided","at":"2024-10-16T01:00:00Z","by":"ani","decision":"admit",'
        b'"reason_code":"same_person","reason":""}'
    )
    admission = Admission("x")
    for each in (written, decided):
        admission = evolve(admission, codec.decode(codec.SCHEMA_VERSION, each))
    assert admission.phase is AdmissionPhase.ADMITTED
    assert (admission.today_photo, admission.vouched) == ("p1", "person")
