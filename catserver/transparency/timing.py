"""When was it signed? Times of checkpoints against what they hold, and against one another."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from catserver.transparency.findings import Finding, finding
from catserver.transparency.leaf import Leaf
from catserver.transparency.reading import SignedCheckpoint

TOLERANCE_S = 5
"""Instants in leaves are whole seconds, and a witness's clock is another's."""
LATE_AFTER = timedelta(hours=1)


def check_times(
    history: Sequence[SignedCheckpoint], leaves: Sequence[Leaf | None]
) -> Iterator[Finding]:
    """Checkpoints that say they are older than what they hold, or than what came before them."""
    latest: tuple[datetime, int] | None = None
    reached = 0
    before: SignedCheckpoint | None = None
    for each in sorted(history, key=lambda each: each.checkpoint.size):
        size = each.checkpoint.size
        for index in range(reached, min(size, len(leaves))):
            leaf = leaves[index]
            if leaf is not None and (latest is None or leaf.at > latest[0]):
                latest = (leaf.at, index)
        reached = max(reached, min(size, len(leaves)))
        if each.signed_at_s is None:
            continue
        signed_at = _instant(each.signed_at_s)
        if latest is not None and signed_at + timedelta(seconds=TOLERANCE_S) < latest[0]:
            yield finding(
                "back_dated",
                size=size,
                at=_shown(signed_at),
                later=_shown(latest[0]),
                index=latest[1],
            )
        if before is not None and before.signed_at_s is not None:
            then = _instant(before.signed_at_s)
            if signed_at < then:
                yield finding(
                    "back_dated_order",
                    size=size,
                    at=_shown(signed_at),
                    smaller=before.checkpoint.size,
                    later=_shown(then),
                )
        before = each


def late_leaves(
    history: Sequence[SignedCheckpoint], leaves: Sequence[Leaf | None]
) -> Iterator[Finding]:
    """Leaves that came long after what they tell: no fault, but to be asked about."""
    start = 0
    for each in sorted(history, key=lambda each: each.checkpoint.size):
        end = min(each.checkpoint.size, len(leaves))
        for index in range(start, end):
            leaf = leaves[index]
            if leaf is None or each.signed_at_s is None:
                continue
            late = _instant(each.signed_at_s) - leaf.at
            if late > LATE_AFTER:
                what = str(leaf.__struct_config__.tag)
                hours = round(late / timedelta(hours=1))
                yield finding("late_leaf", index=index, hours=hours, what=what)
        start = max(start, end)


def _instant(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)


def _shown(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
