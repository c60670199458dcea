"""A bad line between terminals and server: late, in trickles, cut, stalled one way, doubled."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from tests.crash.killable import Reached

TEXT_FRAME = 0x81
LONG = 126
PIECE_BYTES = 29


@dataclass
class BadLine:
    """Each connection through it has its fate, in turn. `calm` lets everything pass."""

    server: Reached
    chance: random.Random
    calm: bool = False
    origin: str = ""
    fates: list[str] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        fate = "calm" if self.calm else FATES[len(self.fates) % len(FATES)]
        self.fates.append(fate)
        port = int(self.server.origin.rpartition(":")[2])
        with contextlib.ExitStack() as closing:
            # Aborted without awaiting anything: the test's end may cancel this task twice.
            closing.callback(writer.transport.abort)
            try:
                from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                return
            closing.callback(to_server.transport.abort)
            up = self._pass(reader, to_server, fate)
            down = self._pass(from_server, writer, "calm" if fate in UP_ONLY else fate)
            passing = [asyncio.create_task(up), asyncio.create_task(down)]
            for each in passing:
                closing.callback(each.cancel)
            await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fate: str
    ) -> None:
        with contextlib.suppress(ConnectionError):
            await self._pass_on(reader, writer, fate)

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fate: str
    ) -> None:
        passed, upgraded, limit = 0, False, self.chance.randrange(1500, 9000)
        while chunk := await reader.read(4096):
            passed += len(chunk)
            if fate == "late":
                await asyncio.sleep(self.chance.random() / 30)
            if fate in {"cut", "stalled_up"} and passed > limit:
                if fate == "cut":
                    return
                await asyncio.Event().wait()
            if fate == "trickled":
                for start in range(0, len(chunk), PIECE_BYTES):
                    writer.write(chunk[start : start + PIECE_BYTES])
                    await writer.drain()
                    await asyncio.sleep(0)
                continue
            writer.write(chunk)
            if fate == "doubled" and upgraded and one_whole_message(chunk):
                writer.write(chunk)
            upgraded = upgraded or chunk[0] == TEXT_FRAME  # the first message is hello
            await writer.drain()


FATES = ("calm", "late", "trickled", "cut", "calm", "stalled_up", "doubled")
"""Seven: a terminal asks for a ticket and opens a socket, and neither should get every other."""
UP_ONLY = {"stalled_up", "doubled"}


def one_whole_message(chunk: bytes) -> bool:
    """A masked text frame and nothing else, short enough to carry its length in one byte."""
    length = chunk[1] & 0x7F if len(chunk) > 1 else LONG
    return chunk[0] == TEXT_FRAME and length < LONG and len(chunk) == 6 + length


@contextlib.asynccontextmanager
async def a_bad_line(server: Reached, seed: int) -> AsyncIterator[BadLine]:
    line = BadLine(server, random.Random(seed))
    listening = await asyncio.start_server(line.connected, "127.0.0.1", 0)
    line.origin = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield line
    finally:
        listening.close()
        await asyncio.sleep(0)  # a connection accepted this instant has its task by now
        for task in line.tasks:
            task.cancel()
        await asyncio.gather(*line.tasks, return_exceptions=True)
        await asyncio.sleep(0)  # aborted transports close their sockets in the next turn
