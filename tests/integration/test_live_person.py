"""The challenge at the real server: a drawn head that turns as asked, and pictures that cannot."""

import io
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from PIL import Image

from catserver.admission.events import LiveCheck, ProbeCompared
from catserver.delivery.door.live_watch import LiveFrame
from catserver.web.liveness import FRAME_SIZE_BYTES_MAX
from proctoring.engine import Face, Pixels
from proctoring.presentation.cues import SeriesMeasures
from proctoring.vision.decode import decode
from proctoring.vision.demo_people import DEMO_PEOPLE, arrival_photo
from proctoring.vision.inspection import FaceBox
from proctoring.vision.live_work import AreAlike, LiveJob, LookAt, Together, prepare_face_work
from proctoring.vision.tracking import FaceTracker
from proctoring.vision.turned_head import turned
from tests.builders import EIGHT
from tests.live import EXAM, SITTING_ID, BytesInspector, Live, a_live_site, number
from tests.rooms import HandClock

ONE = number(1)
CANDIDATE = f"/api/sittings/{SITTING_ID}/candidates/{ONE}"
DEGREES = {"centre": 0.0, "left": 50.0, "right": -50.0}
FRAME_S = 0.2


@lru_cache(maxsize=1)
def face_work() -> Callable[[LiveJob], Any]:
    return prepare_face_work()


class Here(BytesInspector):
    """Live frames are looked at by the real work, in this process; photos are read as text."""

    def look(self, content: bytes, near: FaceBox | None) -> Future[LiveFrame]:
        return _done(LookAt(content, near))

    def alike(self, contents: Sequence[bytes]) -> Future[Sequence[float | None]]:
        return _done(AreAlike(tuple(contents)))

    def series(self, contents: Sequence[bytes]) -> Future[SeriesMeasures]:
        return _done(Together(tuple(contents)))


def _done(job: LiveJob) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(face_work()(job))
    return future


class Person:
    """A drawn head that turns; every frame differs a little, as a camera's do."""

    def __init__(self, place: int) -> None:
        picture = decode(arrival_photo(DEMO_PEOPLE[place].number))
        self._pixels = picture.pixels
        self._face: Face = FaceTracker().faces(picture, None)[0]
        self._turned: dict[float, Pixels] = {}
        self._random = np.random.default_rng(place)

    def frame(self, degrees: float) -> bytes:
        if degrees not in self._turned:
            self._turned[degrees] = turned(self._pixels, self._face, degrees)
        pixels = self._turned[degrees].copy()
        pixels[:16, :16] = self._random.integers(0, 255, (16, 16, 3), dtype=np.uint8)
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "JPEG", quality=85)
        return file.getvalue()


@asynccontextmanager
async def a_desk(
    folder: Path, live: str, clock: HandClock
) -> AsyncIterator[tuple[Live, httpx.AsyncClient]]:
    exam = EXAM.replace(b"[identity]\n", f'[identity]\nlive = "{live}"\n'.encode())
    async with a_live_site(folder, clock=clock, exam_file=exam, inspector=Here()) as site:
        staff = await site.staff()
        staff.timeout = httpx.Timeout(60)  # four templates at the end, in this very process
        yield site, staff


async def begun(staff: httpx.AsyncClient) -> tuple[Any, Any]:
    answer = (await staff.post(f"{CANDIDATE}/live", json={})).json()
    return answer["watch"], answer["view"]


async def recorded(site: Live) -> LiveCheck | None:
    state = await site.site.admissions.state(site.attempts[ONE])
    return state.compared.live if state.compared else None


async def at_the_seat(site: Live) -> ProbeCompared:
    state = await site.site.admissions.state(site.attempts[ONE])
    return state.looks["seat"]


async def test_a_head_that_turns_as_asked_passes_and_its_own_frame_is_compared(
    tmp_path: Path,
) -> None:
    clock, person = HandClock(EIGHT), Person(1)
    async with a_desk(tmp_path, "challenge", clock) as (site, staff):
        watch, view = await begun(staff)
        for _ in range(80):
            clock.pass_(seconds=FRAME_S)
            content = person.frame(DEGREES[view["asked"]])
            view = (await staff.post(f"{CANDIDATE}/live/{watch}", content=content)).json()
            if view["outcome"]:
                break
        assert view["outcome"] == "passed"
        await staff.post(f"{CANDIDATE}/probe?watch={watch}&accept=1", content=b"somebody else")
        live = await recorded(site)
        state = await site.site.admissions.state(site.attempts[ONE])
        assert live is not None
        assert (live.outcome, live.cues) == ("passed", ())
        assert state.compared is not None
        kept = await site.site.registry.photo_content(state.compared.probe or "")
        assert kept is not None
        assert kept.startswith(b"\xff\xd8")  # not the picture that the browser sent at the end


async def test_a_picture_that_stays_as_it_is_fails_and_a_person_looks(tmp_path: Path) -> None:
    clock, person = HandClock(EIGHT), Person(1)
    async with a_desk(tmp_path, "challenge", clock) as (site, staff):
        watch, view = await begun(staff)
        for _ in range(14):
            clock.pass_(seconds=1)
            content = person.frame(0.0)
            view = (await staff.post(f"{CANDIDATE}/live/{watch}", content=content)).json()
        assert view["outcome"] == "too_slow"
        probed = await staff.post(
            f"{CANDIDATE}/probe?watch={watch}", content=f"face-{ONE}".encode()
        )
        assert (probed.json()["outcome"], probed.json()["comparison"]["reason"]) == (
            "referred",
            "not_live",
        )
        live = await recorded(site)
        assert live is not None
        assert live.outcome == "failed"


async def test_a_film_that_begins_again_is_noticed_and_a_match_becomes_a_referral(
    tmp_path: Path,
) -> None:
    clock, person = HandClock(EIGHT), Person(2)
    film = [person.frame(0.0) for _ in range(4)]
    async with a_desk(tmp_path, "cues", clock) as (site, staff):
        watch, _ = await begun(staff)
        for content in (*film, film[0]):
            clock.pass_(seconds=FRAME_S)
            view = (await staff.post(f"{CANDIDATE}/live/{watch}", content=content)).json()
        assert view["noticed"] == ["frame_repeated"]
        probed = await staff.post(
            f"{CANDIDATE}/probe?watch={watch}", content=f"face-{ONE}".encode()
        )
        assert probed.json()["comparison"]["reason"] == "not_live"
        assert probed.json()["comparison"]["live"]["cues"] == ["frame_repeated"]
        assert probed.json()["row"]["admission"] == "referred"
        assert (await recorded(site)) is not None


async def test_without_a_look_cues_let_pass_and_a_challenge_asks_a_person(tmp_path: Path) -> None:
    for policy, outcome in (("cues", "match"), ("challenge", "referred"), ("off", "match")):
        async with a_desk(tmp_path / policy, policy, HandClock(EIGHT)) as (_, staff):
            probed = await staff.post(f"{CANDIDATE}/probe", content=f"face-{ONE}".encode())
            assert probed.json()["outcome"] == outcome


async def test_frames_are_bounded_and_answer_for_one_candidate_at_one_gate(tmp_path: Path) -> None:
    async with a_desk(tmp_path, "cues", HandClock(EIGHT)) as (_, staff):
        watch, view = await begun(staff)
        assert view == {
            "findings": [],
            "face": None,
            "asked": None,
            "share": 0.0,
            "outcome": None,
            "noticed": [],
        }
        large = await staff.post(
            f"{CANDIDATE}/live/{watch}", content=bytes(FRAME_SIZE_BYTES_MAX + 1)
        )
        assert large.status_code == 413
        broken = await staff.post(f"{CANDIDATE}/live/{watch}", content=b"no picture")
        assert (broken.status_code, broken.json()["error"]["code"]) == (422, "not_a_picture")
        two = CANDIDATE.replace(ONE, number(2))
        for path in (f"{two}/live/{watch}", f"{CANDIDATE}/live/{watch}?gate=seat"):
            foreign = await staff.post(path, content=b"frame")
            assert (foreign.status_code, foreign.json()["error"]["code"]) == (410, "watch_unknown")
        nobody = await staff.post(CANDIDATE.replace(ONE, "99999999") + "/live", json={})
        assert nobody.status_code == 404


async def test_where_nothing_is_looked_for_no_look_begins(tmp_path: Path) -> None:
    async with a_desk(tmp_path, "off", HandClock(EIGHT)) as (_, staff):
        assert await begun(staff) == (None, None)


@asynccontextmanager
async def a_seat(
    folder: Path, live: str, clock: HandClock
) -> AsyncIterator[tuple[Live, httpx.AsyncClient]]:
    """Whoever sits there was admitted by a person; the terminal's camera is asked next."""
    rules = f'live = "{live}"\nseat = "required"\n'.encode()
    exam = EXAM.replace(b"[identity]\n", b"[identity]\n" + rules)
    async with a_live_site(folder, clock=clock, exam_file=exam, inspector=Here()) as site:
        staff = await site.staff()
        face = f"face-{ONE}".encode()
        await staff.post(f"{CANDIDATE}/probe", content=face)
        body = {"decision": "admit", "reason_code": "documents_checked"}
        await staff.post(f"{CANDIDATE}/decision", json=body)
        pin = (await staff.post(f"{CANDIDATE}/pin", json={})).json()["pin"]
        terminal = await (await site.a_terminal(ONE, pin)).connect()
        await terminal.hear("gate")
        terminal.client.timeout = httpx.Timeout(60)
        yield site, terminal.client
        assert terminal.socket is not None
        await terminal.socket.close()


LIVE = "/api/terminal/gate/live"
LOOK = "/api/terminal/gate/look?gate=seat"


async def test_at_the_seat_the_terminal_asks_for_turns_and_its_own_frame_is_compared(
    tmp_path: Path,
) -> None:
    clock, person = HandClock(EIGHT), Person(1)
    async with a_seat(tmp_path, "challenge", clock) as (site, terminal):
        answer = (await terminal.post(LIVE, json={"gate": "seat"})).json()
        watch, view = answer["watch"], answer["view"]
        for _ in range(80):
            clock.pass_(seconds=FRAME_S)
            content = person.frame(DEGREES[view["asked"]])
            view = (await terminal.post(f"{LIVE}/{watch}?gate=seat", content=content)).json()
            if view["outcome"]:
                break
        assert view["outcome"] == "passed"
        taken = await terminal.post(f"{LOOK}&watch={watch}&accept=1", content=b"somebody else")
        assert taken.json()["outcome"] == "taken"
        compared = await at_the_seat(site)
        assert compared.live is not None
        assert compared.live.outcome == "passed"
        kept = await site.site.registry.photo_content(compared.probe or "")
        assert kept is not None
        assert kept.startswith(b"\xff\xd8")


async def test_a_seat_that_shows_no_turns_where_they_are_asked_for_is_referred(
    tmp_path: Path,
) -> None:
    clock = HandClock(EIGHT)
    async with a_seat(tmp_path, "challenge", clock) as (site, terminal):
        face = f"face-{ONE}".encode()
        assert (await terminal.post(LOOK, content=face)).json()["outcome"] == "taken"
        state = await site.site.admissions.state(site.attempts[ONE])
        assert state.referral is not None
        assert (state.referral.gate, state.referral.reason) == ("seat", "not_judged")
        assert state.referral.technical  # nothing speaks against whoever the server did not follow


async def test_who_cannot_turn_goes_on_and_a_person_comes(tmp_path: Path) -> None:
    async with a_seat(tmp_path, "challenge", HandClock(EIGHT)) as (site, terminal):
        begun = [await terminal.post(LIVE, json={"gate": "seat"}) for _ in range(3)]
        assert [each.json()["last"] for each in begun] == [False, False, True]
        body = {"gate": "seat", "why": "cannot"}
        passed = await terminal.post("/api/terminal/gate/pass", json=body)
        assert passed.json() == {"gate": None}
        state = await site.site.admissions.state(site.attempts[ONE])
        assert state.referral is not None
        assert (state.referral.reason, state.referral.technical) == ("not_judged", True)


async def test_a_terminal_is_told_neither_what_was_noticed_nor_of_a_look_that_is_not_wanted(
    tmp_path: Path,
) -> None:
    clock, person = HandClock(EIGHT), Person(1)
    async with a_seat(tmp_path, "cues", clock) as (site, terminal):
        refused = await terminal.post(LIVE, json={"gate": "return"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "gate_not_due")
        watch = (await terminal.post(LIVE, json={"gate": "seat"})).json()["watch"]
        frames = [person.frame(0.0), person.frame(0.0)]
        for place in (0, 1, 0):
            clock.pass_(seconds=1)
            url, named = f"{LIVE}/{watch}?gate=seat", {"X-Camera": "OBS%20Virtual%20Camera"}
            view = (await terminal.post(url, headers=named, content=frames[place])).json()
            assert view["noticed"] == []
        await terminal.post(f"{LOOK}&watch={watch}", content=f"face-{ONE}".encode())
        live = (await at_the_seat(site)).live
        assert live is not None
        assert (live.outcome, set(live.cues)) == ("suspected", {"frame_repeated", "virtual_camera"})
