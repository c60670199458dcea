"""An exam site as its users meet it: the real server, in a process that can be killed."""

import asyncio
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from catserver.cli.demo_room import DemoRoom, prepare_room
from catserver.config import DataSettings, Settings

ROOT = Path(__file__).parents[2]
START_AFTER = timedelta(minutes=85)
"""Arrival is open, and nothing starts by itself: each test starts its sitting."""
PORTS = range(20_000, 30_000)
"""Below the ports the system gives to clients: while the server is dead nobody takes its place."""
READY_WITHIN_S = 60.0
LOG = "server.log"
DRAWN_FACES = "[faces]\nsearch_at_most = 0.2\ndefer_from_seconds = 30\nonly_idle_time = false\n"
"""As in the demo: drawings of two people are more alike than people are. A busy machine's faces are
waited for, beside a browser that takes all of it: what a slow one leads to is not what these tests
are about."""

Account = tuple[str, str]


def furnish(folder: Path, live: str = "off") -> DemoRoom:
    """The demo's exam, bank, roster and one sitting, loaded into an empty folder.

    The browser's camera plays a file, which is what a look for living people is there to notice.
    """
    settings = Settings(data=DataSettings(directory=str(folder)))
    with ThreadPoolExecutor(1) as aside:  # Playwright keeps a loop running in the tests' thread
        prepared = aside.submit(lambda: asyncio.run(prepare_room(settings, START_AFTER, live=live)))
        return prepared.result()


def a_free_port() -> int:
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


def eventually(condition: Callable[[], bool], within_s: float = 15.0) -> None:
    """Wait for what another process does; the last look is the assertion."""
    until = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)


@dataclass
class Server:
    """`catserver serve` over a folder of its own."""

    folder: Path
    port: int = field(default_factory=a_free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """What the server wrote to its window."""
        return (self.folder / LOG).read_text("utf-8")

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "catserver.toml").write_text(DRAWN_FACES, "utf-8")
        with (self.folder / LOG).open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    *("-c", "from catserver.cli import main; main()"),
                    *("serve", "--port", str(self.port)),
                ],
                cwd=self.folder,
                env={
                    **os.environ,
                    "PYTHONPATH": str(ROOT),
                    "PYTHONIOENCODING": "utf-8",
                    "CATSERVER_DATA_DIR": str(self.folder),
                },
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        eventually(self._answers, READY_WITHIN_S)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"the server ended by itself: {self.said}"
        try:
            return httpx.get(f"{self.origin}/health").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """SIGKILL: no warning, no goodbye; what is not on disk is gone."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass
class ExamSite:
    """A server over a furnished folder, and its staff's requests. Its sitting is open."""

    server: Server
    room: DemoRoom
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return self.server.origin

    @property
    def proctor(self) -> Account:
        return self.room.sign_ins.proctor

    @property
    def committee(self) -> Account:
        return self.room.sign_ins.committee

    def client(self) -> httpx.Client:
        """A browser of its own over plain HTTP."""
        client = httpx.Client(
            base_url=self.origin, headers={"Origin": self.origin}, timeout=30, trust_env=False
        )
        self.clients.append(client)
        return client

    def staff(self, account: Account) -> "StaffMember":
        client = self.client()
        name, password = account
        answer = client.post("/api/staff/sign-in", json={"name": name, "password": password})
        assert answer.status_code == 200, answer.text
        return StaffMember(client, f"/api/sittings/{self.room.sitting}")


@dataclass
class StaffMember:
    """What staff do without the pages, where a test is about something else."""

    client: httpx.Client
    sitting: str

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self.client.post(f"{self.sitting}/{path}", json=body or {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def act(self, action: str, numbers: list[str], **fields: object) -> list[dict[str, Any]]:
        body = {"action": action, "numbers": numbers, "reason": "uji", **fields}
        results: list[dict[str, Any]] = self.post("actions", body)["results"]
        assert all(each["ok"] for each in results), results
        return results

    def row(self, number: str) -> dict[str, Any]:
        answer = self.client.get(f"{self.sitting}/room")
        assert answer.status_code == 200, answer.text
        rows: list[dict[str, Any]] = answer.json()["rows"]
        return next(each for each in rows if each["number"] == number)

    def account_of(self, number: str) -> list[dict[str, Any]]:
        """Everything that happened to a candidate, as the server keeps it."""
        answer = self.client.get(f"{self.sitting}/candidates/{number}/events")
        assert answer.status_code == 200, answer.text
        events: list[dict[str, Any]] = answer.json()["events"]
        return events

    def show_face(self, number: str, photo: bytes) -> None:
        """Whatever comes of it: match or referred, on a busy machine a while later."""
        url = f"{self.sitting}/candidates/{number}/probe?accept=1"
        answer = self.client.post(url, content=photo, headers={"Content-Type": "image/jpeg"})
        assert answer.status_code == 200, answer.text
        if answer.json()["outcome"] == "deferred":
            eventually(lambda: self.row(number)["admission"] != "deferred", within_s=60)

    def a_pin(self, number: str) -> str:
        """Admitted by hand, whatever the machine said."""
        candidate = f"candidates/{number}"
        admit = {"decision": "admit", "reason_code": "documents_checked", "reason": "uji"}
        self.post(f"{candidate}/decision", admit)
        return str(self.post(f"{candidate}/pin")["pin"])


@contextmanager
def an_exam_site(furnished: Path, room: DemoRoom, folder: Path) -> Iterator[ExamSite]:
    """A running copy of a furnished folder, its sitting opened."""
    shutil.copytree(furnished, folder)
    site = ExamSite(Server(folder), room)
    try:
        site.server.start()
        site.staff(site.committee).post("open")
        yield site
        assert "Traceback" not in site.server.said, site.server.said
    finally:
        for client in site.clients:
            client.close()
        site.server.stop()
