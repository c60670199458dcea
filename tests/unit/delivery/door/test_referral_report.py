"""The report of a sitting's referrals: how many, decided how, by whom, and how long it took."""

from datetime import datetime

from catserver.admission.events import (
    AdmissionEvent,
    Decision,
    Outcome,
    ProbeCompared,
    ReferralDecided,
    ReferralReason,
)
from catserver.admission.opinions import OpinionAsked, OpinionGiven
from catserver.admission.resemblance import FaceFoundElsewhere, Resemblance
from catserver.delivery.door.referral_report import report_of
from tests.builders import after


def compared(
    at: datetime, outcome: Outcome = "match", reason: ReferralReason | None = None
) -> ProbeCompared:
    return ProbeCompared(
        at, "ani", "arrival", "p", "r", "e", outcome, reason, 0.3, 0.42, 0.6, ()
    )  # fmt: skip


def referred(at: datetime, reason: ReferralReason = "non_match") -> ProbeCompared:
    return compared(at, "referred", reason)


def decided(at: datetime, by: str, decision: Decision = "admit") -> ReferralDecided:
    return ReferralDecided(at, by, decision, "documents_checked", "kartu cocok")


ROOM: list[tuple[str, list[AdmissionEvent]]] = [
    ("001", [compared(after(minutes=0))]),
    ("002", [referred(after(minutes=1)), decided(after(minutes=3), "ani")]),
    (
        "003",
        [
            referred(after(minutes=2), "no_probe"),
            OpinionAsked(after(minutes=3), "ani", ""),
            OpinionGiven(after(minutes=4), "siti", "different", ""),
            decided(after(minutes=12), "budi", "refuse"),
        ],
    ),
    ("004", [referred(after(minutes=4), "poor_quality"), compared(after(minutes=5))]),
    ("005", [referred(after(minutes=6))]),
    (
        "006",
        [
            compared(after(minutes=7)),
            FaceFoundElsewhere(
                after(minutes=7), "p", "e", 9, 0.4, None,
                (Resemblance("001", "r1", "arrival", 0.2),),
            ),
            decided(after(minutes=8), "ani"),
        ],
    ),
]  # fmt: skip


def test_every_referral_is_counted_once_and_by_how_it_ended() -> None:
    report = report_of(ROOM)
    assert (report.compared, report.matched) == (7, 3)
    assert (report.referred, report.settled, report.waiting) == (5, 1, 1)
    assert (report.admitted, report.refused) == (2, 1)
    assert (report.same_face, report.opinions) == (1, 1)
    assert report.by_reason == {
        "no_probe": 1, "non_match": 2, "poor_quality": 1, "same_face": 1,
    }  # fmt: skip


def test_how_long_it_took_and_who_decided() -> None:
    report = report_of(ROOM)
    assert (report.median_s, report.longest_s) == (120.0, 600.0)
    assert [(each.by, each.admitted, each.refused) for each in report.by_person] == [
        ("ani", 2, 0),
        ("budi", 0, 1),
    ]
    line = next(each for each in report.lines if each.number == "003")
    assert (line.took_s, line.opinions, line.words) == (600.0, 1, "kartu cocok")


def test_of_a_room_where_nothing_happened_nothing_is_claimed() -> None:
    report = report_of([("001", [])])
    assert (report.referred, report.median_s, report.longest_s) == (0, None, None)


def test_a_referral_that_changes_its_reason_is_still_one() -> None:
    again = [referred(after(minutes=1), "no_probe"), referred(after(minutes=2))]
    report = report_of([("001", [*again, decided(after(minutes=3), "ani")])])
    assert report.referred == 1
    assert report.lines[0].took_s == 120.0


def test_a_word_that_was_taken_back_is_told_as_it_stands_with_the_time_of_the_first() -> None:
    events: list[AdmissionEvent] = [
        referred(after(minutes=1)),
        decided(after(minutes=3), "ani"),
        decided(after(minutes=20), "budi", "refuse"),
    ]
    report = report_of([("001", events)])
    assert (report.referred, report.admitted, report.refused, report.reconsidered) == (1, 0, 1, 1)
    (line,) = report.lines
    assert (line.by, line.took_s) == ("budi", 120.0)
    assert [(each.by, each.refused) for each in report.by_person] == [("budi", 1)]


def test_a_decision_that_nothing_had_referred_is_told_and_is_no_referral() -> None:
    seen: list[AdmissionEvent] = [
        compared(after(minutes=0)),
        decided(after(minutes=30), "ani", "refuse"),
    ]
    unseen: list[AdmissionEvent] = [decided(after(minutes=1), "budi")]
    report = report_of([("001", seen), ("002", unseen)])
    assert (report.referred, report.without) == (0, 2)
    assert (report.admitted, report.refused) == (1, 1)
    assert (report.median_s, report.by_reason) == (None, {})
    assert [(each.by, each.median_s) for each in report.by_person] == [
        ("ani", None),
        ("budi", None),
    ]
