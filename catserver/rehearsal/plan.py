"""What a rehearsal is to do: where, who, how fast, what goes wrong, for how long."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from catserver.rehearsal.behaviour import Leaning, lean_by_name
from catserver.rehearsal.messages import Number

FORMS_FETCHED_WITHIN = timedelta(seconds=5)
"""After the sign-in, spread at random (docs/protocol.md, The sealed form)."""
HUMAN_SHARE_OF_TIME = 0.85
"""At a human's pace the mean candidate has answered everything after this share of the time."""


class Starts(Enum):
    """Who starts the sitting."""

    REHEARSAL = "rehearsal"
    """The simulated proctor, once everybody who can has signed in."""
    SERVER = "server"
    """The server's clock or somebody else; the candidates wait."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A member of staff's name and password."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shares:
    """Of all candidates, 0 to 1. `over_http` is of those who are disconnected."""

    disconnecting: float = 0.10
    over_http: float = 0.33
    moving: float = 0.03
    handing_in: float = 0.80


@dataclass(frozen=True, slots=True)
class Outages:
    """How long a cut lasts, from and to, in seconds; after `http_after_s` answers go over HTTP.

    The last is the terminal's own (docs/protocol.md, Coming back).
    """

    away_s: tuple[float, float] = (1.0, 6.0)
    away_over_http_s: tuple[float, float] = (7.0, 15.0)
    http_after_s: float = 4.0


Portraits = Callable[[Number], bytes | None]
"""The picture a candidate's camera takes at arrival; None where there is none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`numbers` empty means those of the sitting who have not arrived yet, up to `candidates_max`.

    `pace` is the mean time an answer takes; None is a human's, from the exam's own time. With
    `work_for`, candidates stop after that time and hand in; those of them who stay to the end do so
    where the end comes about then. `portraits` None lets the desk admit everybody by hand;
    `strangers` are those the simulated proctor refuses when they are referred.
    """

    url: str
    sitting: str
    proctor: SignIn
    numbers: tuple[Number, ...] = ()
    candidates_max: int | None = None
    pace: timedelta | None = None
    shares: Shares = Shares()
    outages: Outages = Outages()
    seed: int = 1
    starts: Starts = Starts.REHEARSAL
    arrive_within: timedelta = timedelta()
    fetch_forms_within: timedelta = FORMS_FETCHED_WITHIN
    work_for: timedelta | None = None
    portraits: Portraits | None = None
    strangers: frozenset[Number] = frozenset()
    desks: int = 2
    leaning: Leaning = lean_by_name
    trust: ssl.SSLContext | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event, compare=False)

    def pace_s(self, allowed_s: float, items: int) -> float:
        """The mean time of an answer; a human's follows from the exam."""
        if self.pace is not None:
            return self.pace.total_seconds()
        return allowed_s * HUMAN_SHARE_OF_TIME / max(items, 1)
