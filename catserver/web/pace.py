"""How much one attempt may write over hours: a burst at once, then a pace that no person exceeds.

The limit of a second is for the line. This one is for the journal: two hundred answers a second,
all evening, would be one candidate's millions of events. One number is kept for each attempt, until
when what it wrote is paid for at the sustained pace.
"""

import asyncio

LOOKED_OVER_EVERY_S = 60.0


class Pace:
    """`per_s` for ever, `burst` beyond it: an outbox after an outage is a few hundred answers."""

    __slots__ = ("_ahead_s", "_each_s", "_paid_until")

    def __init__(self, per_s: float = 5.0, burst: int = 400) -> None:
        self._each_s = 1 / per_s
        self._ahead_s = (burst - 1) / per_s
        self._paid_until: dict[str, float] = {}

    def takes(self, attempt: str, now: float) -> bool:
        """Whether one more may be written now; asked by the loop's clock, once for each."""
        paid_until = self._paid_until.get(attempt, now)
        if paid_until - now > self._ahead_s:
            return False
        self._paid_until[attempt] = max(paid_until, now) + self._each_s
        return True

    async def run(self) -> None:
        while True:
            await asyncio.sleep(LOOKED_OVER_EVERY_S)
            self.forget(asyncio.get_running_loop().time())

    def forget(self, now: float) -> None:
        """Let go of those who owe nothing."""
        owing = {name: until for name, until in self._paid_until.items() if until > now}
        self._paid_until = owing
