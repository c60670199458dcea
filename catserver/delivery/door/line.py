"""The terminals that wait to be followed, the one that has waited longest first.

Nobody sees the line: a terminal asks again every few seconds while its candidate waits for the
start or works, and shows its question only when it has a place.
"""

from dataclasses import dataclass, field

from catserver.delivery.door.live_watch import WatchKey

GONE_AFTER_S = 12.0
"""Whoever has not asked again for so long has left the line: terminals ask every three seconds."""


@dataclass(slots=True)
class Line:
    """In memory only: after a restart everybody stands in it anew."""

    _asked_at_s: dict[WatchKey, float] = field(default_factory=dict)
    """When each asked last; in the order in which they came."""

    def ahead_of(self, key: WatchKey, now_s: float) -> int:
        """How many have waited longer; from here on this one stands in the line, too."""
        gone = [each for each, at_s in self._asked_at_s.items() if now_s - at_s >= GONE_AFTER_S]
        for each in gone:
            del self._asked_at_s[each]
        self._asked_at_s[key] = now_s
        return list(self._asked_at_s).index(key)

    def leave(self, key: WatchKey) -> None:
        self._asked_at_s.pop(key, None)
