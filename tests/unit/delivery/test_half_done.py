"""A server that stopped between a decision and what follows from it."""

from catserver.admission.commands import Decide
from catserver.attempt.state import Phase
from catserver.delivery.door.arrivals import Arrivals
from catserver.delivery.half_done import HalfDone
from catserver.delivery.supervision import Supervision
from tests.live import BytesInspector
from tests.unit.delivery.door.test_looks import WAITS, Place, a_place
from tests.unit.delivery.test_supervision import SECRETS


async def at_work_and_referred() -> Place:
    place = await a_place(WAITS)
    await place.start()
    await place.look("presence", "stranger")
    return place


async def next_start(place: Place) -> None:
    room = place.room
    room.restart()
    await room.sittings.recover()
    looks = room.looks(BytesInspector())
    arrivals = Arrivals(
        room.registry, room.cabinet, room.sittings, room.admissions, looks, SECRETS, room.clock
    )
    supervision = Supervision(room.sittings, room.attempts, room.admissions, arrivals)
    await HalfDone(room.sittings, room.attempts, room.admissions, looks, supervision).finish()


async def test_who_was_admitted_and_still_waits_goes_on_after_the_next_start() -> None:
    place = await at_work_and_referred()
    assert place.phase is Phase.PAUSED
    await place.decide()
    await next_start(place)
    assert place.phase is Phase.RUNNING


async def test_of_who_was_refused_and_still_works_the_clock_stands_after_the_next_start() -> None:
    place = await a_place()
    await place.start()
    await place.look("presence", "stranger")
    refuse = Decide("ani", "refuse", "other_person", "orang lain")
    await place.room.admissions.handle(place.attempt, refuse)
    assert place.phase is Phase.RUNNING
    await next_start(place)
    state = await place.room.attempts.state(place.attempt)
    assert (state.phase, state.connection) == (Phase.PAUSED, None)


async def test_who_still_waits_for_a_decision_goes_on_waiting() -> None:
    place = await at_work_and_referred()
    await next_start(place)
    assert place.phase is Phase.PAUSED
    again = len(await place.room.attempts.events(place.attempt))
    await next_start(place)
    assert len(await place.room.attempts.events(place.attempt)) == again
