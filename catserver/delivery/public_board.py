"""Where the public finds the board, as the exam server knows it."""

import asyncio
import re

KNOWN_WITHIN_S = 5.0
_HOST = re.compile(r"([A-Za-z0-9][A-Za-z0-9.-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")


class BoardAway(Exception):
    """The board does not listen yet, or there is none."""


class PublicBoard:
    """`url` is where a proxy shows it; otherwise it is on this host, at the port it took."""

    def __init__(self, url: str = "", port: int | None = None) -> None:
        self._url = url.rstrip("/")
        self._port = port
        self._found = asyncio.Event()
        if port is not None:
            self._found.set()

    @property
    def port(self) -> int | None:
        return self._port

    def listens_at(self, port: int) -> None:
        self._port = port
        self._found.set()

    async def origin(self, scheme: str, host: str) -> str:
        """Its address for who asked for `host` (with or without a port). Raises BoardAway."""
        if self._url:
            return self._url
        asked = _HOST.fullmatch(host)
        if asked is None:
            raise BoardAway("a host that is none")
        try:
            async with asyncio.timeout(KNOWN_WITHIN_S):
                await self._found.wait()
        except TimeoutError:
            raise BoardAway from None
        return f"{scheme}://{asked[1]}:{self._port}"
