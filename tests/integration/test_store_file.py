"""The store's file: names and answers are in it, and nobody else on the machine reads it."""

import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from catserver.store.engine import open_engine, sqlite_url, writing


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_the_store_is_readable_by_its_own_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "everybody-may-enter" / "store.sqlite3"
    engine = open_engine(sqlite_url(file))
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE one (name TEXT)"))
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO one VALUES ('Ani')"))
        kept = [file, *file.parent.glob("store.sqlite3-*")]
        assert len(kept) > 1, "the write-ahead log is a file, too"
        for each in kept:
            assert each.stat().st_mode & 0o077 == 0, each.name
    engine.dispose()


def test_a_store_that_is_there_is_opened_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite3"
    for number in range(2):
        engine = open_engine(sqlite_url(file))
        with writing(engine) as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS one (number INTEGER)"))
            connection.execute(text("INSERT INTO one VALUES (:number)"), {"number": number})
            assert connection.scalar(text("SELECT count(*) FROM one")) == number + 1
        engine.dispose()
