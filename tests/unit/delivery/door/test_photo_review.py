"""Registration photos looked at weeks before the day; their content says what ails them."""

import asyncio
import csv
import io
from concurrent.futures import Future
from dataclasses import dataclass, field

from catserver.delivery.door.inspecting import Inspection
from catserver.delivery.door.photo_review import HARMLESS, TRIES_MAX, PhotoReview, Trouble
from catserver.delivery.memory_registry import MemoryRegistry
from catserver.delivery.registry import (
    Candidate,
    CandidateNumber,
    Photo,
    PhotoId,
    PhotoKind,
    RosterEntry,
)
from catserver.roster.photo_findings import PHOTO_FINDINGS, photo_finding, troubles_csv
from proctoring.engine import EngineName
from proctoring.errors import NotAPicture, QueueFull, WorkerDied
from proctoring.glasses import GLASSES_DIFFER, Rims
from proctoring.quality import Finding, FindingCode
from tests.builders import EIGHT

NO_ENGINE = EngineName("none")


@dataclass(frozen=True)
class Seen:
    findings: tuple[Finding, ...]
    engine: EngineName = NO_ENGINE
    face: None = None
    template: None = None
    worth: float = 1.0
    rims: Rims | None = None


@dataclass
class Inspector:
    """`busy` times it is full before it looks; a hidden face is found at the second look only."""

    busy: int = 0
    looked: list[bytes] = field(default_factory=list)

    def hints(self, content: bytes) -> Future[Inspection]:
        if self.busy > 0:
            self.busy -= 1
            raise QueueFull("the desk goes first")
        self.looked.append(content)
        answer: Future[Inspection] = Future()
        if content == b"deadly":
            answer.set_exception(WorkerDied("the worker ended while it had the job"))
        elif content == b"damaged":
            answer.set_exception(NotAPicture("damaged"))
        else:
            said = content.decode().partition("hidden:")[0]
            codes = [FindingCode(each) for each in said.split()]
            answer.set_result(Seen(tuple(Finding(each, 0, 1) for each in codes)))
        return answer

    def inspect(self, content: bytes) -> Future[Inspection]:
        return self.hints(content.replace(b"no_face hidden:", b""))


async def a_registry(*photos: bytes | None) -> MemoryRegistry:
    registry = MemoryRegistry()
    for place, content in enumerate(photos, start=1):
        number = CandidateNumber(f"{place:03d}")
        candidate = Candidate(number, f"=Peserta {place}", "Pranata", "general")
        photo = Photo(
            PhotoId(f"p{place}"), PhotoKind.REGISTRATION, number, f"d{place}", "image/jpeg", EIGHT
        )
        entry = (
            RosterEntry(candidate) if content is None else RosterEntry(candidate, photo, content)
        )
        await registry.load_roster([entry])
    return registry


async def test_photos_that_will_cause_trouble_are_listed_with_what_ails_them() -> None:
    registry = await a_registry(b"", b"too_dark blurred", None, b"damaged", b"no_face")
    review = PhotoReview(registry, Inspector())
    assert (await review.state()).checked == 1  # who has no photo needs no looking at
    await review.review()
    state = await review.state()
    assert (state.candidates, state.checked) == (5, 5)
    assert [(each.number, each.codes) for each in state.troubles] == [
        ("002", ("too_dark", "blurred")),
        ("003", ("no_photo",)),
        ("004", ("not_a_picture",)),
        ("005", ("no_face",)),
    ]


async def test_a_studio_s_framing_is_no_trouble() -> None:
    review = PhotoReview(await a_registry(b"off_centre too_large"), Inspector())
    await review.review()
    assert (await review.state()).troubles == ()


async def test_the_desk_goes_first_and_nothing_is_left_out() -> None:
    inspector = Inspector(busy=3)
    review = PhotoReview(await a_registry(b"no_face"), inspector, busy_s=0.0)
    await review.review()
    assert len((await review.state()).troubles) == 1


async def test_a_photo_that_ends_its_worker_each_time_is_listed_and_the_others_are_seen() -> None:
    inspector = Inspector()
    review = PhotoReview(await a_registry(b"", b"deadly", b"blurred"), inspector, busy_s=0.0)
    async with asyncio.timeout(5):
        await review.review()
    told = [(each.number, each.codes) for each in (await review.state()).troubles]
    assert told == [("002", ("not_a_picture",)), ("003", ("blurred",))]
    assert inspector.looked.count(b"deadly") == TRIES_MAX


async def test_a_face_is_looked_for_as_thoroughly_as_at_the_desk() -> None:
    review = PhotoReview(await a_registry(b"no_face hidden:blurred", b"no_face"), Inspector())
    await review.review()
    assert [each.codes for each in (await review.state()).troubles] == [("blurred",), ("no_face",)]


async def test_a_photo_is_looked_at_once() -> None:
    inspector = Inspector()
    review = PhotoReview(await a_registry(b"blurred", b""), inspector)
    await review.review()
    await review.review()
    assert len(inspector.looked) == 2


async def test_a_review_that_is_asked_for_runs_and_says_when_it_is_done() -> None:
    review = PhotoReview(await a_registry(b"no_face"), Inspector())
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(review.run())
        review.start()
        assert (await review.state()).running
        while (await review.state()).running:
            await asyncio.sleep(0)
        running.cancel()
    assert (await review.state()).checked == 1


def test_every_finding_of_the_gate_has_its_sentence_or_is_harmless() -> None:
    of_one_photo = {each.value for each in FindingCode} - {each.value for each in GLASSES_DIFFER}
    missing = of_one_photo - set(PHOTO_FINDINGS)
    assert missing == {each.value for each in HARMLESS}
    assert photo_finding("unheard_of").code == "other"


def test_the_table_has_a_row_for_each_finding_and_no_formula() -> None:
    troubles = [Trouble(CandidateNumber("002"), "=SUM(A1)", ("too_dark", "blurred"))]
    text = troubles_csv(troubles, "en").decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text))
    assert heading == ["number", "name", "code", "problem", "remedy"]
    assert [row[:3] for row in rows] == [
        ["002", "'=SUM(A1)", "too_dark"],
        ["002", "'=SUM(A1)", "blurred"],
    ]
