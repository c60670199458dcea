"""One stream for all viewers."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from scoreboard.chunk import Chunk
from scoreboard.feed import Feed, FeedLimits, Later, Ring, TooManyViewers
from scoreboard.spread import ROUND_S, SLICE_S, VIEWERS_AT_A_TIME, VIEWERS_AT_LEAST
from tests.unit.scoreboard.viewer import Mailbox

SNAPSHOT = b"<snapshot>"


@dataclass
class Everything:
    """What a feed says to newcomers, at its newest version unless it is kept back."""

    ring: Ring | None = None
    behind: int = 0

    @property
    def version(self) -> int:
        return (self.ring.newest if self.ring else 0) - self.behind

    @property
    def event(self) -> Chunk:
        return Chunk(SNAPSHOT)


@dataclass
class HandRounds:
    """A feed's slices, each when the test says so, and the clock it reads."""

    now: float = 0.0
    waiting: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def later(self, rest_s: float, action: Callable[[], None]) -> None:
        self.waiting.append((rest_s, action))

    def clock(self) -> float:
        return self.now

    def slice(self) -> float:
        """Serve the next slice; returns how long the feed wanted to rest before it."""
        rest_s, action = self.waiting.pop(0)
        action()
        return rest_s

    def to_the_end(self) -> None:
        while self.waiting:
            self.now += self.waiting[0][0]
            self.slice()


def a_feed(behind: int = 0, rounds: HandRounds | None = None, **limits: int) -> Feed:
    """Its rounds go at once, or as `rounds` says."""
    everything = Everything(behind=behind)
    later: Later = rounds.later if rounds else (lambda _, action: action())
    clock = rounds.clock if rounds else (lambda: 0.0)
    feed = Feed(lambda: everything, FeedLimits(**limits), later, clock, clock)
    everything.ring = feed.ring
    return feed


def since(ring: Ring, version: int) -> bytes | None:
    chunk = ring.since(version)
    return chunk.plain if chunk else None


def test_the_ring_gives_what_came_after_a_version() -> None:
    ring = Ring(10, 100)
    for chunk in (b"1", b"2", b"3"):
        ring.append(chunk)
    assert [since(ring, version) for version in range(4)] == [b"123", b"23", b"3", None]


def test_the_ring_does_not_know_a_version_it_dropped_or_never_gave() -> None:
    ring = Ring(2, 100)
    for chunk in (b"1", b"2", b"3"):
        ring.append(chunk)
    assert [ring.knows(version) for version in range(5)] == [False, True, True, True, False]
    assert since(ring, 0) is None
    assert since(ring, 1) == b"23"
    assert since(ring, 4) is None


def test_the_ring_is_bounded_in_bytes_even_against_one_large_chunk() -> None:
    ring = Ring(10, 5)
    ring.append(b"123")
    ring.append(b"456")
    assert since(ring, 0) is None
    assert since(ring, 1) == b"456"
    ring.append(b"larger than the ring")
    assert since(ring, 2) is None
    assert ring.knows(3)


def test_a_new_viewer_gets_a_snapshot_and_then_what_follows() -> None:
    feed = a_feed()
    feed.publish(b"1")
    mailbox = Mailbox().follow(feed, None)
    assert mailbox.opening.startswith(b"retry: ")
    assert mailbox.given() == [SNAPSHOT]
    feed.publish(b"2")
    assert mailbox.given() == [b"2"]


def test_a_snapshot_that_is_a_little_old_is_followed_by_what_came_after_it() -> None:
    feed = a_feed(behind=2)
    for chunk in (b"1", b"2", b"3"):
        feed.publish(chunk)
    assert Mailbox().follow(feed, None).given() == [SNAPSHOT, b"23"]


def test_a_viewer_that_comes_back_gets_what_it_missed() -> None:
    feed = a_feed()
    for chunk in (b"1", b"2", b"3"):
        feed.publish(chunk)
    assert Mailbox().follow(feed, 1).given() == [b"23"]


def test_a_viewer_that_was_away_too_long_gets_a_snapshot() -> None:
    feed = a_feed(ring_length_max=2)
    for chunk in (b"1", b"2", b"3"):
        feed.publish(chunk)
    assert Mailbox().follow(feed, 0).given() == [SNAPSHOT]


def test_a_viewer_that_lags_behind_the_ring_gets_the_newest_instead_of_a_queue() -> None:
    feed = a_feed(ring_length_max=2)
    mailbox = Mailbox().follow(feed, 0)
    mailbox.flowing = False
    for chunk in (b"1", b"2", b"3", b"4"):
        feed.publish(chunk)
    assert mailbox.given() == []
    mailbox.flowing = True
    feed.resume(mailbox)
    assert mailbox.given() == [SNAPSHOT]
    feed.publish(b"5")
    assert mailbox.given() == [b"5"]


def test_a_version_from_the_future_gets_a_snapshot() -> None:
    assert Mailbox().follow(a_feed(), 7).given() == [SNAPSHOT]


def test_all_viewers_get_the_very_same_bytes() -> None:
    feed = a_feed()
    mailboxes = [Mailbox().follow(feed, 0) for _ in range(3)]
    feed.publish(chunk := b"one message")
    assert all(mailbox.given()[0] is chunk for mailbox in mailboxes)


def test_a_beat_is_told_once_to_those_who_are_up_to_date() -> None:
    feed = a_feed()
    mailbox, late = Mailbox().follow(feed, 0), Mailbox().follow(feed, 0)
    late.flowing = False
    feed.beat(b"beat")
    feed.publish(b"1")
    assert mailbox.given() == [b"beat", b"1"]
    late.flowing = True
    feed.resume(late)
    assert late.given() == [b"1", b"beat"]
    assert Mailbox().follow(feed, 1).given() == []


def test_one_viewer_that_leaves_does_not_disturb_another_and_frees_its_place() -> None:
    feed = a_feed(viewers_max=2)
    leaving, staying = Mailbox().follow(feed, 0), Mailbox().follow(feed, 0)
    with pytest.raises(TooManyViewers):
        Mailbox().follow(feed, 0)
    feed.leave(leaving)
    feed.leave(leaving)
    assert feed.viewers == 1
    Mailbox().follow(feed, 0)
    feed.publish(b"1")
    assert (leaving.given(), staying.given()) == ([], [b"1"])


def test_many_viewers_are_served_some_at_a_time_and_news_meanwhile_reaches_all() -> None:
    rounds = HandRounds()
    feed = a_feed(rounds=rounds)
    mailboxes = [Mailbox().follow(feed, 0) for _ in range(VIEWERS_AT_LEAST + 1)]
    feed.publish(b"1")
    rounds.slice()
    assert [len(each.given()) for each in (mailboxes[0], mailboxes[-1])] == [1, 0]
    feed.publish(b"2")
    gone = mailboxes[1]
    feed.leave(gone)
    rounds.to_the_end()
    assert (mailboxes[0].given(), mailboxes[-1].given()) == ([b"2"], [b"12"])
    assert gone.given() == [b"1"]


def test_a_round_is_spread_over_its_time_in_slices_with_rests_between() -> None:
    rounds = HandRounds()
    feed = a_feed(rounds=rounds)
    mailboxes = [Mailbox().follow(feed, 0) for _ in range(5_000)]
    feed.publish(b"1")
    served = []
    while rounds.waiting:
        rounds.now += rounds.waiting[0][0]
        rounds.slice()
        served.append(sum(each.cursor == 1 for each in mailboxes) - sum(served))
    assert max(served) <= 5_000 * SLICE_S / ROUND_S + 1
    assert rounds.now == pytest.approx(ROUND_S, abs=2 * SLICE_S)
    assert feed.round_s == pytest.approx(rounds.now)


def test_a_round_that_is_behind_its_time_does_not_rest_and_still_looks_up_between_slices() -> None:
    rounds = HandRounds()
    feed = a_feed(rounds=rounds)
    mailboxes = [Mailbox().follow(feed, 0) for _ in range(1_000)]
    feed.publish(b"1")
    rests = []
    while rounds.waiting:
        before = sum(each.cursor == 1 for each in mailboxes)
        rounds.now += ROUND_S
        rests.append(rounds.slice())
        assert sum(each.cursor == 1 for each in mailboxes) - before <= VIEWERS_AT_A_TIME
    assert rests == [0.0] * 5


def test_closing_ends_every_stream_also_in_the_middle_of_a_round() -> None:
    rounds = HandRounds()
    feed = a_feed(rounds=rounds)
    mailbox = Mailbox().follow(feed, 0)
    feed.publish(b"1")
    feed.close()
    rounds.slice()
    assert mailbox.ended
    assert (mailbox.given(), feed.viewers) == ([], 0)


def test_viewers_are_told_different_times_to_come_back() -> None:
    feed = a_feed()
    assert len({Mailbox().follow(feed, 0).opening for _ in range(20)}) == 20
