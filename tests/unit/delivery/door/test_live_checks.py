"""Looks into the camera, with frames whose content says what they show: `yaw:noise`."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeVar, cast

import pytest

from catserver.admission.events import LiveCheck, ProbeCompared
from catserver.delivery.door.line import GONE_AFTER_S
from catserver.delivery.door.live_checks import (
    ALONE_APART_S,
    ALONE_IDLE_S,
    ALONE_MAX,
    ALONE_OPENS_S,
    ALONE_TRIES_MAX,
    WATCH_S_MAX,
    WATCHES_MAX,
    LiveChecks,
    Taken,
    TriesOver,
    WatchUnknown,
)
from catserver.delivery.door.live_outcome import asks_a_person, not_looked, with_live
from catserver.delivery.door.live_view import WatchView
from catserver.delivery.door.live_watch import FOLLOWED_S_MAX, UNSEEN_S_MAX, LiveFrame, WatchKey
from proctoring.errors import QueueFull, WorkerDied
from proctoring.glasses import Rims
from proctoring.presentation.cues import SeriesMeasures
from proctoring.presentation.pose import FacePose
from proctoring.quality import Finding, FindingCode
from proctoring.vision.inspection import FaceBox
from question_bank.exam import IdentityRules, LivePolicy
from question_bank.preset import read_preset
from tests.builders import EIGHT
from tests.rooms import HandClock

KEY = WatchKey("sitting-1", "001", "arrival")
BOX = FaceBox(0.35, 0.3, 0.3, 0.4)
NOTHING_SEEN = SeriesMeasures(pattern=1.0, frame_sides=0, flatness=None, model_score=None)
YAW = {"centre": 0.01, "left": 0.3, "right": -0.3}
RULES: IdentityRules = read_preset("skd-2024").exam.identity


@dataclass(frozen=True)
class Frame:
    faces: int
    findings: tuple[Finding, ...]
    face: FaceBox | None
    pose: FacePose | None
    worth: float = 0.0
    rims: Rims | None = None


@dataclass
class Camera:
    """An inspector that reads each frame's yaw from its bytes; `none` shows nobody."""

    distances: tuple[float | None, ...] = (0.2, 0.4, 0.4)
    measures: SeriesMeasures | None = NOTHING_SEEN
    busy: bool = False
    searched_near: list[bool] = field(default_factory=list)
    together: list[Sequence[bytes]] = field(default_factory=list)

    def look(self, content: bytes, near: object) -> Future[LiveFrame]:
        if self.busy:
            raise QueueFull("busy")
        self.searched_near.append(near is not None)
        said = content.decode().split(":")[0]
        if said == "none":
            return done(Frame(0, (Finding(FindingCode.NO_FACE, 0, 1),), None, None))
        turned = (Finding(FindingCode.NOT_FRONTAL, 1, 0),) if abs(float(said)) > 0.2 else ()
        pose = FacePose(0.5, 0.5, 0.3, float(said))
        return done(Frame(1, turned, BOX, pose, worth=1 - abs(float(said))))

    def alike(self, contents: Sequence[bytes]) -> Future[Sequence[float | None]]:
        assert len(contents) == 4
        return done(self.distances)

    def series(self, contents: Sequence[bytes]) -> Future[SeriesMeasures]:
        self.together.append(contents)
        if self.measures is None:
            raise WorkerDied("away")
        return done(self.measures)


T = TypeVar("T")


def done(value: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(value)
    return future


@dataclass
class Desk:
    camera: Camera = field(default_factory=Camera)
    clock: HandClock = field(default_factory=lambda: HandClock(EIGHT))
    shown: int = 0
    engine: str | None = None

    def __post_init__(self) -> None:
        self.checks = LiveChecks(self.camera, self.clock, Random(7), engine=self.engine)

    async def show(self, name: str, what: str, camera: str = "") -> WatchView:
        self.clock.pass_(seconds=0.2)
        self.shown += 1
        content = f"{what}:{self.shown}".encode()
        return await self.checks.frame(name, KEY, content, camera, RULES)

    async def obey(self, name: str) -> WatchView:
        """A head that does as asked, until there is an outcome."""
        view = self.checks.view(name, KEY)
        for _ in range(120):
            view = await self.show(name, str(YAW[view.asked or "centre"]))
            if view.outcome is not None:
                break
        return view

    async def take(self, name: str) -> Taken:
        return await self.checks.take(name, KEY, b"0.0:probe")


async def test_who_turns_as_asked_passes_and_a_frame_of_the_challenge_is_compared() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    assert (await desk.obey(name)).outcome == "passed"
    taken = await desk.take(name)
    assert taken.content.startswith(b"0.01:")
    assert taken.live.outcome == "passed"
    assert set(taken.live.challenge.removesuffix(": passed").split()) == {"left", "right"}


@pytest.mark.parametrize(
    "distances", [(0.6, 0.4, 0.4), (None, 0.4, 0.4), (0.2, 0.7, 0.4), (0.2, 0.4, 0.9)]
)
async def test_turns_of_one_face_do_not_vouch_for_another(
    distances: tuple[float | None, ...],
) -> None:
    desk = Desk(Camera(distances))
    name = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    assert (await desk.obey(name)).outcome == "other_face"
    taken = await desk.take(name)
    assert (taken.content, taken.live.outcome) == (b"0.0:probe", "failed")


async def test_turns_of_which_nobody_knows_whose_they_are_vouch_for_nobody() -> None:
    """A second face in the picture, and neither turn can be held against the face ahead."""
    desk = Desk(Camera((0.2, None, None)))
    name = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    assert (await desk.obey(name)).outcome == "face_lost"
    taken = await desk.take(name)
    assert (taken.content, taken.live.outcome) == (b"0.0:probe", "not_judged")
    one_side = Desk(Camera((0.2, None, 0.4)))
    name = one_side.checks.begin(KEY, LivePolicy.CHALLENGE)
    assert (await one_side.obey(name)).outcome == "passed"


async def test_thresholds_of_another_engine_say_nothing_of_whose_turns_they_were() -> None:
    other = Desk(Camera((0.6, 0.9, 0.9)), engine="another-engine")
    name = other.checks.begin(KEY, LivePolicy.CHALLENGE)
    assert (await other.obey(name)).outcome == "face_lost"
    assert (await other.take(name)).live.outcome == "not_judged"
    same = Desk(engine=RULES.engine)
    name = same.checks.begin(KEY, LivePolicy.CHALLENGE)
    assert (await same.obey(name)).outcome == "passed"


class CutOff(Camera):
    def alike(self, contents: Sequence[bytes]) -> Future[Sequence[float | None]]:
        assert contents
        raise RuntimeError("the server is going down")


async def test_turns_whose_faces_were_never_compared_vouch_for_nobody() -> None:
    desk = Desk(CutOff())
    name = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    with pytest.raises(RuntimeError):
        await desk.obey(name)
    taken = await desk.take(name)
    assert (taken.content, taken.live.outcome) == (b"0.0:probe", "not_judged")


class Picky(Camera):
    """Something ails every frame but those of one yaw."""

    def look(self, content: bytes, near: object) -> Future[LiveFrame]:
        frame = super().look(content, near).result()
        if content.startswith(b"0.02:"):
            return done(frame)
        dark = Finding(FindingCode.TOO_DARK, 1, 40)
        return done(replace(cast("Frame", frame), findings=(*frame.findings, dark)))


async def test_a_better_picture_held_up_between_the_turns_is_not_the_one_compared() -> None:
    """Only the first frame ahead and the last are held against the faces that turned."""
    desk, ahead = Desk(Picky()), 0
    name = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    view, asked = desk.checks.view(name, KEY), ""
    while view.outcome is None:
        now = view.asked or "centre"
        ahead += now == "centre" != asked
        between = now == "centre" and 1 < ahead < 5
        view, asked = await desk.show(name, "0.02" if between else str(YAW[now])), now
    assert (view.outcome, ahead) == ("passed", 5)
    assert (await desk.take(name)).content.startswith(b"0.01:")


async def test_somebody_who_stands_still_has_failed_and_is_compared_all_the_same() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    for _ in range(60):
        view = await desk.show(name, "0.0")
    assert view.outcome == "too_slow"
    assert (await desk.take(name)).live.outcome == "failed"


async def test_a_challenge_left_in_the_middle_is_not_judged() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    await desk.show(name, "0.0")
    assert (await desk.take(name)).live.outcome == "not_judged"


async def test_a_turned_head_is_not_told_to_look_ahead_while_it_is_asked_to_turn() -> None:
    desk = Desk()
    challenge = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    assert (await desk.show(challenge, "0.3")).findings == ()
    plain = desk.checks.begin(KEY, LivePolicy.CUES)
    assert [each.code for each in (await desk.show(plain, "0.3")).findings] == [
        FindingCode.NOT_FRONTAL
    ]


async def test_the_same_frame_again_after_others_is_noticed() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CUES)
    for content in (b"0:1", b"0:2", b"0:3", b"0:1"):
        desk.clock.pass_(seconds=0.2)
        view = await desk.checks.frame(name, KEY, content, "", RULES)
    assert view.noticed == ("frame_repeated",)
    live = (await desk.take(name)).live
    assert (live.outcome, live.cues) == ("suspected", ("frame_repeated",))


async def test_a_slow_camera_that_gives_a_frame_twice_at_once_is_no_suspicion() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CUES)
    for content in (b"0:1", b"0:1", b"0:2", b"0:2"):
        desk.clock.pass_(seconds=0.2)
        view = await desk.checks.frame(name, KEY, content, "", RULES)
    assert view.noticed == ()


async def test_the_name_of_a_program_is_a_hint_and_no_suspicion() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CUES)
    await desk.show(name, "0", camera="OBS Virtual Camera (m-de:vice)")
    live = (await desk.take(name)).live
    assert (live.outcome, live.cues) == ("nothing_seen", ("virtual_camera",))


async def test_what_several_frames_tell_together_goes_with_the_picture() -> None:
    flat = SeriesMeasures(pattern=1.0, frame_sides=4, flatness=1.0, model_score=0.25)
    desk = Desk(Camera(measures=flat))
    name = desk.checks.begin(KEY, LivePolicy.CUES)
    for _ in range(30):
        await desk.show(name, "0")
    live = (await desk.take(name)).live
    assert live.outcome == "suspected"
    assert live.cues == ("picture_edge", "moves_as_a_picture", "model_says_picture")
    assert live.model_score == 0.25
    assert desk.camera.together[0][-1] == b"0.0:probe"
    assert len(desk.camera.together[0]) <= 7


async def test_an_engine_that_is_away_says_nothing_of_anybody() -> None:
    desk = Desk(Camera(measures=None))
    name = desk.checks.begin(KEY, LivePolicy.CUES)
    live = (await desk.take(name)).live
    assert live.outcome == "not_judged"
    assert not asks_a_person(live, LivePolicy.CUES)


async def test_most_frames_are_searched_near_the_last_place_only() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CUES)
    for _ in range(10):
        await desk.show(name, "0")
    assert desk.camera.searched_near == ([False] + [True] * 4) * 2


async def test_a_look_answers_for_nobody_else_nowhere_else() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CUES)
    for key in (WatchKey("sitting-1", "002", "arrival"), WatchKey("sitting-1", "001", "seat")):
        with pytest.raises(WatchUnknown):
            await desk.checks.take(name, key, b"0:1")


async def test_looks_are_forgotten_when_they_are_old_or_too_many() -> None:
    desk = Desk()
    old = desk.checks.begin(KEY, LivePolicy.CUES)
    desk.clock.pass_(seconds=WATCH_S_MAX + 1)
    first = desk.checks.begin(KEY, LivePolicy.CUES)
    with pytest.raises(WatchUnknown):
        desk.checks.view(old, KEY)
    for _ in range(WATCHES_MAX):
        desk.checks.begin(KEY, LivePolicy.CUES)
    with pytest.raises(WatchUnknown):
        desk.checks.view(first, KEY)


async def test_a_frame_that_finds_the_workers_busy_is_dropped_and_the_look_goes_on() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    desk.camera.busy = True
    with pytest.raises(QueueFull):
        await desk.show(name, "0")
    desk.camera.busy = False
    assert (await desk.obey(name)).outcome == "passed"


async def refused(desk: Desk, name: str, seconds: float) -> None:
    """Frames that find no worker, twice a second."""
    desk.camera.busy = True
    for _ in range(int(seconds * 2)):
        desk.clock.pass_(seconds=0.5)
        with pytest.raises(QueueFull):
            await desk.checks.frame(name, KEY, b"0.0:refused", "", RULES)
    desk.camera.busy = False


async def test_time_in_which_nobody_could_look_counts_against_nobody() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    await desk.show(name, "0.0")
    for _ in range(3):
        await refused(desk, name, seconds=9)
        await desk.show(name, str(YAW[desk.checks.view(name, KEY).asked or "centre"]))
    assert (await desk.obey(name)).outcome == "passed"


async def test_a_refused_frame_excuses_nobody_who_then_sends_none() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    await desk.show(name, "0.0")
    await refused(desk, name, seconds=1)
    desk.clock.pass_(seconds=9)
    assert (await desk.show(name, "0.0")).outcome == "too_slow"


@pytest.mark.parametrize(("frames", "seconds"), [(0, UNSEEN_S_MAX), (1, FOLLOWED_S_MAX)])
async def test_where_the_workers_stay_busy_the_look_ends_and_speaks_against_nobody(
    frames: int, seconds: float
) -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    for _ in range(frames):
        await desk.show(name, "0.0")
    await refused(desk, name, seconds)
    desk.clock.pass_(seconds=1)
    assert (await desk.show(name, "0.0")).outcome == "too_busy"
    assert (await desk.take(name)).live.outcome == "not_judged"


def a_match() -> ProbeCompared:
    return ProbeCompared(
        at=EIGHT,
        by="ani",
        gate="arrival",
        probe="p",
        reference="r",
        engine="e",
        outcome="match",
        reason=None,
        dissimilarity=0.3,
        match_at_most=0.42,
        strong_non_match_from=0.6,
        findings=(),
    )


@pytest.mark.parametrize(
    ("outcome", "policy", "reason"),
    [
        ("nothing_seen", LivePolicy.CUES, None),
        ("not_judged", LivePolicy.CUES, None),
        ("suspected", LivePolicy.CUES, "not_live"),
        ("passed", LivePolicy.CHALLENGE, None),
        ("suspected", LivePolicy.CHALLENGE, "not_live"),
        ("failed", LivePolicy.CHALLENGE, "not_live"),
        ("not_judged", LivePolicy.CHALLENGE, "not_judged"),
        ("nothing_seen", LivePolicy.CHALLENGE, "not_judged"),
    ],
)
def test_a_match_is_referred_where_a_person_has_to_look(
    outcome: str, policy: LivePolicy, reason: str | None
) -> None:
    live = LiveCheck(outcome)  # type: ignore[arg-type] # the table's words
    told = with_live(a_match(), live, policy)
    assert told.live == live
    assert (told.outcome, told.reason) == ("referred" if reason else "match", reason)


def test_a_challenge_that_was_never_shown_is_recorded_as_not_judged() -> None:
    assert not_looked(LivePolicy.CHALLENGE) == LiveCheck("not_judged")
    assert not_looked(LivePolicy.OFF) is None


def test_a_picture_without_a_look_is_recorded_as_such_and_under_cues_refers_nobody() -> None:
    unseen = not_looked(LivePolicy.CUES)
    assert unseen == LiveCheck("not_judged")
    assert not asks_a_person(unseen, LivePolicy.CUES)
    assert with_live(a_match(), None, LivePolicy.CUES) == a_match()


def _kept(taken: Taken) -> list[str]:
    return [each.decode().split(":")[0] for each in taken.frames]


async def test_the_best_frames_go_with_the_picture_one_of_each_moment() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CUES)
    for yaw in ("0.15", "0.02", "0.10", "0.12", "0.19", "0.18", "0.01", "0.05", "0.3"):
        await desk.show(name, yaw)
    assert _kept(await desk.take(name)) == ["0.01", "0.02"]


async def test_a_frame_that_something_ails_does_not_go_with_the_picture() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CUES)
    for what in ("0.3", "none", "0.4"):
        await desk.show(name, what)
    assert _kept(await desk.take(name)) == []


async def test_the_picture_itself_does_not_stand_beside_itself() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CHALLENGE)
    await desk.obey(name)
    taken = await desk.take(name)
    assert taken.frames
    assert taken.content not in taken.frames


def seat(place: int) -> WatchKey:
    return WatchKey("sitting-1", f"{place:03d}", "seat")


async def test_few_terminals_are_followed_at_once_and_an_idle_one_leaves_its_place() -> None:
    desk = Desk()
    checks = LiveChecks(desk.camera, desk.clock, Random(7), alone_max=2)
    for place in (1, 2):
        name = checks.begin_alone(seat(place), LivePolicy.CUES, "8:00")
        await checks.frame(name, seat(place), b"0.0:1", "", RULES)
    with pytest.raises(QueueFull):
        checks.begin_alone(seat(3), LivePolicy.CUES, "8:00")
    checks.begin(KEY, LivePolicy.CUES)  # the desk does not wait for terminals
    checks.begin_alone(seat(2), LivePolicy.CUES, "8:00")  # its own place again
    desk.clock.pass_(seconds=ALONE_IDLE_S)
    checks.begin_alone(seat(3), LivePolicy.CUES, "8:00")


async def test_the_longest_waiting_terminal_is_next_and_whoever_has_gone_holds_up_nobody() -> None:
    desk = Desk()
    checks = LiveChecks(desk.camera, desk.clock, Random(7), alone_max=1)
    names: dict[int, str] = {}

    def asks(place: int) -> bool:
        try:
            names[place] = checks.begin_alone(seat(place), LivePolicy.CHALLENGE, "8:00")
        except QueueFull:
            return False
        return True

    async def done_with(place: int) -> None:
        await checks.take(names[place], seat(place), b"0.0:probe")

    assert [asks(1), asks(2), asks(3)] == [True, False, False]
    assert asks(1)  # its own place again
    await done_with(1)
    assert [asks(3), asks(2)] == [False, True]
    await done_with(2)
    assert [asks(4), asks(3)] == [False, True]
    await done_with(3)
    desk.clock.pass_(seconds=GONE_AFTER_S)
    assert asks(5)


async def test_the_busier_the_workers_the_fewer_terminals_are_followed() -> None:
    desk = Desk()
    name = desk.checks.begin(KEY, LivePolicy.CUES)

    def places() -> int:
        checks, taken = desk.checks, 0
        for place in range(1, 20):
            try:
                checks.begin_alone(seat(place), LivePolicy.CUES, "8:00")
            except QueueFull:
                break
            taken += 1
        desk.clock.pass_(seconds=ALONE_OPENS_S)
        return taken

    assert places() == ALONE_MAX
    await refused(desk, name, seconds=10)
    assert 1 < places() < ALONE_MAX
    await refused(desk, name, seconds=60)
    assert places() == 1


async def test_a_place_waits_for_the_camera_and_time_begins_with_the_first_frame() -> None:
    desk = Desk()
    checks = LiveChecks(desk.camera, desk.clock, Random(7), alone_max=1)
    name = checks.begin_alone(seat(1), LivePolicy.CHALLENGE, "8:00")
    desk.clock.pass_(seconds=ALONE_OPENS_S - 1)
    with pytest.raises(QueueFull):
        checks.begin_alone(seat(2), LivePolicy.CHALLENGE, "8:00")
    assert (await checks.frame(name, seat(1), b"0.0:1", "", RULES)).outcome is None
    desk.clock.pass_(seconds=8)
    assert (await checks.frame(name, seat(1), b"0.0:2", "", RULES)).outcome == "too_slow"


async def test_whoever_was_photographed_leaves_the_place() -> None:
    desk = Desk()
    checks = LiveChecks(desk.camera, desk.clock, Random(7), alone_max=1)
    first = checks.begin_alone(seat(1), LivePolicy.CUES, "8:00")
    await checks.take(first, seat(1), b"0.0:probe")
    checks.begin_alone(seat(2), LivePolicy.CUES, "8:00")


async def test_a_terminal_draws_few_challenges_for_one_look_and_new_ones_for_the_next() -> None:
    desk = Desk()
    for _ in range(ALONE_TRIES_MAX):
        desk.checks.begin_alone(seat(1), LivePolicy.CHALLENGE, "8:00")
    with pytest.raises(TriesOver):
        desk.checks.begin_alone(seat(1), LivePolicy.CHALLENGE, "8:00")
    desk.checks.begin_alone(seat(1), LivePolicy.CHALLENGE, "9:30")
    desk.checks.begin_alone(seat(2), LivePolicy.CHALLENGE, "8:00")


async def test_of_a_terminal_that_sends_too_fast_some_frames_are_not_looked_at() -> None:
    desk = Desk()
    name = desk.checks.begin_alone(seat(1), LivePolicy.CUES, "8:00")
    for _ in range(6):
        await desk.checks.frame(name, seat(1), b"0.0:x", "", RULES)
        desk.clock.pass_(seconds=ALONE_APART_S / 2)
    assert len(desk.camera.searched_near) == 3
