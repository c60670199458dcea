"""Requests nobody's page sends: each is answered as the sender's fault, and never as ours."""

import asyncio
from pathlib import Path

import httpx
import pytest
from sqlalchemy.exc import SQLAlchemyError

from catserver.store.engine import open_engine, sqlite_url
from tests.live import SITTING_ID, Live, a_live_site, number

ONE = number(1)
DEEP = b'{"x":' + b"[" * 60_000


async def raw_answer(live: Live, *lines: str, body: bytes = b"") -> bytes:
    """What the server answers to bytes that a well-behaved client would not send."""
    host, port = live.origin.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = [*lines, f"Host: {host}:{port}", "Connection: close", f"Content-Length: {len(body)}"]
    writer.write("\r\n".join((*head, "", "")).encode("latin-1") + body)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize("origin", ["http://[", "http://[::", "null", "http://\xe9"])
async def test_an_origin_that_is_no_address_is_a_foreign_one(tmp_path: Path, origin: str) -> None:
    async with a_live_site(tmp_path) as live:
        answer = await raw_answer(live, "POST /api/staff/sign-out HTTP/1.1", f"Origin: {origin}")
        assert answer.startswith(b"HTTP/1.1 403")
        assert b"foreign_origin" in answer


async def test_a_socket_from_an_origin_that_is_no_address_is_not_opened(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        host, port = live.origin.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        lines = (
            "GET /ws/terminal HTTP/1.1",
            f"Host: {host}:{port}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Origin: http://[",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        )
        writer.write("\r\n".join((*lines, "", "")).encode())
        assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 403")
        writer.close()


@pytest.mark.parametrize("token", ["", "~", "~~", "att_1~~", "a~b~\xe9", "att_1~x~" + "0" * 64])
async def test_a_terminal_cookie_that_is_not_ours_signs_nobody_in(
    tmp_path: Path, token: str
) -> None:
    async with a_live_site(tmp_path) as live:
        answer = await raw_answer(
            live, "GET /api/terminal/state HTTP/1.1", f"Cookie: catserver_terminal={token}"
        )
        assert answer.startswith(b"HTTP/1.1 401")


async def test_json_nested_without_end_is_malformed(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        committee = await live.staff("budi")
        for url in ("/api/terminal/sign-in", "/api/staff/sign-in", "/api/sittings"):
            assert code_of(await committee.post(url, content=DEEP)) == (400, "malformed"), url


async def test_a_key_version_that_no_store_can_hold_is_malformed(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        committee = await live.staff("budi")
        body = {"reason": "x", "version": 10**30}
        answer = await committee.post(f"/api/sittings/{SITTING_ID}/rescore", json=body)
        assert code_of(answer) == (400, "malformed")


@pytest.mark.parametrize(
    "start_at",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
    ],
)
async def test_a_start_beyond_every_calendar_is_refused_and_the_list_of_sittings_stands(
    tmp_path: Path, start_at: str
) -> None:
    async with a_live_site(tmp_path) as live:
        committee = await live.staff("budi")
        answer = await committee.post(
            "/api/sittings", json=await a_sitting(committee) | {"start_at": start_at}
        )
        assert code_of(answer) == (400, "malformed")
        assert (await committee.get("/api/sittings")).status_code == 200


@pytest.mark.parametrize("text", ["\x00", "a\x01b", "two\nlines", "\x7f", "\u202egnp.exe"])
async def test_characters_that_nobody_sees_stay_out_of_names_and_seats(
    tmp_path: Path, text: str
) -> None:
    async with a_live_site(tmp_path) as live:
        committee = await live.staff("budi")
        for field in ("title", "room"):
            body = await a_sitting(committee) | {field: text}
            assert code_of(await committee.post("/api/sittings", json=body)) == (400, "malformed")
        seats = f"/api/sittings/{SITTING_ID}/seats"
        assert code_of(await committee.post(seats, json={"seats": {ONE: text}})) == (
            400,
            "malformed",
        )
        results = await committee.get(f"/api/sittings/{SITTING_ID}/results.xlsx")
        assert results.status_code == 200


async def test_a_body_that_trickles_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catserver.web.body.BODY_WITHIN_S", 0.05)
    async with a_live_site(tmp_path) as live:
        reader, writer = await a_begun_body(live)
        assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 408")
        writer.close()


async def test_who_leaves_in_the_middle_of_a_body_fills_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_live_site(tmp_path) as live:
        _, writer = await a_begun_body(live)
        writer.close()
        assert (await live.client().get("/health")).status_code == 200
    assert "Traceback" not in caplog.text
    assert [each for each in caplog.records if each.exc_info] == []


async def a_begun_body(live: Live) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A sign-in that announces more than it sends; the server has begun to read it."""
    host, port = live.origin.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /api/terminal/sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100\r\n"
    writer.write(f"{head}Expect: 100-continue\r\n\r\n".encode())
    assert (
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5) == b"HTTP/1.1 100 Continue\r\n\r\n"
    )
    return reader, writer


async def test_a_fault_of_ours_is_logged_without_whose_request_it_was(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_live_site(tmp_path) as live:
        staff = await live.staff()
        monkeypatch.setattr(live.site.arrivals, "issue_pin", None)
        answer = await staff.post(f"/api/sittings/{SITTING_ID}/candidates/{ONE}/pin", json={})
        assert code_of(answer) == (500, "server_fault")
    assert "pin failed" in caplog.text
    assert ONE not in caplog.text


def test_an_error_of_the_store_tells_no_values(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "store"))
    with pytest.raises(SQLAlchemyError) as caught, engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM nothing WHERE name = ?", ("Siti Aminah",))
    engine.dispose()
    assert "Siti" not in str(caught.value)


async def test_a_host_header_leads_nobody_elsewhere(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        answer = await live.client().get("/api/board/", headers={"Host": "evil.example"})
        assert "evil.example" not in answer.headers.get("location", "")


async def a_sitting(committee: httpx.AsyncClient) -> dict[str, object]:
    exams = (await committee.get("/api/exams")).json()["exams"]
    banks = (await committee.get("/api/banks")).json()["banks"]
    return {
        "title": "Sesi 2",
        "exam": exams[0]["id"],
        "bank": banks[0]["id"],
        "room": "B",
        "start_at": "2026-01-01T00:00:00Z",
        "seats": 2,
    }
