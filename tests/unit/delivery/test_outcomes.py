from catserver.attempt.commands import HandIn, Respond
from catserver.attempt.events import ConnectionId
from catserver.delivery.outcomes import outcome_of
from catserver.delivery.replay import replay
from question_bank.item import ChoiceId
from tests.rooms import EXAM, START_AFTER, Room

MINUS_ONE_FOR_A_BLANK = EXAM.replace(
    b"right = 5, wrong = 0, blank = 0", b"right = 5, wrong = 0, blank = -1"
)


async def a_room_where_one_answers(exam_file: bytes, *choices: str | None) -> tuple[Room, str]:
    """The first candidate gives `choices` to the first items of twk and hands in."""
    room = Room()
    sitting = await room.an_open_sitting(exam_file=exam_file)
    attempt = f"{sitting.id}-1"
    await room.seat(attempt)
    room.clock.at += START_AFTER
    await room.sittings.tick()
    prepared = (await room.attempts.state(attempt)).prepared
    assert prepared is not None
    items = [each.item for each in prepared.form if each.section == "twk"]
    line = ConnectionId(f"line-{attempt}")
    for seq, choice in enumerate(choices, start=1):
        chosen = None if choice is None else ChoiceId(choice)
        await room.attempts.handle(attempt, Respond(line, seq, items[seq - 1], chosen, doubt=False))
    await room.attempts.handle(attempt, HandIn(line))
    return room, attempt


async def twk_of(room: Room, attempt: str) -> int:
    state = await room.attempts.state(attempt)
    assert state.prepared is not None
    outcome = outcome_of(state, room.cabinet.known(state.prepared.sitting))
    return next(each.points for each in outcome.sections if each.section == "twk")


async def test_items_nobody_touched_bring_what_the_exam_gives_for_a_blank() -> None:
    room, attempt = await a_room_where_one_answers(MINUS_ONE_FOR_A_BLANK, "b")
    assert await twk_of(room, attempt) == 500 - 2 * 100


async def test_an_answer_withdrawn_counts_as_a_blank_once() -> None:
    room, attempt = await a_room_where_one_answers(MINUS_ONE_FOR_A_BLANK, "b", None)
    assert await twk_of(room, attempt) == 500 - 2 * 100


async def test_a_blank_is_worth_nothing_where_the_exam_says_nothing() -> None:
    room, attempt = await a_room_where_one_answers(EXAM, "b")
    assert await twk_of(room, attempt) == 500


async def test_the_replay_agrees_about_blanks() -> None:
    room, attempt = await a_room_where_one_answers(MINUS_ONE_FOR_A_BLANK, "b")
    replayed = [each async for each in replay(room.journal, room.cabinet, room.attempts)]
    assert [each.problem for each in replayed] == [None, None]
    assert attempt in {each.attempt for each in replayed}
