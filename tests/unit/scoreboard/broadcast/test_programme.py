"""What the broadcast shows when."""

from datetime import datetime, timedelta

from scoreboard.broadcast.programme import Kind, Programme, Scene, clock_of, scenes
from scoreboard.broadcast.told import Told
from scoreboard.heading import SittingPhase
from scoreboard.release import Freeze, FreezeState
from tests.unit.scoreboard.broadcast.room import a_sheet, at, in_phase, told_of
from tests.unit.scoreboard.builders import START, a_heading

TABLE = Scene(Kind.TABLE)
FIGURES = Scene(Kind.DISTRIBUTION)


def seen(programme: Programme, told: Told, *seconds: float) -> list[Scene]:
    return [programme.scene(told, at(each)) for each in seconds]


def test_before_the_board_is_heard_and_before_the_start_a_card_is_shown() -> None:
    assert scenes(Told()) == (Scene(Kind.AWAY),)
    early = told_of(a_sheet(3, in_phase(SittingPhase.OPEN)))
    assert scenes(early) == (Scene(Kind.BEFORE),)
    assert scenes(told_of(a_sheet(0))) == (Scene(Kind.BEFORE),)


def test_the_pages_of_the_table_take_turns_with_the_figures() -> None:
    pages = [Scene(Kind.TABLE, page) for page in range(5)]
    assert scenes(told_of(a_sheet(49))) == [*pages[:4], FIGURES, pages[4], FIGURES]


def test_formations_are_shown_where_they_have_vacancies() -> None:
    heading = a_heading(vacancies={"Analis": 2})
    assert Scene(Kind.FORMATIONS) in scenes(told_of(a_sheet(3, heading)))


def test_after_the_close_a_card_says_so_but_not_while_results_are_held_back() -> None:
    closed = in_phase(SittingPhase.CLOSED)
    assert scenes(told_of(a_sheet(3, closed)))[-1] == Scene(Kind.AFTER)
    frozen = Freeze(FreezeState.FROZEN, START)
    assert Scene(Kind.AFTER) not in scenes(told_of(a_sheet(3, closed, frozen)))


def test_each_scene_stays_for_its_time_and_then_the_next_comes() -> None:
    told = told_of(a_sheet(3))
    shown = seen(Programme(scene_s=10), told, 0, 9.9, 10, 19.9, 20)
    assert shown == [TABLE, TABLE, FIGURES, FIGURES, TABLE]


def test_while_rows_are_revealed_the_picture_follows_them() -> None:
    revealing = Freeze(FreezeState.REVEALING, START, START, at(60))
    told = told_of(a_sheet(30, in_phase(SittingPhase.CLOSED), revealing))
    assert seen(Programme(), told, 0, 100) == [TABLE, TABLE]


def test_the_clock_counts_down_to_the_start_and_then_to_the_end() -> None:
    sitting = told_of(a_sheet(1)).sitting
    assert sitting is not None
    assert sitting.start_at is not None
    assert sitting.end_at is not None

    def said(now: datetime) -> tuple[str, float | None]:
        return clock_of(sitting, now)

    assert said(sitting.start_at - timedelta(seconds=5)) == ("before", 5)
    assert said(sitting.end_at - timedelta(seconds=5)) == ("running", 5)
    assert said(sitting.end_at) == ("ended", None)
