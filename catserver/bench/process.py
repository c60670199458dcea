"""A measured server as a process: started, ready, stopped, killed."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

READY_WITHIN_S = 120.0


class ServerSilent(Exception):
    """A server of ours did not come up."""


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """`kind` is one of `bench.server`'s; `url` is a store's, where not SQLite in the folder."""

    kind: str
    folder: Path
    terminals: int
    url: str | None = None
    port: int = field(default_factory=a_free_port)
    process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    async def start(self) -> None:
        """Raises ServerSilent."""
        arguments = [self.kind, str(self.folder), str(self.port), str(self.terminals)]
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "catserver.bench.server",
            *arguments,
            *([self.url] if self.url else []),
            env=dict(os.environ),
        )
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                while not await self._answers():
                    if self.process.returncode is not None:
                        raise ServerSilent(f"the {self.kind} server ended by itself")
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise ServerSilent(f"the {self.kind} server did not come up") from None

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    async def kill(self) -> None:
        """Without a word, as a power cut would."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
            await self.process.wait()

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(20):
                    await self.process.wait()
            await self.kill()
