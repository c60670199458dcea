"""Crowds and fan-outs as processes: started, asked, ended."""

import asyncio
import sys
from dataclasses import dataclass

import msgspec

from catserver.bench.crowd import Report

OPEN_WITHIN_S = 120.0
REPORT_WITHIN_S = 60.0
LINE_BYTES_MAX = 64 * 1024 * 1024


class CrowdLost(Exception):
    """Not everybody got in, or somebody was thrown out: the figures would be of another crowd."""


@dataclass
class CrowdProcess:
    """Viewers in a process of their own."""

    process: asyncio.subprocess.Process
    viewers: int

    @classmethod
    async def gather(
        cls, kind: str, port: int, path: str, viewers: int, *, behind: bool = False
    ) -> "CrowdProcess":
        """Everybody watches when this returns; `behind` all others. Raises CrowdLost."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "catserver.bench.crowd", kind, "127.0.0.1", str(port), path, str(viewers)),
            *(["behind"] if behind else []),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LINE_BYTES_MAX,
        )
        crowd = cls(process, viewers)
        try:
            await crowd._heard(OPEN_WITHIN_S)
        except BaseException:
            await crowd.go()
            raise
        return crowd

    async def report(self) -> Report:
        """Since the last report. Raises CrowdLost."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"report\n")
        return await self._heard(REPORT_WITHIN_S)

    async def _heard(self, within_s: float) -> Report:
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(within_s):
                said = await self.process.stdout.readline()
        except TimeoutError:
            raise CrowdLost(f"the viewers said nothing for {within_s:.0f} s") from None
        if not said:
            raise CrowdLost("the viewers' process ended")
        report = msgspec.json.decode(said, type=Report)
        if report.viewers < self.viewers:
            raise CrowdLost(f"{report.viewers} of {self.viewers} viewers watch")
        return report

    async def go(self) -> None:
        await ended(self.process)


@dataclass
class BareFan:
    """The bare fan-out in a process of its own."""

    process: asyncio.subprocess.Process
    port: int

    @classmethod
    async def start(cls) -> "BareFan":
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "catserver.bench.bare_fan"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        return cls(process, int(await process.stdout.readline()))

    async def send(self, content: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(len(content).to_bytes(4) + content)
        await self.process.stdin.drain()


async def ended(process: asyncio.subprocess.Process) -> None:
    """Its input ends, and so does it."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        async with asyncio.timeout(10):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
