"""One stream for all viewers."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from scoreboard.feed import Feed, FeedLimits, Ring, TooManyViewers

SNAPSHOT = b"<snapshot>"


def a_feed(**limits: int) -> Feed:
    return Feed(lambda: SNAPSHOT, FeedLimits(**limits))


async def joined(feed: Feed, version: int | None) -> AsyncIterator[bytes]:
    """A stream whose greeting has been read."""
    stream = feed.stream(version, b"")
    assert (await anext(stream)).startswith(b"retry: ")
    return stream


def test_the_ring_gives_what_came_after_a_version() -> None:
    ring = Ring(10, 100)
    for chunk in (b"1", b"2", b"3"):
        ring.append(chunk)
    assert [ring.since(version) for version in range(4)] == [b"123", b"23", b"3", b""]


def test_the_ring_does_not_know_a_version_it_dropped_or_never_gave() -> None:
    ring = Ring(2, 100)
    for chunk in (b"1", b"2", b"3"):
        ring.append(chunk)
    assert ring.since(0) is None
    assert ring.since(1) == b"23"
    assert ring.since(4) is None


def test_the_ring_is_bounded_in_bytes_even_against_one_large_chunk() -> None:
    ring = Ring(10, 5)
    ring.append(b"123")
    ring.append(b"456")
    assert ring.since(0) is None
    assert ring.since(1) == b"456"
    ring.append(b"larger than the ring")
    assert ring.since(2) is None
    assert ring.since(3) == b""


async def test_a_new_viewer_gets_a_snapshot_and_then_what_follows() -> None:
    feed = a_feed()
    feed.publish(b"1")
    stream = await joined(feed, None)
    assert await anext(stream) == SNAPSHOT
    feed.publish(b"2")
    assert await anext(stream) == b"2"


async def test_a_viewer_that_comes_back_gets_what_it_missed() -> None:
    feed = a_feed()
    for chunk in (b"1", b"2", b"3"):
        feed.publish(chunk)
    stream = await joined(feed, 1)
    assert await anext(stream) == b"23"


async def test_a_viewer_that_was_away_too_long_gets_a_snapshot() -> None:
    feed = a_feed(ring_length_max=2)
    for chunk in (b"1", b"2", b"3"):
        feed.publish(chunk)
    stream = await joined(feed, 0)
    assert await anext(stream) == SNAPSHOT


async def test_a_viewer_that_lags_behind_the_ring_gets_the_newest_instead_of_a_queue() -> None:
    feed = a_feed(ring_length_max=2)
    stream = await joined(feed, 0)
    for chunk in (b"1", b"2", b"3", b"4"):
        feed.publish(chunk)
    assert await anext(stream) == SNAPSHOT
    feed.publish(b"5")
    assert await anext(stream) == b"5"


async def test_a_version_from_the_future_gets_a_snapshot() -> None:
    stream = await joined(a_feed(), 7)
    assert await anext(stream) == SNAPSHOT


async def test_all_viewers_get_the_very_same_bytes() -> None:
    feed = a_feed()
    streams = [await joined(feed, 0) for _ in range(3)]
    feed.publish(chunk := b"one message")
    assert all([await anext(stream) is chunk for stream in streams])


async def test_a_waiting_viewer_is_woken_and_a_beat_is_not_repeated() -> None:
    feed = a_feed()
    stream = await joined(feed, 0)
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    feed.beat(b"beat")
    assert await waiting == b"beat"
    feed.publish(b"1")
    assert await anext(stream) == b"1"


async def test_one_viewer_that_leaves_does_not_disturb_another_and_frees_its_place() -> None:
    feed = a_feed(viewers_max=2)
    leaving, staying = await joined(feed, 0), await joined(feed, 0)
    with pytest.raises(TooManyViewers):
        feed.stream(0, b"")
    tasks = [asyncio.ensure_future(anext(stream)) for stream in (leaving, staying)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    await asyncio.wait(tasks[:1])
    assert feed.viewers == 1
    feed.stream(0, b"")
    feed.publish(b"1")
    assert await tasks[1] == b"1"


async def test_closing_ends_every_stream() -> None:
    feed = a_feed()
    stream = await joined(feed, 0)
    waiting = asyncio.ensure_future(anext(stream, b"ended"))
    await asyncio.sleep(0)
    feed.close()
    assert await waiting == b"ended"


async def test_viewers_are_told_different_times_to_come_back() -> None:
    feed = a_feed()
    greetings = {await anext(feed.stream(0, b"")) for _ in range(20)}
    assert len(greetings) == 20
