"""Wrong, late, foreign, huge: each gets a clear answer, and nothing else is disturbed."""

import asyncio
from pathlib import Path

import pytest

from tests.live import RIGHT, SITTING_ID, Live, Terminal, a_live_site, number

ONE, TWO = number(1), number(2)


async def a_working_terminal(live: Live, candidate: str = ONE) -> tuple[Terminal, list[str]]:
    terminal = await (await live.a_terminal(candidate)).connect()
    await (await live.staff()).post(f"/api/sittings/{SITTING_ID}/start", json={})
    form = await terminal.hear("form")
    return terminal, [item["id"] for item in form["items"]]  # type: ignore[attr-defined]


async def close_code(terminal: Terminal) -> int | None:
    assert terminal.socket is not None
    await asyncio.wait_for(terminal.socket.wait_closed(), 5)
    return terminal.socket.close_code


async def test_an_answer_out_of_place_is_refused_and_the_next_one_is_taken(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        terminal, items = await a_working_terminal(live)
        assert (await terminal.answer(1, "TWK-99", RIGHT))["code"] == "unknown_item"
        assert (await terminal.answer(1, items[0], "z"))["code"] == "unknown_choice"
        assert (await terminal.answer(999_999, items[0], RIGHT))["code"] == "seq_gap"
        assert (await terminal.answer(1, items[0], RIGHT))["type"] == "acknowledged"
        assert (await terminal.answer(1, items[0], "a"))["code"] == "seq_conflict"
        assert (await terminal.answer(2, items[1], RIGHT))["type"] == "acknowledged"


async def test_an_answer_cannot_reach_another_candidates_attempt(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        one, items = await a_working_terminal(live)
        two = await (await live.a_terminal(TWO)).connect()
        body = {
            "connection": one.connection,
            "responses": [{"seq": 1, "item": items[0], "choice": RIGHT, "doubt": False}],
        }
        refused = await two.client.post("/api/terminal/responses", json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "replaced")
        state = (await one.client.get("/api/terminal/state")).json()
        assert state["attempt"]["answered"] == 0


async def test_nothing_counts_after_the_end(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        terminal, items = await a_working_terminal(live)
        await terminal.say({"type": "hand_in"})
        await terminal.hear("finished")
        assert await close_code(terminal) == 4410
        body = {
            "connection": terminal.connection,
            "responses": [{"seq": 1, "item": items[0], "choice": RIGHT, "doubt": False}],
        }
        refused = await terminal.client.post("/api/terminal/responses", json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (410, "finished")
        assert (await terminal.client.get("/api/terminal/form")).status_code == 410


MALFORMED = (
    b"\x00\xff\x00",
    "not json",
    "[]",
    '{"type":"respond"}',
    '{"type":"respond","seq":"1","item":"x","choice":"a","doubt":false}',
    '{"type":"respond","seq":-1,"item":"x","choice":"a","doubt":false}',
    '{"type":"unheard_of"}',
    '{"type":"hello","protocol":1,"ticket":"again"}',
    "[" * 4000,
    "x" * 4097,
    "x" * 1_000_000,
)


async def test_a_malformed_message_closes_that_line_alone(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        bad, _ = await a_working_terminal(live)
        good = await (await live.a_terminal(TWO)).connect()
        form = await good.hear("form")
        item = form["items"][0]["id"]  # type: ignore[index]
        for seq, message in enumerate(MALFORMED, start=1):
            assert bad.socket is not None
            await bad.socket.send(message)
            assert await close_code(bad) in {4400, 1009}, message[:20]
            assert (await good.answer(seq, item, RIGHT))["type"] == "acknowledged"
            await bad.connect()


async def test_a_message_before_hello_closes_the_line(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        terminal = await (await live.a_terminal(ONE)).connect()
        ticket = (await terminal.client.post("/api/terminal/ticket", json={})).json()["ticket"]
        for first, code in (
            ({"type": "ping"}, 4400),
            ({"type": "hello", "protocol": 1, "ticket": "guessed"}, 4401),
            ({"type": "hello", "protocol": 99, "ticket": ticket}, 4426),
        ):
            stranger = Terminal(live, terminal.client, ONE)
            from websockets.asyncio.client import connect

            stranger.socket = await connect(
                f"{live.origin.replace('http', 'ws')}/ws/terminal",
                origin=live.origin,  # type: ignore[arg-type]
            )
            await stranger.say(first)
            assert await close_code(stranger) == code


async def test_a_ticket_opens_one_line_once(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        terminal = await live.a_terminal(ONE)
        attempt = live.attempts[ONE]
        ticket = live.site.terminals.ticket(attempt)
        assert live.site.terminals.redeem(ticket) == attempt
        from catserver.delivery.terminals import NotSignedIn

        with pytest.raises(NotSignedIn):
            live.site.terminals.redeem(ticket)
        assert terminal.number == ONE


async def test_a_foreign_page_opens_no_socket_and_changes_nothing(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidStatus

        with pytest.raises(InvalidStatus):
            await connect(
                f"{live.origin.replace('http', 'ws')}/ws/terminal",
                origin="https://evil.example",  # type: ignore[arg-type]
            )
        staff = await live.staff()
        foreign = await staff.post(
            f"/api/sittings/{SITTING_ID}/start",
            json={},
            headers={"Origin": "https://evil.example"},
        )
        assert (foreign.status_code, foreign.json()["error"]["code"]) == (403, "foreign_origin")


async def test_ten_wrong_pins_void_the_pin_and_say_nothing(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        pin = await live.a_pin(ONE)
        wrong = "0" * 6 if pin != "0" * 6 else "1" * 6
        client = live.client()
        answers = []
        for _ in range(10):
            body = {"number": ONE, "pin": wrong, "terminal": "T"}
            answers.append(await client.post("/api/terminal/sign-in", json=body))
        codes = {answer.json()["error"]["code"] for answer in answers}
        assert codes == {"sign_in_failed", "too_many_tries"}
        assert answers[-1].headers["retry-after"]
        unknown = await client.post(
            "/api/terminal/sign-in", json={"number": "999", "pin": wrong, "terminal": "T"}
        )
        assert unknown.json()["error"] == answers[0].json()["error"]
        other = await live.a_terminal(TWO)
        assert other.number == TWO


@pytest.mark.parametrize(
    ("photo", "status", "says"),
    [
        (b"broken", 422, "not_a_picture"),
        (b"", 422, "picture_needed"),
        (b"x" * (4 * 1024 * 1024 + 1), 413, "too_large"),
        (b"somebody no_face", 200, "no_face"),
        (b"two several_faces", 200, "several_faces"),
        (b"ani too_dark", 200, "too_dark"),
    ],
    ids=["broken", "empty", "huge", "no face", "two faces", "dark"],
)
async def test_a_bad_arrival_photo_says_what_to_do_and_records_nothing(
    tmp_path: Path, photo: bytes, status: int, says: str
) -> None:
    async with a_live_site(tmp_path) as live:
        staff = await live.staff()
        url = f"/api/sittings/{SITTING_ID}/candidates/{ONE}/probe"
        answer = await staff.post(url, content=photo)
        assert answer.status_code == status
        assert says in answer.text
        admission = await live.site.admissions.state(live.attempts[ONE])
        assert admission.comparisons == 0


async def test_a_face_that_differs_is_referred_and_a_person_decides(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        staff = await live.staff()
        candidate = f"/api/sittings/{SITTING_ID}/candidates/{ONE}"
        probed = (await staff.post(f"{candidate}/probe", content=b"somebody-else")).json()
        assert probed["outcome"] == "referred"
        assert probed["comparison"]["dissimilarity"] > probed["comparison"]["match_at_most"]
        refused_pin = await staff.post(f"{candidate}/pin", json={})
        assert refused_pin.json()["error"]["code"] == "not_admitted"
        unreasoned = await staff.post(f"{candidate}/decision", json={"decision": "refuse"})
        assert unreasoned.json()["error"]["code"] == "reason_missing"
        await staff.post(
            f"{candidate}/decision",
            json={"decision": "refuse", "reason_code": "documents_checked", "reason": "other man"},
        )
        events = (await staff.get(f"{candidate}/events")).json()["events"]
        assert [event["type"] for event in events][:2] == ["ProbeCompared", "ReferralDecided"]
        assert events[1]["by"] == "ani"


async def test_a_refusal_of_somebody_who_sits_takes_the_terminal_and_keeps_the_answers(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path) as live:
        terminal, items = await a_working_terminal(live)
        await terminal.answer(1, items[0], RIGHT)
        staff = await live.staff()
        candidate = f"/api/sittings/{SITTING_ID}/candidates/{ONE}"
        await staff.post(
            f"{candidate}/decision",
            json={"decision": "refuse", "reason_code": "documents_checked", "reason": "stand-in"},
        )
        assert await close_code(terminal) == 4409
        assert (await terminal.client.get("/api/terminal/state")).status_code == 401
        attempt = await live.site.attempts.state(live.attempts[ONE])
        assert (attempt.phase.value, attempt.answered) == ("paused", 1)


async def test_a_face_without_a_usable_picture_can_be_sent_on_to_a_person(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        staff = await live.staff()
        url = f"/api/sittings/{SITTING_ID}/candidates/{ONE}/probe?accept=1"
        probed = (await staff.post(url, content=b"x no_face")).json()
        assert probed["outcome"] == "referred"
        assert probed["comparison"]["reason"] == "no_probe"


async def test_nobody_without_a_role_sees_the_room(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        stranger = live.client()
        terminal = await live.a_terminal(ONE)
        proctor = await live.staff()
        for url in (
            "/api/sittings",
            f"/api/sittings/{SITTING_ID}/room",
            f"/api/sittings/{SITTING_ID}/room/stream",
            f"/api/sittings/{SITTING_ID}/candidates/{ONE}/events",
            "/photos/photo-2",
        ):
            assert (await stranger.get(url)).status_code == 401, url
            assert (await terminal.client.get(url)).status_code in {401, 404}, url
        assert (await terminal.client.get("/photos/photo-1")).status_code == 200
        for url in (f"/api/sittings/{SITTING_ID}/open", f"/api/sittings/{SITTING_ID}/close"):
            assert (await proctor.post(url, json={})).status_code == 403, url


async def test_keys_are_in_no_answer_of_the_server(tmp_path: Path) -> None:
    """The bank marks right choices with the word `benar` in the text of choice b; points and keys
    by any name would show as one of these words."""
    async with a_live_site(tmp_path) as live:
        terminal, _ = await a_working_terminal(live)
        form = (await terminal.client.get("/api/terminal/form")).text
        state = (await terminal.client.get("/api/terminal/state")).text
        room = (await (await live.staff()).get(f"/api/sittings/{SITTING_ID}/room")).text
        for text in (form, state, room):
            for word in ('"key', '"right"', '"points_', '"correct', '"blank"'):
                assert word not in text


async def test_a_full_journal_is_said_and_nothing_is_acknowledged(tmp_path: Path) -> None:
    from catserver.delivery.journal import JournalFull

    async with a_live_site(tmp_path) as live:
        terminal, items = await a_working_terminal(live)
        journal = live.site.journal
        append = journal.append

        def full(rows: object, settle: object) -> None:
            asyncio.get_running_loop().call_soon(settle, JournalFull())  # type: ignore[arg-type]

        journal.append = full  # type: ignore[method-assign,assignment]
        assert (await terminal.answer(1, items[0], RIGHT))["code"] == "disk_full"
        journal.append = append  # type: ignore[method-assign]
        assert (await terminal.answer(1, items[0], RIGHT))["type"] == "acknowledged"
