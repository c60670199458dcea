"""Requests of the load generator, without a general HTTP client's cost; many tickets at once."""

import asyncio
import re
import time
from collections.abc import Sequence

CONNECTIONS = 8
KEPT_S = 2.0
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_TICKET = re.compile(rb'"ticket":"([^"]+)"')


class RequestRefused(Exception):
    """The server answered with something else than was asked for."""


async def tickets_for(host: str, port: int, tokens: Sequence[str]) -> list[str]:
    """One ticket a token, in the same order. Raises RequestRefused."""
    found: list[str] = [""] * len(tokens)

    async def fetch(first: int) -> None:
        reader, writer = await asyncio.open_connection(host, port)
        try:
            for place in range(first, len(tokens), CONNECTIONS):
                found[place] = await _ticket(reader, writer, f"{host}:{port}", tokens[place])
        finally:
            writer.close()

    async with asyncio.TaskGroup() as group:
        for first in range(min(CONNECTIONS, len(tokens))):
            group.create_task(fetch(first))
    return found


async def _ticket(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, token: str
) -> str:
    headers = {"Host": host, "Cookie": f"catserver_terminal={token}"}
    ticket = _TICKET.search(await _exchange(reader, writer, "/api/terminal/ticket", headers, b""))
    if ticket is None:
        raise RequestRefused("no ticket came")
    return ticket[1].decode()


async def post(host: str, port: int, path: str, headers: dict[str, str], body: bytes) -> bytes:
    """One request on a connection of its own; the answer's body. Raises RequestRefused."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        return await _exchange(reader, writer, path, {"Host": f"{host}:{port}", **headers}, body)
    finally:
        writer.close()


class Desks:
    """Browsers of the staff, who keep their connections: a request takes one that is free."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._free: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, path: str, headers: dict[str, str], body: bytes) -> bytes:
        """Raises RequestRefused."""
        reader, writer = self._kept() or await self._connected()
        named = {"Host": f"{self._host}:{self._port}", **headers}
        try:
            answer = await _exchange(reader, writer, path, named, body)
        except BaseException:
            writer.close()
            raise
        self._free.append((time.monotonic(), reader, writer))
        return answer

    def close(self) -> None:
        while self._free:
            self._free.pop()[2].close()

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """The server ends a connection that was silent for five seconds; none as old is used."""
        while self._free:
            used_s, reader, writer = self._free.pop()
            if time.monotonic() - used_s < KEPT_S:
                return reader, writer
            writer.close()
        return None

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self._host, self._port)


async def get(host: str, port: int, path: str, headers: dict[str, str]) -> bytes:
    """Likewise."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        named = {"Host": f"{host}:{port}", **headers}
        return await _exchange(reader, writer, path, named, b"", "GET")
    finally:
        writer.close()


async def _exchange(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    path: str,
    headers: dict[str, str],
    body: bytes,
    method: str = "POST",
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""])
    writer.write(head.encode() + body)
    answer = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(answer)
    content = await reader.readexactly(int(length[1])) if length else b""
    status = answer.split(b"\r\n", 1)[0].decode("latin-1")
    if " 200 " not in f"{status} ":
        raise RequestRefused(f"{path}: {status} {content[:200].decode('latin-1')}")
    return content
