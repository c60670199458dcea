import asyncio
import logging
from datetime import timedelta

import pytest

from catserver.attempt.commands import Respond
from catserver.attempt.events import ConnectionId
from catserver.attempt.state import Attempt, Phase
from catserver.delivery.journal import JournalFull
from catserver.delivery.material import MaterialMissing
from catserver.sitting.machine import SittingPhase, StartSitting
from question_bank.item import ChoiceId
from tests.rooms import BANK, START_AFTER, Room


def a_response(attempt: Attempt, seq: int = 1) -> Respond:
    assert attempt.prepared is not None
    item = attempt.prepared.form[0].item
    connection = ConnectionId(f"line-{attempt.id}")
    return Respond(connection, seq, item, ChoiceId("b"), doubt=False)


async def test_the_clock_starts_a_sitting_at_its_time_and_not_before() -> None:
    room = Room()
    sitting = await room.an_open_sitting()
    await room.seat(f"{sitting.id}-1")
    room.clock.at = sitting.start_at - timedelta(microseconds=1)
    await room.sittings.tick()
    assert (await room.sitting_desk.state(sitting.id)).phase is SittingPhase.OPEN
    room.clock.at = sitting.start_at
    await room.sittings.tick()
    assert (await room.attempts.state(f"{sitting.id}-1")).phase is Phase.RUNNING


async def test_who_sits_down_late_is_started_by_the_next_tick() -> None:
    room = Room()
    sitting = await room.an_open_sitting()
    room.clock.at += START_AFTER
    await room.sittings.tick()
    await room.seat(f"{sitting.id}-2")
    await room.sittings.tick()
    assert (await room.attempts.state(f"{sitting.id}-2")).phase is Phase.RUNNING


async def test_what_a_failed_commit_dropped_from_memory_still_ends_in_time() -> None:
    room = Room()
    sitting = await room.an_open_sitting()
    name = f"{sitting.id}-1"
    await room.seat(name)
    room.clock.at += START_AFTER
    await room.sittings.tick()
    room.journal.fail_next = JournalFull()
    with pytest.raises(JournalFull):
        await room.attempts.handle(name, a_response(await room.attempts.state(name)))
    assert room.attempts.known(name) is None
    room.clock.pass_(hours=10)
    await room.sittings.tick()
    attempt = room.attempts.known(name)
    assert attempt is not None
    assert attempt.phase is Phase.FINISHED


async def test_an_attempt_that_cannot_be_started_costs_the_others_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = Room()
    sitting = await room.an_open_sitting()
    for place in (1, 2):
        await room.seat(f"{sitting.id}-{place}")
    room.clock.at += START_AFTER
    await room.sitting_desk.handle(sitting.id, StartSitting("ani"))
    room.journal.fail_next = JournalFull()
    with caplog.at_level(logging.WARNING):
        await room.sittings.tick()
    assert "Start failed for 1 attempts" in caplog.text
    assert (await room.attempts.state(f"{sitting.id}-2")).phase is Phase.RUNNING
    await room.sittings.tick()
    assert (await room.attempts.state(f"{sitting.id}-1")).phase is Phase.RUNNING


async def test_a_fault_in_one_room_does_not_stop_the_time_of_another(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = Room()
    broken, sound = await room.an_open_sitting(), await room.an_open_sitting()
    name = f"{broken.id}-1"
    await room.seat(name)
    rows = room.journal.rows
    place = next(n for n, row in enumerate(rows) if row.stream == f"attempt/{name}")
    rows[place] = rows[place]._replace(data=b"altered")
    room.journal.fail_next = JournalFull()
    with pytest.raises(JournalFull):
        await room.seat(name)
    room.clock.at += START_AFTER
    await room.sittings.tick()
    assert "the clock failed on" in caplog.text
    assert (await room.sitting_desk.state(sound.id)).phase is SittingPhase.RUNNING


async def test_two_who_open_at_once_draw_every_form_once() -> None:
    room = Room()
    sitting = await room.a_sitting(candidates=4)
    await asyncio.gather(
        room.sittings.open(sitting.id, "budi"), room.sittings.open(sitting.id, "citra")
    )
    prepared = [row for row in room.journal.rows if row.type == "AttemptPrepared"]
    assert len(prepared) == 4


async def test_a_sitting_discovered_while_it_is_made_is_made_once() -> None:
    room = Room()
    sitting = await room.a_sitting()
    room.restart()
    await asyncio.gather(room.sittings.discover(), room.sittings.discover())
    state = await room.sitting_desk.state(sitting.id)
    assert state.phase is SittingPhase.PREPARED


def with_another_key(table: bytes) -> bytes:
    """The first keyed item's right choice is `a` now; the items are as they were."""
    head, first, *others = table.decode().splitlines()
    cells = first.split(",")
    cells[head.split(",").index("key")] = "a"
    return "\n".join([head, ",".join(cells), *others]).encode()


def without_the_last_item(table: bytes) -> bytes:
    return b"\n".join(table.splitlines()[:-1])


async def test_forms_drawn_after_a_key_was_corrected_are_scored_by_the_corrected_key() -> None:
    room = Room()
    sitting = await room.a_sitting()
    await room.load_bank(with_another_key(BANK))
    await room.sittings.open(sitting.id, "budi")
    assert (await room.attempts.state(f"{sitting.id}-1")).key_version == 2


async def test_keys_to_another_version_of_the_bank_are_not_this_sittings() -> None:
    room = Room()
    sitting = await room.a_sitting()
    await room.load_bank(without_the_last_item(with_another_key(BANK)))
    await room.sittings.open(sitting.id, "budi")
    assert (await room.attempts.state(f"{sitting.id}-1")).key_version == 1
    with pytest.raises(MaterialMissing):
        await room.cabinet.load_keys(sitting.id, 2)


async def test_a_site_starts_again_after_an_item_was_withdrawn_from_the_bank() -> None:
    room = Room()
    sitting = await room.an_open_sitting()
    await room.load_bank(without_the_last_item(BANK))
    room.restart()
    await room.sittings.recover()
    assert (await room.attempts.state(f"{sitting.id}-1")).key_version == 1
    assert room.cabinet.known(sitting.id).key_version == 1
