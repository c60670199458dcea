"""Other candidates in the room: real requests and a real socket, without a browser."""

import json
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from proctoring.vision.demo_people import STAND_INS, arrival_photo
from tests.e2e.site import ExamSite


@dataclass
class Seat:
    """A terminal that somebody has signed in at."""

    site: ExamSite
    client: httpx.Client
    number: str
    socket: ClientConnection | None = None
    line: ExitStack = field(default_factory=ExitStack)
    items: list[dict[str, Any]] = field(default_factory=list)
    last_seq: int = 0

    def connect(self) -> "Seat":
        ticket = self.client.post("/api/terminal/ticket", json={}).json()["ticket"]
        address = self.site.origin.replace("http", "ws")
        opening = connect(
            f"{address}/ws/terminal",
            additional_headers={"Origin": self.site.origin},
            compression=None,
            max_size=None,
            max_queue=None,
            ping_interval=None,
            close_timeout=2,
            proxy=None,
        )
        self.socket = self.line.enter_context(opening)
        self._say({"type": "hello", "protocol": 1, "ticket": ticket, "form": None})
        self._hear("welcome")
        return self

    def answer(self, count: int) -> None:
        """The first choice of the next items, each acknowledged before the next."""
        if not self.items:
            self.items = self._hear("form")["items"]
        for item in self.items[self.last_seq : self.last_seq + count]:
            self.last_seq += 1
            response = {"item": item["id"], "choice": item["choices"][0]["id"], "doubt": False}
            self._say({"type": "respond", "seq": self.last_seq, **response})
            self._hear("acknowledged")

    def hand_in(self) -> None:
        self._say({"type": "hand_in"})
        self._hear("finished")

    def ping(self) -> None:
        with suppress(ConnectionClosed):
            self._say({"type": "ping"})
            self._hear("pong")

    def leave(self) -> None:
        """The line goes, the attempt stays."""
        self.line.close()

    def _say(self, message: dict[str, object]) -> None:
        assert self.socket is not None
        self.socket.send(json.dumps(message))

    def _hear(self, kind: str) -> dict[str, Any]:
        assert self.socket is not None
        while True:
            message: dict[str, Any] = json.loads(self.socket.recv(timeout=30))
            if message["type"] == kind:
                return message


def a_seat(site: ExamSite, number: str, pin: str) -> Seat:
    client = site.client()
    body = {"number": number, "pin": pin, "terminal": f"T-{number}"}
    answer = client.post("/api/terminal/sign-in", json=body)
    assert answer.status_code == 200, answer.text
    return Seat(site, client, number)


PING_EVERY_S = 10.0
"""The server gives up a terminal that says nothing for 45 seconds."""
ANSWERED = (31, 24, 17, 12, 9, 6, 3, 1)
FINISHED, PAUSED, CUT, HELPED = 0, 1, 2, 3
"""Places of those who handed in, were paused, lost the line, were given time."""


@dataclass
class Crowd:
    """A room in the middle of its exam, a candidate in each state that a page can show."""

    site: ExamSite
    seats: list[Seat] = field(default_factory=list)
    gone: Event = field(default_factory=Event)

    @property
    def numbers(self) -> list[str]:
        """Of those who sit."""
        return [each.number for each in self.seats]

    @property
    def stand_in(self) -> str:
        return next(each for each in self.site.room.crowd if each in STAND_INS)

    def come(self) -> None:
        """The real face engine looks at four arrivals; eight sit down, the sitting starts."""
        staff = self.site.staff(self.site.proctor)
        honest = [each for each in self.site.room.crowd if each not in STAND_INS]
        seated, cleared, refused = honest[: len(ANSWERED)], honest[-1], honest[-2]
        for number in (seated[FINISHED], seated[HELPED], cleared, self.stand_in):
            staff.show_face(number, arrival_photo(number))
        decide = {"decision": "refuse", "reason_code": "documents_wrong", "reason": "Kartu lain"}
        staff.post(f"candidates/{refused}/decision", decide)
        staff.a_pin(cleared)
        self.seats += [a_seat(self.site, number, staff.a_pin(number)) for number in seated]
        staff.post("start")
        for seat, count in zip(self.seats, ANSWERED, strict=True):
            seat.connect().answer(count)
        staff.act("pause", [seated[PAUSED]])
        staff.act("grant_time", [seated[HELPED]], minutes=5)
        staff.act("incident", [seated[HELPED]], text="Tetikus diganti", **{"class": "technical"})
        self.seats[FINISHED].hand_in()
        self.seats[CUT].leave()
        Thread(target=self._stay, daemon=True).start()

    def _stay(self) -> None:
        while not self.gone.wait(PING_EVERY_S):
            for seat in self.seats:
                seat.ping()

    def leave(self) -> None:
        self.gone.set()
        for seat in self.seats:
            seat.leave()
