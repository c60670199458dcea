"""A line to a platform over TLS, whose certificate is verified before anything is sent.

FFmpeg in the encoder's wheel does not verify certificates, and PyAV has no way to tell it to. So it
speaks plain RTMP to a process of ours, over the loopback and on one connection alone, and what it
says leaves the machine inside a TLS line of Python's own, which believes nobody it cannot verify.
A process and not a thread: libav holds the interpreter while it connects.
"""

import asyncio
import os
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from scoreboard.broadcast.receiver import Receiver, ReceiverLost

RTMPS = "rtmps"
RTMPS_PORT = 443
LOOPBACK = "127.0.0.1"
OPENS_WITHIN_S = 15.0
ENDS_WITHIN_S = 5.0
PIECE_BYTES = 64 * 1024
CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
from scoreboard.broadcast.secure_line import main
main(*sys.argv[2:])
"""
"""It finds the packages where this process found them; no key is among its arguments."""

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Opened(msgspec.Struct, frozen=True):
    """What the process says once: where it listens, or why there is no line."""

    port: int = 0
    lost: str = ""


@contextmanager
def reached(receiver: Receiver) -> Iterator[Receiver]:
    """Where the encoder is to send: for rtmps this end of a verified line. Raises ReceiverLost."""
    parts = urlsplit(receiver.address)
    if parts.scheme != RTMPS:
        yield receiver
        return
    place = [str(parts.hostname), str(parts.port or RTMPS_PORT), receiver.authority or ""]
    with subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-c", CHILD, str(Path(__file__).parents[2]), *place],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            opened = msgspec.json.decode(said, type=Opened) if said else Opened(lost="it ended")
            if opened.lost:
                raise ReceiverLost(opened.lost)
            yield replace(receiver, address=f"rtmp://{LOOPBACK}:{opened.port}{parts.path}")
        finally:
            process.stdin.close()
            try:
                process.wait(ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()


def main(host: str, port: str, authority: str) -> None:
    """The process: it ends with its input, and leaves the interrupt key to those above it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_carry_for(host, int(port), authority or None))


async def _carry_for(host: str, port: int, authority: str | None) -> None:
    loop = asyncio.get_running_loop()
    ended, near = asyncio.Event(), loop.create_future()
    threading.Thread(
        target=_when_input_ends, args=(lambda: loop.call_soon_threadsafe(ended.set),), daemon=True
    ).start()
    try:
        far = await _far(host, port, authority)
    except ReceiverLost as lost:
        _say(Opened(lost=str(lost)))
        return
    server = await asyncio.start_server(_first_one(near), LOOPBACK, 0)
    _say(Opened(port=server.sockets[0].getsockname()[1]))
    ending = asyncio.ensure_future(ended.wait())
    await asyncio.wait((near, ending), return_when=asyncio.FIRST_COMPLETED)
    server.close()
    if near.done():
        await _carried(far, near.result(), ending)
    ending.cancel()
    far[1].transport.abort()


def _when_input_ends(then: Callable[[], object]) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    with suppress(RuntimeError):  # it has ended already
        then()


def _say(opened: Opened) -> None:
    os.write(sys.stdout.fileno(), msgspec.json.encode(opened) + b"\n")


async def _far(host: str, port: int, authority: str | None) -> Line:
    try:
        async with asyncio.timeout(OPENS_WITHIN_S):
            return await asyncio.open_connection(host, port, ssl=_trust(authority))
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message or error.reason
        raise ReceiverLost(
            f"the certificate of {host} is not to be trusted: {why}; nothing was sent"
        ) from None
    except TimeoutError:
        raise ReceiverLost(f"{host} does not answer") from None
    except OSError as error:
        raise ReceiverLost(f"{host}: {error.strerror or error}") from None


def _trust(authority: str | None) -> ssl.SSLContext:
    """The system's authorities, or one file of them and nothing else. Raises ReceiverLost."""
    try:
        return ssl.create_default_context(cafile=authority)
    except OSError as error:
        raise ReceiverLost(f"{authority} cannot be read as certificates: {error}") from None


def _first_one(
    near: "asyncio.Future[Line]",
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
    def came(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if near.done():
            writer.transport.abort()
        else:
            near.set_result((reader, writer))

    return came


async def _carried(far: Line, near: Line, ending: "asyncio.Task[Literal[True]]") -> None:
    """Both ways until one ends, or it is told to; what was said by then still goes out."""
    out = asyncio.ensure_future(_carry(near[0], far[1]))
    back = asyncio.ensure_future(_carry(far[0], near[1]))
    await asyncio.wait((ending, out, back), return_when=asyncio.FIRST_COMPLETED)
    await asyncio.wait((out,), timeout=ENDS_WITHIN_S / 2)
    for way in (out, back):
        way.cancel()
    await asyncio.gather(out, back, return_exceptions=True)
    near[1].transport.abort()


async def _carry(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    """Until one side ends; whoever takes nothing holds up the other."""
    with suppress(OSError):
        while piece := await source.read(PIECE_BYTES):
            to.write(piece)
            await to.drain()
        to.close()
        await to.wait_closed()
