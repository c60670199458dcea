"""What will go wrong for one candidate, drawn before their day begins."""

from dataclasses import dataclass
from random import Random

from catserver.rehearsal.plan import Shares

ACTS_BEFORE = (3, 25)
"""A mishap comes after this many answers: early enough to happen in a short rehearsal."""
AWAY_S = (1.0, 6.0)
AWAY_OVER_HTTP_S = (7.0, 15.0)


@dataclass(frozen=True, slots=True)
class Mishaps:
    """`cut_at` and `moved_at` count the candidate's own answers; None means never."""

    cut_at: int | None
    away_s: float
    over_http: bool
    moved_at: int | None


def some_mishaps(random: Random, shares: Shares) -> Mishaps:
    cut = random.random() < shares.disconnecting
    over_http = cut and random.random() < shares.over_http
    moved = random.random() < shares.moving
    cut_at = random.randint(*ACTS_BEFORE)
    moved_at = random.randint(*ACTS_BEFORE)
    away_s = random.uniform(*(AWAY_OVER_HTTP_S if over_http else AWAY_S))
    return Mishaps(
        cut_at if cut else None,
        away_s,
        over_http,
        moved_at + (moved_at == cut_at) if moved else None,
    )
