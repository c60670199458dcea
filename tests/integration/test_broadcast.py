"""The board as a video, pushed to a real receiver: nginx with its RTMP module, on loopback."""

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import pytest

from scoreboard.broadcast.line import Order, Pace, transmit
from scoreboard.broadcast.receiver import (
    FRAMES_A_SECOND,
    Quality,
    Receiver,
    ReceiverLost,
    Report,
    Sent,
)
from scoreboard.broadcast.source import Source
from scoreboard.messages import encode_clock, server_sent_event
from tests.unit.scoreboard.broadcast.room import a_sheet

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
needs_nginx = pytest.mark.skipif(
    NGINX is None or not MODULE.exists(),
    reason="no RTMP receiver: install nginx and libnginx-mod-rtmp",
)
FRAMES = 75
KEY = "a-secret-stream-key"
WITHIN_S = 60


class FixedBoard(BaseHTTPRequestHandler):
    """One board that never moves, as the board's own code writes it."""

    def do_GET(self) -> None:
        listing = b'{"sittings":[{"id":"s1","phase":"running","start_at":null}]}'
        snapshot = a_sheet(30).snapshot()
        stream = server_sent_event("clock", encode_clock(datetime.now(UTC)))
        stream += server_sent_event("snapshot", snapshot, "run-1")
        content = stream if self.path.endswith("/stream") else listing
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def board_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), FixedBoard)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Recorder:
    """An RTMP receiver that writes down what is published."""

    pid: int
    port: int
    folder: Path

    @property
    def address(self) -> str:
        return f"rtmp://127.0.0.1:{self.port}/live"

    def recorded(self) -> Path:
        """The file of the publication, once the receiver has closed it."""
        file = self.folder / f"{KEY}.flv"
        wait_until(lambda: file.exists() and file not in self._open_files(), file)
        return file

    def _open_files(self) -> set[Path]:
        return {each.resolve() for each in Path(f"/proc/{self.pid}/fd").iterdir()}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_until(come: object, what: object) -> None:
    assert callable(come)
    ends = time.monotonic() + WITHIN_S
    while not come():
        assert time.monotonic() < ends, what
        time.sleep(0.02)


@contextmanager
def a_recorder(folder: Path) -> Iterator[Recorder]:
    port = free_port()
    settings = folder / "nginx.conf"
    settings.write_text(
        f"""
        load_module {MODULE};
        daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log warn;
        events {{ worker_connections 32; }}
        rtmp {{ access_log off; server {{ listen 127.0.0.1:{port}; application live {{
            live on; record all; record_path {folder}; record_unique off;
        }} }} }}
        """
    )
    process = subprocess.Popen(
        [str(NGINX), "-p", str(folder), "-c", str(settings)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until((folder / "pid").exists, "nginx did not start")
        yield Recorder(process.pid, port, folder)
    finally:
        process.terminate()
        process.wait()


class AtOnce:
    """Time that passes by sleeping only: frames follow one another as fast as they are made."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def pace(self) -> Pace:
        return Pace(lambda: self.now, self.sleep)


def an_order(board_url: str, receiver: Receiver) -> Order:
    return Order(
        board_url=board_url,
        sitting="s1",
        language="id",
        address="papan.example",
        receiver=receiver,
        quality=Quality("ultrafast"),
        frames=FRAMES,
    )


def sent(order: Order) -> list[Report]:
    reports: list[Report] = []
    transmit(order, reports.append, lambda: False, AtOnce().pace())
    return reports


@needs_nginx
def test_a_real_receiver_gets_every_frame_with_a_key_frame_every_two_seconds(
    board_url: str, tmp_path: Path
) -> None:
    with a_recorder(tmp_path) as recorder:
        reports = sent(an_order(board_url, Receiver(recorder.address, KEY)))
        with av.open(str(recorder.recorded())) as recording:
            video, audio = recording.streams.video[0], recording.streams.audio[0]
            assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
            assert (video.width, video.height) == (1920, 1080)
            frames, heard_s = 0, 0.0
            key_frames_s: list[float] = []
            for packet in recording.demux():
                if packet.pts is None:
                    continue  # the end of a stream
                at_s = float(packet.pts * packet.time_base)
                if packet.stream.type == "audio":
                    heard_s = max(heard_s, at_s)
                else:
                    frames += 1
                    key_frames_s += [at_s] if packet.is_keyframe else []
    assert isinstance(reports[-1], Sent)
    assert reports[-1].frames == FRAMES
    assert frames == FRAMES
    assert key_frames_s[1] - key_frames_s[0] == pytest.approx(2.0, abs=0.01)
    assert heard_s == pytest.approx(FRAMES / FRAMES_A_SECOND, abs=0.2)


def test_hls_is_written_for_a_web_server_and_shows_the_board(
    board_url: str, tmp_path: Path
) -> None:
    sent(replace(an_order(board_url, Receiver("hls", folder=tmp_path)), frames=40))
    playlist = (tmp_path / "board.m3u8").read_text()
    (segment,) = tmp_path.glob("*.ts")
    assert segment.name in playlist
    with av.open(str(segment)) as recording:
        *_, frame = recording.decode(video=0)
        picture = frame.to_ndarray(format="rgb24")
    assert picture.shape == (1080, 1920, 3)
    # A black or grey picture has no such spread; the table, the clock and the bars have.
    assert picture.std() > 20


def test_a_receiver_that_is_not_there_is_said_without_the_key(board_url: str) -> None:
    receiver = Receiver(f"rtmp://127.0.0.1:{free_port()}/live", KEY)
    with pytest.raises(ReceiverLost) as lost:
        sent(an_order(board_url, receiver))
    assert KEY not in str(lost.value)
    assert KEY not in repr(receiver)


def test_the_board_is_followed_and_followed_again_when_the_line_ends(board_url: str) -> None:
    source = Source(board_url, "s1", lambda: datetime.now(UTC))
    source.start()
    wait_until(lambda: source.look(lambda told, _: len(told)) == 30, "the snapshot")
    source.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads the list of processes from /proc")
def test_the_key_is_in_no_list_of_processes_and_in_no_word_that_is_printed(
    board_url: str, tmp_path: Path
) -> None:
    key_file = tmp_path / "key"
    key_file.write_text(KEY + "\n")
    to = f"rtmp://127.0.0.1:{free_port()}/live"
    arguments = ["--board", board_url, "--to", to, "--key-file", str(key_file), "--seconds", "1"]
    printed = tmp_path / "printed"
    with printed.open("wb") as said:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("catserver"), "broadcast", *arguments],
            stdout=said,
            stderr=said,
        )
    try:
        seen: set[bytes] = set()

        def off_air() -> bool:
            seen.update(command_lines())
            return "Off air" in printed.read_text()

        wait_until(off_air, printed)
    finally:
        process.terminate()
        process.wait()
    assert any(b"broadcast" in each for each in seen)
    assert any(b"spawn_main" in each for each in seen)
    assert not any(KEY.encode() in each for each in seen)
    assert KEY not in printed.read_text()


def command_lines() -> Iterator[bytes]:
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield each.read_bytes()
        except OSError:
            continue  # it has ended
