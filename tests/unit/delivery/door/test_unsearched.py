"""A server that stops while pictures wait to be searched: the next start goes on with them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from catserver.admission.events import AdmissionEvent
from catserver.admission.resemblance import FaceFoundElsewhere
from catserver.admission.same_picture import PictureSeenBefore
from catserver.admission.state import Admission
from catserver.delivery.door.doubles import Doubles
from catserver.delivery.door.galleries import Galleries
from catserver.delivery.door.replays import Replays
from catserver.delivery.photos import PhotoKind
from catserver.delivery.registry import Assignment
from tests.rooms import Room
from tests.unit.delivery.door.test_doubles import RULES, Crowd, a_face, again
from tests.unit.delivery.door.test_replays import ENGINE, ONE, TWO, ByName, Door

WITHIN_S = 20.0


async def after_the_start(room: Room) -> None:
    """The server was killed: everything but registry and journal is new."""
    room.restart()
    await room.sittings.recover()


async def found(room: Room, run: Callable[[], Awaitable[None]], kind: type[Any]) -> Any:
    """What the search reports first, while it runs."""
    told: asyncio.Queue[Any] = asyncio.Queue()

    def hear(_name: str, _state: Admission, events: Sequence[AdmissionEvent]) -> None:
        for each in events:
            if isinstance(each, kind):
                told.put_nowait(each)

    room.admissions.observe(hear)
    task = asyncio.ensure_future(run())
    try:
        return await asyncio.wait_for(told.get(), WITHIN_S)
    finally:
        task.cancel()


def another_search(crowd: Crowd) -> Doubles:
    room = crowd.room
    galleries = Galleries(room.registry)
    return Doubles(room.registry, galleries, room.sittings, room.admissions, RULES)


async def nobody_waits(_: Assignment) -> None:
    return None


def another_look_for_copies(door: Door) -> Replays:
    room = door.room
    galleries = Galleries(room.registry)
    return Replays(room.registry, galleries, room.sittings, room.admissions, ByName(), nobody_waits)


async def test_a_face_that_waited_to_be_searched_is_found_after_the_next_start() -> None:
    crowd = Crowd()
    await crowd.gather(60)
    compared = await crowd.arrive("001", again(crowd.faces["n007"]))
    await after_the_start(crowd.room)
    search = another_search(crowd)
    event = await found(crowd.room, search.search_arrivals, FaceFoundElsewhere)
    assert event.probe == compared.probe


async def test_a_picture_that_waited_to_be_laid_over_others_is_found_after_the_next_start() -> None:
    door = Door(ByName())
    await door.open()
    await door.look(ONE, b"desk-1", "arrival", "ani")
    copied = await door.look(ONE, b"desk-1 saved again", "seat")
    await after_the_start(door.room)
    replays = another_look_for_copies(door)
    event = await found(door.room, replays.run, PictureSeenBefore)
    assert event.probe == copied.probe


async def test_what_was_searched_before_the_stop_is_not_searched_again() -> None:
    crowd = Crowd()
    search = await crowd.gather(60)
    await crowd.arrive("001", a_face())
    crowd.room.clock.pass_(seconds=30)
    twin = await crowd.arrive("002", again(crowd.faces["n007"]))
    await found(crowd.room, search.search_arrivals, FaceFoundElsewhere)
    search._arrived.done(twin)
    search._arrived._written_s = 0.0
    await search._arrived.remember(crowd.room.registry)
    await after_the_start(crowd.room)
    later = another_search(crowd)
    await later._arrived.recall(crowd.room.registry, crowd.room.sittings, crowd.room.admissions)
    assert later.waiting == 0


async def test_a_picture_kept_by_a_server_that_stopped_before_recording_it_is_no_copy() -> None:
    door = Door(ByName())
    replays = await door.open()
    kept = door._photo(ONE, PhotoKind.ARRIVAL)
    await door.room.registry.add_photo(kept, b"desk-1")
    template = door.faces[ONE].astype("<f4").tobytes()
    await door.room.registry.store_template(kept.id, ENGINE, template)
    sent_again = await door.look(ONE, b"desk-1", "arrival", "ani")
    await replays.look_at(door.attempt(ONE), sent_again)
    assert await door.seen(ONE) == []
    door.faces[TWO] = door.faces[ONE]
    for_another = await door.look(TWO, b"desk-1 saved again", "seat")
    await replays.look_at(door.attempt(TWO), for_another)
    assert len(await door.seen(TWO)) == 1
