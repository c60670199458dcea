"""Is the store there, at this release's schema, and does the journal's chain hold?"""

from collections.abc import Iterator

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from catserver.cli.checks.finding import Finding, attention, ok, problem
from catserver.delivery.journal import CHAIN_START, chain
from catserver.store.engine import open_engine, reading
from catserver.store.migration import latest_revision, revision_of
from catserver.store.tables import events

# A light look: a full recomputation is `catserver replay`.
EVENTS_READ_MAX = 100_000
BACKUP = "Stop the server, keep a copy of the data directory, and restore the latest backup."


def check_store(url: str) -> Iterator[Finding]:
    try:
        engine = open_engine(url)
    except (SQLAlchemyError, ValueError, OSError, ImportError) as error:
        yield problem("store", f"cannot be opened: {error}", "Check store.url.")
        return
    try:
        revision = revision_of(engine)
        if revision is None:
            yield attention("store", "is empty", "It is made at the first start.")
            return
        if revision != latest_revision():
            yield attention(
                "store",
                f"is at revision {revision}; this release has {latest_revision()}",
                "Keep a backup, then run catserver migrate.",
            )
            return
        yield ok("store", f"{engine.dialect.name}, revision {revision}")
        if engine.dialect.name == "sqlite":
            yield _pages(engine)
        yield _journal(engine)
    except SQLAlchemyError as error:
        yield problem("store", f"cannot be read: {error}", BACKUP)
    finally:
        engine.dispose()


def _pages(engine: Engine) -> Finding:
    with reading(engine) as connection:
        said = connection.scalar(text("PRAGMA quick_check(1)"))
    if said != "ok":
        return problem("database file", f"is damaged: {said}", BACKUP)
    return ok("database file", "no damage found (quick check)")


def _journal(engine: Engine) -> Finding:
    """Versions without a gap and hashes that chain, from each stream's beginning."""
    query = (
        select(events.c.stream, events.c.version, events.c.data, events.c.hash)
        .order_by(events.c.position)
        .limit(EVENTS_READ_MAX)
    )
    heads: dict[str, tuple[int, bytes]] = {}
    read = 0
    with reading(engine) as connection:
        total = connection.scalar(select(func.count()).select_from(events)) or 0
        for stream, version, data, kept in connection.execute(query):
            before, previous = heads.get(stream, (0, CHAIN_START))
            if version != before + 1 or chain(previous, data) != kept:
                return problem(
                    "journal", f"the chain of {stream} breaks at event {version}", BACKUP
                )
            heads[stream] = (version, kept)
            read += 1
    said = f"{read:,} of {total:,} events in {len(heads):,} streams: every chain holds"
    return ok("journal", said)
