"""How many connections there are, in all and of each address."""

from collections import Counter
from collections.abc import Collection


class Door:
    """Addresses in `uncounted` (this machine, a proxy) speak for many and count in all only."""

    def __init__(
        self, connections_max: int, per_address_max: int, uncounted: Collection[str]
    ) -> None:
        self._connections_max = connections_max
        self._per_address_max = per_address_max
        self._uncounted = frozenset(uncounted)
        self._inside: Counter[str] = Counter()
        self.connections = 0

    def enter(self, address: str) -> bool:
        """Whether there is a place; then `leave` gives it back."""
        if self.connections >= self._connections_max:
            return False
        if address not in self._uncounted and self._inside[address] >= self._per_address_max:
            return False
        self.connections += 1
        self._inside[address] += 1
        return True

    def leave(self, address: str) -> None:
        self.connections -= 1
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]
