"""One simulated terminal at the real server: no thinking, no screen, exact times."""

import time
from collections.abc import Callable

import msgspec

from catserver.bench.line import Line, open_line
from catserver.bench.room import Place

now = time.perf_counter

Acknowledged = Callable[["Seat", float], None]


class Seat:
    """`seq` numbers the last answer sent; `on_acknowledged` gets the latency in seconds."""

    __slots__ = (
        "_answers",
        "form",
        "line",
        "on_acknowledged",
        "place",
        "refused",
        "running_since",
        "sent_at",
        "seq",
        "welcome_at",
    )

    def __init__(self, place: Place, on_acknowledged: Acknowledged) -> None:
        self.place = place
        self.on_acknowledged = on_acknowledged
        self.line: Line | None = None
        self.seq = 0
        self.sent_at = 0.0
        self.running_since: float | None = None
        self.welcome_at: float | None = None
        self.form: str | None = None
        self.refused = 0
        self._answers = [
            f'"item":"{item}","choice":"{choice}","doubt":false}}'.encode()
            for item, choice in place.items
        ]

    async def connect(self, host: str, port: int, ticket: str) -> None:
        """Open the line and say hello; the welcome comes by itself."""
        self.running_since = self.welcome_at = None
        self.line = await open_line(host, port, "/ws/terminal", self._hear)
        hello = {"type": "hello", "protocol": 1, "ticket": ticket, "form": self.form}
        self.line.say(msgspec.json.encode(hello))

    def answer(self) -> None:
        assert self.line is not None
        self.seq += 1
        content = self._answers[self.seq * 7 % len(self._answers)]
        self.sent_at = now()
        self.line.say(b'{"type":"respond","seq":%d,' % self.seq + content)

    def _hear(self, message: bytes) -> None:
        kind = message[9:13]  # behind {"type":"
        if kind == b"ackn":
            self.on_acknowledged(self, now() - self.sent_at)
        elif kind == b"welc":
            self.welcome_at = now()
            attempt = msgspec.json.decode(message)["attempt"]
            self.seq = attempt["last_seq"]
            if attempt["phase"] == "running":
                self.running_since = now()
        elif kind == b"star":
            self.running_since = now()
        elif kind == b"refu":
            self.refused += 1
