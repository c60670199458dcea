"""The gates over real sockets: desk, seat, out and back; what room and terminal are told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from catserver.admission.state import AdmissionPhase
from tests.live import EXAM, SITTING_ID, Live, Terminal, a_live_site, number
from tests.rooms import HandClock

ONE = number(1)
ALL_GATES = EXAM.replace(
    b"[identity]\n",
    b'[identity]\nseat = "required"\nreturn = "required"\npresence_every_minutes = 30\n',
)
OPTIONAL = EXAM.replace(b"[identity]\n", b'[identity]\nseat = "optional"\n')
CANDIDATE = f"/api/sittings/{SITTING_ID}/candidates/{ONE}"


async def row(live: Live) -> dict[str, object]:
    room = (await (await live.staff()).get(f"/api/sittings/{SITTING_ID}/room")).json()
    found: dict[str, object] = next(each for each in room["rows"] if each["number"] == ONE)
    return found


async def act(live: Live, action: str) -> None:
    body = {"action": action, "numbers": [ONE], "reason": ""}
    staff = await live.staff()
    answer = await staff.post(f"/api/sittings/{SITTING_ID}/actions", json=body)
    assert answer.json()["results"] == [{"number": ONE, "ok": True, "code": None, "pin": None}]


async def look(terminal: Terminal, gate: str, who: str) -> httpx.Response:
    return await terminal.client.post(
        "/api/terminal/gate/look", params={"gate": gate}, content=who.encode()
    )


def gate_in(message: object) -> str | None:
    return str(message["gate"]) if isinstance(message, dict) else None


async def test_arrival_seat_out_and_back_with_another_face(tmp_path: Path) -> None:
    async with a_live_site(tmp_path, exam_file=ALL_GATES) as live:
        terminal = await (await live.a_terminal(ONE)).connect()
        asked = await terminal.hear("gate")
        assert gate_in(asked["gate"]) == "seat"
        assert gate_in((await row(live))["due"]) == "seat"
        await terminal.client.post("/api/terminal/gate/ask", json={"gate": "seat"})

        poor = (await look(terminal, "seat", f"face-{ONE} too_dark")).json()
        assert (poor["outcome"], poor["findings"][0]["code"]) == ("retake", "too_dark")
        taken = (await look(terminal, "seat", f"face-{ONE}")).json()
        assert taken == {"outcome": "taken", "findings": [], "gate": None}
        assert (await terminal.hear("gate"))["gate"] is None
        seen = await row(live)
        assert seen["gates"]["seat"]["state"] == "match"  # type: ignore[index]

        await act(live, "out")
        await act(live, "back")
        assert gate_in((await terminal.hear("gate"))["gate"]) == "return"
        taken = (await look(terminal, "return", "face-of-another")).json()
        assert taken["outcome"] == "taken", "the candidate is not told what was found"
        referred = await row(live)
        assert referred["admission"] == "seated"
        assert referred["referral"]["gate"] == "return"  # type: ignore[index]
        assert referred["referral"]["reason"] == "non_match"  # type: ignore[index]
        assert referred["photos"]["now"] != referred["photos"]["arrival"]  # type: ignore[index]
        assert referred["comparison"]["gate"] == "return"  # type: ignore[index]

        body = {"decision": "refuse", "reason_code": "", "reason": "another person"}
        staff = await live.staff()
        decided = (await staff.post(f"{CANDIDATE}/decision", json=body)).json()["row"]
        assert (decided["admission"], decided["referral"]) == ("refused", None)
        assert (await terminal.client.get("/api/terminal/state")).status_code == 401


async def test_a_proctors_hand_held_camera_looks_at_a_seat_without_one(tmp_path: Path) -> None:
    async with a_live_site(tmp_path, exam_file=ALL_GATES) as live:
        terminal = await (await live.a_terminal(ONE)).connect()
        body = {"gate": "seat", "why": "absent"}
        passed = await terminal.client.post("/api/terminal/gate/pass", json=body)
        assert passed.json() == {"gate": None}
        assert (await row(live))["referral"]["reason"] == "no_camera"  # type: ignore[index]
        staff = await live.staff()
        looked = await staff.post(f"{CANDIDATE}/probe?gate=seat", content=f"face-{ONE}".encode())
        assert looked.json()["outcome"] == "match"
        assert looked.json()["row"]["referral"] is None
        assert looked.json()["row"]["gates"]["seat"]["state"] == "match"


async def test_nothing_is_taken_that_is_not_wanted(tmp_path: Path) -> None:
    async with a_live_site(tmp_path, exam_file=OPTIONAL) as live:
        terminal = await (await live.a_terminal(ONE)).connect()
        assert (await look(terminal, "return", "x")).json()["error"]["code"] == "gate_not_due"
        body = {"gate": "seat", "why": "skipped"}
        await terminal.client.post("/api/terminal/gate/pass", json=body)
        assert (await row(live))["gates"]["seat"]["state"] == "passed_by"  # type: ignore[index]
        assert (await look(terminal, "seat", "x")).json()["error"]["code"] == "gate_not_due"
        staff = await live.staff()
        strange = await staff.post(f"{CANDIDATE}/probe?gate=door", content=b"x")
        assert strange.status_code == 400


async def test_presence_is_asked_when_its_time_has_come(tmp_path: Path) -> None:
    clock = HandClock(datetime.now(UTC))
    async with a_live_site(tmp_path, exam_file=ALL_GATES, clock=clock) as live:
        terminal = await (await live.a_terminal(ONE)).connect()
        await look(terminal, "seat", f"face-{ONE}")
        clock.pass_(hours=1)
        await terminal.hear("started")
        ahead = await terminal.hear("gate")
        assert gate_in(ahead["gate"]) == "presence"
        due_at = datetime.fromisoformat(str(ahead["gate"]["due_at"]))  # type: ignore[index]
        assert due_at - clock.now() == timedelta(minutes=30)
        assert (await look(terminal, "presence", "x")).status_code == 409
        clock.at = due_at
        assert (await look(terminal, "presence", f"face-{ONE}")).json()["outcome"] == "taken"
        state = await live.site.admissions.state(live.attempts[ONE])
        assert state.phase is AdmissionPhase.SEATED
        assert state.referral is None


async def test_the_queue_is_shown_to_the_staff(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        told = (await (await live.staff()).get("/api/faces/queue")).json()
        nobody = {"waiting": 0, "later": 0, "later_since": None, "not_searched": 0}
        assert told == {**nobody, "wait_s": 0.0, "seat_first": False}
