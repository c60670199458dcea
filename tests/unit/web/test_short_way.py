"""What takes the short way keeps its turn, and what cannot be kept goes the long way after all."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode

from catserver.web import wire
from catserver.web.line import Line, LineEnded
from catserver.web.lines import BoundedSocket, Door, LineLimits

HANDSHAKE = (
    b"GET /ws/terminal HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
NOT_A_TEXT = b'{"type":"respond","seq":1,"item":"I1","choice":null,"doubt":false,"x":"\xff"}'
STEPS = 20
"""Of the loop; more than anything here takes."""


def an_answer(seq: int) -> bytes:
    return b'{"type":"respond","seq":%d,"item":"I1","choice":null,"doubt":false}' % seq


class Wire(asyncio.Transport):
    """Takes what the server writes."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closing = False

    def write(self, data: Any) -> None:
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    abort = close

    def pause_reading(self) -> None:
        pass

    resume_reading = pause_reading

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ARG002 - asyncio's
        return default


class Terminal:
    """One socket and its application, which notes which way each message came."""

    def __init__(self) -> None:
        config = Config(
            self.serve,
            interface="asgi3",
            proxy_headers=False,
            ws_per_message_deflate=False,
            ws_ping_interval=None,
            log_config=None,
        )
        config.load()
        self.socket = BoundedSocket(
            door=Door(LineLimits()), config=config, server_state=ServerState(), app_state={}
        )
        self.wire = Wire()
        self.heard: list[tuple[str, int]] = []
        self.taken: list[bytes] = []
        self.at_work = asyncio.Event()
        self.at_work.set()
        self.line: Line | None = None

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        line = self.line = Line(scope, receive, send)
        await line.accept()
        line.answer_at_once(self.take)
        try:
            while True:
                message = await line.hear()
                assert isinstance(message, wire.RespondMessage)
                self.heard.append(("long", message.seq))
                await self.at_work.wait()
        except LineEnded:
            pass
        finally:
            line.forget()

    def take(self, message: wire.TerminalMessage, text: bytes) -> bool:
        assert isinstance(message, wire.RespondMessage)
        self.heard.append(("short", message.seq))
        self.taken.append(text)
        return message.seq % 2 == 1

    def sends(self, text: bytes) -> None:
        self.socket.data_received(Frame(Opcode.TEXT, text).serialize(mask=True))


async def settled() -> None:
    for _ in range(STEPS):
        await asyncio.sleep(0)


@pytest.fixture
async def terminal() -> AsyncIterator[Terminal]:
    terminal = Terminal()
    terminal.socket.connection_made(terminal.wire)
    terminal.socket.data_received(HANDSHAKE)
    await settled()
    assert terminal.wire.written[0].startswith(b"HTTP/1.1 101")
    yield terminal
    terminal.at_work.set()
    terminal.socket.connection_lost(None)
    await settled()


async def test_what_is_not_taken_goes_the_long_way_and_what_comes_meanwhile_behind_it(
    terminal: Terminal,
) -> None:
    terminal.at_work.clear()
    terminal.sends(an_answer(1))
    terminal.sends(an_answer(2))
    terminal.sends(an_answer(3))
    await settled()
    terminal.sends(an_answer(5))
    terminal.at_work.set()
    await settled()
    assert terminal.heard == [("short", 1), ("short", 2), ("long", 2), ("long", 3), ("long", 5)]


async def test_what_is_put_back_is_heard_again(terminal: Terminal) -> None:
    terminal.sends(an_answer(1))
    terminal.socket.put_back(terminal.taken[0])
    await settled()
    assert terminal.heard == [("short", 1), ("long", 1)]


async def test_bytes_that_are_no_text_end_the_line_whichever_way_they_came(
    terminal: Terminal,
) -> None:
    terminal.sends(NOT_A_TEXT)
    await settled()
    assert terminal.heard == []
    assert terminal.wire.closing
    assert terminal.wire.written[-1][0] & 0x0F == Opcode.CLOSE


async def test_nothing_is_taken_or_said_once_the_line_is_being_closed(terminal: Terminal) -> None:
    assert terminal.line is not None
    await terminal.line.close(4409)
    written = len(terminal.wire.written)
    terminal.sends(an_answer(1))
    terminal.socket.say("late")
    terminal.socket.put_back(an_answer(1))
    await settled()
    assert terminal.heard == []
    assert len(terminal.wire.written) == written


async def test_a_server_that_stops_takes_no_more_and_holds_on_to_nothing(
    terminal: Terminal,
) -> None:
    terminal.socket.shutdown()
    terminal.sends(an_answer(1))
    terminal.socket.say("late")
    await settled()
    assert terminal.heard == []
    assert terminal.wire.closing
