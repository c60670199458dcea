"""The public board under its viewers: what they cost, and what they cost the exam beside them."""

import asyncio
import http.client
import os
import secrets
import statistics
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from catserver.bench.board_room import SITTING, BoardRoom
from catserver.bench.crowd import Report
from catserver.bench.crowd_process import BareFan, CrowdProcess, ended
from catserver.bench.limits import cpu_s, raise_open_files, resident_kib
from catserver.bench.load import HOST, Latencies, Room
from catserver.bench.process import Server
from catserver.bench.room import BenchRoom, furnish
from catserver.bench.run import FILES_BESIDE_SOCKETS, TooFewFiles, machine, start_sitting
from catserver.bench.viewer_figures import FanOut, ViewerFigures
from catserver.board_process import settings_given, spawn_board
from catserver.delivery.board_line import BoardLine, IntakePlace
from catserver.static_folder import static_folder
from scoreboard.server.settings import ServerSettings

Say = Callable[[str], None]
STREAM = f"/api/board/{SITTING}/stream"
RECORDED_S = 3.0
RECORDINGS_MAX = 10
MESSAGES_RECORDED_MIN = 6
BESIDE_THE_CROWD = 10
SETTLED_AFTER_S = 0.5
SHOWN_WITHIN_S = 30.0
LOOKS_EVERY_S = 0.1


class BoardSilent(Exception):
    """The board beside a server shows nothing."""


@dataclass(frozen=True, slots=True)
class ViewersPlan:
    viewers: int
    attempts: int = 1_000
    answers_per_s: int = 200
    turns: int = 3
    exam_turns: int = 5
    turn_s: float = 8.0
    terminals: int = 1_000
    terminal_answers_per_s: int = 1_000


async def run_viewers(plan: ViewersPlan, say: Say) -> ViewerFigures:
    """Raises TooFewFiles, CrowdLost, ServerSilent, BoardSilent."""
    if raise_open_files() < plan.viewers + FILES_BESIDE_SOCKETS:
        raise TooFewFiles(f"{plan.viewers} viewers need as many open files; see `catserver doctor`")
    figures = ViewerFigures(machine(), plan.viewers)
    await _fan_outs(plan, figures, say)
    with tempfile.TemporaryDirectory(prefix="catserver-bench-") as made:
        await _beside_an_exam(plan, Path(made), figures, say)
    figures.load_average = os.getloadavg() if hasattr(os, "getloadavg") else (0.0, 0.0, 0.0)
    return figures


# ── the board alone, and a bare fan-out of the same bytes, in turns ──────────────────────────────
@asynccontextmanager
async def a_fed_board(room: BoardRoom, viewers: int) -> AsyncIterator[tuple[int, int, BoardLine]]:
    """Its process, its port, and the line that feeds it."""
    process = await spawn_board()
    settings = ServerSettings(
        secret=secrets.token_hex(16),
        static=str(static_folder()),
        pages={},
        viewers_max=viewers + BESIDE_THE_CROWD,
    )
    listening = await settings_given(process, settings)
    line = BoardLine(secrets.token_hex(8), lambda: datetime.now(UTC))
    told = asyncio.Event()

    async def opened() -> None:
        await room.told(line)
        told.set()

    place = IntakePlace(listening.intake_port, settings.secret)
    feeding = asyncio.create_task(line.serve(place, opened))
    try:
        await told.wait()
        await _shown(listening.port, SITTING)
        yield process.pid, listening.port, line
    finally:
        feeding.cancel()
        await asyncio.wait([feeding])
        await ended(process)


async def _fan_outs(plan: ViewersPlan, figures: ViewerFigures, say: Say) -> None:
    room = BoardRoom(plan.attempts)
    async with a_fed_board(room, plan.viewers) as (pid, port, line):
        say(f"{plan.viewers} viewers come")
        before = resident_kib(pid)
        crowd = await CrowdProcess.gather("board", port, STREAM, plan.viewers)
        after = resident_kib(pid)
        if before is not None and after is not None:
            figures.kib_per_viewer = round((after - before) / plan.viewers, 2)
        fan = await BareFan.start()
        bare_crowd = await CrowdProcess.gather("bare", fan.port, "/", plan.viewers)
        try:
            messages = await _recorded(
                port, lambda: room.answer(line, plan.answers_per_s, RECORDED_S)
            )
            figures.message_bytes = round(statistics.median(map(len, messages)))
            board: list[_Turn] = []
            bare: list[_Turn] = []
            for turn in range(plan.turns):
                say(f"{plan.viewers} viewers, board and bare fan-out in turns: {turn + 1}")
                feeding = room.answer(line, plan.answers_per_s, plan.turn_s)
                board.append(await _turn(crowd, pid, plan.turn_s, feeding))
                pace = board[-1].messages_per_s
                playing = _play(fan, messages, pace, plan.turn_s)
                bare.append(await _turn(bare_crowd, fan.process.pid, plan.turn_s, playing))
            figures.board = _fan_out(board, plan.viewers)
            figures.bare = _fan_out(bare, plan.viewers)
        finally:
            await crowd.go()
            await bare_crowd.go()
            await ended(fan.process)


async def _recorded(port: int, feed: Callable[[], Awaitable[None]]) -> list[bytes]:
    """The bytes of some messages as a viewer gets them. Raises BoardSilent."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(f"GET {STREAM} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    pieces: list[bytes] = []

    async def record() -> None:
        while piece := await reader.read(1024 * 1024):
            pieces.append(piece)

    recording = asyncio.ensure_future(record())
    for _ in range(RECORDINGS_MAX):  # first the newcomers are told all there is
        pieces.clear()
        await feed()
        if len(pieces) >= MESSAGES_RECORDED_MIN:
            break
    recording.cancel()
    await asyncio.wait([recording])
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    if len(pieces) < MESSAGES_RECORDED_MIN:
        raise BoardSilent("the board hardly gets to speak: this machine is too busy to measure")
    return pieces


async def _play(fan: BareFan, messages: list[bytes], per_s: float, for_s: float) -> None:
    for place in range(round(per_s * for_s)):
        await fan.send(messages[place % len(messages)])
        await asyncio.sleep(1 / per_s)


@dataclass(frozen=True, slots=True)
class _Turn:
    core: float
    messages_per_s: float
    generator_core: float
    latencies_ms: list[float]


async def _turn(crowd: CrowdProcess, pid: int, for_s: float, work: Awaitable[None]) -> _Turn:
    await crowd.report()
    before = cpu_s(pid) or 0.0
    await work
    await asyncio.sleep(SETTLED_AFTER_S)
    used = (cpu_s(pid) or 0.0) - before
    report: Report = await crowd.report()
    samples = len(range(0, crowd.viewers, 50))
    return _Turn(
        used / for_s,
        report.messages / samples / for_s,
        report.cpu_s / for_s,
        report.latencies_ms,
    )


def _fan_out(turns: list[_Turn], viewers: int) -> FanOut:
    core = statistics.median(turn.core for turn in turns)
    pace = statistics.median(turn.messages_per_s for turn in turns)
    latencies = Latencies.of([ms / 1000 for turn in turns for ms in turn.latencies_ms])
    return FanOut(
        core=round(core, 3),
        core_per_1000_viewers=round(core / viewers * 1000, 4),
        us_per_message=round(core / (pace * viewers) * 1e6, 1) if pace else 0.0,
        messages_per_s=round(pace, 2),
        p50_ms=latencies.p50_ms,
        p99_ms=latencies.p99_ms,
        max_ms=latencies.max_ms,
        generator_core=round(statistics.median(turn.generator_core for turn in turns), 3),
    )


# ── the exam, with and without viewers of its board, in turns ────────────────────────────────────
async def _beside_an_exam(
    plan: ViewersPlan, folder: Path, figures: ViewerFigures, say: Say
) -> None:
    say(f"a room of {plan.terminals} terminals, its board without and with viewers")
    furnished = await furnish(folder / "room", plan.terminals)
    server = Server("durable", folder / "room", plan.terminals)
    room = Room(server, furnished, plan.terminals)
    try:
        await server.start()
        await start_sitting(server, furnished)
        room.hold_forms()
        await room.open()
        await room.running()
        await room.even_rate(plan.terminal_answers_per_s, 2)
        port = await board_of(server.port, furnished.sitting)
        for turn in range(plan.exam_turns):
            say(f"{plan.terminals} terminals, without and with viewers: {turn + 1}")
            figures.without_viewers.append(await _answers(plan, room))
            crowd = await CrowdProcess.gather(
                "board", port, _stream(furnished), plan.viewers, behind=True
            )
            try:
                await asyncio.sleep(SETTLED_AFTER_S)
                figures.with_viewers.append(await _answers(plan, room))
                await crowd.report()
            finally:
                await crowd.go()
            await asyncio.sleep(1)
    finally:
        room.close()
        await server.stop()


async def _answers(plan: ViewersPlan, room: Room) -> Latencies:
    return await room.even_rate(plan.terminal_answers_per_s, plan.turn_s)


def _stream(furnished: BenchRoom) -> str:
    return stream_of(furnished.sitting)


def stream_of(sitting: str) -> str:
    return f"/api/board/{sitting}/stream"


async def board_of(port: int, sitting: str) -> int:
    """The port of the board beside a server, once it shows this sitting. Raises BoardSilent."""
    place = await asyncio.to_thread(_board_port, port)
    await _shown(place, sitting)
    return place


async def _shown(port: int, sitting: str) -> None:
    """Raises BoardSilent."""
    try:
        async with asyncio.timeout(SHOWN_WITHIN_S):
            while not await asyncio.to_thread(_shows, port, sitting):
                await asyncio.sleep(LOOKS_EVERY_S)
    except TimeoutError:
        raise BoardSilent(f"the board does not show {sitting} in {SHOWN_WITHIN_S:.0f} s") from None


def _shows(port: int, sitting: str) -> bool:
    return _asked(port, f"/api/board/{sitting}/snapshot").status == HTTPStatus.OK


def _board_port(port: int) -> int:
    """Where the server sends those who ask it for the board."""
    place = urlsplit(_asked(port, "/api/board").headers["Location"])
    assert place.port is not None
    return place.port


def _asked(port: int, path: str) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        line.request("GET", path)
        return line.getresponse()
    finally:
        line.close()
