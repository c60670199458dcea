"""One terminal's socket: dial, send, hear, and cut it as a pulled cable does."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

from catserver.rehearsal.troubles import LINE_CUT, LineEnded, ServerAway

OPEN_WITHIN_S = 15.0
CLOSE_WITHIN_S = 1.0


class Line(Protocol):
    async def send(self, text: str) -> None:
        """Raises LineEnded."""
        ...

    def messages(self) -> AsyncIterator[bytes]:
        """Everything the server says, until it raises LineEnded."""
        ...

    def cut(self) -> None:
        """Kill the socket without a word; what was not sent yet is gone."""
        ...

    async def close(self) -> None: ...


Dial = Callable[[], Awaitable[Line]]
"""Raises ServerAway."""


class Socket:
    """A Line over a real WebSocket."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def send(self, text: str) -> None:
        try:
            await self._connection.send(text)
        except ConnectionClosed as ended:
            raise LineEnded(_code(ended)) from None

    async def messages(self) -> AsyncIterator[bytes]:
        try:
            while True:
                yield await self._connection.recv(decode=False)
        except ConnectionClosed as ended:
            raise LineEnded(_code(ended)) from None

    def cut(self) -> None:
        self._connection.transport.abort()

    async def close(self) -> None:
        await self._connection.close()


def dialling(url: str, trust: ssl.SSLContext | None) -> Dial:
    """Sockets to the terminal's address of the site at `url`."""
    parts = urlsplit(url)
    scheme = "wss" if parts.scheme == "https" else "ws"
    address = f"{scheme}://{parts.netloc}/ws/terminal"
    origin = Origin(f"{parts.scheme}://{parts.netloc}")

    async def dial() -> Line:
        try:
            connection = await connect(
                address,
                origin=origin,
                ssl=trust,
                compression=None,
                proxy=None,
                ping_interval=None,
                open_timeout=OPEN_WITHIN_S,
                close_timeout=CLOSE_WITHIN_S,
            )
        except (OSError, TimeoutError, InvalidHandshake) as error:
            raise ServerAway(str(error)) from None
        return Socket(connection)

    return dial


def _code(ended: ConnectionClosed) -> int:
    return ended.rcvd.code if ended.rcvd else LINE_CUT
