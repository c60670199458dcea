"""Is the key of the open event here, without which its photos cannot be read?"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from catserver.cli.checks.finding import Finding, ok, problem
from catserver.event_keys import FolderKeys
from catserver.store.engine import open_engine, reading
from catserver.store.event_key import key_trouble
from catserver.store.photo_rows import open_event_id

REMEDY = "Until then every face is referred to a person (docs/when-something-fails.md)."


def check_keys(url: str, data_dir: Path) -> Iterator[Finding]:
    """Silent where the store cannot be read: that is said beside it."""
    try:
        engine = open_engine(url)
    except (SQLAlchemyError, ValueError, OSError, ImportError):
        return
    try:
        with reading(engine) as connection:
            event = open_event_id(connection)
            trouble = key_trouble(connection, FolderKeys(data_dir), event) if event else None
    except SQLAlchemyError:
        return
    finally:
        engine.dispose()
    if trouble is not None:
        yield problem("photos' key", str(trouble), REMEDY)
    elif event is None:
        yield ok("photos' key", "no photo yet: it is made with the first")
    else:
        yield ok("photos' key", f"of event {event}")
