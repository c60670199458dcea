"""The store on PostgreSQL: durable sessions, one server, the same schema, and a database away."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from catserver.cli.checks.finding import Verdict
from catserver.cli.checks.store import check_store
from catserver.config import DataSettings, Settings, StoreSettings
from catserver.desks import AlreadyRunning, open_desks
from catserver.store.apart import NotForMeasuring, own_schema, require_empty
from catserver.store.engine import open_engine, reading, writing
from catserver.store.migration import migrate
from catserver.store.postgresql import NotDurable
from catserver.store.tables import metadata, site
from tests.postgresql import Cluster, a_cluster, end, why_not


def test_the_migrations_end_at_the_schema_of_the_tables(postgresql: Cluster) -> None:
    engine = open_engine(postgresql.a_database())
    assert migrate(engine).changed
    assert not migrate(engine).changed
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_plain_address_finds_its_driver_and_keeps_its_own_wishes(postgresql: Cluster) -> None:
    address = postgresql.a_database().replace("postgresql://", "postgres://")
    engine = open_engine(f"{address}&options=-csearch_path%3Delsewhere")
    with reading(engine) as connection:
        assert connection.dialect.driver == "psycopg"
        assert connection.scalar(text("SHOW search_path")) == "elsewhere"
        assert connection.scalar(text("SHOW statement_timeout")) == "30s"
    engine.dispose()


def test_a_commit_waits_for_the_disk_whatever_the_database_was_told(postgresql: Cluster) -> None:
    address = postgresql.a_database()
    name = address.split("/")[3].split("?")[0]
    postgresql.run(f"ALTER DATABASE {name} SET synchronous_commit = off")
    engine = open_engine(address)
    with reading(engine) as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == "on"
    engine.dispose()


@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
def test_a_database_that_may_lose_what_it_confirmed_is_refused() -> None:
    cluster = a_cluster("-c", "full_page_writes=off")
    try:
        engine = open_engine(cluster.address())
        with pytest.raises(NotDurable, match="full_page_writes = on"):
            migrate(engine)
        engine.dispose()
        (found,) = check_store(cluster.address())
        assert found.verdict is Verdict.PROBLEM
        assert "full_page_writes = on" in found.said
    finally:
        end(cluster)


def test_a_second_writer_waits_and_a_reader_does_not(postgresql: Cluster) -> None:
    address = postgresql.a_database()
    engine = open_engine(address)
    migrate(engine)
    impatient = open_engine(f"{address}&options=-clock_timeout%3D10")
    with writing(engine) as writer:
        writer.execute(site.insert().values(key="a", value="b"))
        with reading(engine) as reader:
            assert reader.execute(site.select()).all() == []
        with pytest.raises(OperationalError, match="lock timeout"), writing(impatient) as late:
            late.execute(site.insert().values(key="c", value="d"))
    for each in (engine, impatient):
        each.dispose()


async def test_two_servers_never_share_a_database(
    postgresql: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catserver.store.writer.OUR_TURN_WITHIN_S", 0.1)
    here, there = (
        Settings(data=DataSettings(str(tmp_path / name)), store=StoreSettings(address))
        for address in [postgresql.a_database()]
        for name in ("here", "there")
    )
    async with open_desks(here):
        with pytest.raises(AlreadyRunning, match="database"):
            async with open_desks(there):
                pass
        async with open_desks(there, writing=False):
            pass  # looking is free
    async with open_desks(there):
        pass


def test_the_doctor_reads_it(postgresql: Cluster) -> None:
    address = postgresql.a_database()
    engine = open_engine(address)
    migrate(engine)
    engine.dispose()
    assert {each.verdict for each in check_store(address)} == {Verdict.OK}


async def test_what_was_cut_off_is_connected_again_by_itself(
    postgresql: Cluster, tmp_path: Path
) -> None:
    settings = Settings(
        data=DataSettings(str(tmp_path)), store=StoreSettings(postgresql.a_database())
    )
    async with open_desks(settings) as desks:
        await desks.registry.set_site_value("a", "b")
        postgresql.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'catserver'"
        )
        assert await desks.registry.site_value("a") == "b"
        assert await desks.journal.read("attempt/a") == []


def test_measuring_takes_an_empty_database_only_and_leaves_it_empty(postgresql: Cluster) -> None:
    address = postgresql.a_database()
    require_empty(address)
    with own_schema(address, "room") as room, own_schema(address, "naive") as other:
        assert room is not None
        assert other is not None
        for each in (room, other):
            engine = open_engine(each)
            assert migrate(engine).changed
            engine.dispose()
        with pytest.raises(NotForMeasuring, match="tables"):
            require_empty(address)
    require_empty(address)
