"""Ends connections that take too long: one look a second at all of them, not a timer for each."""

import asyncio
from typing import Protocol

LOOKS_EVERY_S = 1.0


class Ends(Protocol):
    def abort(self) -> None: ...


class Watchman:
    """`expect` something of a connection within a time; `relieve` it when that came."""

    def __init__(self) -> None:
        self._until: dict[Ends, float] = {}

    def expect(self, connection: Ends, now: float, within_s: float) -> None:
        self._until[connection] = now + within_s

    def relieve(self, connection: Ends) -> None:
        self._until.pop(connection, None)

    def look(self, now: float) -> None:
        late = [connection for connection, until in self._until.items() if until <= now]
        for connection in late:
            del self._until[connection]
            connection.abort()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOKS_EVERY_S)
            self.look(loop.time())
