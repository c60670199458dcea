"""One face under two numbers, and a second pair of eyes: referred, never refused, and recorded."""

from datetime import timedelta

import pytest

from catserver.admission.codec import SCHEMA_VERSION, decode, encode
from catserver.admission.commands import (
    AdmissionCommand,
    Decide,
    IssuePin,
    RecordComparison,
    UsePin,
)
from catserver.admission.errors import AdmissionRefused
from catserver.admission.events import AdmissionEvent, ProbeCompared
from catserver.admission.folding import evolve
from catserver.admission.machine import decide
from catserver.admission.opinions import AskOpinion, GiveOpinion
from catserver.admission.resemblance import FaceFoundElsewhere, ReportResemblance, Resemblance
from catserver.admission.state import Admission, AdmissionPhase
from tests.builders import EIGHT

MATCH = ProbeCompared(EIGHT, "d", "arrival", "p1", "r1", "e", "match", None, 0.3, 0.4, 0.6, ())


def found(*numbers: str) -> ReportResemblance:
    others = tuple(Resemblance(each, f"r-{each}", "registration", 0.2) for each in numbers)
    return ReportResemblance(FaceFoundElsewhere(EIGHT, "p1", "e", 500, 0.3, 0.05, others))


class Desk:
    def __init__(self) -> None:
        self.admission = Admission("a1")
        self.events: list[AdmissionEvent] = []
        self.now = EIGHT

    def do(self, command: AdmissionCommand) -> int:
        self.now += timedelta(minutes=1)
        new = decide(self.admission, command, self.now)
        for event in new:
            self.admission = evolve(self.admission, event)
        self.events += new
        return len(new)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.do(RecordComparison(MATCH))
    return desk


def test_a_face_under_another_number_is_referred_and_not_refused(desk: Desk) -> None:
    desk.do(found("002"))
    assert desk.admission.phase is AdmissionPhase.REFERRED
    assert desk.admission.referral is not None
    assert desk.admission.referral.reason == "same_face"
    assert desk.admission.resembles is not None
    assert desk.admission.resembles.found[0].number == "002"


def test_who_sits_already_goes_on_sitting_while_a_person_looks(desk: Desk) -> None:
    desk.do(IssuePin("d", "arrival", "hash", None))
    desk.do(UsePin("T1", "hash"))
    desk.do(found("002"))
    assert desk.admission.phase is AdmissionPhase.SEATED
    assert desk.admission.referral is not None


def test_a_search_that_found_nobody_leaves_no_trace(desk: Desk) -> None:
    assert desk.do(found()) == 0
    assert desk.admission.phase is AdmissionPhase.MATCHED


def test_a_person_who_decided_on_a_pair_is_not_asked_about_it_again(desk: Desk) -> None:
    desk.do(found("002", "003"))
    desk.do(Decide("d", "admit", "twins", ""))
    assert desk.do(found("002")) == 0
    assert desk.do(found("002", "004")) == 1


def test_a_second_opinion_is_anothers_and_decides_nothing(desk: Desk) -> None:
    with pytest.raises(AdmissionRefused, match="not_referred"):
        desk.do(AskOpinion("budi"))
    desk.do(found("002"))
    with pytest.raises(AdmissionRefused, match="opinion_not_asked"):
        desk.do(GiveOpinion("siti", "same"))
    desk.do(AskOpinion("budi", "Kembar?"))
    assert desk.do(AskOpinion("siti")) == 0  # it is asked already
    with pytest.raises(AdmissionRefused, match="opinion_own"):
        desk.do(GiveOpinion("budi", "same"))
    desk.do(GiveOpinion("siti", "unsure"))
    desk.do(GiveOpinion("siti", "different", "telinga lain"))

    assert [(each.by, each.says) for each in desk.admission.opinions] == [("siti", "different")]
    assert desk.admission.phase is AdmissionPhase.REFERRED
    desk.do(Decide("budi", "admit", "", "bukan orang yang sama"))
    assert desk.admission.opinion_asked is None
    assert len(desk.admission.opinions) == 1  # stays beside the decision


def test_the_new_events_are_read_as_they_were_written(desk: Desk) -> None:
    desk.do(found("002"))
    desk.do(AskOpinion("budi", "?"))
    desk.do(GiveOpinion("siti", "same", "ya"))
    assert [decode(SCHEMA_VERSION, encode(each)) for each in desk.events] == desk.events
