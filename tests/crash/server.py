"""The real server for the fault tests, as a process that can be killed and started again at once.

`python -m tests.crash.server FOLDER PORT` imports everything once and waits. Each line on its
standard input makes it fork a server; it says the server's process id, and `ended` when that is
gone. A server so starts in the time that it needs for its data: what is imported at the first use
is used once before.
"""

import ctypes
import gc
import os
import signal
import sys
import tempfile
from pathlib import Path

import uvicorn

from catserver.app import build_app
from catserver.server import SOCKET_SIZE_BYTES_MAX
from catserver.store.engine import open_engine
from catserver.store.migration import migrate
from catserver.web.lines import LineLimits, bounded_lines
from tests.live import BytesInspector, settings_in

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def configured(folder: Path, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        build_app(settings_in(folder), inspector=BytesInspector()),
        host="127.0.0.1",
        port=port,
        log_level="error",
        **bounded_lines(LineLimits()),
        ws_max_size=SOCKET_SIZE_BYTES_MAX,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
    )


def warm_up() -> None:
    """No thread and no file of it is left for the servers that are forked from here."""
    with tempfile.TemporaryDirectory() as made:
        engine = open_engine(f"sqlite:///{Path(made) / 'warm.sqlite3'}")
        migrate(engine)
        engine.dispose()
        configured(Path(made), 0).load()
    gc.collect()
    gc.freeze()  # a collection in a server touches none of what it shares with us


def leave_nothing_behind() -> None:
    """A test that is ended in the middle must not leave servers running."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(folder: Path, port: int) -> None:
    leave_nothing_behind()
    warm_up()
    for _ in sys.stdin:
        server = os.fork()
        if not server:
            leave_nothing_behind()
            uvicorn.Server(configured(folder, port)).run()
            os._exit(0)
        say(str(server))
        os.waitpid(server, 0)
        say("ended")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
