import time
from datetime import timedelta

import pytest

from catserver.attempt.state import Attempt, Phase
from catserver.delivery.journal import JournalFull, JournalUnavailable
from catserver.delivery.outages import Outages
from catserver.delivery.trouble import SLOW_FROM_S, Trouble
from tests.rooms import START_AFTER, Room


async def a_room_at_work() -> tuple[Room, str, Outages]:
    room = Room()
    sitting = await room.an_open_sitting()
    for place in (1, 2):
        await room.seat(f"{sitting.id}-{place}")
    room.clock.at += START_AFTER
    await room.sittings.tick()
    trouble = room.journal.trouble
    return room, sitting.id, Outages(trouble, room.sittings, room.attempts, room.clock)


def in_trouble_for(room: Room, seconds: float) -> None:
    room.journal.trouble.committed(time.monotonic() - seconds, failed=True)


async def state(room: Room, sitting: str, place: int) -> Attempt:
    return await room.attempts.state(f"{sitting}-{place}")


async def test_what_the_store_took_nothing_in_is_everybodys_loss_by_the_server() -> None:
    room, sitting, outages = await a_room_at_work()
    room.clock.pass_(seconds=60)
    in_trouble_for(room, 20)
    await outages.look()
    for place in (1, 2):
        (entry,) = (await state(room, sitting, place)).ledger
        assert entry.cause == "server_away"
        assert entry.lost == pytest.approx(timedelta(seconds=20), abs=timedelta(seconds=1))
    assert room.journal.trouble.lasts_s() is None


@pytest.mark.parametrize("fault", [JournalFull(), JournalUnavailable()])
async def test_an_outage_goes_on_until_an_event_is_on_the_disk(
    fault: JournalFull | JournalUnavailable,
) -> None:
    room, sitting, outages = await a_room_at_work()
    room.clock.pass_(seconds=60)
    in_trouble_for(room, 20)
    room.journal.fail_next = fault
    await outages.look()
    assert room.journal.trouble.lasts_s() is not None
    assert (await state(room, sitting, 2)).ledger == ()
    await outages.look()
    assert len((await state(room, sitting, 1)).ledger) == 1
    assert len((await state(room, sitting, 2)).ledger) == 1


async def test_nobodys_time_ends_before_what_they_lost_is_given_back() -> None:
    room, sitting, outages = await a_room_at_work()
    in_trouble_for(room, 20)
    room.clock.pass_(hours=10)
    await room.sittings.tick()
    assert (await state(room, sitting, 1)).phase is Phase.RUNNING
    await outages.look()
    await room.sittings.tick()
    assert (await state(room, sitting, 1)).phase is Phase.FINISHED


async def test_without_anybody_at_work_an_outage_ends_by_itself() -> None:
    room = Room()
    outages = Outages(room.journal.trouble, room.sittings, room.attempts, room.clock)
    in_trouble_for(room, 20)
    await outages.look()
    assert room.journal.trouble.lasts_s() is None


@pytest.mark.parametrize(
    ("took_s", "failed", "is_trouble"),
    [(0.0, False, False), (SLOW_FROM_S + 1, False, True), (0.0, True, True)],
)
def test_a_commit_that_fails_or_takes_seconds_is_trouble(
    took_s: float, *, failed: bool, is_trouble: bool
) -> None:
    trouble = Trouble()
    trouble.committed(time.monotonic() - took_s, failed=failed)
    assert (trouble.lasts_s() is not None) == is_trouble


def test_trouble_lasts_from_the_first_commit_that_failed() -> None:
    trouble = Trouble()
    trouble.committed(time.monotonic() - 30, failed=True)
    trouble.committed(time.monotonic(), failed=True)
    trouble.committed(time.monotonic(), failed=False)
    lasts_s = trouble.lasts_s()
    assert lasts_s is not None
    assert lasts_s >= 30
