"""Pictures sent to a gate to fill the disk, the memory or the queue, or to use a look twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from catserver.admission.events import ProbeCompared
from catserver.delivery.door.live_checks import WatchUnknown
from catserver.delivery.door.live_watch import WatchKey
from catserver.delivery.door.looks import RETAKES_MAX
from catserver.web.errors import ApiError
from catserver.web.turns import ON_THEIR_WAY_MAX, Turns
from tests.builders import EIGHT
from tests.integration.test_gates import ALL_GATES
from tests.integration.test_live_person import (
    CANDIDATE,
    LIVE,
    LOOK,
    Person,
    a_desk,
    a_seat,
    begun,
    recorded,
)
from tests.live import SITTING_ID, a_live_site, number
from tests.rooms import HandClock

ONE = number(1)
AT_ONCE = 8


async def held_back(picture: bytes, all_begun: asyncio.Barrier) -> AsyncIterator[bytes]:
    """A body whose last byte comes when all the others are on their way, too."""
    yield picture[:-1]
    await all_begun.wait()
    yield picture[-1:]


async def test_of_many_pictures_sent_at_once_a_gate_takes_one(tmp_path: Path) -> None:
    async with a_live_site(tmp_path, exam_file=ALL_GATES) as live:
        client, all_begun = (await live.a_terminal(ONE)).client, asyncio.Barrier(AT_ONCE)
        answers = await asyncio.gather(
            *(
                client.post(
                    "/api/terminal/gate/look?gate=seat",
                    content=held_back(f"face-{ONE}".encode(), all_begun),
                )
                for _ in range(AT_ONCE)
            )
        )
        statuses = [each.status_code for each in answers]
        assert statuses.count(200) == 1
        assert set(statuses) <= {200, 409, 429}
        events = await live.site.admissions.events(live.attempts[ONE])
        seen = [each for each in events if isinstance(each, ProbeCompared) and each.gate == "seat"]
        assert len(seen) == 1


def test_half_sent_pictures_of_one_terminal_are_few_and_others_have_their_own() -> None:
    turns = Turns()
    held = [turns.on_its_way("a1") for _ in range(ON_THEIR_WAY_MAX)]
    for each in held:
        each.__enter__()
    with pytest.raises(ApiError), turns.on_its_way("a1"):
        pass
    with turns.on_its_way("a2"):
        pass
    for each in held:
        each.__exit__(None, None, None)
    with turns.on_its_way("a1"):
        pass


async def test_a_look_that_was_recorded_vouches_for_no_other(tmp_path: Path) -> None:
    clock, person = HandClock(EIGHT), Person(1)
    async with a_desk(tmp_path, "cues", clock) as (site, staff):
        watch, _ = await begun(staff)
        look, named = f"{CANDIDATE}/live/{watch}", {"X-Camera": "OBS"}
        await staff.post(look, headers=named, content=person.frame(0.0))
        sent = f"{CANDIDATE}/probe?watch={watch}"
        dark = (await staff.post(sent, content=f"face-{ONE} too_dark".encode())).json()
        assert dark["outcome"] == "retake"
        face = f"face-{ONE}".encode()
        first = (await staff.post(sent, content=face)).json()["comparison"]["live"]
        assert first["cues"] == ["virtual_camera"]
        assert await recorded(site) is not None
        again = (await staff.post(sent, content=face)).json()["comparison"]["live"]
        assert (again["outcome"], again["cues"]) == ("not_judged", [])
        frame = await staff.post(f"{CANDIDATE}/live/{watch}", content=person.frame(0.0))
        assert frame.status_code == 410


async def test_turns_that_were_made_once_do_not_pass_the_next_gate(tmp_path: Path) -> None:
    clock, person = HandClock(EIGHT), Person(1)
    async with a_seat(tmp_path, "challenge", clock) as (site, terminal):
        watch = (await terminal.post(LIVE, json={"gate": "seat"})).json()["watch"]
        await terminal.post(f"{LIVE}/{watch}?gate=seat", content=person.frame(0.0))
        looked = f"{LOOK}&watch={watch}&accept=1"
        assert (await terminal.post(looked, content=b"face")).json()["outcome"] == "taken"
        with pytest.raises(WatchUnknown):
            site.site.live_checks.view(watch, WatchKey(SITTING_ID, ONE, "seat"))


async def test_what_is_no_picture_is_looked_at_a_few_times_and_then_a_person_comes(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path, exam_file=ALL_GATES) as live:
        client = (await live.a_terminal(ONE)).client
        url = "/api/terminal/gate/look?gate=seat"
        answers = [await client.post(url, content=b"broken") for _ in range(RETAKES_MAX + 1)]
        statuses = [each.status_code for each in answers]
        assert statuses == [422] * (RETAKES_MAX - 1) + [200, 409]
        state = await live.site.admissions.state(live.attempts[ONE])
        assert state.referral is not None
        assert (state.referral.reason, state.referral.technical) == ("no_probe", True)
