"""Ends a forgetting: the keys of what went are destroyed, the journal says so, the note is gone.

It is done at once by `catserver forget`; where that was killed in between, by whoever opens the
store next. Each step may be done twice, so it does not matter where it was broken off.
"""

import asyncio

from sqlalchemy import Engine

from catserver.custody.events import DataForgotten
from catserver.delivery.keeping.custodian import Custodian
from catserver.event_keys import FolderKeys
from catserver.store.gone import Gone, notes, take_away


async def end_forgetting(engine: Engine, keys: FolderKeys, custodian: Custodian) -> bool:
    """Whatever a note is left of. Whether there was one."""
    left = await asyncio.to_thread(notes, engine)
    for gone in left:
        for event in gone.events_ended:
            await asyncio.to_thread(keys.destroy, event)
        if not await _is_told(gone, custodian):
            await custodian.record(told(gone))
        await asyncio.to_thread(take_away, engine, gone)
    return bool(left)


def told(gone: Gone) -> DataForgotten:
    return DataForgotten(
        at=gone.at,
        by=gone.by,
        scope=gone.scope,
        events=gone.events,
        counts=dict(gone.counts),
        keys_destroyed=gone.keys,
        sittings=gone.sittings,
        deleted_at=gone.at,
        note=gone.name,
    )


async def _is_told(gone: Gone, custodian: Custodian) -> bool:
    events = await custodian.events()
    return any(isinstance(each, DataForgotten) and each.note == gone.name for each in events)
