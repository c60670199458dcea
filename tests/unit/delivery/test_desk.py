"""The desk's five promises, with a machine that adds up numbers."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
import pytest

from catserver.delivery.desk import CONFLICTS_BEFORE_GIVING_UP, Desk, Told
from catserver.delivery.journal import (
    CHAIN_START,
    JournalConflict,
    JournalError,
    JournalFull,
    JournalUnavailable,
    Row,
    Settle,
    chain,
)
from catserver.delivery.memory_journal import MemoryJournal
from catserver.delivery.stream import ChainBroken
from tests.rooms import HandClock


class Added(msgspec.Struct, frozen=True):
    at: datetime
    number: int


class TooMuch(Exception):
    pass


class Adding:
    """Refuses what goes above a hundred; zero is so already; two comes as two events."""

    kind = "sum"
    schema_version = 1

    def __init__(self) -> None:
        self.decided = 0

    def blank(self, name: str) -> int:
        assert name
        return 0

    def decide(self, state: int, command: int, now: datetime) -> Sequence[Added]:
        self.decided += 1
        if state + command > 100:
            raise TooMuch
        if command == 0:
            return ()
        if command == 2:
            return (Added(now, 1), Added(now, 1))
        return (Added(now, command),)

    def evolve(self, state: int, event: Added) -> int:
        return state + event.number

    def encode(self, event: Added) -> bytes:
        return msgspec.json.encode(event)

    def decode(self, schema_version: int, data: bytes) -> Added:
        assert schema_version == 1
        return msgspec.json.decode(data, type=Added)


class SlowJournal(MemoryJournal):
    """Commits when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[Sequence[Row], Settle]] = []

    def append(self, rows: Sequence[Row], settle: Settle) -> None:
        self.waiting.append((rows, settle))

    def commit(self, error: JournalError | None = None, *, kept: bool = True) -> None:
        """The oldest append; with an error it may be kept all the same, or not."""
        rows, settle = self.waiting.pop(0)
        if kept:
            self._commit(rows)
        settle(error)


def a_desk(journal: MemoryJournal | None = None) -> Desk[int, int, Added]:
    return Desk(Adding(), journal or MemoryJournal(), HandClock())


def a_row(version: int, number: int, before: bytes = CHAIN_START) -> Row:
    """What another worker writes."""
    data = msgspec.json.encode(Added(HandClock().now(), number))
    at = HandClock().now().isoformat()
    return Row("sum/a", version, "Added", 1, at, data, chain(before, data))


async def turn() -> None:
    """Let everything that can run, run."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_command_is_answered_only_after_its_commit() -> None:
    journal = SlowJournal()
    desk = a_desk(journal)
    asked = asyncio.create_task(desk.handle("a", 5))
    await turn()
    assert not asked.done()
    assert desk.known("a") == 0
    journal.commit()
    assert (await asked).state == 5
    assert desk.known("a") == 5


async def test_one_stream_takes_one_command_at_a_time_and_no_other_stream_waits() -> None:
    journal = SlowJournal()
    desk = a_desk(journal)
    first, second = (asyncio.create_task(desk.handle("a", each)) for each in (5, 7))
    other = asyncio.create_task(desk.handle("b", 1))
    await turn()
    assert [rows[0].stream for rows, _ in journal.waiting] == ["sum/a", "sum/b"]
    journal.commit()
    journal.commit()
    assert (await first).state == 5
    assert (await other).state == 1
    await turn()
    journal.commit()
    assert (await second).state == 12


async def test_a_refusal_and_a_command_that_is_so_already_write_nothing() -> None:
    journal = MemoryJournal()
    desk = a_desk(journal)
    with pytest.raises(TooMuch):
        await desk.handle("a", 101)
    assert (await desk.handle("a", 0)).events == ()
    assert journal.rows == []
    assert (await desk.handle("a", 5)).state == 5


async def test_a_stream_read_again_is_the_stream_that_was_written() -> None:
    journal = MemoryJournal()
    desk = a_desk(journal)
    for number in (5, 2, 7):
        await desk.handle("a", number)
    again = a_desk(journal)
    assert await again.state("a") == 14
    assert [event.number for event in await again.events("a")] == [5, 1, 1, 7]
    assert (await again.handle("a", 1)).state == 15


async def test_what_another_worker_wrote_is_read_before_deciding_again() -> None:
    journal = MemoryJournal()
    desk = a_desk(journal)
    assert await desk.state("a") == 0
    journal.append([a_row(1, 40)], lambda _: None)
    assert (await desk.handle("a", 5)).state == 45
    with pytest.raises(TooMuch):
        await desk.handle("a", 60)


async def test_a_desk_that_always_comes_too_late_says_so() -> None:
    machine = Adding()
    desk: Desk[int, int, Added] = Desk(machine, AlwaysTooLate(), HandClock())
    with pytest.raises(JournalConflict):
        await desk.handle("a", 5)
    assert machine.decided == CONFLICTS_BEFORE_GIVING_UP


class AlwaysTooLate(MemoryJournal):
    def append(self, rows: Sequence[Row], settle: Settle) -> None:
        assert rows
        asyncio.get_running_loop().call_soon(settle, JournalConflict())


@pytest.mark.parametrize("error", [JournalFull(), JournalUnavailable()])
async def test_a_failed_commit_is_told_and_the_next_command_goes_on(error: JournalError) -> None:
    journal = MemoryJournal()
    desk = a_desk(journal)
    await desk.handle("a", 5)
    journal.fail_next = error
    with pytest.raises(type(error)):
        await desk.handle("a", 7)
    assert desk.known("a") is None
    assert (await desk.handle("a", 1)).state == 6


async def test_a_commit_of_which_nobody_knows_is_looked_up_before_the_next_decision() -> None:
    journal = SlowJournal()
    desk = a_desk(journal)
    lost = asyncio.create_task(desk.handle("a", 60))
    waits = asyncio.create_task(desk.handle("a", 60))
    await turn()
    journal.commit(JournalUnavailable(), kept=True)
    with pytest.raises(JournalUnavailable):
        await lost
    with pytest.raises(TooMuch):
        await waits


async def test_a_caller_who_goes_away_changes_nothing() -> None:
    journal = SlowJournal()
    desk = a_desk(journal)
    told: list[int] = []
    desk.observe(lambda _name, state, _events: told.append(state))
    gone = asyncio.create_task(desk.handle("a", 5))
    await turn()
    gone.cancel()
    await turn()
    journal.commit()
    assert desk.known("a") == 5
    assert told == [5]
    next_one = asyncio.create_task(desk.handle("a", 1))
    await turn()
    journal.commit()
    assert (await next_one).state == 6


async def test_observers_are_told_in_order_and_cannot_make_a_command_fail(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = a_desk()
    told: list[tuple[str, int, list[int]]] = []

    def fails(_name: str, _state: int, _events: Sequence[Added]) -> None:
        raise ZeroDivisionError

    desk.observe(fails)
    desk.observe(
        lambda name, state, events: told.append((name, state, [each.number for each in events]))
    )
    await desk.handle("a", 5)
    await desk.handle("a", 2)
    assert told == [("a", 5, [5]), ("a", 7, [1, 1])]
    assert "an observer failed on sum/a" in caplog.text


async def test_altered_bytes_break_the_chain() -> None:
    journal = MemoryJournal()
    await a_desk(journal).handle("a", 5)
    row = journal.rows[0]
    journal.rows[0] = row._replace(data=row.data.replace(b'"number":5', b'"number":9'))
    with pytest.raises(ChainBroken) as broken:
        await a_desk(journal).state("a")
    assert (broken.value.stream, broken.value.version) == ("sum/a", 1)


async def test_altered_bytes_with_a_hash_of_their_own_break_the_chain_after_them() -> None:
    journal = MemoryJournal()
    desk = a_desk(journal)
    for number in (5, 6):
        await desk.handle("a", number)
    journal.rows[0] = a_row(1, 99)
    with pytest.raises(ChainBroken) as broken:
        await a_desk(journal).state("a")
    assert broken.value.version == 2


async def test_a_missing_event_breaks_the_chain() -> None:
    journal = MemoryJournal()
    desk = a_desk(journal)
    for number in (5, 6, 7):
        await desk.handle("a", number)
    del journal.rows[1]
    with pytest.raises(ChainBroken):
        await a_desk(journal).state("a")


async def test_an_event_under_a_version_that_is_not_its_own_is_no_chain() -> None:
    journal = MemoryJournal()
    await a_desk(journal).handle("a", 5)
    journal.rows[0] = journal.rows[0]._replace(version=2)
    with pytest.raises(ChainBroken):
        await a_desk(journal).state("a")


async def test_many_who_ask_for_a_stream_read_it_once() -> None:
    journal = CountingJournal()
    await a_desk(journal).handle("a", 5)
    journal.reads = 0
    desk = a_desk(journal)
    assert await asyncio.gather(*(desk.state("a") for _ in range(5))) == [5] * 5
    assert journal.reads == 1


async def test_many_streams_are_brought_with_one_look_and_those_in_memory_stay() -> None:
    journal = CountingJournal()
    before = a_desk(journal)
    for place in range(3):
        await before.handle(f"s{place}", place)
    desk = a_desk(journal)
    await desk.handle("s2", 5)
    journal.reads = journal.looks = 0
    await desk.bring(["s0", "s1", "s2", "nobody"])
    assert [desk.known(name) for name in ("s0", "s1", "s2", "nobody")] == [0, 1, 7, 0]
    assert (journal.reads, journal.looks) == (0, 1)


class CountingJournal(MemoryJournal):
    reads = looks = 0

    async def read_each(self, streams: Sequence[str]) -> Mapping[str, Sequence[Row]]:
        self.looks += 1
        return await super().read_each(streams)

    async def read(self, stream: str) -> Sequence[Row]:
        self.reads += 1
        await asyncio.sleep(0)
        return await super().read(stream)


class Stumbling(Adding):
    """Cannot write 7 down, and does not understand 8 once it is written."""

    stumbles = True

    def encode(self, event: Added) -> bytes:
        if self.stumbles and event.number == 7:
            raise ZeroDivisionError
        return super().encode(event)

    def evolve(self, state: int, event: Added) -> int:
        if self.stumbles and event.number == 8:
            raise ZeroDivisionError
        return super().evolve(state, event)


@pytest.mark.parametrize(("number", "kept"), [(7, 0), (8, 8)])
async def test_a_fault_of_the_machine_does_not_close_its_stream_for_ever(
    number: int, kept: int
) -> None:
    machine = Stumbling()
    desk = Desk(machine, MemoryJournal(), HandClock())
    with pytest.raises(ZeroDivisionError):
        await desk.handle("a", number)
    machine.stumbles = False
    assert (await desk.handle("a", 1)).state == kept + 1


# ── submitted: decided at once, or not at all ────────────────────────────────────────────────
def listening(heard: list[Exception | None]) -> Told:
    return heard.append


async def test_what_is_submitted_is_told_after_its_commit_and_not_before() -> None:
    journal, heard = SlowJournal(), list[Exception | None]()
    desk = a_desk(journal)
    await desk.state("a")
    assert desk.submit("a", 5, listening(heard))
    assert (desk.known("a"), heard) == (0, [])
    journal.commit()
    assert (desk.known("a"), heard) == (5, [None])


async def test_a_stream_not_in_memory_or_busy_is_not_submitted_to() -> None:
    journal, heard = SlowJournal(), list[Exception | None]()
    desk = a_desk(journal)
    assert not desk.submit("a", 5, listening(heard)), "nobody has read it"
    await desk.state("a")
    assert desk.submit("a", 5, listening(heard))
    assert not desk.submit("a", 7, listening(heard)), "the first is on its way"
    waits = asyncio.create_task(desk.handle("a", 7))
    await turn()
    journal.commit()
    assert not desk.submit("a", 9, listening(heard)), "it is the turn of the one who waits"
    await turn()
    journal.commit()
    assert (await waits).state == 12
    assert heard == [None]


async def test_a_refusal_or_nothing_to_do_leaves_the_turn_free() -> None:
    journal, heard = SlowJournal(), list[Exception | None]()
    desk = a_desk(journal)
    await desk.state("a")
    with pytest.raises(TooMuch):
        desk.submit("a", 101, listening(heard))
    assert desk.submit("a", 0, listening(heard))
    assert heard == [None], "so already, and told at once"
    assert journal.waiting == []
    assert desk.submit("a", 5, listening(heard))


async def test_a_failed_commit_is_told_and_the_stream_is_read_again() -> None:
    journal, heard = SlowJournal(), list[Exception | None]()
    desk = a_desk(journal)
    await desk.state("a")
    assert desk.submit("a", 5, listening(heard))
    error = JournalUnavailable()
    journal.commit(error)  # and yet it was kept
    assert heard == [error]
    assert not desk.submit("a", 7, listening(heard)), "what is on disk must be read first"
    assert await desk.state("a") == 5
