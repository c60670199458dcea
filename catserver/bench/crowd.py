"""Viewers of a board, as light as they can be: one loop over many sockets, in a process of its own.

Most of them read and forget. Every SAMPLED-th reads what it is told and says how late it came.
Beside an exam (`behind`) they take only what of the processor nobody else wants: the public is not
on the exam's machine.
Run as `python -m catserver.bench.crowd KIND HOST PORT PATH VIEWERS [behind]`. It says one JSON line
once everybody watches, and one report for each line on its standard input; it ends with its input.
"""

import os
import selectors
import socket
import struct
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from catserver.bench.limits import raise_open_files, stand_behind_all

SAMPLED = 50
CONNECTING_AT_ONCE = 128
RECEIVED_BYTES_MAX = 256 * 1024
CLOCK_WRAPS_MS = 1_000_000
STAMP = struct.Struct(">dI")
"""Of the bare fan-out: when it was sent, and how many bytes follow."""


def stamp_now() -> int:
    """Milliseconds that fit into a mark; both processes read the same clock."""
    return int(time.monotonic() * 1000) % CLOCK_WRAPS_MS


@dataclass
class Report:
    """Since the last one."""

    viewers: int = 0
    lost: int = 0
    bytes: int = 0
    cpu_s: float = 0.0
    messages: int = 0
    latencies_ms: list[float] = field(default_factory=list)


class _Delta(msgspec.Struct):
    rows: list[list[object]]


_deltas = msgspec.json.Decoder(_Delta)


class BoardSample:
    """One viewer who reads: a posting's first points are when it was posted."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._inflate: zlib._Decompress | None = None
        self._held = b""
        self._known: dict[object, object] = {}

    def take(self, data: bytes) -> None:
        if self._inflate is None:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                return
            if not head.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"a viewer was answered {head.splitlines()[0].decode()}")
            self._inflate = zlib.decompressobj(31)
        self._held += self._inflate.decompress(data)
        *events, self._held = self._held.split(b"\n\n")
        now = stamp_now()
        for event in events:
            _, found, content = event.partition(b"\ndata: ")
            if found and b"event: clock" not in event:
                self._hear(content, now, whole=b"event: snapshot" in event)

    def _hear(self, content: bytes, now: int, *, whole: bool) -> None:
        self._report.messages += 1
        for row in _deltas.decode(content).rows:
            points = row[3]
            if self._known.get(row[0]) != points:
                self._known[row[0]] = points
                if not whole and isinstance(points, list) and points:
                    late = (now - int(points[0])) % CLOCK_WRAPS_MS
                    self._report.latencies_ms.append(late)


class BareSample:
    """One viewer of the bare fan-out."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._held = b""
        self._head = True

    def take(self, data: bytes) -> None:
        self._held += data
        if self._head:
            _, end, rest = self._held.partition(b"\r\n\r\n")
            if not end:
                return
            self._head, self._held = False, rest
        while len(self._held) >= STAMP.size:
            sent, size = STAMP.unpack_from(self._held)
            if len(self._held) < STAMP.size + size:
                return
            self._held = self._held[STAMP.size + size :]
            self._report.messages += 1
            self._report.latencies_ms.append((time.monotonic() - sent) * 1000)


Sample = BoardSample | BareSample
SAMPLES: dict[str, Callable[[Report], Sample]] = {"board": BoardSample, "bare": BareSample}


class Crowd:
    def __init__(self, kind: str, host: str, port: int, path: str) -> None:
        self._kind = kind
        self._place = (host, port)
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: gzip\r\n\r\n"
        ).encode()
        self._selector = selectors.DefaultSelector()
        self._buffer = bytearray(RECEIVED_BYTES_MAX)
        self._view = memoryview(self._buffer)
        self._report = Report()
        self._cpu_s = time.process_time()
        self._watching = 0

    def open(self, viewers: int) -> None:
        """Connects everybody, some at a time, and waits until each has heard something."""
        waiting = 0
        for place in range(viewers):
            self._connect(SAMPLES[self._kind](self._report) if place % SAMPLED == 0 else None)
            waiting += 1
            if waiting >= CONNECTING_AT_ONCE:
                self._read_until(lambda told=place + 1: self._watching >= told)  # type: ignore[misc]
                waiting = 0
        self._read_until(lambda: self._watching >= viewers)

    def _connect(self, sample: Sample | None) -> None:
        line = socket.create_connection(self._place)
        line.sendall(self._request)
        line.setblocking(False)
        self._selector.register(line, selectors.EVENT_READ, [sample, False])

    def _read_until(self, done: Callable[[], bool]) -> None:
        ends = time.monotonic() + 60
        while not done() and time.monotonic() < ends:
            self.read(0.5)

    def read(self, within_s: float) -> bool:
        """What has come; False when the input has ended."""
        for key, _ in self._selector.select(within_s):
            if key.data is None:
                if not os.read(sys.stdin.fileno(), 4096):
                    return False
                self._say()
                continue
            line, heard = key.fileobj, key.data
            assert isinstance(line, socket.socket)
            try:
                size = line.recv_into(self._buffer)
            except BlockingIOError:
                continue
            except OSError:
                size = 0
            if not size:
                self._lose(line)
                continue
            self._report.bytes += size
            if not heard[1]:
                heard[1] = True
                self._watching += 1
            if heard[0] is not None:
                heard[0].take(bytes(self._view[:size]))
        return True

    def _lose(self, line: socket.socket) -> None:
        self._selector.unregister(line)
        line.close()
        self._report.lost += 1
        self._watching -= 1

    def run(self) -> None:
        self._say()
        self._selector.register(sys.stdin, selectors.EVENT_READ, None)
        while self.read(1.0):
            pass

    def _say(self) -> None:
        report, used = self._report, time.process_time()
        report.viewers, report.cpu_s = self._watching, used - self._cpu_s
        self._cpu_s = used
        os.write(sys.stdout.fileno(), msgspec.json.encode(report) + b"\n")
        report.lost = report.bytes = report.messages = 0
        report.latencies_ms.clear()


def main(kind: str, host: str, port: int, path: str, viewers: int, *, behind: bool) -> None:
    raise_open_files()
    if behind:
        stand_behind_all()
    crowd = Crowd(kind, host, port, path)
    crowd.open(viewers)
    crowd.run()


if __name__ == "__main__":
    behind = "behind" in sys.argv[6:]
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]), behind=behind)
