"""What one attempt may have on its way at once: a few bodies being read, and one being worked on.

A picture is megabytes and a third of a second of a face worker. Without a bound one terminal could
hold the server's memory with a thousand half-sent ones, or the queue with a thousand whole ones.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from catserver.web.errors import ApiError

ON_THEIR_WAY_MAX = 2
"""The one that counts, and one whose line was cut and which nobody has noticed yet."""


@dataclass(slots=True)
class _Of:
    """Of one attempt."""

    on_their_way: int = 0
    one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)


class Turns:
    def __init__(self) -> None:
        self._of: dict[str, _Of] = {}

    @contextmanager
    def on_its_way(self, attempt: str) -> Iterator[asyncio.Lock]:
        """From before the body is read until it is answered; the lock is for the work on it.

        Raises ApiError 429.
        """
        held = self._of.setdefault(attempt, _Of())
        if held.on_their_way >= ON_THEIR_WAY_MAX:
            raise ApiError(429, "too_many_tries", {"retry_after_s": 10})
        held.on_their_way += 1
        try:
            yield held.one_by_one
        finally:
            held.on_their_way -= 1
            if not held.on_their_way:
                del self._of[attempt]
