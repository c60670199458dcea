"""A whole site for tests: real store, journal and sockets, a face engine that reads bytes."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import msgspec
import numpy as np
import uvicorn
from argon2 import PasswordHasher
from websockets.asyncio.client import ClientConnection, connect

from catserver.app import build_app
from catserver.attempt.events import AttemptId
from catserver.board_process import BoardKeeper
from catserver.config import DataSettings, LimitSettings, Settings, StoreSettings
from catserver.delivery.clock import Clock
from catserver.delivery.door.inspecting import Inspection, Inspector
from catserver.delivery.registry import (
    Assignment,
    Candidate,
    CandidateNumber,
    Photo,
    PhotoId,
    PhotoKind,
    Role,
    RosterEntry,
    Sitting,
    Staff,
    StaffName,
)
from catserver.loading.loader import By, Loader
from catserver.loading.new_sitting import SittingWish, new_sitting
from catserver.roster.roster import RosterLimits, SourceFile
from catserver.server import SOCKET_SIZE_BYTES_MAX
from catserver.sitting.events import SittingId
from catserver.web.lines import LineLimits, bounded_lines
from catserver.web.site import Site
from proctoring.engine import EngineName
from proctoring.errors import NotAPicture
from proctoring.glasses import Rims
from proctoring.quality import Finding, FindingCode

EXAM = (Path(__file__).parent / "data" / "exam-small.toml").read_bytes()
BANK = (Path(__file__).parent / "data" / "bank-small.csv").read_bytes()
SITTING_ID = "s1"
WORN, BARE = Rims(weakest=0.4, together=0.9), Rims(weakest=0.0, together=0.01)
PASSWORD = "benar kuda baterai staples"
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Checked in a moment: the cost of a real hash is the hash's own test."""
RIGHT = "b"
"""The right choice of every keyed item in bank-small.csv."""


@dataclass(frozen=True)
class BytesInspection:
    engine: EngineName
    findings: tuple[Finding, ...]
    face: None
    template: bytes | None
    worth: float = 1.0
    rims: Rims | None = None


class BytesInspector:
    """A photo is text: who is on it, then what is wrong with it. `ani`, `ani too_dark`, `no_face`.

    Who wears `glasses` has rims, and nobody else. The same name gives the same template, another
    name one far away.
    """

    def inspect(self, content: bytes) -> Future[Inspection]:
        answer: Future[Inspection] = Future()
        words = content.decode("utf-8", "replace").split()
        if not words or words[0] == "broken":
            answer.set_exception(NotAPicture("broken"))
            return answer
        codes = [
            FindingCode(word) for word in words if word in {each.value for each in FindingCode}
        ]
        face = FindingCode.NO_FACE not in codes
        vector = np.frombuffer(hashlib.shake_256(words[0].encode()).digest(128), np.uint8) / 255
        answer.set_result(
            BytesInspection(
                EngineName("bytes"),
                tuple(Finding(code, 0, 1) for code in codes),
                None,
                vector.astype("<f4").tobytes() if face else None,
                rims=WORN if "glasses" in words else BARE,
            )
        )
        return answer

    hints = inspect


@dataclass
class Live:
    """A running site and its address. `number(1)` is the first candidate."""

    site: Site
    origin: str
    clients: list[httpx.AsyncClient] = field(default_factory=list)
    signed_in: dict[str, httpx.AsyncClient] = field(default_factory=dict)

    @property
    def attempts(self) -> dict[str, str]:
        return {n: a.attempt for n, a in self.site.sittings.assignments(SITTING_ID).items()}

    def client(self) -> httpx.AsyncClient:
        """A browser of its own: cookies are not shared."""
        client = httpx.AsyncClient(
            base_url=self.origin,
            headers={"Origin": self.origin},
            verify=False,  # noqa: S501 - plain HTTP; spares each client a certificate store
        )
        self.clients.append(client)
        return client

    async def staff(self, name: str = "ani") -> httpx.AsyncClient:
        """A staff member's browser, signed in once."""
        if name not in self.signed_in:
            client = self.client()
            body = {"name": name, "password": PASSWORD}
            answer = await client.post("/api/staff/sign-in", json=body)
            assert answer.status_code == 200, answer.text
            self.signed_in[name] = client
        return self.signed_in[name]

    async def a_pin(self, number: str, staff: httpx.AsyncClient | None = None) -> str:
        """As the desk does it: photo, match, PIN."""
        staff = staff or await self.staff()
        candidate = f"/api/sittings/{SITTING_ID}/candidates/{number}"
        probed = await staff.post(f"{candidate}/probe", content=f"face-{number}".encode())
        assert probed.json()["outcome"] == "match", probed.text
        issued = await staff.post(f"{candidate}/pin", json={})
        assert issued.status_code == 200, issued.text
        return str(issued.json()["pin"])

    async def a_terminal(self, number: str, pin: str | None = None) -> "Terminal":
        """Signed in, not connected."""
        client = self.client()
        pin = pin or await self.a_pin(number)
        body = {"number": number, "pin": pin, "terminal": f"T-{number}"}
        answer = await client.post("/api/terminal/sign-in", json=body)
        assert answer.status_code == 200, answer.text
        return Terminal(self, client, number)


@dataclass
class Terminal:
    """A candidate's browser, as thin as it can be."""

    live: Live
    client: httpx.AsyncClient
    number: str
    socket: ClientConnection | None = None
    welcome: dict[str, object] = field(default_factory=dict)

    async def connect(
        self, form: str | None = None, away_s: float | None = None, last_seq: int | None = None
    ) -> "Terminal":
        ticket = (await self.client.post("/api/terminal/ticket", json={})).json()["ticket"]
        self.socket = await connect(
            f"{self.live.origin.replace('http', 'ws')}/ws/terminal",
            origin=self.live.origin,  # type: ignore[arg-type] # a plain str is one
            compression=None,
            max_size=None,
        )
        hello = {"type": "hello", "protocol": 1, "ticket": ticket, "form": form}
        hello |= {"away_s": away_s, "last_seq": last_seq}
        await self.say(hello)
        self.welcome = await self.hear("welcome")
        return self

    @property
    def connection(self) -> str:
        return str(self.welcome["connection"])

    async def say(self, message: dict[str, object]) -> None:
        assert self.socket is not None
        await self.socket.send(msgspec.json.encode(message).decode())

    async def hear(self, kind: str, within_s: float = 5.0) -> dict[str, object]:
        """The next message of that type; others before it are passed over."""
        assert self.socket is not None
        async with asyncio.timeout(within_s):
            while True:
                message: dict[str, object] = msgspec.json.decode(await self.socket.recv())
                if message["type"] == kind:
                    return message

    async def answer(
        self, seq: int, item: str, choice: str | None, *, doubt: bool = False
    ) -> dict[str, object]:
        """Send a response and return what is said of it."""
        await self.say(
            {"type": "respond", "seq": seq, "item": item, "choice": choice, "doubt": doubt}
        )
        assert self.socket is not None
        async with asyncio.timeout(5):
            while True:
                message: dict[str, object] = msgspec.json.decode(await self.socket.recv())
                if message["type"] in {"acknowledged", "refused"} and message["seq"] == seq:
                    return message

    async def pull_the_cable(self) -> None:
        """The line ends without a word."""
        assert self.socket is not None
        self.socket.transport.abort()
        await self.socket.wait_closed()


@asynccontextmanager
async def a_live_site(
    folder: Path,
    candidates: int = 3,
    start_after: timedelta = timedelta(hours=1),
    clock: Clock | None = None,
    board: BoardKeeper | None = None,
    exam_file: bytes = EXAM,
    inspector: Inspector | None = None,
) -> AsyncIterator[Live]:
    """A fresh site in `folder` with an open sitting; `ani` is a proctor, `budi` the committee."""
    async with a_server(folder, clock, board, inspector) as live:
        await _furnish(live.site, candidates, start_after, exam_file)
        yield live


def settings_in(folder: Path) -> Settings:
    """A site in `folder`; its store is there as well, or where CATSERVER_STORE_URL says."""
    store = StoreSettings(os.environ.get("CATSERVER_STORE_URL", ""))
    limits = LimitSettings(answers_per_minute_max=60_000)  # tests answer faster than people
    return Settings(data=DataSettings(directory=str(folder)), store=store, limits=limits)


@asynccontextmanager
async def a_server(
    folder: Path,
    clock: Clock | None = None,
    board: BoardKeeper | None = None,
    inspector: Inspector | None = None,
) -> AsyncIterator[Live]:
    """The server over whatever is in `folder`; leaving it is an orderly stop."""
    settings = settings_in(folder)
    app = build_app(settings, inspector=inspector or BytesInspector(), clock=clock, board=board)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            port=0,
            log_level="error",
            **bounded_lines(LineLimits()),
            ws_max_size=SOCKET_SIZE_BYTES_MAX,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=1,
        )
    )
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined] # pytest keeps them
    serving = asyncio.create_task(server.serve())
    while not server.started:
        if serving.done():
            await serving
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    live = Live(app.state.site, f"http://127.0.0.1:{port}")
    try:
        yield live
    finally:
        for client in live.clients:
            await client.aclose()
        server.should_exit = True
        await serving


def number(place: int) -> str:
    return f"2411010{place:04d}"


async def _furnish(site: Site, candidates: int, start_after: timedelta, exam_file: bytes) -> None:
    for name, role in (("ani", Role.PROCTOR), ("budi", Role.COMMITTEE)):
        staff = Staff(StaffName(name), name.title(), role, site.clock.now())
        await site.registry.add_staff(staff, CHEAP_HASH)
    loader = Loader(site.registry, site.clock, RosterLimits(), lambda _: None)
    exam = await loader.load_exam(SourceFile("exam-small.toml", exam_file), By("test"))
    assert exam.loaded, exam.problems
    bank = await loader.load_bank(SourceFile("bank-small.csv", BANK), None, exam.id, By("test"))
    assert bank.loaded, bank.problems
    await site.registry.load_roster([_entry(place) for place in range(1, candidates + 1)])
    assert exam.id is not None
    assert bank.id is not None
    wish = SittingWish(
        "Sesi 1", exam.id, bank.id, "Ruang A", site.clock.now() + start_after, candidates
    )
    planned = await new_sitting(site.registry, loader, site.clock, wish, "budi")
    await site.sittings.create(_named(planned))
    await site.sittings.assign(
        [
            Assignment(
                AttemptId(f"att_{place}"),
                SittingId(SITTING_ID),
                CandidateNumber(number(place)),
                f"A-{place:02d}",
            )
            for place in range(1, candidates + 1)
        ],
        SITTING_ID,
    )
    await site.sittings.open(SITTING_ID, "budi")
    await site.rooms.learn(SITTING_ID)


def _named(sitting: Sitting) -> Sitting:
    from dataclasses import replace

    return replace(sitting, id=SittingId(SITTING_ID))


def _entry(place: int) -> RosterEntry:
    content = f"face-{number(place)}".encode()
    photo = Photo(
        PhotoId(f"photo-{place}"),
        PhotoKind.REGISTRATION,
        CandidateNumber(number(place)),
        hashlib.sha256(content).hexdigest(),
        "image/jpeg",
        datetime(2024, 8, 1, tzinfo=UTC),
    )
    candidate = Candidate(
        CandidateNumber(number(place)), f"Peserta {place}", "Pranata Komputer", "general"
    )
    return RosterEntry(candidate, photo, content)
