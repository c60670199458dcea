"""One client that holds lines open, floods them, or never reads: the others do not notice."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import pytest
import uvicorn

from catserver.web.frames import text_frame
from catserver.web.line import SHORT_WAY, ShortWay
from catserver.web.lines import BoundedHttp, BoundedSocket, Door, LineLimits

QUICK = LineLimits(
    connections_per_address_max=3,
    uncounted=frozenset(),
    head_within_s=0.1,
    head_size_bytes_max=4096,
    taken_within_s=0.2,
    socket_bytes_per_s_max=8192,
)
HEAD = b"GET /ok HTTP/1.1\r\nHost: here\r\n"
UPGRADE = (
    b"GET /socket HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
MASK = b"\0\0\0\0"


def frame(first: int, payload: bytes = b"") -> bytes:
    return bytes([first, 0x80 | len(payload)]) + MASK + payload


PING = frame(0x89, b"p" * 125)
EMPTY_PART = frame(0x00)
TEXT = frame(0x81, b"hello")


async def application(scope: dict, receive: object, send: object) -> None:  # type: ignore[type-arg]
    """Answers `ok`, pours out 32 MB for `/flood`, echoes a socket."""
    assert callable(receive)
    assert callable(send)
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        if scope["path"] == "/short":
            take_short(scope["extensions"][SHORT_WAY])
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"]})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(500 if scope["path"] == "/flood" else 0):
        await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
    await send({"type": "http.response.body", "body": b"ok"})


def take_short(short_way: ShortWay) -> None:
    """Answers what begins with `s` the short way, and first takes and then puts back a `p`."""

    def hear(text: bytes) -> bool:
        if text.startswith(b"s"):
            short_way.say(f"short {text.decode()}")
        elif text.startswith(b"p"):
            short_way.put_back(text)
        return text[:1] in {b"s", b"p"}

    short_way.offer_to(hear)


@dataclass
class Server:
    port: int
    door: Door

    async def line(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def a_socket(
        self, path: bytes = b"/socket"
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await self.line()
        writer.write(UPGRADE.replace(b"/socket", path))
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
        return reader, writer


@asynccontextmanager
async def a_server(limits: LineLimits = QUICK) -> AsyncIterator[Server]:
    door = Door(limits)
    config = uvicorn.Config(
        application,
        port=0,
        log_level="critical",
        lifespan="off",
        http=partial(BoundedHttp, door=door),  # type: ignore[arg-type] # uvicorn calls it
        ws=partial(BoundedSocket, door=door),  # type: ignore[arg-type]
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined] # pytest keeps them
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield Server(server.servers[0].sockets[0].getsockname()[1], door)
    finally:
        server.should_exit = True
        await serving


async def ends(reader: asyncio.StreamReader) -> bool:
    """Whether the server ends this line, long after the limits of QUICK."""
    async with asyncio.timeout(10):
        try:
            while await reader.read(65_536):
                pass
        except ConnectionError:
            pass
        return True


@pytest.mark.parametrize(
    "sent", [b"", b"GET", HEAD, b"\r\n"], ids=["nothing", "a word", "a part", "an empty line"]
)
async def test_a_head_that_does_not_come_ends_the_line(sent: bytes) -> None:
    async with a_server() as server:
        reader, writer = await server.line()
        writer.write(sent)
        assert await ends(reader)
        writer.close()


async def test_a_second_head_that_does_not_come_ends_the_line() -> None:
    async with a_server() as server:
        reader, writer = await server.line()
        writer.write(HEAD + b"\r\n")
        await reader.readuntil(b"ok")
        writer.write(b"GET")
        assert await ends(reader)
        writer.close()


@pytest.mark.parametrize("start", [HEAD + b"X: ", b"GET /"], ids=["one header", "the address"])
async def test_a_head_without_end_is_not_kept(start: bytes) -> None:
    patient = LineLimits(head_size_bytes_max=4096)
    async with a_server(patient) as server:
        reader, writer = await server.line()
        writer.write(start + b"a" * 100_000)
        assert await ends(reader)
        writer.close()


async def test_a_body_that_nobody_waits_for_is_not_waited_for() -> None:
    async with a_server() as server:
        reader, writer = await server.line()
        writer.write(HEAD + b"Content-Length: 1000000\r\n\r\n" + b"x" * 100_000)
        await reader.readuntil(b"ok")
        assert await ends(reader)
        writer.close()


async def test_requests_on_one_line_are_answered_one_after_the_other() -> None:
    async with a_server() as server:
        reader, writer = await server.line()
        for _ in range(3):
            writer.write(HEAD + b"X: " + b"a" * 3000 + b"\r\n\r\n")
            await reader.readuntil(b"ok")
        writer.write((HEAD + b"\r\n") * 3)
        for _ in range(3):
            await reader.readuntil(b"ok")
        writer.close()


async def test_who_never_reads_what_they_asked_for_is_let_go() -> None:
    async with a_server() as server:
        reader, writer = await server.line()
        writer.write(b"GET /flood HTTP/1.1\r\nHost: here\r\n\r\n")
        assert isinstance(writer.transport, asyncio.Transport)
        writer.transport.pause_reading()
        while not server.door.inside:
            await asyncio.sleep(0.01)
        while server.door.inside:
            await asyncio.sleep(0.01)
        writer.transport.resume_reading()
        assert await ends(reader)
        writer.close()


@pytest.mark.parametrize("flood", [PING, EMPTY_PART, TEXT], ids=["pings", "parts", "messages"])
async def test_a_socket_that_floods_is_closed_and_another_is_not(flood: bytes) -> None:
    async with a_server() as server:
        reader, writer = await server.a_socket()
        other_reader, other_writer = await server.a_socket()
        if flood is EMPTY_PART:
            writer.write(frame(0x01, b"begun"))
        writer.write(flood * 4000)
        assert await ends(reader)
        other_writer.write(TEXT)
        assert await other_reader.readexactly(7) == b"\x81\x05hello"
        writer.close()
        other_writer.close()


async def test_a_socket_that_never_reads_is_not_answered_without_end() -> None:
    generous = LineLimits(socket_bytes_per_s_max=1 << 40, taken_within_s=0.2, uncounted=frozenset())
    async with a_server(generous) as server:
        line = socket.create_connection(("127.0.0.1", server.port))
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(UPGRADE)
        line.setblocking(False)
        loop = asyncio.get_running_loop()
        with pytest.raises(ConnectionError):
            await loop.sock_sendall(line, PING * (64 << 20 >> 7))
        line.close()


async def test_an_address_has_so_many_lines_and_gets_them_back() -> None:
    async with a_server() as server:
        lines = [await server.a_socket() for _ in range(3)]
        assert server.door.inside.total() == 3
        reader, refused = await server.line()
        refused.write(HEAD + b"\r\n")
        assert await ends(reader)
        refused.close()
        for _, writer in lines:
            writer.close()
        while server.door.inside:
            await asyncio.sleep(0.01)
        reader, writer = await server.line()
        writer.write(HEAD + b"\r\n")
        await reader.readuntil(b"ok")
        writer.close()


async def test_this_machine_is_not_counted() -> None:
    async with a_server(LineLimits(connections_per_address_max=1)) as server:
        lines = [await server.a_socket() for _ in range(3)]
        assert not server.door.inside
        for _, writer in lines:
            writer.close()


async def test_what_comes_whole_and_alone_goes_the_short_way_and_all_else_the_long() -> None:
    async with a_server() as server:
        reader, writer = await server.a_socket(b"/short")

        async def says(*sent: bytes, hears: list[bytes]) -> None:
            for part in sent:
                writer.write(part)
                await writer.drain()
            for each in hears:
                assert await reader.readexactly(len(each) + 2) == text_frame(each)

        await says(frame(0x81, b"s1"), hears=[b"short s1"])
        await says(frame(0x81, b"long"), hears=[b"long"])
        await says(frame(0x81, b"put back"), hears=[b"put back"])
        await says(frame(0x81, b"s2") + frame(0x81, b"s3"), hears=[b"s2", b"s3"])
        await says(frame(0x01, b"in "), frame(0x80, b"pieces"), hears=[b"in pieces"])
        await says(frame(0x81, b"s4"), hears=[b"short s4"])
        writer.transport.abort()


async def test_within_a_message_in_pieces_nothing_goes_the_short_way() -> None:
    async with a_server() as server:
        reader, writer = await server.a_socket(b"/short")
        writer.write(frame(0x01, b"one piece, and then not the other"))
        await writer.drain()
        writer.write(frame(0x81, b"s"))
        assert await ends(reader), "the library closes what breaks the protocol"
        writer.transport.abort()
