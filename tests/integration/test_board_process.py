"""The board's process: fed, killed, started again, gone with its parent; the exam goes on."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import pytest

from catserver.board_process import BoardApart, EmbeddedBoard, spawn_board
from catserver.delivery import board_line
from catserver.delivery.board_line import BoardLine, BoardSilent, IntakePlace
from catserver.delivery.public_board import BoardAway, PublicBoard
from scoreboard.feeding import (
    Accepted,
    Challenge,
    Complete,
    Opening,
    Strangers,
    Time,
    acceptance_of,
    check_acceptance,
    line_of,
    opening_for,
    read_reply,
    read_told,
)
from scoreboard.intake import Announcement, IntakeRefused
from scoreboard.server.opening import BEHIND_THE_EXAM
from tests.boards import SECRET, a_board_server, board_settings, until
from tests.e2e.site import a_free_port
from tests.live import RIGHT, SITTING_ID, a_live_site, number
from tests.unit.scoreboard.builders import HEADING, OPEN_RULES, a_posting

ROOT = Path(__file__).parents[2]


class Told:
    """A feeder's fold: one sitting and what its attempts stand at."""

    def __init__(self, line: BoardLine) -> None:
        self.line = line
        self.marks = {"a": 1, "b": 2}
        self.version = 1
        self.times = 0

    async def everything(self) -> None:
        self.times += 1
        self.line.post(Announcement(heading=HEADING, visibility=OPEN_RULES))
        for attempt, marks in self.marks.items():
            self.line.post(a_posting(attempt, marks, version=self.version))
        self.line.complete()


def a_line(run: str = "run-1") -> BoardLine:
    return BoardLine(run, lambda: datetime.now(UTC))


@asynccontextmanager
async def running(work: object) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.ensure_future(work)  # type: ignore[arg-type,var-annotated] # a coroutine
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def rows_at(port: int | None) -> list[list[object]]:
    """What the public sees; nothing while the board is away."""
    if port is None:
        return []
    url = f"http://127.0.0.1:{port}/api/board/s1/snapshot"
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            answer = await client.get(url)
        except httpx.TransportError:
            return []
    return list(answer.json()["rows"]) if answer.status_code == 200 else []


async def eventually(rows: int, port: Callable[[], int | None]) -> list[list[object]]:
    async with asyncio.timeout(30):
        while len(found := await rows_at(port())) != rows:
            await asyncio.sleep(0.05)
    return found


# ── the process ──────────────────────────────────────────────────────────────────────────────────
async def test_a_board_that_is_killed_comes_back_at_the_same_port_and_catches_up() -> None:
    board, line = EmbeddedBoard(board_settings()), a_line()
    told = Told(line)
    async with running(board.run(line, told.everything)):
        assert len(await eventually(2, lambda: board.public.port)) == 2
        port, process = board.public.port, board.process
        assert process is not None
        process.kill()
        await process.wait()
        told.marks["c"] = 3
        told.version += 1
        await eventually(3, lambda: board.public.port)
        assert board.public.port == port
        assert told.times == 2
        last = board.process
    assert last is not None
    assert last.returncode is not None, "no process outlives its keeper"


async def test_a_board_ends_when_its_input_does() -> None:
    from catserver.board_process import settings_given

    process = await spawn_board()
    await settings_given(process, board_settings())
    assert process.stdin is not None
    process.stdin.close()
    async with asyncio.timeout(20):
        assert await process.wait() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has classes of its own")
async def test_a_board_takes_the_last_place_on_the_processor() -> None:
    from catserver.board_process import settings_given

    process = await spawn_board()
    await settings_given(process, board_settings())
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == BEHIND_THE_EXAM
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()


PARENT = """
import asyncio, sys
from catserver.board_process import settings_given, spawn_board
from tests.boards import board_settings

async def go():
    process = await spawn_board()
    await settings_given(process, board_settings())
    print(process.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(go())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="asks the system whether a process lives")
async def test_a_board_ends_when_its_parent_is_killed() -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())
    assert lives(child)
    parent.send_signal(signal.SIGKILL)
    await parent.wait()
    await until(lambda: not lives(child), 20)


def lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        with suppress(ProcessLookupError):
            os.kill(process, 0)
            return not Path("/proc").is_dir()
        return False
    return state != "Z"


async def test_the_exam_goes_on_while_the_board_is_stopped_and_is_shown_when_it_goes_on(
    tmp_path: Path,
) -> None:
    board = EmbeddedBoard(board_settings())
    async with a_live_site(tmp_path, board=board) as live:
        terminal = await (await live.a_terminal(number(1))).connect()
        await (await live.staff()).post(f"/api/sittings/{SITTING_ID}/start", json={})
        items = (await terminal.hear("form"))["items"]
        assert isinstance(items, list)
        await until(lambda: board.process is not None and live.site.board is not None)
        process = board.process
        assert process is not None
        process.send_signal(getattr(signal, "SIGSTOP", signal.SIGTERM))
        for seq, item in enumerate(items, start=1):
            said = await terminal.answer(seq, item["id"], RIGHT)
            assert said == {"type": "acknowledged", "seq": seq}
        if hasattr(signal, "SIGCONT"):
            process.send_signal(signal.SIGCONT)
        client = live.client()
        async with asyncio.timeout(30):
            answered = 0
            while answered < len(items):
                path = f"/api/board/{SITTING_ID}/snapshot"
                answer = await client.get(path, follow_redirects=True)
                answered = max((row[4] for row in answer.json().get("rows", [])), default=0)
                await asyncio.sleep(0.05)


# ── apart ────────────────────────────────────────────────────────────────────────────────────────
async def test_a_board_apart_outlives_the_server_and_shows_what_it_was_told_last(
    tmp_path: Path,
) -> None:
    config = tmp_path / "catserver.toml"
    port, intake = a_free_port(), a_free_port()
    config.write_text(
        f'[board]\nrun = "apart"\nport = {port}\nintake_port = {intake}\n'
        f'[data]\ndirectory = "{tmp_path.as_posix()}"\n',
        encoding="utf-8",
    )
    command = "from catserver.cli import main; main()"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", command, "--config", str(config), "board"),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert b"catserver board" in await process.stdout.readline()
        secret = (tmp_path / "board-secret").read_bytes().hex()
        line = a_line()
        board = BoardApart(IntakePlace(intake, secret), port)
        async with running(board.run(line, Told(line).everything)):
            await eventually(2, lambda: port)
        assert len(await rows_at(port)) == 2
        later = a_line("run-2")
        told = Told(later)
        told.marks = {"a": 5}
        async with running(board.run(later, told.everything)):
            await eventually(1, lambda: port)
    finally:
        process.terminate()
        async with asyncio.timeout(20):
            await process.wait()


# ── the line ─────────────────────────────────────────────────────────────────────────────────────
async def test_nobody_is_fed_by_a_stranger_and_a_stranger_is_not_fed() -> None:
    async with a_board_server() as there:
        place = IntakePlace(there.listening.intake_port, "another secret")
        with pytest.raises((EOFError, ConnectionError)):
            await a_line().serve(place, Told(a_line()).everything)
        assert there.stage.boards is None
    challenge = Challenge("n")
    opening = opening_for(challenge, "one", "run")
    with pytest.raises(Strangers):
        acceptance_of(challenge, opening, "two")
    with pytest.raises(Strangers):
        check_acceptance(Accepted("guessed"), challenge, opening, "one")
    check_acceptance(acceptance_of(challenge, opening, "one"), challenge, opening, "one")
    with pytest.raises(Strangers):
        opening_for(Challenge("n", protocol=2), "one", "run")


def test_a_proof_is_of_this_run_and_this_challenge_alone() -> None:
    challenge = Challenge("n")
    opening = opening_for(challenge, "one", "run")
    for changed in (
        msgspec.structs.replace(opening, run="another"),
        msgspec.structs.replace(opening, nonce="another"),
    ):
        with pytest.raises(Strangers):
            acceptance_of(challenge, changed, "one")
    with pytest.raises(Strangers):
        acceptance_of(Challenge("another"), opening, "one")


@pytest.mark.parametrize(
    "line",
    [b"\n", b"{}\n", b'{"type":"posting"}\n', b'{"type":"unheard"}\n', b"\xff\n"],
)
def test_what_no_feeder_says_ends_its_line(line: bytes) -> None:
    with pytest.raises(IntakeRefused):
        read_told(line)
    with pytest.raises(Strangers):
        read_reply(line)


def test_every_word_of_a_feeder_is_read_as_it_was_said() -> None:
    said = (
        Announcement(heading=HEADING, visibility=OPEN_RULES),
        a_posting("a", 3),
        Time(datetime(2026, 9, 1, tzinfo=UTC)),
        Complete(),
    )
    assert tuple(read_told(line_of(each)) for each in said) == said
    with pytest.raises(IntakeRefused):
        read_told(line_of(Opening("run", "nonce", "proof")))


async def test_a_posting_that_is_no_posting_is_left_out_and_the_others_are_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with a_board_server() as there:
        line = a_line()
        told = Told(line)

        async def with_a_bad_one() -> None:
            line.post(Announcement(heading=HEADING, visibility=OPEN_RULES))
            line.post(a_posting("long", 1, name="x" * 1000))
            await told.everything()

        place = IntakePlace(there.listening.intake_port, SECRET)
        async with running(line.serve(place, with_a_bad_one)):
            await eventually(2, lambda: there.listening.port)
            assert line.ready
    assert "was left out" in caplog.text


async def test_a_line_that_is_not_open_takes_nothing() -> None:
    line = a_line()
    assert not line.ready
    line.post(a_posting())
    line.complete()
    assert not line.ready


async def test_a_board_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_line, "SILENT_FOR_S", 0.05)
    ended = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        challenge = Challenge("n")
        writer.write(line_of(challenge))
        opening = msgspec.json.decode(await reader.readline(), type=Opening)
        writer.write(line_of(acceptance_of(challenge, opening, SECRET)))
        await ended.wait()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    place = IntakePlace(server.sockets[0].getsockname()[1], SECRET)
    line = a_line()
    with pytest.raises(BoardSilent):
        await line.serve(place, Told(line).everything)
    assert not line.ready
    ended.set()
    server.close()
    await server.wait_closed()


async def test_a_newer_feeder_takes_the_place_of_an_older_one() -> None:
    async with a_board_server() as there:
        place = IntakePlace(there.listening.intake_port, SECRET)
        one, two = a_line(), a_line()
        async with running(one.serve(place, Told(one).everything)) as first:
            await until(lambda: one.ready)
            async with running(two.serve(place, Told(two).everything)):
                async with asyncio.timeout(10):
                    await asyncio.wait([first])
                await until(lambda: two.ready)
            assert not one.ready


# ── where the public finds it ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("ujian.example:8000", "https://ujian.example:8001"),
        ("10.0.0.5", "https://10.0.0.5:8001"),
        ("[::1]:8000", "https://[::1]:8001"),
    ],
)
async def test_the_board_is_on_the_host_that_was_asked_for(host: str, origin: str) -> None:
    assert await PublicBoard(port=8001).origin("https", host) == origin
    elsewhere = PublicBoard("https://hasil.example.go.id/", 8001)
    assert await elsewhere.origin("https", host) == "https://hasil.example.go.id"


@pytest.mark.parametrize("host", ["", "a b", "evil.example/x", "x@evil.example", "x:y", "a:1:2"])
async def test_what_is_no_host_leads_nowhere(host: str) -> None:
    with pytest.raises(BoardAway):
        await PublicBoard(port=8001).origin("https", host)
