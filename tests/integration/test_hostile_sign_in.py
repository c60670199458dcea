"""Old tickets, parallel guesses, open streams: a way in ends for everybody at the same instant."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catserver.web.application import PINS_AT_ONCE, TERMINAL_FAILURES_MAX
from tests.hand_clock import HandClock
from tests.live import PASSWORD, SITTING_ID, Terminal, a_live_site, number

ONE = number(1)


async def test_a_ticket_ends_with_the_sign_in_it_was_taken_by(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        old = await live.a_terminal(ONE)
        ticket = (await old.client.post("/api/terminal/ticket", json={})).json()["ticket"]
        staff = await live.staff()
        move = {"action": "move", "numbers": [ONE], "reason": "the screen is broken"}
        moved = await staff.post(f"/api/sittings/{SITTING_ID}/actions", json=move)
        pin = moved.json()["results"][0]["pin"]
        new = await (await live.a_terminal(ONE, pin)).connect()

        from websockets.asyncio.client import connect

        late = Terminal(live, old.client, ONE)
        late.socket = await connect(
            f"{live.origin.replace('http', 'ws')}/ws/terminal",
            origin=live.origin,  # type: ignore[arg-type] # a plain str is one
        )
        await late.say({"type": "hello", "protocol": 1, "ticket": ticket, "form": None})
        await asyncio.wait_for(late.socket.wait_closed(), 5)
        assert late.socket.close_code == 4401
        await new.say({"type": "ping"})
        assert (await new.hear("pong"))["type"] == "pong"


async def test_passwords_guessed_all_at_once_are_counted_like_those_guessed_in_turn(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path) as live:
        client = live.client()
        guesses = (
            client.post("/api/staff/sign-in", json={"name": "budi", "password": f"guess {each}"})
            for each in range(40)
        )
        answers = await asyncio.gather(*guesses)
        tried = [each for each in answers if each.status_code == 401]
        assert len(tried) == live.site.settings.sessions.tries_max
        assert {each.status_code for each in answers} == {401, 429}


async def test_pins_guessed_all_at_once_are_counted_like_those_guessed_in_turn(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path, 4) as live:
        client = live.client()
        guesses = (
            client.post(
                "/api/terminal/sign-in",
                json={"number": number(each % 4 + 1), "pin": f"{each:06}", "terminal": "T"},
            )
            for each in range(TERMINAL_FAILURES_MAX * 2)
        )
        answers = await asyncio.gather(*guesses)
        tried = [each for each in answers if each.status_code == 401]
        assert len(tried) <= TERMINAL_FAILURES_MAX + PINS_AT_ONCE


async def test_guesses_do_not_tell_which_numbers_have_a_pin(tmp_path: Path) -> None:
    clock = HandClock(datetime(2024, 10, 16, 1, 0, tzinfo=UTC))
    async with a_live_site(tmp_path, clock=clock) as live:
        await live.a_pin(ONE)
        client = live.client()
        told: dict[str, list[tuple[int, object]]] = {ONE: [], number(2): [], "no such number": []}
        for guess in range(14):
            for who, answers in told.items():
                body = {"number": who, "pin": f"{guess:06}", "terminal": "T"}
                answer = await client.post("/api/terminal/sign-in", json=body)
                answers.append((answer.status_code, answer.json()))
            clock.move(seconds=(1, 30, 61)[guess % 3])
        first, *others = told.values()
        assert {status for status, _ in first} == {401, 429}
        assert others == [first, first]


async def test_one_address_cannot_lock_a_name_out_for_another(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        accounts, settings = live.site.accounts, live.site.settings.sessions
        from catserver.staff.errors import SignInFailed, TooManyTries

        for _ in range(settings.tries_max):
            with pytest.raises(SignInFailed):
                await accounts.sign_in("ani", "wrong password", "10.0.0.66")
        with pytest.raises(TooManyTries):
            await accounts.sign_in("ani", PASSWORD, "10.0.0.66")
        signed_in = await accounts.sign_in("ani", PASSWORD, "10.0.0.1")
        assert signed_in.staff.name == "ani"


async def test_many_addresses_together_do_not_guess_one_name_without_end(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        from catserver.staff.errors import SignInFailed, TooManyTries

        accounts = live.site.accounts
        for place in range(100):
            with pytest.raises(SignInFailed):
                await accounts.sign_in("ani", "wrong password", f"10.0.0.{place}")
        with pytest.raises(TooManyTries):
            await accounts.sign_in("ani", "wrong password", "10.0.1.1")


@pytest.mark.parametrize("ending", ["sign-out", "disable"])
async def test_a_rooms_stream_ends_with_the_right_to_see_it(tmp_path: Path, ending: str) -> None:
    async with a_live_site(tmp_path) as live:
        client = live.client()
        await client.post("/api/staff/sign-in", json={"name": "ani", "password": PASSWORD})
        committee = await live.staff("budi")
        async with client.stream("GET", f"/api/sittings/{SITTING_ID}/room/stream") as stream:
            chunks = stream.aiter_bytes()
            assert b"snapshot" in await anext(chunks)
            if ending == "sign-out":
                await client.post("/api/staff/sign-out", json={})
            else:
                await committee.post("/api/staff/ani/disable", json={})
            note = {"action": "incident", "numbers": [ONE], "text": "after the end"}
            await committee.post(f"/api/sittings/{SITTING_ID}/actions", json=note)
            async with asyncio.timeout(5):
                rest = b"".join([chunk async for chunk in chunks])
            assert b"event: rows" not in rest
