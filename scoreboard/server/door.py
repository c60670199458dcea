"""How many connections there are, in all and of each address; and who is shown nothing."""

from collections import Counter
from collections.abc import Collection
from typing import Protocol


class Watching(Protocol):
    """A stream that is open."""

    @property
    def address(self) -> str: ...
    def abort(self) -> None: ...


class Door:
    """Addresses in `uncounted` (this machine, a proxy) speak for many and count in all only."""

    def __init__(
        self, connections_max: int, per_address_max: int, uncounted: Collection[str]
    ) -> None:
        self._connections_max = connections_max
        self._per_address_max = per_address_max
        self._uncounted = frozenset(uncounted)
        self._inside: Counter[str] = Counter()
        self._kept_out: frozenset[str] = frozenset()
        self.connections = 0
        self.watching: set[Watching] = set()

    def enter(self, address: str) -> bool:
        """Whether there is a place; then `leave` gives it back."""
        if self.connections >= self._connections_max:
            return False
        if address not in self._uncounted and self._inside[address] >= self._per_address_max:
            return False
        self.connections += 1
        self._inside[address] += 1
        return True

    def keep_out(self, addresses: Collection[str]) -> None:
        """From now on these and no others; their streams end."""
        self._kept_out = frozenset(addresses) - self._uncounted
        for line in [each for each in self.watching if each.address in self._kept_out]:
            line.abort()

    def keeps_out(self, address: str | None) -> bool:
        return address in self._kept_out

    def leave(self, address: str) -> None:
        self.connections -= 1
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]
