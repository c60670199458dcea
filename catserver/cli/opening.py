"""Opens what a verb needs: the settings, and the site's registry brought to this release."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
from sqlalchemy.exc import SQLAlchemyError

from catserver.config import Settings, SettingsWrong, load_settings
from catserver.delivery.clock import Clock, SteadyClock
from catserver.event_keys import FolderKeys
from catserver.loading.loader import Loader
from catserver.roster.roster import RosterLimits
from catserver.staff.accounts import StaffAccounts
from catserver.staff.passwords import Passwords
from catserver.store.engine import open_engine
from catserver.store.migration import migrate
from catserver.store.registry import SqlRegistry

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class OpenSite:
    settings: Settings
    registry: SqlRegistry
    clock: Clock
    accounts: StaffAccounts
    loader: Loader


def settings_of(context: click.Context) -> Settings:
    """The settings of this run; every mistake in them ends the command with its sentence."""
    given = context.find_root().params.get("config")
    try:
        return load_settings(os.environ, Path(given) if given else None)
    except SettingsWrong as wrong:
        raise click.ClickException("\n".join(wrong.problems)) from wrong


@contextmanager
def store_problems_said() -> Iterator[None]:
    """A store that is away or unfit ends the command with its sentence."""
    try:
        yield
    except (ValueError, SQLAlchemyError) as error:
        said = getattr(error, "orig", None) or error
        raise click.ClickException(f"the store cannot be used: {said}") from error


@contextmanager
def open_site(settings: Settings) -> Iterator[OpenSite]:
    """The registry, migrated first; closed afterwards."""
    with store_problems_said():
        engine = open_engine(settings.store_url)
    try:
        with store_problems_said():
            migrate(engine)
        registry, clock = SqlRegistry(engine, FolderKeys(settings.data_dir)), SteadyClock()
        yield OpenSite(
            settings=settings,
            registry=registry,
            clock=clock,
            accounts=StaffAccounts(
                registry,
                Passwords(),
                clock,
                session=settings.sessions.staff,
                tries_max=settings.sessions.tries_max,
                tries_window=settings.sessions.tries_window,
            ),
            loader=Loader(
                registry,
                clock,
                RosterLimits(
                    rows_max=settings.limits.candidates_per_roster_max,
                    photo_size_bytes_max=settings.limits.photo_size_bytes_max,
                ),
            ),
        )
    finally:
        engine.dispose()


def operator() -> str:
    """Who is named as having loaded something from the command line."""
    import getpass

    try:
        return f"{getpass.getuser()} (command line)"
    except (OSError, KeyError):
        return "command line"


def in_loop(
    work: Callable[Given, Coroutine[Any, Any, Result]],
) -> Callable[Given, Result]:
    """Lets a command be a coroutine function."""
    from functools import wraps

    @wraps(work)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        return asyncio.run(work(*args, **kwargs))

    return run
