"""The nginx configuration of docs/board-behind-nginx.md, run as it stands there."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from catserver.tls.site_certificate import make_site_certificate
from scoreboard.intake import Announcement
from scoreboard.server.opening import RunningBoard
from tests.boards import a_board_server
from tests.e2e.site import a_free_port
from tests.unit.scoreboard.builders import HEADING, OPEN_RULES, a_posting
from tests.unit.scoreboard.viewer import Viewer

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
PAGE = Path(__file__).parents[2] / "docs" / "board-behind-nginx.md"
SNAPSHOT, STREAM = "/api/board/s1/snapshot", "/api/board/s1/stream"

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: nginx)")


@dataclass
class Front:
    """nginx on loopback, and the board behind it."""

    origin: str
    board: RunningBoard

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.origin,
            verify=False,  # noqa: S501 - what the certificate says is not looked at here
            trust_env=False,
            timeout=10,
        )


def the_page_s_file(folder: Path, board_port: int, port: int) -> Path:
    """The block on the page, with other ports and paths; what it needs to run for anybody."""
    text = PAGE.read_text(encoding="utf-8")
    block = re.search(r"```nginx\n(.*?)```", text, re.DOTALL)
    assert block is not None
    made = make_site_certificate(folder, ["127.0.0.1"])
    exchanged = {
        "127.0.0.1:8001": f"127.0.0.1:{board_port}",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "/etc/nginx/board-fullchain.pem": str(made.certificate),
        "/etc/nginx/board-key.pem": str(made.key),
        "/etc/nginx/mime.types": str(folder / "mime.types"),
        "/var/cache/nginx/board": str(folder / "cache"),
        "worker_processes auto": "worker_processes 1",
        "http {": "http {\n"
        + "".join(
            f"    {each}_temp_path {folder / each};\n"
            for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        ),
    }
    content = block[1]
    for here, there in exchanged.items():
        assert content.count(here) == 1, here
        content = content.replace(here, there)
    (folder / "mime.types").write_text("types { text/html html; }\n")
    path = folder / "nginx.conf"
    # Started by root its workers would become somebody who may not look into a test's folder.
    user = "user root;\n" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    own = f"{user}pid {folder / 'pid'};\nerror_log stderr;\ndaemon off;\n"
    path.write_text(own + content)
    return path


@asynccontextmanager
async def a_front(folder: Path) -> AsyncIterator[Front]:
    assert NGINX is not None
    async with a_board_server() as board:
        board.stage.open("run-1")
        board.stage.take(Announcement(heading=HEADING, visibility=OPEN_RULES))
        board.stage.take(a_posting("a", 1))
        board.stage.complete()
        port = a_free_port()
        file = the_page_s_file(folder, board.listening.port, port)
        with (folder / "log").open("wb") as log:
            nginx = await asyncio.create_subprocess_exec(
                *(NGINX, "-p", str(folder), "-e", "stderr", "-c", str(file)), stderr=log
            )
        try:
            front = Front(f"https://127.0.0.1:{port}", board)
            await comes_up(front, nginx, folder)
            yield front
        finally:
            if nginx.returncode is None:
                nginx.terminate()
            async with asyncio.timeout(20):
                await nginx.wait()


async def comes_up(front: Front, nginx: asyncio.subprocess.Process, folder: Path) -> None:
    async with asyncio.timeout(20), front.client() as client:
        while True:
            assert nginx.returncode is None, (folder / "log").read_text()
            try:
                assert (await client.get("/health")).status_code == 200
            except httpx.TransportError:
                await asyncio.sleep(0.02)
            else:
                return


async def test_pages_and_snapshots_come_from_the_cache_and_are_revalidated(tmp_path: Path) -> None:
    async with a_front(tmp_path) as front, front.client() as client:
        assert "results.js" in (await client.get("/results")).text
        first = await client.get(SNAPSHOT)
        assert first.headers["x-cache"] == "MISS"
        held = {"If-None-Match": first.headers["etag"]}
        again = [(await client.get(SNAPSHOT)).headers["x-cache"] for _ in range(10)]
        assert "MISS" not in again
        assert (await client.get(SNAPSHOT, headers=held)).status_code == 304
        plain = await client.get(SNAPSHOT, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.json() == first.json()


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_a_stream_comes_through_at_once_and_is_resumed(tmp_path: Path, encoding: str) -> None:
    async with a_front(tmp_path) as front, front.client() as client:
        viewer = Viewer()
        headers = {"Accept-Encoding": encoding}
        async with asyncio.timeout(20):
            async with client.stream("GET", STREAM, headers=headers) as answer:
                held = ""
                async for piece in answer.aiter_text():
                    *events, held = (held + piece).split("\n\n")
                    viewer.take_bytes("\n\n".join(events).encode())
                    if viewer.received[-1] == "snapshot":
                        front.board.stage.take(a_posting("a", 7, version=2))
                    if viewer.received[-1] == "delta":
                        break
            assert viewer.view()["rows"][0][5] == 7
            front.board.stage.take(a_posting("a", 9, version=3))
            headers["Last-Event-ID"] = viewer.last_event_id or ""
            async with client.stream("GET", STREAM, headers=headers) as answer:
                async for piece in answer.aiter_text():
                    if "event: delta" in piece:
                        break
                    assert "event: snapshot" not in piece


async def test_while_the_board_is_away_its_last_snapshot_is_shown(tmp_path: Path) -> None:
    async with a_front(tmp_path) as front, front.client() as client:
        first = await client.get(SNAPSHOT)
        front.board.stage.close()
        front.board.stage.boards = None
        async with asyncio.timeout(20):
            while (late := await client.get(SNAPSHOT)).headers["x-cache"] != "STALE":
                assert late.status_code == 200
                await asyncio.sleep(0.05)
        assert late.json() == first.json()
