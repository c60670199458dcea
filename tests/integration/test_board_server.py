"""The board's own server over real sockets: what it serves, and what it does not put up with."""

import asyncio
import gzip
import json
import ssl
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from catserver.board_settings import board_server_settings
from catserver.config import Settings
from catserver.tls.site_certificate import make_site_certificate
from scoreboard.server.http import WAITING_REQUESTS_MAX
from scoreboard.server.opening import RunningBoard
from scoreboard.server.outflow import PIECE_BYTES
from tests.boards import a_board_server, until
from tests.unit.scoreboard.builders import HEADING, OPEN_RULES, a_posting
from tests.unit.scoreboard.viewer import Viewer, parse_events

SNAPSHOT = "/api/board/s1/snapshot"
STREAM = "/api/board/s1/stream"


def furnish(running: RunningBoard, attempts: int = 3) -> None:
    """As a feeder would: everything, then complete."""
    from scoreboard.intake import Announcement

    stage = running.stage
    stage.open("run-1")
    stage.take(Announcement(heading=HEADING, visibility=OPEN_RULES))
    for place in range(attempts):
        stage.take(a_posting(f"a{place}", place))
    stage.complete()


@asynccontextmanager
async def a_furnished_board(**changes: object) -> AsyncIterator[RunningBoard]:
    async with a_board_server(**changes) as running:  # type: ignore[arg-type] # settings
        furnish(running)
        yield running


@asynccontextmanager
async def a_client(running: RunningBoard) -> AsyncIterator[httpx.AsyncClient]:
    origin = f"http://127.0.0.1:{running.listening.port}"
    async with httpx.AsyncClient(base_url=origin, trust_env=False) as client:
        yield client


@dataclass
class Wire:
    """A bare connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, head: str) -> None:
        self.writer.write(head.encode("latin-1"))
        await self.writer.drain()

    async def head(self) -> str:
        async with asyncio.timeout(10):
            return (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")

    async def to_the_end(self) -> bytes:
        async with asyncio.timeout(10):
            with suppress(ConnectionResetError):
                return await self.reader.read()
        return b""

    async def event(self) -> bytes:
        async with asyncio.timeout(10):
            return await self.reader.readuntil(b"\n\n")


@asynccontextmanager
async def a_wire(running: RunningBoard) -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", running.listening.port, limit=4 * 1024 * 1024
    )
    try:
        yield Wire(reader, writer)
    finally:
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()


def get(path: str, **headers: str) -> str:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{lines}\r\n"


# ── pages and files ──────────────────────────────────────────────────────────────────────────────
async def test_the_page_and_its_files_come_from_the_board_itself() -> None:
    async with a_furnished_board() as running, a_client(running) as client:
        page = await client.get("/results")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'self'" in page.headers["content-security-policy"]
        assert "camera=()" in page.headers["permissions-policy"]
        module = await client.get("/static/pages/results.js")
        assert module.headers["content-type"] == "text/javascript; charset=utf-8"
        assert module.headers["content-encoding"] == "gzip"
        tag = {"If-None-Match": module.headers["etag"]}
        assert (await client.get("/static/pages/results.js", headers=tag)).status_code == 304
        assert (await client.get("/")).headers["location"] == "/results"


async def test_the_page_that_reads_codes_from_papers_may_ask_for_the_camera_and_no_other() -> None:
    here = board_server_settings(Settings(), "a secret", 0).with_camera
    async with a_furnished_board(with_camera=here) as running, a_client(running) as client:
        verify = await client.get("/verify")
        assert "camera=(self)" in verify.headers["permissions-policy"]
        tag = {"If-None-Match": verify.headers["etag"]}
        again = await client.get("/verify", headers=tag)
        assert (again.status_code, again.headers["permissions-policy"]) == (
            304,
            verify.headers["permissions-policy"],
        )
        assert "camera=()" in (await client.get("/results")).headers["permissions-policy"]


async def test_the_published_log_is_shown_beside_the_board(tmp_path: Path) -> None:
    (tmp_path / "tile" / "0").mkdir(parents=True)
    (tmp_path / "tile" / "0" / "000").write_bytes(b"hashes")
    (tmp_path / "secret").write_text("not of the log")
    async with a_furnished_board(log=str(tmp_path)) as running, a_client(running) as client:
        assert (await client.get("/verify")).status_code == 200
        assert (await client.get("/log/checkpoint")).status_code == 404
        (tmp_path / "checkpoint").write_text("signed")
        newest = await client.get("/log/checkpoint")
        assert (newest.text, newest.headers["cache-control"]) == ("signed", "public, max-age=2")
        tile = await client.get("/log/tile/0/000")
        assert (tile.content, "immutable" in tile.headers["cache-control"]) == (b"hashes", True)
        assert tile.headers["access-control-allow-origin"] == "*"
        tag = {"If-None-Match": tile.headers["etag"]}
        assert (await client.get("/log/tile/0/000", headers=tag)).status_code == 304
        for path in ("secret", "../secret", "tile/0", "tile/0/000/", ""):
            assert (await client.get(f"/log/{path}")).status_code == 404
    async with a_furnished_board() as running, a_client(running) as client:
        assert (await client.get("/log/checkpoint")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/static/../pyproject.toml",
        "/static/%2e%2e/pyproject.toml",
        "/static/",
        "/console",
        "/api/x",
    ],
)
async def test_nothing_else_has_an_address_here(path: str) -> None:
    async with a_furnished_board() as running, a_wire(running) as wire:
        await wire.ask(get(path))
        assert " 404 " in await wire.head()


# ── snapshots ────────────────────────────────────────────────────────────────────────────────────
async def test_a_snapshot_has_a_tag_an_age_and_any_page_may_read_it() -> None:
    async with a_furnished_board() as running, a_client(running) as client:
        plain = await client.get(SNAPSHOT, headers={"Accept-Encoding": "identity"})
        assert len(plain.json()["rows"]) == 3
        assert "max-age=1" in plain.headers["cache-control"]
        assert plain.headers["access-control-allow-origin"] == "*"
        packed = await client.get(SNAPSHOT)
        assert packed.json() == plain.json()
        assert packed.headers["etag"] != plain.headers["etag"]
        for tag in (plain.headers["etag"], packed.headers["etag"], f"W/{plain.headers['etag']}"):
            known = await client.get(SNAPSHOT, headers={"If-None-Match": f'"other", {tag}'})
            assert (known.status_code, known.content) == (304, b"")
        assert (await client.get("/api/board/nowhere/snapshot")).status_code == 404


async def test_one_connection_serves_request_after_request_in_turn() -> None:
    async with a_furnished_board() as running, a_wire(running) as wire:
        await wire.ask(get("/health") + get("/api/board") + get("/health", Connection="close"))
        said = await wire.to_the_end()
        assert said.count(b"HTTP/1.1 200 OK") == 3
        assert said.index(b'"sittings"') > said.index(b'"viewers"')


async def test_a_head_request_gets_no_body() -> None:
    async with a_furnished_board() as running, a_wire(running) as wire:
        await wire.ask(get(SNAPSHOT, Connection="close").replace("GET", "HEAD", 1))
        head, _, body = (await wire.to_the_end()).partition(b"\r\n\r\n")
        assert b"ETag" in head
        assert body == b""


async def test_until_everything_was_told_there_is_no_half_a_board() -> None:
    async with a_board_server() as running, a_client(running) as client:
        running.stage.open("run-1")
        away = await client.get(SNAPSHOT)
        assert (away.status_code, away.headers["retry-after"]) == (503, "2")
        furnish(running)
        running.stage.complete()
        assert (await client.get(SNAPSHOT)).status_code == 200


# ── streams ──────────────────────────────────────────────────────────────────────────────────────
async def test_a_stream_begins_with_a_snapshot_and_goes_on_with_what_changes() -> None:
    async with a_furnished_board() as running, a_wire(running) as wire:
        await wire.ask(get(STREAM))
        assert "text/event-stream" in await wire.head()
        viewer = Viewer()
        assert (await wire.event()).startswith(b"retry: ")
        for _ in range(2):
            viewer.take_bytes(await wire.event())
        running.stage.take(a_posting("a0", 9, version=2))
        viewer.take_bytes(await wire.event())
        assert viewer.received == ["clock", "snapshot", "delta"]
        assert [row[5] for row in viewer.view()["rows"]] == [9, 2, 1]


@pytest.mark.parametrize("by", ["header", "query"])
async def test_a_stream_goes_on_after_the_event_it_names(by: str) -> None:
    async with a_furnished_board() as running:
        boards = running.stage.boards
        assert boards is not None
        last = boards.find("s1").snapshot().id
        running.stage.take(a_posting("a0", 9, version=2))
        await until(lambda: boards.find("s1").version == 2)
        async with a_wire(running) as wire:
            asked = (
                get(STREAM, Last_Event_ID=last) if by == "header" else get(f"{STREAM}?last={last}")
            )
            await wire.ask(asked)
            await wire.head()
            said = [await wire.event() for _ in range(3)]
            assert [event for _, event, _ in parse_events(b"".join(said))] == ["clock", "delta"]


async def test_a_viewer_who_reads_gzip_is_sent_the_same_in_fewer_bytes() -> None:
    async with a_furnished_board() as running, a_wire(running) as wire:
        await wire.ask(get(STREAM, Accept_Encoding="gzip"))
        assert "Content-Encoding: gzip" in await wire.head()
        inflate, viewer, held = zlib.decompressobj(31), Viewer(), b""
        running.stage.take(a_posting("a0", 9, version=2))
        async with asyncio.timeout(10):
            while "delta" not in viewer.received:
                held += inflate.decompress(await wire.reader.read(1024))
                *events, held = held.split(b"\n\n")
                viewer.take_bytes(b"\n\n".join(events))
        assert [row[5] for row in viewer.view()["rows"]] == [9, 2, 1]


async def test_a_new_run_of_the_feeder_is_shown_when_complete_and_old_streams_end() -> None:
    async with a_furnished_board() as running, a_wire(running) as wire, a_client(running) as client:
        await wire.ask(get(STREAM))
        await wire.head()
        before = (await client.get(SNAPSHOT)).headers["etag"]
        running.stage.open("run-2")
        assert (await client.get(SNAPSHOT)).headers["etag"] == before
        from scoreboard.intake import Announcement

        running.stage.take(Announcement(heading=HEADING, visibility=OPEN_RULES))
        running.stage.complete()
        await wire.to_the_end()
        assert json.loads((await client.get(SNAPSHOT)).content)["rows"] == []


# ── what is not let in ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("POST /api/board HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405),
        ("POST /api/board HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", 400),
        ("GET /health HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", 400),
        ("CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("nonsense\r\n\r\n", 400),
        (get("/" + "x" * 4000), 400),
        (get("/health", X="x" * 20_000), 431),
        (get("/health") * (WAITING_REQUESTS_MAX + 1), 400),
    ],
)
async def test_what_is_no_request_for_a_board_is_refused_and_cut(sent: str, status: int) -> None:
    async with a_furnished_board(idle_s=0.05) as running, a_wire(running) as wire:
        await wire.ask(sent)
        said = await wire.to_the_end()
        assert f"HTTP/1.1 {status} ".encode() in said


async def test_who_takes_a_connection_and_says_nothing_loses_it() -> None:
    async with (
        a_furnished_board(head_within_s=0.05, idle_s=0.05) as running,
        a_wire(running) as silent,
        a_wire(running) as idle,
    ):
        await silent.ask("GET /hea")
        await idle.ask(get("/health"))
        await idle.head()
        await silent.to_the_end()
        await idle.to_the_end()


async def test_one_address_holds_no_more_connections_than_it_may() -> None:
    async with a_furnished_board(connections_per_address_max=2, uncounted=()) as running:
        async with a_wire(running) as one, a_wire(running) as two, a_wire(running) as three:
            await one.ask(get(STREAM))
            await one.head()
            await two.ask(get("/health"))
            await two.head()
            assert " 503 " in await three.head()
            two.writer.close()
            await two.to_the_end()
        async with a_wire(running) as four:
            await four.ask(get("/health"))
            assert " 200 " in await four.head()


async def test_when_all_places_to_watch_are_taken_the_page_still_comes() -> None:
    async with (
        a_furnished_board(viewers_max=1) as running,
        a_client(running) as client,
        a_wire(running) as wire,
    ):
        await wire.ask(get(STREAM))
        await wire.head()
        full = await client.get(STREAM)
        assert (full.status_code, full.json()["error"]["code"]) == (503, "too_many_viewers")
        assert full.headers["retry-after"] == "10"
        for path in (SNAPSHOT, "/results"):
            assert (await client.get(path)).status_code == 200


async def test_a_viewer_who_takes_nothing_is_cut_and_the_others_go_on() -> None:
    async with a_board_server(taken_within_s=0.05) as running, a_wire(running) as deaf:
        furnish(running, attempts=2000)
        assert running.stage.boards is not None
        board = running.stage.boards.find("s1")
        deaf.reader._transport.pause_reading()  # type: ignore[attr-defined] # a peer that hangs
        await deaf.ask(get(STREAM))
        await until(lambda: board.viewers == 1)

        def cut_after_more_news() -> bool:
            version = board.version + 2
            for place in range(2000):
                running.stage.take(a_posting(f"a{place}", place % version, version=version))
            board.tick()
            return board.viewers == 0

        await until(cut_after_more_news, 60)
        async with a_wire(running) as wire:
            await wire.ask(get(STREAM))
            await wire.head()
            await until(lambda: board.viewers == 1)
        deaf.reader._transport.resume_reading()  # type: ignore[attr-defined] # and comes back
        await deaf.to_the_end()


async def test_a_gzip_body_is_a_whole_file() -> None:
    async with a_furnished_board() as running, a_wire(running) as wire:
        await wire.ask(get(SNAPSHOT, Accept_Encoding="gzip", Connection="close"))
        _, _, body = (await wire.to_the_end()).partition(b"\r\n\r\n")
        assert len(json.loads(gzip.decompress(body))["rows"]) == 3


async def test_a_stream_and_a_large_answer_come_over_tls_as_well(tmp_path: Path) -> None:
    made = make_site_certificate(tmp_path, ["127.0.0.1"])
    certificate, key = str(made.certificate), str(made.key)
    async with a_board_server(tls_certificate=certificate, tls_key=key) as running:
        furnish(running, attempts=3000)
        origin = f"https://127.0.0.1:{running.listening.port}"
        context = ssl.create_default_context(cafile=str(made.authority))
        async with httpx.AsyncClient(base_url=origin, verify=context, trust_env=False) as client:
            snapshot = await client.get(SNAPSHOT, headers={"Accept-Encoding": "identity"})
            assert len(snapshot.json()["rows"]) == 3000
            assert len(snapshot.content) > 4 * PIECE_BYTES
            said = ""
            async with client.stream("GET", STREAM) as answer:
                async for piece in answer.aiter_text():
                    said += piece
                    if "event: snapshot" in said and said.endswith("\n\n"):
                        break
            assert parse_events(said.encode())[-1][2] == snapshot.json()
