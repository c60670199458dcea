"""Desks that send pictures at an even rate, in a process of their own.

Desks are other machines: simulated here they take only what of the processor nobody else wants, and
they never share a loop with the terminals, whose latencies are measured beside them.
Run as `python -m catserver.bench.desks`: the first line on its standard input says where to and
what (`Job`), each further one for how many seconds to send; each is answered with one `Sent`.
"""

import asyncio
import contextlib
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from catserver.bench.crowd_process import ended
from catserver.bench.limits import stand_behind_all
from catserver.bench.process import Server
from catserver.bench.room import BenchRoom
from catserver.bench.tickets import Desks, RequestRefused

HOST = "127.0.0.1"
ANSWERED_WITHIN_S = 180.0
"""After the last one was sent."""
LINE_BYTES_MAX = 4 * 1024 * 1024


class Job(msgspec.Struct, frozen=True):
    """`folder` holds the pictures, sent in the order of their names; `staff` is a cookie."""

    port: int
    sitting: str
    staff: str
    candidates: int
    folder: str
    per_s: float


class Sent(msgspec.Struct):
    """`took` in seconds, of each picture that was answered, kept for later or not."""

    took: list[float] = []
    deferred: int = 0
    referred: int = 0
    refused: int = 0

    def add(self, other: "Sent") -> None:
        self.took = [*self.took, *other.took]
        self.deferred += other.deferred
        self.referred += other.referred
        self.refused += other.refused


class DesksSilent(Exception):
    """The process that sends pictures ended, or does not come back."""


class PictureDesks:
    """The process, from outside. `sent` counts since the last `forget`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.forget()

    @classmethod
    async def start(
        cls, server: Server, furnished: BenchRoom, pictures: Sequence[bytes], per_s: float
    ) -> "PictureDesks":
        folder = server.folder / "pictures-to-send"
        await asyncio.to_thread(_write, pictures, folder)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "catserver.bench.desks"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LINE_BYTES_MAX,
        )
        job = Job(
            server.port,
            furnished.sitting,
            furnished.staff,
            len(furnished.places),
            str(folder),
            per_s,
        )
        desks = cls(process)
        await desks._say(msgspec.json.encode(job))
        return desks

    def forget(self) -> None:
        self.sent = Sent()

    async def send(self, for_s: float) -> int:
        """How many were answered, when the last one was. Raises DesksSilent."""
        await self._say(str(for_s).encode())
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(for_s + ANSWERED_WITHIN_S):
                said = await self._process.stdout.readline()
        except TimeoutError:
            raise DesksSilent("pictures were not answered within three minutes") from None
        if not said:
            raise DesksSilent("the process that sends pictures ended")
        sent = msgspec.json.decode(said, type=Sent)
        self.sent.add(sent)
        return len(sent.took)

    async def go(self) -> None:
        await ended(self._process)

    async def _say(self, line: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + b"\n")
        with contextlib.suppress(ConnectionError):  # its silence is noticed by who listens
            await self._process.stdin.drain()


class _Sending:
    def __init__(self, job: Job) -> None:
        self._job = job
        self._pictures = [each.read_bytes() for each in sorted(Path(job.folder).iterdir())]
        self._place = 0

    async def send(self, for_s: float) -> Sent:
        """The desks keep their connections meanwhile."""
        desks, sent, began = Desks(HOST, self._job.port), Sent(), time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for place in range(math.floor(self._job.per_s * for_s)):
                due_s = began + place / self._job.per_s
                await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
                group.create_task(self._one(desks, self._place, sent))
                self._place += 1
        desks.close()
        return sent

    async def _one(self, desks: Desks, place: int, sent: Sent) -> None:
        number = f"9{place % self._job.candidates:09d}"
        path = f"/api/sittings/{self._job.sitting}/candidates/{number}/probe?accept=1&gate=presence"
        headers = {"Cookie": f"catserver_staff={self._job.staff}", "Content-Type": "image/jpeg"}
        picture = self._pictures[place % len(self._pictures)]
        began = time.perf_counter()
        try:
            answer = await desks.post(path, headers, picture)
        except RequestRefused:
            sent.refused += 1
            return
        sent.took.append(time.perf_counter() - began)
        sent.deferred += b'"outcome":"deferred"' in answer
        sent.referred += b'"outcome":"referred"' in answer


def _write(pictures: Sequence[bytes], folder: Path) -> None:
    folder.mkdir()
    for place, picture in enumerate(pictures):
        (folder / f"{place:06d}.jpg").write_bytes(picture)


def main() -> None:
    stand_behind_all()
    lines = iter(sys.stdin.buffer.readline, b"")
    sending = _Sending(msgspec.json.decode(next(lines), type=Job))
    for line in lines:
        sent = asyncio.run(sending.send(float(line)))
        sys.stdout.buffer.write(msgspec.json.encode(sent) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
