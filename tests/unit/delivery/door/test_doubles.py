"""One face under two numbers: searched behind the desk, referred, told once."""

import numpy as np

from catserver.admission.commands import Decide, RecordComparison
from catserver.admission.events import ProbeCompared
from catserver.admission.state import AdmissionPhase
from catserver.delivery.door.doubles import Doubles, SearchRules
from catserver.delivery.door.galleries import Galleries
from catserver.delivery.photos import CandidateNumber, Photo, PhotoId, PhotoKind
from catserver.delivery.registry import Candidate, RosterEntry
from catserver.delivery.watch_list import Watched
from tests.builders import EIGHT
from tests.rooms import Room

CHANCE = np.random.default_rng(21)
ENGINE = "dlib-resnet-5pt"
RULES = SearchRules(false_alarm=0.02)


def a_face() -> np.ndarray:
    return CHANCE.standard_normal(128).astype(np.float32) * np.float32(0.07)


class Crowd:
    """A room of strangers, and the templates of their photos."""

    def __init__(self) -> None:
        self.room = Room()
        self.faces: dict[str, np.ndarray] = {}
        self.sitting = ""

    async def gather(self, people: int, rules: SearchRules = RULES) -> Doubles:
        sitting = await self.room.an_open_sitting()
        self.sitting = sitting.id
        for place in range(people):
            await self.enrol(f"n{place:03}", a_face())
        for number in self.room.sittings.assignments(sitting.id):
            await self.enrol(number, a_face())
        registry = self.room.registry
        galleries = Galleries(registry)
        return Doubles(registry, galleries, self.room.sittings, self.room.admissions, rules)

    async def enrol(self, number: str, face: np.ndarray) -> None:
        self.faces[number] = face
        known = await self.room.registry.candidate(number)
        candidate = known or Candidate(CandidateNumber(number), "Peserta", "Guru", "general")
        photo = self.photo(number, PhotoKind.REGISTRATION)
        await self.room.registry.load_roster([RosterEntry(candidate, photo, b"photo")])
        await self.room.registry.store_template(photo.id, ENGINE, face.tobytes())

    async def arrive(self, number: str, face: np.ndarray) -> ProbeCompared:
        """Compared and matched at the desk: the search comes after."""
        photo = self.photo(number, PhotoKind.ARRIVAL)
        await self.room.registry.add_photo(photo, b"photo")
        await self.room.registry.store_template(photo.id, ENGINE, face.tobytes())
        compared = ProbeCompared(
            self.room.clock.now(), "ani", "arrival", photo.id, f"r-{number}", ENGINE,
            "match", None, 0.3, 0.42, 0.6, (),
        )  # fmt: skip
        await self.room.admissions.handle(self.attempt(number), RecordComparison(compared))
        return compared

    def photo(self, number: str, kind: PhotoKind) -> Photo:
        name = PhotoId(f"{kind.value}-{number}-{len(self.room.registry._photos)}")
        return Photo(name, kind, CandidateNumber(number), name, "image/png", self.room.clock.now())

    def attempt(self, number: str) -> str:
        return self.room.sittings.assignments(self.sitting)[number].attempt


def again(face: np.ndarray) -> np.ndarray:
    moved: np.ndarray = face + CHANCE.standard_normal(128).astype(np.float32) * np.float32(0.02)
    return moved


async def test_a_face_registered_under_another_number_becomes_a_referral() -> None:
    crowd = Crowd()
    search = await crowd.gather(60)
    compared = await crowd.arrive("001", again(crowd.faces["n007"]))
    await search.search(crowd.attempt("001"), compared)

    admission = await crowd.room.admissions.state(crowd.attempt("001"))
    assert admission.phase is AdmissionPhase.REFERRED
    assert admission.resembles is not None
    (found,) = admission.resembles.found
    assert (found.number, found.found_as) == ("n007", "registration")
    assert admission.resembles.false_alarm == 0.02


async def test_somebody_who_arrives_twice_under_two_numbers_is_found_the_second_time() -> None:
    crowd = Crowd()
    search = await crowd.gather(60)
    stand_in = a_face()
    await search.search(crowd.attempt("001"), await crowd.arrive("001", stand_in))
    first = await crowd.room.admissions.state(crowd.attempt("001"))
    await search.search(crowd.attempt("002"), await crowd.arrive("002", again(stand_in)))
    second = await crowd.room.admissions.state(crowd.attempt("002"))

    assert first.resembles is None
    assert first.phase is AdmissionPhase.MATCHED
    assert second.resembles is not None
    assert [(e.number, e.found_as) for e in second.resembles.found] == [("001", "arrival")]


async def test_a_search_that_comes_late_leaves_the_earlier_of_two_alone() -> None:
    crowd = Crowd()
    search = await crowd.gather(60)
    stand_in = a_face()
    earlier = await crowd.arrive("001", stand_in)
    later = await crowd.arrive("002", again(stand_in))
    await search.search(crowd.attempt("001"), earlier)
    await search.search(crowd.attempt("002"), later)

    first = await crowd.room.admissions.state(crowd.attempt("001"))
    second = await crowd.room.admissions.state(crowd.attempt("002"))
    assert first.phase is AdmissionPhase.MATCHED
    assert second.phase is AdmissionPhase.REFERRED


async def test_a_decided_pair_is_not_brought_up_again_at_the_next_picture() -> None:
    crowd = Crowd()
    search = await crowd.gather(60)
    compared = await crowd.arrive("001", again(crowd.faces["n007"]))
    attempt = crowd.attempt("001")
    await search.search(attempt, compared)
    await crowd.room.admissions.handle(attempt, Decide("ani", "admit", "", "saudara kembar"))
    await search.search(attempt, await crowd.arrive("001", again(crowd.faces["n007"])))
    assert (await crowd.room.admissions.state(attempt)).referral is None


async def test_where_the_search_is_off_nobody_is_searched() -> None:
    crowd = Crowd()
    search = await crowd.gather(5, SearchRules(false_alarm=0))
    await crowd.arrive("001", a_face())
    assert search.waiting == 0


async def test_an_arrival_is_searched_for_without_anybody_asking() -> None:
    crowd = Crowd()
    search = await crowd.gather(5)
    await crowd.arrive("001", a_face())
    assert search.waiting == 1


async def test_registration_photos_are_searched_among_themselves_once() -> None:
    crowd = Crowd()
    search = await crowd.gather(60)
    await crowd.enrol("z1", again(crowd.faces["n003"]))
    checked = await search.check_references(ENGINE, rest_s=0)

    assert [(each.one, each.other) for each in checked.pairs] == [("n003", "z1")]
    assert await search.checked() == checked
    await crowd.enrol("z2", again(crowd.faces["n004"]))
    more = await search.check_references(ENGINE, rest_s=0)
    assert {(each.one, each.other) for each in more.pairs} == {("n003", "z1"), ("n004", "z2")}


async def test_a_pair_is_gone_when_one_of_them_sent_another_photo() -> None:
    crowd = Crowd()
    search = await crowd.gather(60)
    await crowd.enrol("z1", again(crowd.faces["n003"]))
    await search.check_references(ENGINE, rest_s=0)
    await crowd.enrol("z1", a_face())
    assert (await search.check_references(ENGINE, rest_s=0)).pairs == ()


async def test_who_came_before_all_photos_could_be_searched_is_searched_for_again() -> None:
    crowd, prepared = Crowd(), [False]
    await crowd.gather(60)
    registry = crowd.room.registry
    search = Doubles(
        registry,
        Galleries(registry),
        crowd.room.sittings,
        crowd.room.admissions,
        RULES,
        complete=lambda: prepared[0],
    )
    late = a_face()
    attempt = crowd.attempt("001")
    await search.search(attempt, await crowd.arrive("001", again(late)))
    assert (await crowd.room.admissions.state(attempt)).referral is None

    await crowd.enrol("late", late)
    search.search_again()
    assert search.waiting == 1  # only the one the desk told of: not everything is ready
    prepared[0] = True
    search.search_again()
    assert search.waiting == 2
    await search.search(*await search._arrived.next())
    resembles = (await crowd.room.admissions.state(attempt)).resembles
    assert resembles is not None
    assert resembles.found[0].number == "late"


async def test_somebody_who_is_looked_for_is_referred_by_the_entrys_id_alone() -> None:
    crowd = Crowd()
    await crowd.gather(60)
    registry, sought = crowd.room.registry, a_face()
    entry = Watched(
        "w-1", "LP/12", "image/png", b"photo", ENGINE, sought.tobytes(), EIGHT, "siti"
    )  # fmt: skip
    await registry.watch(entry)
    search = Doubles(
        registry,
        Galleries(registry),
        crowd.room.sittings,
        crowd.room.admissions,
        RULES,
        watch=registry,
    )
    attempt = crowd.attempt("001")
    await search.search(attempt, await crowd.arrive("001", again(sought)))
    resembles = (await crowd.room.admissions.state(attempt)).resembles
    assert resembles is not None
    assert [(each.number, each.found_as) for each in resembles.found] == [("w-1", "watch_list")]
    assert b"LP/12" not in b"".join(row.data for row in crowd.room.journal.rows)
