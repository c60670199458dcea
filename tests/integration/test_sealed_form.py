"""The sealed form over the real server: fetched early, worthless before the start, open at T0."""

import asyncio
import base64
from pathlib import Path

import msgspec
import pytest

from catserver.delivery.sealing import SealBroken, unseal
from tests.live import SITTING_ID, Live, Terminal, a_live_site, number

ONE, TWO = number(1), number(2)
NEVER_BEFORE_THE_START = (b"TWK-", b"TKP-", b"keliru")
"""Items' identifiers and a choice's text, as they stand in the bank."""


async def messages_until(terminal: Terminal, kind: str) -> list[dict[str, object]]:
    """Everything the socket says up to and with the first message of that type."""
    assert terminal.socket is not None
    heard: list[dict[str, object]] = []
    async with asyncio.timeout(5):
        while not heard or heard[-1]["type"] != kind:
            heard.append(msgspec.json.decode(await terminal.socket.recv()))
    return heard


async def start(live: Live) -> None:
    answer = await (await live.staff()).post(f"/api/sittings/{SITTING_ID}/start", json={})
    assert answer.status_code == 200, answer.text


async def opened(terminal: Terminal, key: object) -> dict[str, object]:
    answer = await terminal.client.get("/api/terminal/sealed-form")
    assert answer.status_code == 200, answer.text
    digest = answer.headers["X-Form-Digest"]
    package: dict[str, object] = msgspec.json.decode(
        unseal(base64.b64decode(str(key)), digest, answer.content)
    )
    assert package["digest"] == digest
    return package


async def test_a_terminal_that_holds_its_sealed_form_is_sent_the_key_and_no_form(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path) as live:
        terminal = await (await live.a_terminal(ONE)).connect()
        sealed = await terminal.client.get("/api/terminal/sealed-form")
        digest = sealed.headers["X-Form-Digest"]
        await terminal.say({"type": "ping", "form": digest})
        await terminal.hear("pong")
        await start(live)
        heard = await messages_until(terminal, "started")
        assert [each["type"] for each in heard] == ["started"]
        key = base64.b64decode(str(heard[0]["form_key"]))
        package = msgspec.json.decode(unseal(key, digest, sealed.content))
        in_clear = (await terminal.client.get("/api/terminal/form")).json()
        assert package == {**in_clear, "pictures": {}}


async def test_a_hello_that_names_the_form_is_enough(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        terminal = await live.a_terminal(ONE)
        sealed = await terminal.client.get("/api/terminal/sealed-form")
        await terminal.connect(sealed.headers["X-Form-Digest"])
        await start(live)
        heard = await messages_until(terminal, "started")
        assert [each["type"] for each in heard] == ["started"]


@pytest.mark.parametrize("held", [None, "0" * 64])
async def test_a_terminal_without_its_form_gets_it_in_clear_at_the_start(
    tmp_path: Path, held: str | None
) -> None:
    async with a_live_site(tmp_path) as live:
        terminal = await (await live.a_terminal(ONE)).connect(held)
        await start(live)
        heard = await messages_until(terminal, "started")
        assert [each["type"] for each in heard] == ["form", "started"]


async def test_nothing_readable_of_a_form_leaves_the_server_before_the_start(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path) as live:
        pin = await live.a_pin(ONE)
        client = live.client()
        said = bytearray()
        body = {"number": ONE, "pin": pin, "terminal": "T"}
        said += (await client.post("/api/terminal/sign-in", json=body)).content
        terminal = Terminal(live, client, ONE)
        await terminal.connect()
        said += msgspec.json.encode(terminal.welcome)
        said += (await client.post("/api/terminal/connect", json={})).content
        for path in ("state", "form", "sealed-form"):
            answer = await client.get(f"/api/terminal/{path}")
            said += answer.content + str(answer.headers).encode()
        terminal = await terminal.connect()
        await terminal.say({"type": "ping"})
        said += msgspec.json.encode(await messages_until(terminal, "pong"))
        assert [each for each in NEVER_BEFORE_THE_START if each in said] == []
        assert b'"form_key":null' in said
        await start(live)
        started = (await messages_until(terminal, "started"))[-1]
        key = str(started["form_key"])
        assert key.encode() not in said
        assert base64.b64decode(key) not in said
        after = (await client.get("/api/terminal/form")).content
        assert all(each in after for each in NEVER_BEFORE_THE_START)


async def test_the_key_is_in_no_event_of_the_journal(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        terminal = await (await live.a_terminal(ONE)).connect()
        await start(live)
        key = base64.b64decode(str((await terminal.hear("started"))["form_key"]))
        secret = await live.site.registry.site_value(f"form_seal/{SITTING_ID}")
        assert secret is not None
        attempt = live.attempts[ONE]
        kept = b""
        for stream in (f"attempt/{attempt}", f"admission/{attempt}", f"sitting/{SITTING_ID}"):
            kept += b"".join(row.data for row in await live.site.journal.read(stream))
        assert b"AttemptStarted" in kept
        for hidden in (key, key.hex().encode(), base64.b64encode(key), secret.encode()):
            assert hidden not in kept


async def test_a_key_opens_no_other_candidates_form(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        one = await (await live.a_terminal(ONE)).connect()
        two = await (await live.a_terminal(TWO)).connect()
        await start(live)
        keys = [(await each.hear("started"))["form_key"] for each in (one, two)]
        assert keys[0] != keys[1]
        assert (await opened(one, keys[0]))["items"]
        with pytest.raises(SealBroken):
            await opened(one, keys[1])


async def test_a_terminal_that_comes_back_has_the_key_in_its_welcome(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        terminal = await (await live.a_terminal(ONE)).connect()
        await start(live)
        key = (await terminal.hear("started"))["form_key"]
        await terminal.pull_the_cable()
        digest = (await terminal.client.get("/api/terminal/form")).json()["digest"]
        await terminal.connect(digest)
        assert terminal.welcome["form_key"] == key
        await terminal.say({"type": "ping"})
        heard = await messages_until(terminal, "pong")
        assert "form" not in {each["type"] for each in heard}
        over_http = await terminal.client.post("/api/terminal/connect", json={})
        assert over_http.json()["welcome"]["form_key"] == key


async def test_a_form_that_is_held_already_is_not_sealed_again(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        terminal = await live.a_terminal(ONE)
        first = await terminal.client.get("/api/terminal/sealed-form")
        assert first.headers["Cache-Control"] == "no-store"
        again = await terminal.client.get(
            "/api/terminal/sealed-form", headers={"If-None-Match": first.headers["ETag"]}
        )
        assert again.status_code == 304
        assert again.content == b""


async def test_after_the_end_there_is_no_sealed_form_and_no_key(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        terminal = await (await live.a_terminal(ONE)).connect()
        await start(live)
        await terminal.hear("started")
        await terminal.say({"type": "hand_in"})
        await terminal.hear("finished")
        assert (await terminal.client.get("/api/terminal/sealed-form")).status_code == 410
        await terminal.connect()
        assert terminal.welcome["form_key"] is None


async def test_nobody_fetches_a_form_without_signing_in(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        assert (await live.client().get("/api/terminal/sealed-form")).status_code == 401


async def test_the_terminals_worker_is_served_for_the_terminals_page_alone(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        answer = await live.client().get("/terminal-sw.js")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Service-Worker-Allowed"] == "/terminal"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.text.startswith("self.SHELL = ")
