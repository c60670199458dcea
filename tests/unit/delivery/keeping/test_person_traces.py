from dataclasses import dataclass
from typing import get_args

import pytest

from catserver.admission.events import AdmissionEvent
from catserver.admission.resemblance import FaceFoundElsewhere, ReportResemblance, Resemblance
from catserver.admission.same_picture import PictureSeenBefore, ReportSamePicture
from catserver.attempt.events import AttemptEvent
from catserver.custody.events import PersonExported
from catserver.delivery.keeping.custodian import Custodian
from catserver.delivery.keeping.person_traces import Traces
from catserver.delivery.keeping.person_words import EVENTS
from catserver.delivery.registry import Assignment
from catserver.sitting.withholding import WITHHOLDING_EVENTS, DecideOnResult
from tests.builders import EIGHT
from tests.rooms import Room


@dataclass
class Held:
    room: Room
    one: Assignment
    other: Assignment
    custodian: Custodian
    traces: Traces


@pytest.fixture
async def held() -> Held:
    room = Room()
    sitting = await room.an_open_sitting(candidates=2)
    of = room.sittings.assignments(sitting.id)
    custodian = Custodian(room.journal, room.clock)
    traces = Traces(room.registry, room.sitting_desk, room.admissions, custodian)
    return Held(room, of["001"], of["002"], custodian, traces)


async def test_a_person_is_told_that_a_search_for_another_named_them_and_not_who(
    held: Held,
) -> None:
    found = (Resemblance("001", "p1", "registration", 0.31),)
    event = FaceFoundElsewhere(EIGHT, "probe", "bytes", 2, 0.42, None, found)
    await held.room.admissions.handle(held.other.attempt, ReportResemblance(event))
    (told,) = await held.traces.like_others("001")
    assert "0.31" in told["what"]
    assert "002" not in str(told)
    assert await held.traces.like_others("002") == []


async def test_a_person_is_told_that_their_photo_was_sent_for_somebody_else(held: Held) -> None:
    event = PictureSeenBefore(EIGHT, "arrival", "probe", "p1", "001", "arrival", 1.0)
    await held.room.admissions.handle(held.other.attempt, ReportSamePicture(event))
    (told,) = await held.traces.like_others("001")
    assert "sent again" in told["what"]
    assert await held.traces.like_others("002") == []


async def test_what_the_committee_decided_on_a_result_is_the_persons_own(held: Held) -> None:
    wish = DecideOnResult("budi", "withhold", held.one.attempt, "001", "dilihat dulu")
    await held.room.sitting_desk.handle(held.one.sitting, wish)
    (event,) = await held.traces.of_results(held.one)
    assert event.reason == "dilihat dulu"
    assert await held.traces.of_results(held.other) == []


async def test_a_person_is_told_which_files_took_their_data_away(held: Held) -> None:
    await held.custodian.results_exported("budi", held.one.sitting, "xlsx")
    await held.custodian.results_exported("budi", "another-sitting", "csv")
    await held.custodian.record(PersonExported(EIGHT, "root", (), (held.other.attempt,)))
    (told,) = await held.traces.handed_out([held.one])
    assert (told["by"], "xlsx" in told["what"]) == ("budi", True)


def test_every_event_of_a_person_has_words() -> None:
    kinds = (*get_args(AdmissionEvent), *get_args(AttemptEvent), *WITHHOLDING_EVENTS)
    assert {kind.__name__ for kind in kinds} <= set(EVENTS)
