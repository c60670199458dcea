from datetime import timedelta

import pytest

from catserver.delivery.pins import Secrets
from catserver.delivery.terminals import TICKET_LIFE, NotSignedIn, Terminals
from tests.rooms import Room


def terminals_of(room: Room) -> Terminals:
    return Terminals(
        room.registry,
        room.sittings,
        room.attempts,
        room.admissions,
        Secrets(bytes(32)),
        room.clock,
        lambda: None,
    )


async def test_a_ticket_is_good_for_its_life_and_not_longer() -> None:
    room = Room()
    terminals = terminals_of(room)
    in_time, too_late = terminals.ticket("att_1"), terminals.ticket("att_2")
    room.clock.at += TICKET_LIFE
    assert terminals.redeem(in_time) == "att_1"
    room.clock.at += timedelta(microseconds=1)
    with pytest.raises(NotSignedIn):
        terminals.redeem(too_late)


async def test_a_ticket_is_good_once() -> None:
    terminals = terminals_of(Room())
    ticket = terminals.ticket("att_1")
    assert terminals.redeem(ticket) == "att_1"
    with pytest.raises(NotSignedIn):
        terminals.redeem(ticket)


@pytest.mark.parametrize("token", ["", "~", "att_1", "att_1~2024-10-16T01:00:00+00:00~0", "é~é~é"])
async def test_a_cookie_that_is_not_ours_is_nobodys(token: str) -> None:
    with pytest.raises(NotSignedIn):
        terminals_of(Room()).attempt_of(token)
