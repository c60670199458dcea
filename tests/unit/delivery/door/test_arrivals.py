from concurrent.futures import Future
from datetime import timedelta

import pytest

from catserver.admission.errors import AdmissionRefused
from catserver.admission.state import AdmissionPhase
from catserver.delivery.door.arrivals import ArrivalNotOpen, Arrivals, SittingNotOpen
from catserver.delivery.door.inspecting import Inspection
from catserver.delivery.pins import Secrets
from proctoring.errors import NotAPicture, QueueFull, WorkerDied
from tests.rooms import EXAM, Room

WAITS_AT_THE_DESK = EXAM.replace(b"[identity]", b'[identity]\nwhen_busy = "wait"')


class FailingInspector:
    """A queue that is full, or a worker's answer that is an error."""

    def __init__(self, error: Exception, *, at_once: bool) -> None:
        self._error = error
        self._at_once = at_once

    def inspect(self, content: bytes) -> Future[Inspection]:
        assert content
        if self._at_once:
            raise self._error
        answer: Future[Inspection] = Future()
        answer.set_exception(self._error)
        return answer

    hints = inspect


def arrivals_of(room: Room, error: Exception | None = None, *, at_once: bool = False) -> Arrivals:
    return Arrivals(
        room.registry,
        room.cabinet,
        room.sittings,
        room.admissions,
        room.looks(FailingInspector(error or AssertionError(), at_once=at_once)),
        Secrets(bytes(32)),
        room.clock,
    )


async def admitted(room: Room, sitting: str) -> Arrivals:
    arrivals = arrivals_of(room)
    await arrivals.decide(sitting, "001", "ani", "admit", "documents_checked", "")
    return arrivals


async def test_pins_are_issued_until_they_close_before_the_start() -> None:
    room = Room()
    sitting = await room.an_open_sitting()
    arrivals = await admitted(room, sitting.id)
    closes_at = sitting.start_at - room.cabinet.known(sitting.id).exam.arrival.pin_closes
    assert closes_at < sitting.start_at
    room.clock.at = closes_at
    assert (await arrivals.issue_pin(sitting.id, "001", "ani")).closes_at == closes_at
    room.clock.at += timedelta(microseconds=1)
    with pytest.raises(AdmissionRefused) as refused:
        await arrivals.issue_pin(sitting.id, "001", "ani")
    assert refused.value.code == "pin_closed"


async def test_the_pin_is_told_once_and_kept_as_a_hash_alone() -> None:
    room = Room()
    sitting = await room.an_open_sitting()
    issued = await (await admitted(room, sitting.id)).issue_pin(sitting.id, "001", "ani")
    kept = b"".join(row.data for row in room.journal.rows)
    assert issued.pin.isdigit()
    assert len(issued.pin) >= 6
    assert f'"{issued.pin}"'.encode() not in kept


async def test_nobody_arrives_at_a_sitting_that_is_not_open() -> None:
    room = Room()
    sitting = await room.a_sitting()
    with pytest.raises(SittingNotOpen):
        await arrivals_of(room).issue_pin(sitting.id, "001", "ani")


async def test_arrival_opens_at_its_instant_and_not_before() -> None:
    room = Room()
    sitting = await room.an_open_sitting()
    arrivals = await admitted(room, sitting.id)
    opens_at = sitting.start_at - room.cabinet.known(sitting.id).exam.arrival.opens
    room.clock.at = opens_at - timedelta(microseconds=1)
    for early in (
        arrivals.issue_pin(sitting.id, "001", "ani"),
        arrivals.probe(sitting.id, "001", b"photo", "ani", accept=True),
    ):
        with pytest.raises(ArrivalNotOpen) as refused:
            await early
        assert refused.value.opens_at == opens_at
    room.clock.at = opens_at
    assert (await arrivals.issue_pin(sitting.id, "001", "ani")).pin


@pytest.mark.parametrize("at_once", [True, False])
async def test_an_engine_that_is_full_or_dies_refers_to_a_person(at_once: bool) -> None:  # noqa: FBT001
    """Where the exam lets nobody in before the comparison."""
    room = Room()
    sitting = await room.an_open_sitting(exam_file=WAITS_AT_THE_DESK)
    error = QueueFull("8 jobs wait") if at_once else WorkerDied("it ended")
    arrivals = arrivals_of(room, error, at_once=at_once)
    result = await arrivals.probe(sitting.id, "001", b"photo", "ani", accept=False)
    assert result.compared is not None
    assert (result.compared.outcome, result.compared.reason) == ("referred", "engine_unavailable")
    admission = await room.admissions.state(f"{sitting.id}-1")
    assert admission.phase is AdmissionPhase.REFERRED


async def test_what_is_no_picture_records_nothing() -> None:
    room = Room()
    sitting = await room.an_open_sitting()
    before = len(room.journal.rows)
    with pytest.raises(NotAPicture):
        await arrivals_of(room, NotAPicture("no")).probe(
            sitting.id, "001", b"photo", "ani", accept=True
        )
    assert len(room.journal.rows) == before


async def test_what_a_closed_sitting_left_undecided_can_still_be_decided() -> None:
    room = Room()
    sitting = await room.an_open_sitting(exam_file=WAITS_AT_THE_DESK)
    arrivals = arrivals_of(room, WorkerDied("it ended"))
    await arrivals.probe(sitting.id, "001", b"photo", "ani", accept=False)
    await room.sittings.close(sitting.id, "budi", "selesai")

    with pytest.raises(SittingNotOpen):
        await arrivals.decide(sitting.id, "002", "ani", "admit", "documents_checked", "")
    with pytest.raises(SittingNotOpen):
        await arrivals.issue_pin(sitting.id, "001", "ani")
    words = "bukan orang yang sama"
    refused = await arrivals.decide(sitting.id, "001", "ani", "refuse", "other_person", words)
    assert (refused.phase, refused.referral) == (AdmissionPhase.REFUSED, None)
    admitted = await arrivals.decide(sitting.id, "001", "budi", "admit", "", "paspor dilihat")
    assert admitted.phase is AdmissionPhase.ADMITTED


async def test_whoever_refuses_says_why_in_words() -> None:
    room = Room()
    sitting = await room.an_open_sitting()
    with pytest.raises(AdmissionRefused) as refused:
        await arrivals_of(room).decide(sitting.id, "001", "ani", "refuse", "other_person", " ")
    assert refused.value.code == "reason_missing"
