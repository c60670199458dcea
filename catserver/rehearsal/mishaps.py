"""What will go wrong for one candidate, drawn before their day begins."""

from dataclasses import dataclass
from random import Random

from catserver.rehearsal.plan import Outages, Shares

WITHIN_ACTS = 25
"""Early enough to happen in a short rehearsal too."""


@dataclass(frozen=True, slots=True)
class Mishaps:
    """`cut_at` and `moved_at` count the candidate's own answers; None means never."""

    cut_at: int | None
    away_s: float
    over_http: bool
    moved_at: int | None


def some_mishaps(random: Random, shares: Shares, outages: Outages, items: int) -> Mishaps:
    latest = max(1, min(items - 1, WITHIN_ACTS))
    cut = random.random() < shares.disconnecting
    over_http = cut and random.random() < shares.over_http
    moved = random.random() < shares.moving
    cut_at = random.randint(1, latest)
    moved_at = random.randint(1, latest)
    away_s = random.uniform(*(outages.away_over_http_s if over_http else outages.away_s))
    return Mishaps(
        cut_at if cut else None,
        away_s,
        over_http,
        moved_at + (moved_at == cut_at) if moved else None,
    )
