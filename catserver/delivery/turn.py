"""One at a time, first come first served: a lock that can also be asked without waiting.

asyncio's own lock cannot be taken outside a coroutine, and the way of one answer has none.
"""

import asyncio
from collections import deque


class Turn:
    """Taken by `take` or `wait`, given back by `give`, on the loop's thread."""

    __slots__ = ("_taken", "_waiting")

    def __init__(self) -> None:
        self._taken = False
        self._waiting: deque[asyncio.Future[None]] | None = None

    def take(self) -> bool:
        """Whether it is ours now; False where somebody has it."""
        if self._taken:
            return False
        self._taken = True
        return True

    async def wait(self) -> None:
        if self.take():
            return
        if self._waiting is None:
            self._waiting = deque()
        called = asyncio.get_running_loop().create_future()
        self._waiting.append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self.give()  # it had just become ours
            raise

    def give(self) -> None:
        """To the one who waits longest; it stays taken in between, so nobody slips in."""
        while self._waiting:
            called = self._waiting.popleft()
            if not called.done():
                called.set_result(None)
                return
        self._taken = False
