"""Brings a store to the schema of this release, forward only."""

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from catserver.store.engine import reading, writing


class StoreTooNew(Exception):
    """The store was last opened by a later release, whose revision this one does not know."""


@dataclass(frozen=True, slots=True)
class Migrated:
    before: str | None
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def latest_revision() -> str:
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def revision_of(engine: Engine) -> str | None:
    """The revision the store is at; None for an empty one."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine) -> Migrated:
    """Runs the revisions that are missing, all in one transaction where the store can."""
    before = revision_of(engine)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if before is not None and before not in known:
        raise StoreTooNew(f"the store is at revision {before}, which this release does not know")
    after = latest_revision()
    if before != after:
        with writing(engine) as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return Migrated(before, after)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
