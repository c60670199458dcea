"""The rules of custody: what happened is recorded, and nothing about nothing."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from catserver.custody.events import AccountChanged, CustodyEvent, DataForgotten, PhotosViewed

replace = msgspec.structs.replace


class Record(msgspec.Struct, frozen=True):
    """The event is complete but for its instant."""

    event: CustodyEvent


class Custody(msgspec.Struct, frozen=True):
    """`recorded` counts the events; what they say is read from the journal when it is asked for.

    `passwords` has for each account who set its password last.
    """

    id: str
    recorded: int = 0
    passwords: Mapping[str, AccountChanged] = {}


def decide(_: Custody, command: Record, now: datetime) -> tuple[CustodyEvent, ...]:
    match command.event:
        case PhotosViewed(photos=()):
            return ()
        case DataForgotten(counts=counts, keys_destroyed=()) if not any(counts.values()):
            return ()
        case event:
            return (replace(event, at=now),)


def evolve(custody: Custody, event: CustodyEvent) -> Custody:
    counted: Custody = replace(custody, recorded=custody.recorded + 1)
    if isinstance(event, AccountChanged) and event.change in {"made", "password"}:
        return replace(counted, passwords={**custody.passwords, event.account: event})
    return counted
