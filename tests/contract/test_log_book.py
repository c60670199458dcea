"""One suite for each implementation of the log's book: SQL and its twin in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catserver.store.log_rows import SqlLogBook
from catserver.transparency.book import Batch, BookConflict, LogBook, LoggedLeaf, NewLeaf
from catserver.transparency.memory_book import MemoryLogBook
from tests.stores import STORES, a_store


@pytest.fixture(params=STORES)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LogBook]:
    with a_store(request, tmp_path) as engine:
        yield MemoryLogBook() if engine is None else SqlLogBook(engine)


def leaves(*subjects: str) -> tuple[NewLeaf, ...]:
    return tuple(NewLeaf(each, f"<{each}>".encode()) for each in subjects)


async def test_leaves_come_back_in_order_from_any_place(book: LogBook) -> None:
    await book.append(0, Batch(leaves("a", "b")))
    await book.append(2, Batch(leaves("c")))
    assert list(await book.leaves(1, 10)) == [
        LoggedLeaf(1, "b", b"<b>"),
        LoggedLeaf(2, "c", b"<c>"),
    ]
    assert [each.subject for each in await book.leaves(0, 2)] == ["a", "b"]
    assert list(await book.leaves(3, 10)) == []


async def test_a_place_is_given_once(book: LogBook) -> None:
    await book.append(0, Batch(leaves("a")))
    with pytest.raises(BookConflict):
        await book.append(0, Batch(leaves("b")))
    with pytest.raises(BookConflict):
        await book.append(2, Batch(leaves("b")))
    assert len(await book.leaves(0, 10)) == 1


async def test_nothing_is_logged_twice_and_nothing_of_the_batch_is_kept(book: LogBook) -> None:
    await book.append(0, Batch(leaves("a")))
    with pytest.raises(BookConflict):
        await book.append(1, Batch(leaves("b", "a"), {"exams/1.json": b"{}"}))
    assert len(await book.leaves(0, 10)) == 1
    assert await book.files() == {}


async def test_a_file_stays_as_it_was_first_kept(book: LogBook) -> None:
    await book.append(0, Batch(leaves("a"), {"exams/1.json": b"{}", "banks/1.json": b"[]"}))
    await book.append(1, Batch((), {"exams/1.json": b"other"}))
    assert await book.files() == {"exams/1.json": b"{}", "banks/1.json": b"[]"}
