"""The store on a real file: durable settings, and a schema that migrations and tables agree on."""

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from catserver.cli.checks.finding import Verdict
from catserver.cli.checks.store import check_store
from catserver.delivery.journal import CHAIN_START, chain
from catserver.store.engine import (
    in_turn,
    open_engine,
    reading,
    sqlite_url,
    writing,
    writing_ahead,
)
from catserver.store.migration import StoreTooNew, latest_revision, migrate, revision_of
from catserver.store.tables import events, metadata, site


def test_the_migrations_end_at_the_schema_of_the_tables(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "site.sqlite3"))
    migrate(engine)
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_second_migration_changes_nothing(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "new" / "site.sqlite3"))
    assert revision_of(engine) is None
    assert migrate(engine).changed
    assert not migrate(engine).changed
    assert revision_of(engine) == latest_revision()
    engine.dispose()


def test_a_store_of_a_later_release_is_left_alone(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "site.sqlite3"))
    migrate(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match="9999"):
        migrate(engine)
    engine.dispose()


def test_a_commit_is_on_disk_before_it_is_acknowledged(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "site.sqlite3"))
    with reading(engine) as connection:
        settings = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    engine.dispose()


def test_a_failed_change_leaves_nothing_behind(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "site.sqlite3"))
    migrate(engine)
    rows = [{"key": "a", "value": "b"}, {"key": "a", "value": "the same key again"}]
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(site.insert(), rows)
    with reading(engine) as connection:
        assert connection.execute(site.select()).all() == []
    engine.dispose()


def test_a_reader_is_not_held_up_by_a_writer_and_a_second_writer_waits(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "site.sqlite3"))
    migrate(engine)
    with writing(engine) as writer, engine.connect() as reader:
        writer.execute(site.insert().values(key="a", value="b"))
        assert reader.execute(site.select()).all() == []
        reader.rollback()
        reader.exec_driver_sql("PRAGMA busy_timeout=1")
        reader.rollback()
        with pytest.raises(OperationalError, match="locked"):
            reader.execute(site.insert().values(key="c", value="d"))
    engine.dispose()


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="file"):
        open_engine("sqlite://")


def test_the_doctor_names_the_stream_whose_chain_breaks(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "site.sqlite3")
    engine = open_engine(url)
    migrate(engine)
    rows, previous = [], CHAIN_START
    for version, data in enumerate((b"one", b"two", b"three"), start=1):
        previous = chain(previous, data)
        rows.append(
            {
                "stream": "attempt/att_1",
                "version": version,
                "type": "Tested",
                "schema_version": 1,
                "at": "2026-05-04T12:00:00.000000+00:00",
                "data": data,
                "hash": previous,
            }
        )
    with writing(engine) as connection:
        connection.execute(events.insert(), rows)
    assert {each.verdict for each in check_store(url)} == {Verdict.OK}
    with writing(engine) as connection:
        connection.execute(events.update().where(events.c.version == 2).values(data=b"TWO"))
    (found,) = [each for each in check_store(url) if each.verdict is Verdict.PROBLEM]
    assert "attempt/att_1 breaks at event 2" in found.said
    engine.dispose()


def test_the_threads_of_a_site_write_in_turn_instead_of_finding_the_file_locked(
    tmp_path: Path,
) -> None:
    engine = open_engine(sqlite_url(tmp_path / "site.sqlite3"))
    migrate(engine)
    done: list[str] = []

    def write_a_photo() -> None:
        with writing(engine) as connection:
            connection.execute(site.insert().values(key="photo", value="x"))
        done.append("photo")

    with in_turn(engine):  # as the journal's writer has it
        other = threading.Thread(target=write_a_photo)
        other.start()
        with sqlite3.connect(tmp_path / "site.sqlite3", timeout=0) as beside:
            beside.execute("BEGIN IMMEDIATE")  # the file itself is not locked meanwhile
            beside.rollback()
        beside.close()
        done.append("journal")
    other.join(timeout=30)
    assert done == ["journal", "photo"]
    engine.dispose()


def test_what_the_journal_names_next_does_not_wait_for_the_disk_and_everything_else_does(
    tmp_path: Path,
) -> None:
    engine = open_engine(sqlite_url(tmp_path / "site.sqlite3"))
    migrate(engine)
    normal, full = 1, 2

    with writing_ahead(engine) as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == normal
        connection.execute(site.insert().values(key="photo", value="x"))
    with pytest.raises(IntegrityError), writing_ahead(engine) as connection:
        connection.execute(site.insert().values(key="photo", value="again"))

    with reading(engine) as connection:
        assert connection.scalar(select(site.c.value).where(site.c.key == "photo")) == "x"
    for way in (reading, writing):
        with way(engine) as connection:
            assert connection.scalar(text("PRAGMA synchronous")) == full
    engine.dispose()
