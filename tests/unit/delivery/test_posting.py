import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from catserver.attempt.commands import Close, GrantTime, HandIn, Respond
from catserver.attempt.events import ConnectionId
from catserver.delivery.posting import Poster
from catserver.delivery.room import Rooms
from question_bank.item import ChoiceId
from scoreboard.boards import Boards
from scoreboard.intake import Announcement, Intake
from scoreboard.postings import Phase, Posting
from tests.rooms import EXAM, START_AFTER, Room


class Posted:
    """Everything the poster said, oldest first."""

    def __init__(self) -> None:
        self.messages: list[Intake] = []

    def take(self, message: Intake) -> None:
        self.messages.append(message)

    def of(self, attempt: str) -> list[Posting]:
        found = [each for each in self.messages if isinstance(each, Posting)]
        return [each for each in found if each.attempt == attempt]

    def announcements(self) -> list[Announcement]:
        return [each for each in self.messages if isinstance(each, Announcement)]


@dataclass
class To:
    """An outlet that is a function; closed while not `ready`."""

    take: Callable[[Intake], object]
    ready: bool = True
    open: bool = True
    completed: int = 0

    def post(self, message: Intake) -> object:
        return self.take(message)

    def complete(self) -> None:
        self.completed += 1


async def a_posted_room(
    take: Callable[[Intake], object] | To,
    room: Room | None = None,
    candidates: int = 2,
    exam_file: bytes = EXAM,
    absent: int = 0,
) -> tuple[Room, Poster, str]:
    """All but the last `absent` are seated and work; what happened until then is posted."""
    room = room or Room()
    rooms = Rooms(
        room.registry,
        room.cabinet,
        room.sittings,
        room.sitting_desk,
        room.attempts,
        room.admissions,
        room.clock,
    )
    to = take if isinstance(take, To) else To(take)
    poster = Poster(
        room.sittings,
        room.cabinet,
        rooms,
        room.sitting_desk,
        room.attempts,
        to,
        room.clock,
    )
    sitting = await room.an_open_sitting(candidates, exam_file)
    await poster.post_everything()
    for place in range(1, candidates + 1 - absent):
        await room.seat(f"{sitting.id}-{place}")
    room.clock.at += START_AFTER
    await room.sittings.tick()
    poster.flush()
    return room, poster, sitting.id


async def answer(room: Room, attempt: str, seq: int, choice: str) -> None:
    state = await room.attempts.state(attempt)
    assert state.prepared is not None
    items = [each.item for each in state.prepared.form if each.section == "twk"]
    line = ConnectionId(f"line-{attempt}")
    command = Respond(line, seq, items[seq - 1], ChoiceId(choice), doubt=False)
    await room.attempts.handle(attempt, command)


async def test_many_answers_between_two_looks_are_one_posting_of_the_newest_state() -> None:
    posted = Posted()
    room, poster, sitting = await a_posted_room(posted.take)
    posted.messages.clear()
    for seq in (1, 2, 3):
        await answer(room, f"{sitting}-1", seq, "b")
    poster.flush()
    (posting,) = posted.of(f"{sitting}-1")
    assert (posting.answered, posting.total, posting.phase) == (3, 1500, Phase.RUNNING)
    posted.messages.clear()
    poster.flush()
    assert posted.messages == []


async def test_who_was_closed_without_ever_coming_is_posted_as_the_list_has_them() -> None:
    posted = Posted()
    room, poster, sitting = await a_posted_room(posted.take, absent=1)
    assert posted.of(f"{sitting}-2") == []
    await room.attempts.handle(f"{sitting}-2", Close("ani", "did not come"))
    poster.flush()
    (posting,) = posted.of(f"{sitting}-2")
    assert (posting.at, posting.total, posting.phase) == (room.clock.at, 0, Phase.FINISHED)


async def test_each_posting_of_an_attempt_is_newer_than_the_one_before() -> None:
    posted = Posted()
    room, poster, sitting = await a_posted_room(posted.take)
    for seq in (1, 2):
        await answer(room, f"{sitting}-1", seq, "b")
        poster.flush()
    versions = [each.version for each in posted.of(f"{sitting}-1")]
    assert versions == sorted(set(versions))


async def test_while_the_board_takes_nothing_the_newest_state_waits_and_nothing_grows() -> None:
    posted = Posted()
    to = To(posted.take)
    room, poster, sitting = await a_posted_room(to)
    posted.messages.clear()
    to.ready = False
    for seq in (1, 2, 3):
        await answer(room, f"{sitting}-1", seq, "b")
        poster.flush()
    assert posted.messages == []
    to.ready = True
    poster.flush()
    assert [each.answered for each in posted.of(f"{sitting}-1")] == [3]


async def test_everything_is_told_before_it_is_called_complete() -> None:
    posted = Posted()
    to = To(posted.take)
    room, poster, sitting = await a_posted_room(to)
    assert to.completed == 1
    posted.messages.clear()
    to.ready = False
    await poster.post_everything()
    await answer(room, f"{sitting}-2", 1, "b")
    poster.flush()
    to.ready = True
    poster.flush(0.0)
    assert to.completed == 1, "what did not fit into the slice is still marked"
    poster.flush()
    assert to.completed == 2
    assert {each.attempt for each in posted.of(f"{sitting}-1") + posted.of(f"{sitting}-2")} == {
        f"{sitting}-1",
        f"{sitting}-2",
    }


async def test_postings_after_a_restart_are_newer_than_those_before() -> None:
    before, after = Posted(), Posted()
    room, _, sitting = await a_posted_room(before.take)
    room.clock.at += timedelta(seconds=1)
    to = To(after.take)
    rooms = Rooms(
        room.registry,
        room.cabinet,
        room.sittings,
        room.sitting_desk,
        room.attempts,
        room.admissions,
        room.clock,
    )
    again = Poster(
        room.sittings,
        room.cabinet,
        rooms,
        room.sitting_desk,
        room.attempts,
        to,
        room.clock,
    )
    await again.post_everything()
    again.flush()
    attempt = f"{sitting}-1"
    assert after.of(attempt)[0].version > before.of(attempt)[-1].version


async def test_the_board_follows_from_the_first_answer_to_the_end() -> None:
    room = Room()
    boards = Boards(run="r", clock=room.clock.now)
    room, poster, sitting = await a_posted_room(boards.take, room)
    attempt = f"{sitting}-1"

    def shown() -> tuple[int, str]:
        poster.flush()
        boards.tick()
        standings = boards.find(sitting)._sheet.standings
        entry = standings.entry(attempt)
        assert entry is not None
        return entry.total, entry.status

    totals = [shown()]
    for seq in (1, 2):
        await answer(room, attempt, seq, "b")
        totals.append(shown())
    await room.attempts.handle(attempt, HandIn(ConnectionId(f"line-{attempt}")))
    totals.append(shown())
    assert totals == [(0, "running"), (500, "running"), (1000, "running"), (1000, "finished")]


async def test_time_granted_is_announced_with_the_new_end() -> None:
    posted = Posted()
    room, poster, sitting = await a_posted_room(posted.take)
    before = posted.announcements()[-1].heading.end_at
    posted.messages.clear()
    await room.attempts.handle(f"{sitting}-1", GrantTime("ani", "power cut", 600))
    poster.flush()
    after = posted.announcements()[-1].heading.end_at
    assert before is not None
    assert after is not None
    assert (after - before).total_seconds() == 600


async def test_what_cannot_be_said_of_one_costs_the_others_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    posted = Posted()

    def take(message: Intake) -> None:
        if isinstance(message, Posting) and message.number == "001" and message.answered:
            raise LookupError("001")
        posted.take(message)

    room, poster, sitting = await a_posted_room(take)
    for place in (1, 2):
        await answer(room, f"{sitting}-{place}", 1, "b")
    with caplog.at_level(logging.ERROR):
        poster.flush()
    assert f"{sitting}-1 could not be posted" in caplog.text
    assert posted.of(f"{sitting}-2")[-1].answered == 1


class WithRests(To):
    """Has enough for the moment at every other look."""

    looks = 0

    @property
    def ready(self) -> bool:
        self.looks += 1
        return self.looks % 2 == 0

    @ready.setter
    def ready(self, _: bool) -> None:
        pass


async def test_a_board_that_has_enough_for_the_moment_is_told_how_a_delayed_room_stood() -> None:
    room = Room()
    exam = EXAM.replace(b"[publication]\n", b"[publication]\ndelay_seconds = 300\n")
    posted = Posted()
    room, poster, sitting = await a_posted_room(posted.take, room, exam_file=exam)
    room.clock.at += timedelta(minutes=6)
    posted.messages.clear()
    poster._outlet = WithRests(posted.take)
    await poster.post_everything()
    assert posted.of(f"{sitting}-1")
    assert posted.of(f"{sitting}-2")


@pytest.mark.parametrize("rule", ["delay_seconds = 300", "freeze_minutes = 3"])
async def test_a_board_that_begins_anew_shows_what_one_shows_that_never_ended(rule: str) -> None:
    """In a delay or a freeze: neither nobody, nor what is not public yet."""
    room = Room()
    lasting = Boards(run="lasting", clock=room.clock.now)
    to = To(lasting.take)
    exam = EXAM.replace(b"[publication]\n", f"[publication]\n{rule}\n".encode())
    assert exam != EXAM
    room, poster, sitting = await a_posted_room(to, room, exam_file=exam)

    def show(*boards: Boards) -> None:
        poster.flush()
        for each in boards:
            each.tick()

    material = room.cabinet.known(sitting)
    allowed = material.exam.time.allowed
    for seq in (1, 2):
        await answer(room, f"{sitting}-1", seq, "b")
    show(lasting)
    room.clock.at += allowed - timedelta(minutes=2)
    show(lasting)
    await answer(room, f"{sitting}-1", 3, "b")
    show(lasting)
    anew = Boards(run="anew", clock=room.clock.now)
    to.take = anew.take
    await poster.post_everything()
    show(lasting, anew)

    def rows(boards: Boards) -> list[object]:
        rows: list[object] = json.loads(boards.find(sitting).snapshot_bytes())["rows"]
        return rows

    assert rows(anew) == rows(lasting)
    assert any(row[2] == 10 for row in rows(anew)), "the two right answers of before"  # type: ignore[index]
