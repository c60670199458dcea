"""The board as a child of the exam server: `python -m scoreboard.server`.

The settings come as one line on standard input, so that the secret is in no list of processes.
Where it listens goes out as one line on standard output. When the input ends, the parent is gone,
however it went, and so is this process.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable

import msgspec

from scoreboard.server.opening import PortTaken, open_board, run_lightly
from scoreboard.server.settings import ServerSettings, read_settings

GONE_WITHIN_S = 5.0


async def serve(settings: ServerSettings) -> None:
    loop, parent_gone = asyncio.get_running_loop(), asyncio.Event()
    async with open_board(settings) as running:
        sys.stdout.buffer.write(msgspec.json.encode(running.listening) + b"\n")
        sys.stdout.buffer.flush()
        _when_input_ends(lambda: loop.call_soon_threadsafe(parent_gone.set))
        await parent_gone.wait()


def _when_input_ends(then: Callable[[], object]) -> None:
    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        threading.Timer(GONE_WITHIN_S, os._exit, (1,)).start()
        then()

    threading.Thread(target=watch, name="parent", daemon=True).start()


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s board %(levelname)s %(message)s")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's; it ends the input
    settings = read_settings(_first_line())
    try:
        run_lightly(serve(settings))
    except PortTaken as error:
        raise SystemExit(f"board: {error}") from error
    os._exit(0)  # a timer of a stop that took its time does not delay it


def _first_line() -> bytes:
    """Not one byte more, and past Python's buffer: the rest is read by the thread."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(sys.stdin.fileno(), 1)
        if not byte:
            raise SystemExit("board: the settings did not come")
        line += byte
    return line


if __name__ == "__main__":
    main()
