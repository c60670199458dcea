"""Snapshot plus stream equals a fresh snapshot, whatever is posted, dropped, stalled or resumed."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoreboard.board import Board
from scoreboard.feed import FeedLimits
from scoreboard.heading import SittingPhase
from scoreboard.postings import Phase
from scoreboard.visibility import Names, Visibility, Withheld
from tests.unit.scoreboard.builders import HandClock, a_board, a_heading, a_posting
from tests.unit.scoreboard.viewer import Connection, fresh_view, settle

ATTEMPTS = "abcdef"


@dataclass(frozen=True)
class Post:
    attempt: str
    marks: int
    version: int
    phase: Phase
    formation: str
    passed: bool


@dataclass(frozen=True)
class Announce:
    phase: SittingPhase
    names: Names
    withheld: frozenset[str]
    passed_shown: bool
    delay_s: int
    freeze_minutes: int
    sections: int
    vacancies: int


@dataclass(frozen=True)
class Tick:
    seconds: int


@dataclass(frozen=True)
class Line:
    viewer: int
    action: str


Step = Post | Announce | Tick | Line

posts = st.builds(
    Post,
    st.sampled_from(ATTEMPTS),
    st.integers(-1, 5),
    st.integers(1, 8),
    st.sampled_from(list(Phase)),
    st.sampled_from(["Analis", "Guru"]),
    st.booleans(),
)
announcements = st.builds(
    Announce,
    st.sampled_from(list(SittingPhase)),
    st.sampled_from(list(Names)),
    st.frozensets(st.sampled_from(ATTEMPTS), max_size=2),
    st.booleans(),
    st.sampled_from([0, 0, 20]),
    st.sampled_from([0, 0, 99]),
    st.integers(1, 3),
    st.integers(0, 2),
)
ticks = st.builds(Tick, st.sampled_from([0, 1, 25, 120]))
lines = st.builds(
    Line, st.integers(0, 2), st.sampled_from(["connect", "break", "stall", "flow", "settle"])
)
steps = st.lists(st.one_of(posts, posts, ticks, lines, announcements), max_size=60)


def post(board: Board, clock: HandClock, step: Post) -> None:
    board.post(
        a_posting(
            step.attempt,
            step.marks,
            version=step.version,
            phase=step.phase,
            formation=step.formation,
            passed=step.passed,
            at=clock(),
        )
    )


def announce(board: Board, step: Announce) -> None:
    heading = a_heading(
        phase=step.phase,
        sections=a_heading().sections[: step.sections],
        vacancies={"Analis": step.vacancies} if step.vacancies else {},
    )
    rules = Visibility(
        names=step.names,
        passed_shown=step.passed_shown,
        delay=timedelta(seconds=step.delay_s),
        freeze=timedelta(minutes=step.freeze_minutes),
        withheld=dict.fromkeys(step.withheld, Withheld.UNDER_REVIEW),
    )
    board.announce(heading, rules)


async def line(connections: list[Connection], step: Line) -> None:
    connection = connections[step.viewer]
    match step.action:
        case "connect":
            connection.connect()
        case "break":
            connection.break_line()
        case "stall":
            connection.stall()
        case "flow":
            connection.flow()
        case _:
            await settle()


async def play(all_steps: list[Step]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Play the steps; then let every viewer come back and read all there is."""
    clock = HandClock()
    board = a_board(clock, limits=FeedLimits(ring_length_max=3, ring_bytes_max=4000))
    connections = [Connection(board, packed=place == 2) for place in range(3)]
    for step in all_steps:
        match step:
            case Post():
                post(board, clock, step)
            case Announce():
                announce(board, step)
            case Tick():
                clock.advance(step.seconds)
                board.tick()
                await asyncio.sleep(0)
            case Line():
                await line(connections, step)
    for connection in connections:
        connection.flow()
        connection.connect()
    await settle()
    views = [connection.viewer.view() for connection in connections]
    fresh = fresh_view(board)
    for connection in connections:
        connection.break_line()
    return views, fresh


@settings(max_examples=150, deadline=None)
@given(steps)
def test_every_viewer_ends_with_what_a_fresh_snapshot_shows(all_steps: list[Step]) -> None:
    views, fresh = asyncio.run(play(all_steps))
    for view in views:
        assert view == fresh


@settings(max_examples=60, deadline=None)
@given(steps)
def test_what_a_board_shows_does_not_depend_on_how_often_it_was_shown(
    all_steps: list[Step],
) -> None:
    """Ticks in between change versions only: the same input and the same end give the same rows."""
    coarse, fine = HandClock(), HandClock()
    boards = a_board(coarse), a_board(fine)
    for step in all_steps:
        match step:
            case Post():
                post(boards[0], coarse, step)
                post(boards[1], fine, step)
                boards[1].tick()
            case Tick():
                coarse.advance(step.seconds)
                fine.advance(step.seconds)
    for board in boards:
        board.tick()
    without_versions = [
        {key: value for key, value in fresh_view(board).items() if key != "version"}
        for board in boards
    ]
    assert without_versions[0] == without_versions[1]
