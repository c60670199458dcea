"""One suite for each implementation of the registry: SQL and its twin in memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from catserver.attempt.events import AttemptId
from catserver.delivery.keeping.vault import MemoryKeys
from catserver.delivery.memory_registry import MemoryRegistry
from catserver.delivery.photos import MadeTemplate
from catserver.delivery.registry import (
    Assignment,
    BankRecord,
    Candidate,
    CandidateNumber,
    ExamRecord,
    NameTaken,
    NewKeys,
    Photo,
    PhotoId,
    PhotoKind,
    PictureRecord,
    Registry,
    Role,
    RosterEntry,
    SeatTaken,
    SetUpDone,
    Sitting,
    Staff,
    StaffName,
    Unknown,
)
from catserver.delivery.watch_list import Watched
from catserver.sitting.events import SittingId
from catserver.store.engine import open_engine, sqlite_url
from catserver.store.migration import migrate
from catserver.store.registry import SqlRegistry
from tests.stores import STORES, a_store

NOON = datetime(2026, 5, 4, 12, 0, 0, 123456, tzinfo=UTC)
LATER = datetime(2999, 1, 1, tzinfo=UTC)


@pytest.fixture(params=STORES)
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Registry]:
    with a_store(request, tmp_path) as engine:
        yield MemoryRegistry() if engine is None else SqlRegistry(engine, MemoryKeys())


def a_member(name: str = "siti", role: Role = Role.COMMITTEE) -> Staff:
    return Staff(StaffName(name), name.title(), role, NOON)


def an_exam(source: bytes = b"one", at: datetime = NOON) -> ExamRecord:
    return ExamRecord("skd", "digest-of-" + source.decode(), source, at, "siti")


def a_bank(content: bytes = b"one", at: datetime = NOON) -> BankRecord:
    return BankRecord("demo", "digest-of-" + content.decode(), "Demo", content, at, "siti")


def keys(content: bytes = b"k1") -> NewKeys:
    return NewKeys("digest-of-" + content.decode(), content)


def a_candidate(number: str = "001", **changes: object) -> Candidate:
    candidate = Candidate(CandidateNumber(number), f"Peserta {number}", "Analis", "general")
    return replace(candidate, **changes)  # type: ignore[arg-type]  # named by the caller


def a_photo(
    number: str = "001", digest: str = "d1", kind: PhotoKind = PhotoKind.REGISTRATION
) -> Photo:
    return Photo(
        PhotoId(f"p-{number}-{digest}"), kind, CandidateNumber(number), digest, "image/png", NOON
    )


def a_sitting(identifier: str = "s1", **changes: object) -> Sitting:
    exam, bank = an_exam(), a_bank()
    sitting = Sitting(
        id=SittingId(identifier),
        title="Sesi 1",
        exam=exam.id,
        exam_digest=exam.digest,
        bank=bank.id,
        bank_digest=bank.digest,
        room="R1",
        start_at=NOON,
        seats=30,
        created_at=NOON,
        created_by="siti",
    )
    return replace(sitting, **changes)  # type: ignore[arg-type]  # named by the caller


def seated(number: str, seat: str | None, attempt: str = "", sitting: str = "s1") -> Assignment:
    attempt_id = AttemptId(attempt or f"att_{number}")
    return Assignment(attempt_id, SittingId(sitting), CandidateNumber(number), seat)


async def with_a_sitting(registry: Registry) -> None:
    await registry.load_exam(an_exam())
    await registry.load_bank(a_bank(), keys(), {})
    await registry.load_roster([RosterEntry(a_candidate(number)) for number in ("001", "002")])
    await registry.add_sitting(a_sitting())


# ── the site and its staff ──


async def test_a_site_value_is_kept_and_replaced(registry: Registry) -> None:
    assert await registry.site_value("title") is None
    await registry.set_site_value("title", "a")
    await registry.set_site_value("title", "b")
    assert await registry.site_value("title") == "b"


async def test_a_member_is_found_with_their_hash(registry: Registry) -> None:
    await registry.add_staff(a_member(), "hash")
    assert await registry.staff_member("siti") == a_member()
    assert await registry.password_hash("siti") == "hash"
    assert await registry.staff_member("budi") is None
    assert await registry.password_hash("budi") is None


async def test_a_name_is_given_once(registry: Registry) -> None:
    await registry.add_staff(a_member(), "hash")
    with pytest.raises(NameTaken):
        await registry.add_staff(a_member(role=Role.PROCTOR), "other")
    assert await registry.password_hash("siti") == "hash"


async def test_the_first_account_is_made_only_while_there_is_none(registry: Registry) -> None:
    await registry.add_staff(a_member(), "hash", first=True)
    with pytest.raises(SetUpDone):
        await registry.add_staff(a_member("budi"), "hash", first=True)
    assert [each.name for each in await registry.all_staff()] == ["siti"]


async def test_a_session_is_found_by_its_hash_until_it_is_closed(registry: Registry) -> None:
    await registry.add_staff(a_member(), "hash")
    later = NOON + timedelta(hours=8)
    await registry.open_session(b"t" * 32, "siti", NOON, later)
    session = await registry.session(b"t" * 32)
    assert session is not None
    assert (session.staff, session.created_at, session.expires_at) == (a_member(), NOON, later)
    await registry.close_session(b"t" * 32)
    assert await registry.session(b"t" * 32) is None


@pytest.mark.parametrize("change", ["disable", "password"])
async def test_disabling_or_a_new_password_ends_the_sessions(
    registry: Registry, change: str
) -> None:
    await registry.add_staff(a_member(), "hash")
    await registry.add_staff(a_member("budi"), "hash")
    for name in ("siti", "budi"):
        await registry.open_session(name.encode(), name, NOON, NOON + timedelta(hours=8))
    if change == "disable":
        await registry.disable_staff("siti", NOON)
    else:
        await registry.set_password("siti", "new")
    assert await registry.session(b"siti") is None
    assert await registry.session(b"budi") is not None


async def test_a_disabled_member_can_be_enabled_again(registry: Registry) -> None:
    await registry.add_staff(a_member(), "hash")
    await registry.disable_staff("siti", NOON)
    member = await registry.staff_member("siti")
    assert member is not None
    assert member.disabled_at == NOON
    await registry.disable_staff("siti", None)
    assert await registry.staff_member("siti") == a_member()


async def test_who_does_not_exist_cannot_be_changed_nor_signed_in(registry: Registry) -> None:
    with pytest.raises(Unknown):
        await registry.disable_staff("nobody", NOON)
    with pytest.raises(Unknown):
        await registry.set_password("nobody", "hash")
    with pytest.raises(Unknown):
        await registry.open_session(b"t", "nobody", NOON, NOON)


async def test_expired_sessions_are_forgotten_and_others_stay(registry: Registry) -> None:
    await registry.add_staff(a_member(), "hash")
    await registry.open_session(b"old", "siti", NOON, NOON)
    await registry.open_session(b"new", "siti", NOON, NOON + timedelta(microseconds=1))
    assert await registry.forget_sessions(NOON) == 1
    assert await registry.session(b"old") is None
    assert await registry.session(b"new") is not None


# ── exams and banks ──


async def test_loading_the_same_exam_again_changes_nothing(registry: Registry) -> None:
    assert await registry.load_exam(an_exam())
    assert not await registry.load_exam(an_exam(at=NOON + timedelta(hours=1)))
    assert await registry.exam("skd") == an_exam()


async def test_a_newer_exam_is_current_and_the_older_one_stays(registry: Registry) -> None:
    newer = an_exam(b"two", NOON + timedelta(hours=1))
    await registry.load_exam(an_exam())
    assert await registry.load_exam(newer)
    assert await registry.exam("skd") == newer
    assert await registry.exams() == (newer,)
    assert await registry.exam("skd", an_exam().digest) == an_exam()
    assert await registry.exam("skd", "no such digest") is None


async def test_an_older_version_loaded_again_becomes_current(registry: Registry) -> None:
    again = an_exam(at=NOON + timedelta(hours=2))
    await registry.load_exam(an_exam())
    await registry.load_exam(an_exam(b"two", NOON + timedelta(hours=1)))
    assert await registry.load_exam(again)
    assert await registry.exam("skd") == again


async def test_a_bank_loaded_twice_keeps_its_key_version(registry: Registry) -> None:
    first = await registry.load_bank(a_bank(), keys(), {})
    second = await registry.load_bank(a_bank(at=NOON + timedelta(hours=1)), keys(), {})
    assert (first.changed, first.key_version) == (True, 1)
    assert (second.changed, second.key_version) == (False, 1)


async def test_new_keys_for_the_same_items_are_the_next_version(registry: Registry) -> None:
    await registry.load_bank(a_bank(), keys(), {})
    loaded = await registry.load_bank(a_bank(), keys(b"k2"), {})
    latest, first = await registry.key_book("demo"), await registry.key_book("demo", 1)
    assert (loaded.changed, loaded.key_version) == (True, 2)
    assert latest is not None
    assert first is not None
    assert (latest.version, latest.content) == (2, b"k2")
    assert (first.version, first.content) == (1, b"k1")
    assert await registry.bank("demo") == a_bank()


async def test_keys_belong_to_the_version_of_the_bank_they_came_with(registry: Registry) -> None:
    newer = a_bank(b"two", NOON + timedelta(hours=1))
    await registry.load_bank(a_bank(), keys(), {})
    loaded = await registry.load_bank(newer, keys(), {})
    back = await registry.load_bank(a_bank(at=NOON + timedelta(hours=2)), keys(), {})
    assert (loaded.key_version, back.key_version) == (2, 3)
    old = await registry.key_books("demo", a_bank().digest)
    assert [(each.version, each.bank_digest) for each in old] == [
        (1, a_bank().digest),
        (3, a_bank().digest),
    ]
    assert [each.version for each in await registry.key_books("demo", newer.digest)] == [2]
    assert await registry.key_books("demo", "unheard of") == ()


async def test_each_version_of_a_bank_has_its_own_pictures(registry: Registry) -> None:
    newer = a_bank(b"two", NOON + timedelta(hours=1))
    svg, png = PictureRecord("image/svg+xml", b"old"), PictureRecord("image/png", b"new")
    await registry.load_bank(a_bank(), keys(), {"a": svg})
    await registry.load_bank(newer, keys(), {"a": png})
    assert await registry.picture("demo", a_bank().digest, "a") == svg
    assert await registry.picture("demo", newer.digest, "a") == png
    assert await registry.picture("demo", newer.digest, "b") is None
    assert await registry.banks() == (newer,)


async def test_neither_keys_nor_photos_show_in_a_repr(registry: Registry) -> None:
    await registry.load_bank(a_bank(), keys(b"secret"), {})
    book = await registry.key_book("demo")
    entry = RosterEntry(a_candidate(), a_photo(), b"secret")
    assert "secret" not in repr(book) + repr(keys(b"secret")) + repr(entry)


# ── candidates and photos ──


async def test_a_roster_loaded_twice_changes_nothing(registry: Registry) -> None:
    entry = RosterEntry(a_candidate(birth_date=date(1999, 2, 1)), a_photo(), b"png")
    first = await registry.load_roster([entry])
    before = await registry.candidate("001")
    second = await registry.load_roster([entry])
    assert (first.added, first.photos, first.changed) == (1, 1, True)
    assert (second.unchanged, second.photos, second.changed) == (1, 0, False)
    assert await registry.candidate("001") == before
    assert before is not None
    assert before.birth_date == date(1999, 2, 1)
    assert before.reference_photo == a_photo().id


async def test_a_second_roster_updates_adds_and_leaves_the_others(registry: Registry) -> None:
    await registry.load_roster([RosterEntry(a_candidate("001")), RosterEntry(a_candidate("002"))])
    loaded = await registry.load_roster(
        [RosterEntry(a_candidate("002", name="Baru")), RosterEntry(a_candidate("003"))]
    )
    assert (loaded.added, loaded.updated, loaded.unchanged) == (1, 1, 0)
    names = [each.name for each in await registry.candidates()]
    assert names == ["Peserta 001", "Baru", "Peserta 003"]
    assert await registry.count_candidates() == 3


async def test_a_new_photo_becomes_the_reference_and_the_older_one_stays(
    registry: Registry,
) -> None:
    await registry.load_roster([RosterEntry(a_candidate(), a_photo(), b"one")])
    await registry.load_roster([RosterEntry(a_candidate(), a_photo(digest="d2"), b"two")])
    candidate = await registry.candidate("001")
    assert candidate is not None
    assert candidate.reference_photo == a_photo(digest="d2").id
    assert await registry.photo_content(a_photo().id) == b"one"
    assert len(await registry.photos_of("001")) == 2


async def test_a_roster_without_photos_keeps_the_reference(registry: Registry) -> None:
    await registry.load_roster([RosterEntry(a_candidate(), a_photo(), b"one")])
    loaded = await registry.load_roster([RosterEntry(a_candidate(name="Baru"))])
    candidate = await registry.candidate("001")
    assert (loaded.updated, loaded.photos) == (1, 0)
    assert candidate == a_candidate(name="Baru", reference_photo=a_photo().id)


async def test_a_roster_is_loaded_whole_or_not_at_all(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "site.sqlite3"))
    migrate(engine)
    registry = SqlRegistry(engine, MemoryKeys())
    twice = RosterEntry(a_candidate("002"), a_photo("001"), b"the id is taken already")
    with pytest.raises(Exception, match="UNIQUE"):
        await registry.load_roster([RosterEntry(a_candidate(), a_photo(), b"one"), twice])
    assert await registry.count_candidates() == 0
    engine.dispose()


async def test_candidates_are_found_by_part_of_number_or_name(registry: Registry) -> None:
    await registry.load_roster(
        [
            RosterEntry(a_candidate("2401", name="Dewi Lestari")),
            RosterEntry(a_candidate("2402", name="Made 100%")),
            RosterEntry(a_candidate("3001", name="Ayu")),
        ]
    )

    async def found(query: str, limit: int = 10) -> list[str]:
        return [each.number for each in await registry.find_candidates(query, limit)]

    assert await found("24") == ["2401", "2402"]
    assert await found(" LESTARI ") == ["2401"]
    assert await found("%") == ["2402"]
    assert await found("", limit=2) == ["2401", "2402"]


async def test_only_the_candidates_named_are_returned(registry: Registry) -> None:
    await registry.load_roster([RosterEntry(a_candidate(n)) for n in ("001", "002", "003")])
    found = await registry.candidates(["003", "001", "999"])
    assert [each.number for each in found] == ["001", "003"]


async def test_an_arrival_photo_leaves_the_reference_alone(registry: Registry) -> None:
    await registry.load_roster([RosterEntry(a_candidate(), a_photo(), b"one")])
    arrival = a_photo(digest="d2", kind=PhotoKind.ARRIVAL)
    await registry.add_photo(arrival, b"two")
    candidate = await registry.candidate("001")
    assert candidate is not None
    assert candidate.reference_photo == a_photo().id
    assert await registry.photo(arrival.id) == arrival
    assert await registry.photo("no such photo") is None


async def test_a_photo_and_what_was_made_of_it_come_together_or_not_at_all(
    registry: Registry,
) -> None:
    await registry.load_roster([RosterEntry(a_candidate(), a_photo(), b"one")])
    arrival = a_photo(digest="d2", kind=PhotoKind.ARRIVAL)
    await registry.add_photo(arrival, b"two", MadeTemplate("e", b"vector"))
    assert await registry.photo_content(arrival.id) == b"two"
    assert await registry.template(arrival.id, "e") == b"vector"
    (told,) = await registry.templates_since("e", PhotoKind.ARRIVAL, 0)
    assert (told.photo, told.content) == (arrival.id, b"vector")

    nobodys = a_photo("404")
    with pytest.raises(Unknown):
        await registry.add_photo(nobodys, b"three", MadeTemplate("e", b"vector"))
    assert await registry.photo_content(nobodys.id) is None
    assert await registry.template(nobodys.id, "e") is None


async def test_a_photo_of_nobody_is_refused(registry: Registry) -> None:
    with pytest.raises(Unknown):
        await registry.add_photo(a_photo("404"), b"one")
    with pytest.raises(Unknown):
        await registry.store_template("no such photo", "engine", b"vector")


async def test_a_template_is_kept_per_photo_and_engine(registry: Registry) -> None:
    await registry.load_roster([RosterEntry(a_candidate(), a_photo(), b"one")])
    await registry.store_template(a_photo().id, "e1", b"old")
    await registry.store_template(a_photo().id, "e1", b"new")
    assert await registry.template(a_photo().id, "e1") == b"new"
    assert await registry.template(a_photo().id, "e2") is None
    assert await registry.engines() == ("e1",)


async def test_templates_are_told_in_the_order_they_came_and_only_what_is_new(
    registry: Registry,
) -> None:
    await registry.load_roster([RosterEntry(a_candidate(), a_photo(), b"one")])
    await registry.load_roster([RosterEntry(a_candidate("002"), a_photo("002"), b"two")])
    await registry.store_template(a_photo("002").id, "e", b"t2")
    (first,) = await registry.templates_since("e", PhotoKind.REGISTRATION, 0)
    await registry.store_template(a_photo().id, "e", b"t1")
    (second,) = await registry.templates_since("e", PhotoKind.REGISTRATION, first.sequence)

    assert (first.number, first.photo, first.content) == ("002", a_photo("002").id, b"t2")
    assert (second.number, second.content) == ("001", b"t1")
    assert await registry.templates_since("e", PhotoKind.REGISTRATION, second.sequence) == ()
    assert await registry.templates_since("other", PhotoKind.REGISTRATION, 0) == ()
    assert await registry.templates_since("e", PhotoKind.ARRIVAL, 0) == ()


async def test_a_template_made_anew_is_told_again(registry: Registry) -> None:
    await registry.load_roster([RosterEntry(a_candidate(), a_photo(), b"one")])
    await registry.store_template(a_photo().id, "e", b"old")
    (old,) = await registry.templates_since("e", PhotoKind.REGISTRATION, 0)
    await registry.store_template(a_photo().id, "e", b"new")
    (new,) = await registry.templates_since("e", PhotoKind.REGISTRATION, old.sequence)
    assert new.content == b"new"
    assert len(await registry.templates_since("e", PhotoKind.REGISTRATION, 0)) == 1


async def test_only_registration_photos_in_use_are_references(registry: Registry) -> None:
    await registry.load_roster([RosterEntry(a_candidate(), a_photo(), b"one")])
    assert await registry.photos_without_template("e", 9) == (a_photo().id,)
    await registry.store_template(a_photo().id, "e", b"t")
    await registry.load_roster([RosterEntry(a_candidate(), a_photo(digest="d2"), b"two")])

    assert await registry.templates_since("e", PhotoKind.REGISTRATION, 0) == ()
    assert await registry.reference_digests() == {"001": "d2"}
    assert await registry.photos_without_template("e", 9) == (a_photo(digest="d2").id,)
    assert await registry.photos_without_template("e", 0) == ()


async def test_another_event_starts_without_the_photos_of_the_one_before(
    registry: Registry,
) -> None:
    await registry.load_roster([RosterEntry(a_candidate(), a_photo(), b"one")])
    await registry.store_template(a_photo().id, "e", b"t")
    before = await registry.open_event()
    now = await registry.begin_event("Gelombang 2", LATER)

    assert await registry.open_event() == now != before
    assert [each.id for each in await registry.exam_events()] == [before.id, now.id]
    assert await registry.templates_since("e", PhotoKind.REGISTRATION, 0) == ()
    assert await registry.reference_digests() == {}
    assert await registry.photo_content(a_photo().id) == b"one"  # readable until it is forgotten
    again = replace(a_photo(), id=PhotoId("p-again"))
    loaded = await registry.load_roster([RosterEntry(a_candidate(), again, b"one")])
    assert loaded.photos == 1  # the same picture, under the new event's key


# ── sittings ──


async def test_a_sitting_needs_the_exam_and_bank_in_that_version(registry: Registry) -> None:
    await registry.load_exam(an_exam())
    await registry.load_bank(a_bank(), keys(), {})
    with pytest.raises(Unknown):
        await registry.add_sitting(a_sitting(exam_digest="of another version"))
    await registry.add_sitting(a_sitting())
    assert await registry.sitting("s1") == a_sitting()


async def test_sittings_come_in_order_of_start(registry: Registry) -> None:
    await with_a_sitting(registry)
    await registry.add_sitting(a_sitting("s0", start_at=NOON + timedelta(hours=2)))
    assert [each.id for each in await registry.sittings()] == ["s1", "s0"]


async def test_an_assignment_is_found_by_attempt_sitting_and_candidate(registry: Registry) -> None:
    await with_a_sitting(registry)
    await registry.assign([seated("002", "2"), seated("001", "1")])
    assert await registry.assignment("att_001") == seated("001", "1")
    assert await registry.assignments("s1") == (seated("001", "1"), seated("002", "2"))
    assert await registry.assignments_of("002") == (seated("002", "2"),)


async def test_a_sitting_says_how_many_are_assigned_to_it(registry: Registry) -> None:
    await with_a_sitting(registry)
    await registry.add_sitting(a_sitting("s0", start_at=NOON + timedelta(hours=2)))
    await registry.assign([seated("002", "2"), seated("001", "1")])
    assert await registry.assignment_counts() == {"s1": 2, "s0": 0}


async def test_assigning_again_moves_the_seat_and_keeps_the_attempt(registry: Registry) -> None:
    await with_a_sitting(registry)
    await registry.assign([seated("001", "1")])
    await registry.assign([seated("001", "9", attempt="att_other")])
    assert await registry.assignments("s1") == (seated("001", "9"),)


async def test_two_candidates_can_change_places_at_once(registry: Registry) -> None:
    await with_a_sitting(registry)
    await registry.assign([seated("001", "1"), seated("002", "2")])
    await registry.assign([seated("001", "2"), seated("002", "1")])
    assert await registry.assignments("s1") == (seated("001", "2"), seated("002", "1"))


async def test_one_seat_is_not_given_twice_and_then_nothing_is_written(registry: Registry) -> None:
    await with_a_sitting(registry)
    with pytest.raises(SeatTaken):
        await registry.assign([seated("001", "1"), seated("002", "1")])
    assert await registry.assignments("s1") == ()


async def test_who_is_taken_out_leaves_the_seat_to_another(registry: Registry) -> None:
    await with_a_sitting(registry)
    await registry.assign([seated("001", "1"), seated("002", "2")])
    await registry.unassign("s1", ["001", "404"])
    assert await registry.assignments("s1") == (seated("002", "2"),)
    assert await registry.assignments_of("001") == ()
    await registry.assign([seated("002", "1")])
    assert await registry.assignments("s1") == (seated("002", "1"),)


async def test_an_unknown_candidate_is_not_assigned_and_then_nothing_is_written(
    registry: Registry,
) -> None:
    await with_a_sitting(registry)
    with pytest.raises(Unknown):
        await registry.assign([seated("001", "1"), seated("404", "2")])
    assert await registry.assignments("s1") == ()


# ── the watch list ──
def an_entry(name: str = "w-1", at: datetime = NOON) -> Watched:
    return Watched(name, "LP/12", "image/png", b"photo", "e", b"template", at, "siti")


async def test_who_is_looked_for_is_kept_with_the_event_and_can_be_removed(
    registry: Registry,
) -> None:
    await registry.watch(an_entry("w-2", NOON + timedelta(minutes=1)))
    await registry.watch(an_entry())
    listed = await registry.watched()
    assert [each.id for each in listed] == ["w-1", "w-2"]
    assert listed[0] == replace(an_entry(), content=b"")
    assert await registry.watched_photo("w-1") == an_entry()
    assert "LP/12" not in repr(listed)

    assert await registry.unwatch("w-1")
    assert not await registry.unwatch("w-1")
    assert await registry.watched_photo("w-1") is None
