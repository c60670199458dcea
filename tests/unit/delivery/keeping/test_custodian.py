import pytest

from catserver.custody.events import PhotosViewed, StaffSignedIn
from catserver.delivery.journal import JournalError, JournalFull
from catserver.delivery.keeping.custodian import Custodian
from tests.rooms import Room


async def viewed(custodian: Custodian) -> list[tuple[str, tuple[str, ...]]]:
    events = await custodian.events()
    return [(each.by, each.photos) for each in events if isinstance(each, PhotosViewed)]


async def test_who_saw_which_photo_is_written_once_an_hour() -> None:
    room = Room()
    custodian = Custodian(room.journal, room.clock)
    for photo in ("p1", "p2", "p1"):
        custodian.viewed("ani", photo)
    await custodian.write()
    custodian.viewed("ani", "p1")
    await custodian.write()
    assert await viewed(custodian) == [("ani", ("p1", "p2"))]


async def test_who_saw_which_photo_is_written_later_where_the_store_is_away() -> None:
    room = Room()
    custodian = Custodian(room.journal, room.clock)
    custodian.viewed("ani", "p1")
    room.journal.fail_next = JournalError("away")
    with pytest.raises(JournalError):
        await custodian.write()
    custodian.viewed("ani", "p2")
    await custodian.write()
    await custodian.write()
    assert await viewed(custodian) == [("ani", ("p1", "p2"))]


async def test_a_full_disk_keeps_no_staff_out_and_the_sign_in_is_written_later() -> None:
    room = Room()
    custodian = Custodian(room.journal, room.clock)
    room.journal.fail_next = JournalFull()
    signed_in_at = room.clock.now()
    await custodian.signed_in("ani", "10.0.0.7")
    assert await custodian.events() == []
    await custodian.write()
    await custodian.write()
    assert await custodian.events() == [StaffSignedIn(signed_in_at, "ani", "10.0.0.7")]
