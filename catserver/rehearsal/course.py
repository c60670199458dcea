"""One person's course through the exam in time: when the next act is due, and when to hand in.

Pure: seconds and what is on screen come in, an act comes out.
"""

from datetime import timedelta
from enum import Enum
from random import Random

from catserver.rehearsal.behaviour import Behaviour, Shown, Temperament
from catserver.rehearsal.messages import Answer

LOOKS_UP_EVERY_S = 2.0
"""Who waits (for the start, for the end, for a line) looks at the screen so often."""
HANDS_IN_AFTER = (0.85, 0.97)
"""Of `work_for`: who hands in does so a little before the time is up, not all at once."""
LATEST_END_S = 60.0
"""Somebody who stays to the end does so where it comes at most so long after `work_for`."""


class HandIn(Enum):
    NOW = "now"


class Course:
    """`work_for` None means: until everything is answered, or the end."""

    def __init__(
        self,
        temperament: Temperament,
        behaviour: Behaviour,
        random: Random,
        began_at: float,
        work_for: timedelta | None,
    ) -> None:
        self.acts = 0
        self._temperament = temperament
        self._behaviour = behaviour
        self._stops_at: float | None = None
        self._latest_end: float | None = None
        self._may_stay = work_for is not None and not temperament.hands_in
        if work_for is not None:
            seconds = work_for.total_seconds()
            self._stops_at = began_at + seconds * random.uniform(*HANDS_IN_AFTER)
            self._latest_end = began_at + seconds + LATEST_END_S
        self.acts_at = began_at + behaviour.think_s() * random.random()

    def next(self, now: float, shown: Shown, ends_at: float | None) -> Answer | HandIn | None:
        """What the person does now; None while they think, or sit to the end."""
        if now < self.acts_at:
            return None
        stays = self._stays(ends_at)
        if self._stops_at is not None and now >= self._stops_at and not stays:
            self.acts_at = now + LOOKS_UP_EVERY_S
            return HandIn.NOW
        answer = self._behaviour.next_act(shown)
        self.acts_at = max(self.acts_at, now - LOOKS_UP_EVERY_S) + self._behaviour.think_s()
        if answer is None:
            return None if stays else HandIn.NOW
        self.acts += 1
        return answer

    def _stays(self, ends_at: float | None) -> bool:
        """Whether this person lets the time run out; only where that comes in sensible time."""
        if not self._may_stay or ends_at is None or self._latest_end is None:
            return False
        return ends_at <= self._latest_end
