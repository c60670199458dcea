"""The committee's requests against a running site."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import openpyxl
import pytest

from question_bank.preset import read_preset
from tests.live import BANK, EXAM, PASSWORD, RIGHT, SITTING_ID, Live, a_live_site, number

ROSTER = b"nomor,nama,ruang\n9001,Dewi,Ruang B\n9002,Made,Ruang B\n"


@dataclass
class Committee:
    live: Live
    client: httpx.AsyncClient

    async def upload(
        self, path: str, files: dict[str, tuple[str, bytes]], **fields: str
    ) -> dict[str, object]:
        answer = await self.client.post(path, files=files, data=fields)
        assert answer.status_code == 200, answer.text
        said: dict[str, object] = answer.json()
        return said

    async def a_sitting(self, **changes: object) -> httpx.Response:
        exam, bank = await self.loaded()
        wish = {
            "title": "Sesi 2",
            "exam": exam,
            "bank": bank,
            "room": "Ruang B",
            "start_at": "2099-05-04T08:00:00+07:00",
            "seats": 2,
        }
        return await self.client.post("/api/sittings", json=wish | changes)

    async def loaded(self) -> tuple[str, str]:
        exams = (await self.client.get("/api/exams")).json()["exams"]
        banks = (await self.client.get("/api/banks")).json()["banks"]
        return exams[0]["id"], banks[0]["id"]


@pytest.fixture
async def committee(tmp_path: Path) -> AsyncIterator[Committee]:
    async with a_live_site(tmp_path) as live:
        yield Committee(live, await live.staff("budi"))


async def test_a_proctor_is_not_let_into_the_committees_part(committee: Committee) -> None:
    proctor, nobody = await committee.live.staff("ani"), committee.live.client()
    for path in (
        *("/api/exams", "/api/banks", "/api/rosters", "/api/presets", "/api/candidates"),
        *(
            "/api/staff",
            f"/api/sittings/{SITTING_ID}/results",
            f"/api/sittings/{SITTING_ID}/events",
        ),
        *(f"/api/sittings/{SITTING_ID}/results.csv", f"/api/sittings/{SITTING_ID}/results.xlsx"),
    ):
        assert (await proctor.get(path)).status_code == 403, path
        assert (await nobody.get(path)).status_code == 401, path
    for path in (
        *("/api/exams", "/api/banks", "/api/rosters", "/api/sittings", "/api/staff"),
        *(f"/api/sittings/{SITTING_ID}/assign", f"/api/sittings/{SITTING_ID}/seats"),
        *("/api/staff/ani/disable", "/api/staff/ani/password"),
    ):
        assert (await proctor.post(path, json={})).status_code == 403, path
        assert (await nobody.post(path, json={})).status_code == 401, path


async def test_an_exam_is_checked_then_loaded_then_unchanged(committee: Committee) -> None:
    changed = EXAM.replace(b'"exam-small"', b'"exam-other"').replace(b"exam-small", b"exam-other")
    files = {"file": ("lain.toml", changed)}
    checked = await committee.upload("/api/exams", files, check="1")
    first = await committee.upload("/api/exams", files)
    again = await committee.upload("/api/exams", files)
    assert (checked["loaded"], first["loaded"], again["loaded"]) == (False, True, True)
    assert [each["report"]["changed"] for each in (first, again)][1] is False  # type: ignore[index]


async def test_thresholds_of_no_stated_measurement_are_loaded_with_a_notice(
    committee: Committee,
) -> None:
    source = read_preset("skd-2024").source
    looser = source.replace(b"match_at_most = 0.42", b"match_at_most = 0.45")
    assert looser != source
    files = {"file": ("ujian.toml", looser)}
    for answer in (
        await committee.upload("/api/exams", files, check="1"),
        await committee.upload("/api/exams", files),
    ):
        (notice,) = answer["report"]["problems"]  # type: ignore[index]
        assert (notice["severity"], notice["code"]) == ("warning", "thresholds_not_stated")
    shown = {
        each["id"]: each for each in (await committee.client.get("/api/exams")).json()["exams"]
    }
    assert shown["skd-2024"]["thresholds"]["source"] == "not_stated"
    shipped = shown["small"]["thresholds"]
    assert shipped["measurement"]["photographs"]["id"].startswith("787 orang")


async def test_a_preset_is_loaded_by_name(committee: Committee) -> None:
    presets = (await committee.client.get("/api/presets")).json()["presets"]
    assert "skd-2024" in [each["id"] for each in presets]
    answer = await committee.client.post(
        "/api/exams", data={"preset": "skd-2024"}, files={"nothing": b""}
    )
    assert answer.json()["id"] == "skd-2024"


async def test_a_wrong_bank_is_reported_in_both_languages_with_its_place(
    committee: Committee,
) -> None:
    broken = BANK + b"\nX-1,nowhere,,,no stem\n"
    said = await committee.upload("/api/banks", {"file": ("soal.csv", broken)})
    report = said["report"]
    assert isinstance(report, dict)
    assert said["loaded"] is False
    problem = report["problems"][0]
    assert problem["file"] == "soal.csv"
    assert problem["row"]
    assert set(problem["message"]) == set(problem["remedy"]) == {"id", "en"}


async def test_a_roster_is_loaded_and_its_candidates_are_found(committee: Committee) -> None:
    said = await committee.upload("/api/rosters", {"file": ("peserta.csv", ROSTER)})
    assert said["loaded"] is True
    found = (await committee.client.get("/api/candidates", params={"query": "dewi"})).json()
    assert [each["number"] for each in found["candidates"]] == ["9001"]
    assert found["total"] == 5
    summary = (await committee.client.get("/api/rosters")).json()
    assert summary["candidates"] == 5
    assert summary["rooms"]["Ruang B"] == 2


async def test_an_upload_without_a_file_is_refused(committee: Committee) -> None:
    answer = await committee.client.post("/api/banks", files={"other": b"x"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "file_needed")


async def test_an_upload_over_the_limit_is_refused_before_it_is_sent(
    committee: Committee,
) -> None:
    most = committee.live.site.settings.limits.upload_size_bytes_max
    cookie = "; ".join(f"{name}={value}" for name, value in committee.client.cookies.items())
    address = httpx.URL(committee.live.origin)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(
        f"POST /api/banks HTTP/1.1\r\nHost: {address.netloc.decode()}\r\nCookie: {cookie}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {most + 1}\r\n\r\n".encode()
    )
    async with asyncio.timeout(5):
        assert b" 413 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_a_sitting_is_made_and_filled_by_room_until_no_seat_is_left(
    committee: Committee,
) -> None:
    await committee.upload("/api/rosters", {"file": ("p.csv", ROSTER + b"9003,Ayu,Ruang B\n")})
    made = await committee.a_sitting()
    assert made.status_code == 201, made.text
    sitting = made.json()["sitting"]["id"]
    answer = await committee.client.post(
        f"/api/sittings/{sitting}/assign", json={"numbers": "room"}
    )
    assert answer.json()["assigned"] == 2
    assert answer.json()["no_seat"] == ["9003"]
    listed = (await committee.client.get("/api/sittings")).json()["sittings"]
    assert [(each["id"], each["candidates"]) for each in listed][-1] == (sitting, 2)


async def test_two_candidates_change_seats_and_one_seat_is_not_given_twice(
    committee: Committee,
) -> None:
    path = f"/api/sittings/{SITTING_ID}/seats"
    swapped = {number(1): "A-02", number(2): "A-01"}
    assert (await committee.client.post(path, json={"seats": swapped})).status_code == 200
    taken = await committee.client.post(path, json={"seats": {number(3): "A-01"}})
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "seat_taken")
    stranger = await committee.client.post(path, json={"seats": {"404": "A-09"}})
    assert stranger.status_code == 404
    rows = (await committee.client.get(f"/api/sittings/{SITTING_ID}/room")).json()["rows"]
    assert {row["number"]: row["seat"] for row in rows}[number(1)] == "A-02"


async def test_a_sitting_that_cannot_be_is_refused(committee: Committee) -> None:
    wrong: list[tuple[dict[str, object], int]] = [
        ({"start_at": "2099-05-04T08:00:00"}, 400),
        ({"seats": 0}, 400),
        ({"exam": "none"}, 409),
        ({"bank": "none"}, 409),
    ]
    for changes, status in wrong:
        assert (await committee.a_sitting(**changes)).status_code == status, changes


async def test_the_results_name_everyone_and_agree_in_list_csv_and_xlsx(
    committee: Committee,
) -> None:
    live, client = committee.live, committee.client
    terminal = await (await live.a_terminal(number(1))).connect()
    await client.post(f"/api/sittings/{SITTING_ID}/start", json={})
    form = await terminal.hear("form")
    items = form["items"]
    assert isinstance(items, list)
    keyed = next(each["id"] for each in items if each["section"] == "twk")
    await terminal.answer(1, keyed, RIGHT)
    path = f"/api/sittings/{SITTING_ID}/results"
    rows = (await client.get(path)).json()["rows"]
    assert [(row["number"], row["rank"], row["total"]) for row in rows] == [
        (number(1), 1, 5),
        (number(2), None, None),
        (number(3), None, None),
    ]
    lines = (await client.get(f"{path}.csv")).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("peringkat,nomor,nama")
    assert lines[1].startswith(f"1,{number(1)},Peserta 1")
    answer = await client.get(f"{path}.xlsx", params={"language": "en"})
    assert "filename*=UTF-8''Sesi%201.xlsx" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings[:2] == ["rank", "number"]
    assert sheet.cell(2, headings.index("total") + 1).value == 5


async def test_a_sitting_that_cannot_close_says_who_keeps_it_open(committee: Committee) -> None:
    await (await committee.live.a_terminal(number(1))).connect()
    url = f"/api/sittings/{SITTING_ID}/close"
    refused = await committee.client.post(url, json={"reason": "Selesai"})
    assert refused.status_code == 409
    error = refused.json()["error"]
    assert error["code"] == "sitting_does_not_balance"
    (unfinished,) = error["detail"]["unfinished"]
    assert (unfinished["number"], unfinished["attempt"]) == (number(1), "waiting")


async def test_who_has_not_come_can_be_taken_out_and_who_has_come_stays(
    committee: Committee,
) -> None:
    await committee.live.a_terminal(number(1))
    url = f"/api/sittings/{SITTING_ID}/unassign"
    said = await committee.client.post(url, json={"numbers": [number(1), number(2)]})
    assert said.json()["unassigned"] == 1
    assert said.json()["kept"] == [number(1)]
    room = (await committee.client.get(f"/api/sittings/{SITTING_ID}/room")).json()
    numbers = [row["number"] for row in room["rows"]]
    assert number(1) in numbers
    assert number(2) not in numbers
    again = await committee.client.post(
        f"/api/sittings/{SITTING_ID}/assign", json={"numbers": [number(2)]}
    )
    assert again.json()["assigned"] == 1


async def test_the_room_and_the_list_of_exams_name_the_categories(committee: Committee) -> None:
    room = (await committee.client.get(f"/api/sittings/{SITTING_ID}/room")).json()
    exams = (await committee.client.get("/api/exams")).json()["exams"]
    assert room["categories"] == exams[0]["categories"]
    assert {"id", "title"} == set(room["categories"][0])


async def test_the_drawings_are_kept_by_browsers_and_the_pages_are_not(
    committee: Committee,
) -> None:
    drawings = await committee.client.get("/static/icons.svg")
    page = await committee.client.get("/static/pages/committee.js")
    assert "stale-while-revalidate" in drawings.headers["Cache-Control"]
    assert page.headers["Cache-Control"] == "no-cache"


async def test_what_happens_to_the_room_and_to_candidates_is_one_account(
    committee: Committee,
) -> None:
    proctor = await committee.live.staff("ani")
    heard = {"class": "environment", "text": "Bising di luar"}
    recorded = await proctor.post(f"/api/sittings/{SITTING_ID}/incident", json=heard)
    assert recorded.status_code == 201
    wordless = await proctor.post(f"/api/sittings/{SITTING_ID}/incident", json={"text": " "})
    assert wordless.json()["error"]["code"] == "reason_missing"
    await proctor.post(
        f"/api/sittings/{SITTING_ID}/actions",
        json={
            "action": "incident",
            "numbers": [number(1), number(2)],
            "text": "Kursi rusak",
            "class": "technical",
        },
    )
    account = (await committee.client.get(f"/api/sittings/{SITTING_ID}/events")).json()["account"]
    told = [(each["type"], each["values"].get("text"), each["numbers"]) for each in account]
    assert told[2:] == [
        ("RoomIncidentRecorded", "Bising di luar", []),
        ("IncidentRecorded", "Kursi rusak", [number(1), number(2)]),
    ]


async def test_the_account_of_a_sitting_says_who_did_what(committee: Committee) -> None:
    events = (await committee.client.get(f"/api/sittings/{SITTING_ID}/events")).json()["events"]
    assert [(each["type"], each["by"]) for each in events] == [
        ("SittingPrepared", "budi"),
        ("SittingOpened", "budi"),
    ]


async def test_an_account_is_made_used_and_disabled(committee: Committee) -> None:
    client = committee.client
    body = {"name": "eka", "display_name": "Eka", "role": "proctor", "password": PASSWORD}
    assert (await client.post("/api/staff", json=body)).status_code == 201
    assert (await client.post("/api/staff", json=body)).json()["error"]["code"] == "name_taken"
    eka = await committee.live.staff("eka")
    assert (await client.post("/api/staff/eka/disable", json={})).status_code == 200
    assert (await eka.get("/api/staff/me")).status_code == 401
    last = await client.post("/api/staff/budi/disable", json={})
    assert last.json()["error"]["code"] == "last_committee"
    listed = (await client.get("/api/staff")).json()["staff"]
    assert {each["name"]: bool(each["disabled_at"]) for each in listed}["eka"] is True


async def test_a_weak_password_says_how_long_it_must_be(committee: Committee) -> None:
    body = {"name": "eka", "display_name": "Eka", "role": "proctor", "password": "short"}
    error = (await committee.client.post("/api/staff", json=body)).json()["error"]
    assert error == {"code": "password_weak", "detail": {"length_min": 10}}


def decision(action: str, reason: str = "Laporan pengawas") -> dict[str, str]:
    return {"action": action, "reason": reason}


async def test_a_result_is_withheld_by_one_and_disqualified_by_two_and_the_files_say_so(
    committee: Committee,
) -> None:
    client = committee.client
    terminal = await committee.live.a_terminal(number(1))
    await terminal.connect()
    await client.post(f"/api/sittings/{SITTING_ID}/start", json={})
    url = f"/api/sittings/{SITTING_ID}/results"
    decide = f"{url}/{number(1)}/decision"
    assert (await client.post(decide, json=decision("withhold"))).status_code == 200
    row = next(
        each for each in (await client.get(url)).json()["rows"] if each["number"] == number(1)
    )
    assert (row["rank"], row["passed"], row["withheld"]["by"]) == (None, None, "budi")
    lines = (await client.get(f"{url}.csv")).content.decode("utf-8-sig")
    assert "sedang diperiksa" in lines

    assert (await client.post(decide, json=decision("disqualify"))).status_code == 200
    alone = await client.post(decide, json=decision("agree"))
    assert (alone.status_code, alone.json()["error"]["code"]) == (409, "second_person_needed")
    body = {"name": "citra", "display_name": "Citra", "role": "committee", "password": PASSWORD}
    assert (await client.post("/api/staff", json=body)).status_code == 201
    citra = await committee.live.staff("citra")
    assert (await citra.post(decide, json=decision("agree"))).status_code == 200
    lines = (await client.get(f"{url}.csv", params={"language": "en"})).content.decode("utf-8-sig")
    assert "disqualified" in lines

    account = (await client.get(f"/api/sittings/{SITTING_ID}/events")).json()["account"]
    told = [(each["type"], each["values"]["by"], each["numbers"]) for each in account]
    assert told[-3:] == [
        ("ResultWithheld", "budi", [number(1)]),
        ("DisqualificationProposed", "budi", [number(1)]),
        ("CandidateDisqualified", "citra", [number(1)]),
    ]


async def test_only_the_committee_decides_on_results_and_always_with_a_reason(
    committee: Committee,
) -> None:
    decide = f"/api/sittings/{SITTING_ID}/results/{number(1)}/decision"
    proctor = await committee.live.staff("ani")
    assert (await proctor.post(decide, json=decision("withhold"))).status_code == 403
    wordless = await committee.client.post(decide, json=decision("withhold", " "))
    assert wordless.json()["error"]["code"] == "reason_missing"
    nobody = f"/api/sittings/{SITTING_ID}/results/nobody/decision"
    unknown = await committee.client.post(nobody, json=decision("withhold"))
    assert unknown.json()["error"]["code"] == "not_in_this_sitting"


async def test_the_board_is_revealed_after_the_sitting_only(committee: Committee) -> None:
    refused = await committee.client.post(f"/api/sittings/{SITTING_ID}/reveal", json={})
    assert refused.json()["error"]["code"] == "sitting_not_closed"
