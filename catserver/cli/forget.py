"""`catserver forget`: shows what will go, asks, lets it go, and writes down that it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import click
from sqlalchemy import Engine

from catserver.cli.opening import in_loop, operator, settings_of
from catserver.cli.printing import print_table
from catserver.config import Settings
from catserver.custody.events import DataClass, Scope
from catserver.delivery.photos import ExamEvent
from catserver.event_keys import FolderKeys
from catserver.retention import BIOMETRIC, CLASSES
from catserver.store import forgetting, held
from catserver.store.engine import open_engine
from catserver.store.forgetting import Order, Part
from catserver.store.gone import Gone
from catserver.store.held import Selection


@dataclass(frozen=True, slots=True)
class Shown:
    """A part with its title and how much of it is held."""

    title: str
    part: Part
    counts: dict[DataClass, int]


@click.command()
@click.option("--event", "event_id", help="All photos and templates of an event, and its key.")
@click.option("--candidate", "number", help="Photos and templates of one candidate.")
@click.option("--due", is_flag=True, help="Whatever [retention] keeps no longer.")
@click.option(
    "--class",
    "classes",
    multiple=True,
    type=click.Choice(CLASSES),
    help="Only this class; may be given more than once.",
)
@click.option("--check", is_flag=True, help="Show what would go, and let nothing go.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
@in_loop
async def forget(
    context: click.Context,
    event_id: str | None,
    number: str | None,
    due: bool,  # noqa: FBT001 - click's flags
    classes: tuple[DataClass, ...],
    check: bool,  # noqa: FBT001 - click's flags
    yes: bool,  # noqa: FBT001 - click's flags
) -> None:
    """Delete personal data for good. The server must be stopped.

    Without --class these are photos, templates and the watch list; names (person) and the account
    of the day (journal) only go when they are named.
    """
    if [bool(event_id), bool(number), due].count(True) != 1:
        raise click.UsageError("Say what: --event ID, --candidate NUMBER, or --due.")
    if number and "journal" in classes:
        raise click.UsageError("The journal of a sitting is one piece: it goes with its --event.")
    from catserver.delivery.keeping.custodian import Custodian
    from catserver.desks import AlreadyRunning, open_desks
    from catserver.forgotten import end_forgetting

    settings = settings_of(context)
    try:
        async with open_desks(settings, writing=not check) as desks:
            engine = open_engine(settings.store_url)
            try:
                parts = _parts(engine, settings, event_id, number, due=due, classes=classes)
                _show(parts)
                if check or not parts:
                    return
                if not yes:
                    click.confirm("This cannot be undone. Go on?", abort=True)
                scope: Scope = "due" if due else "candidate" if number else "event"
                keys = FolderKeys(settings.data_dir)
                order = Order(operator(), datetime.now(UTC), scope, keys.has)
                gone = forgetting.forget(engine, [each.part for each in parts], order)
                await end_forgetting(engine, keys, Custodian(desks.journal, desks.clock))
            finally:
                engine.dispose()
    except AlreadyRunning as error:
        raise click.ClickException(
            "The server is running: it holds templates in memory. Stop it first."
        ) from error
    _compact(settings)
    _tell(gone)


def _parts(
    engine: Engine,
    settings: Settings,
    event_id: str | None,
    number: str | None,
    *,
    due: bool,
    classes: Sequence[DataClass],
) -> list[Shown]:
    events = held.exam_events(engine)
    if number:
        chosen = Selection(tuple(each.id for each in events), number)
        return _part(engine, f"candidate {number}", chosen, classes or BIOMETRIC)
    if event_id and event_id not in {each.id for each in events}:
        known = ", ".join(each.id for each in events) or "none"
        raise click.ClickException(f"There is no event {event_id}; there are: {known}.")
    found = []
    for each in events:
        if event_id is None or each.id == event_id:
            chosen = Selection((each.id,))
            wanted: Sequence[DataClass] = classes or BIOMETRIC
            if due:
                over = _due(engine, settings, each)
                wanted = [name for name in over if not classes or name in classes]
            found += _part(engine, _title(each), chosen, wanted)
    return found


def _due(engine: Engine, settings: Settings, event: ExamEvent) -> tuple[DataClass, ...]:
    last_use_at = held.last_use(engine, event)
    return settings.retention.due(last_use_at, datetime.now(UTC))


def _part(
    engine: Engine, title: str, chosen: Selection, classes: Sequence[DataClass]
) -> list[Shown]:
    there = held.survey(engine, chosen)
    counts = {name: there[name] for name in CLASSES if name in classes and there[name]}
    return [Shown(title, Part(chosen, tuple(counts)), counts)] if counts else []


def _title(event: ExamEvent) -> str:
    return f"{event.title or 'event'} ({event.id}, since {event.opened_at:%Y-%m-%d})"


def _show(parts: Sequence[Shown]) -> None:
    if not parts:
        click.echo("Nothing of this is held.")
        return
    print_table(
        ("of", "class", "rows"),
        [(part.title, name, str(count)) for part in parts for name, count in part.counts.items()],
    )


def _compact(settings: Settings) -> None:
    engine = open_engine(settings.store_url)
    try:
        forgetting.compact(engine)
    finally:
        engine.dispose()


def _tell(gone: Gone) -> None:
    told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in gone.counts.items())
    click.echo(f"Gone: {told}.")
    if gone.keys:
        click.echo(
            f"Key destroyed: {', '.join(gone.keys)}. Destroy its copies too (BACKUP.keys folders); "
            "backups without it cannot be read any more."
        )
    else:
        click.echo("The key stays. Backups still hold what went, until they are destroyed.")
