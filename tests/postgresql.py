"""A throw-away PostgreSQL of the tests' own: on a socket in a folder, with fsync, ended with them.

Where its programs or the driver are missing, whoever asks for it is skipped with one reason.
"""

import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

READY_WITHIN_S = 120
"""After a crash it brings its whole folder to the disk, half a minute on a busy disk."""
SUPERUSER = "catserver"
USED = ("initdb", "postgres", "pg_isready", "psql")


def why_not() -> str | None:
    """Why there is no PostgreSQL here, in one sentence; None where there is one."""
    if sys.platform == "win32" or programs() is None:
        return "PostgreSQL's programs (initdb and others) are not installed"
    if importlib.util.find_spec("psycopg") is None:
        return "the driver is not installed: pip install 'catserver[postgresql]'"
    if os.getuid() == 0 and not _somebody():
        return "PostgreSQL does not run as root, and there is no other user to run it as"
    return None


def programs() -> Path | None:
    """The folder of the newest release's programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        folders.append(Path(found).parent)
    return next((each for each in folders if all((each / name).exists() for name in USED)), None)


def _somebody() -> str | None:
    import pwd

    names = {each.pw_name for each in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


@dataclass
class Cluster:
    """`folder` is its data and its socket."""

    folder: Path
    settings: tuple[str, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    names: "itertools.count[int]" = field(default_factory=itertools.count)

    def address(self, database: str = "postgres") -> str:
        return f"postgresql://{SUPERUSER}@/{database}?host={self.folder}"

    def start(self) -> None:
        """Raises TimeoutError."""
        self.process = subprocess.Popen(
            [
                *(self._program("postgres"), "-D", str(self.folder / "data")),
                *("-k", str(self.folder), "-c", "listen_addresses=", "-c", "fsync=on"),
                *("-c", "log_min_messages=fatal", *self.settings),
            ],
            **self._as_somebody(),
        )
        ends = time.monotonic() + READY_WITHIN_S
        ready = [self._program("pg_isready"), "-q", "-h", str(self.folder)]
        while subprocess.run(ready, check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > ends:
                raise TimeoutError("PostgreSQL did not come up")
            time.sleep(0.05)

    def stop(self, how: int = signal.SIGINT) -> None:
        """SIGINT breaks off what runs; SIGQUIT stops at once, as a crash would."""
        assert self.process is not None
        self.process.send_signal(how)  # nothing is sent to one that has ended
        self.process.wait(READY_WITHIN_S)

    def crash(self) -> None:
        self.stop(signal.SIGQUIT)

    def a_database(self) -> str:
        """The address of a new, empty one."""
        name = f"catserver_{next(self.names)}"
        self.run(f"CREATE DATABASE {name}")
        return self.address(name)

    def run(self, statement: str, database: str = "postgres") -> str:
        asked = [self._program("psql"), "-XAtq", "-h", str(self.folder), "-U", SUPERUSER]
        done = subprocess.run(
            [*asked, "-d", database, "-c", statement], check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def _make(self) -> None:
        if user := self._as_somebody().get("user"):
            shutil.chown(self.folder, user)
        made = [self._program("initdb"), "-D", str(self.folder / "data"), "-U", SUPERUSER]
        subprocess.run(
            [*made, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
            check=True,
            capture_output=True,
            **self._as_somebody(),
        )

    def _as_somebody(self) -> dict[str, Any]:
        user = {"user": _somebody(), "extra_groups": []} if os.getuid() == 0 else {}
        return {"cwd": self.folder, **user}

    def _program(self, name: str) -> str:
        folder = programs()
        assert folder is not None
        return str(folder / name)


def a_cluster(*settings: str) -> Cluster:
    """Made and started; `end` is the caller's to call."""
    # Not in pytest's folders: those are closed to the user that PostgreSQL runs as. And short: the
    # path of a socket has room for a hundred characters.
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="catserver-pg-")), settings)
    try:
        cluster._make()
        cluster.start()
    except BaseException:
        end(cluster)
        raise
    return cluster


def end(cluster: Cluster) -> None:
    if cluster.process is not None:
        cluster.crash()
    shutil.rmtree(cluster.folder, ignore_errors=True)
