"""A small exam day through the real server ends with a log that anybody can verify."""

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from catserver.cli import main
from catserver.cli.witness import server_of
from catserver.store.backup import back_up, restore
from catserver.store.engine import open_engine
from catserver.transparency import keeper
from catserver.transparency.log import Away
from catserver.transparency.note import COSIGNATURE
from catserver.transparency.opening import public_folder
from catserver.transparency.signing import Cosigner, make_key
from catserver.transparency.witness import Witness
from tests.live import RIGHT, SITTING_ID, Live, Terminal, a_live_site, a_server, number, settings_in

ONE, TWO = number(1), number(2)
SKIPPED = [
    word for part in ("disk", "clock", "network", "faces", "store") for word in ("--skip", part)
]
SITTING = f"/api/sittings/{SITTING_ID}"


async def sit(live: Live, who: str, answers: int) -> Terminal:
    """From the desk to the hand-in."""
    terminal = await (await live.a_terminal(who)).connect()
    await (await live.staff()).post(f"{SITTING}/start", json={})
    form = await terminal.hear("form")
    items = form["items"]
    assert isinstance(items, list)
    for seq, item in enumerate(items[:answers], start=1):
        await terminal.answer(seq, item["id"], RIGHT if item["section"] == "twk" else "d")
    await terminal.say({"type": "hand_in"})
    await terminal.hear("finished")
    return terminal


async def close(live: Live) -> None:
    committee = await live.staff("budi")
    answer = await committee.post(f"{SITTING}/close", json={"reason": "selesai"})
    assert answer.status_code == 200, answer.text
    await live.site.keeper.flush()


async def catserver(folder: Path, *arguments: str) -> Result:
    """A verb as an operator types it; in a thread, because it has a loop of its own."""
    config = folder.parent / "catserver.toml"
    config.write_text(f'[data]\ndirectory = "{folder.as_posix()}"\n', encoding="utf-8")
    typed = ["--config", str(config), *arguments]
    return await asyncio.to_thread(CliRunner().invoke, main, typed)


async def it_can_be_taken_along(terminal: Terminal, receipt: dict[str, object]) -> None:
    file = await terminal.client.get("/api/terminal/receipt.tlog-proof")
    assert file.text == receipt["proof"]
    assert receipt["page"] == f"{terminal.client.base_url}/verify"
    code = await terminal.client.get("/api/terminal/receipt.svg")
    assert code.headers["content-type"] == "image/svg+xml"
    assert code.headers["cache-control"] == "no-store"
    assert code.text.startswith("<svg ")


async def test_a_day_ends_with_a_log_that_verifies_and_a_receipt_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "FLUSH_EVERY_S", 3600)  # the test says when
    folder = tmp_path / "site"
    async with a_live_site(folder) as live:
        terminal = await sit(live, ONE, 5)
        first = (await terminal.client.get("/api/terminal/receipt")).json()
        assert (first["state"], first["proof"]) == ("promised", None)
        waiting = await terminal.client.get("/api/terminal/receipt.tlog-proof")
        assert (waiting.status_code, waiting.json()["error"]["code"]) == (404, "receipt_not_ready")
        await live.site.keeper.flush()
        receipt = (await terminal.client.get("/api/terminal/receipt")).json()
        assert (receipt["state"], receipt["leaf"]) == ("logged", first["leaf"])
        await it_can_be_taken_along(terminal, receipt)
        committee = await live.staff("budi")
        same = await committee.get(f"{SITTING}/candidates/{ONE}/receipt")
        assert same.json()["leaf"] == receipt["leaf"]
        await close(live)
        anybody = live.client()
        checkpoint = await anybody.get("/log/checkpoint")
        assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
        assert "max-age=2" in checkpoint.headers["cache-control"]
        size = int(checkpoint.text.splitlines()[1])
        bundle = await anybody.get(f"/log/tile/entries/000.p/{size}")
        assert bundle.headers["content-type"] == "application/octet-stream"
        assert "immutable" in bundle.headers["cache-control"]
        assert bundle.headers["access-control-allow-origin"] == "*"
        readme = await anybody.get(
            "/log/", headers={"Accept-Language": "en"}, follow_redirects=True
        )
        assert readme.text.startswith("# The log of an exam")
        for path in ("../log/key", "%2e%2e/log/key", "signed", "tile/0", "key", ".new"):
            assert (await anybody.get(f"/log/{path}")).status_code == 404, path
    mine = tmp_path / "mine.tlog-proof"
    mine.write_text(str(receipt["proof"]))
    public = str(public_folder(folder))
    whole = await catserver(folder, "verify", public, "--site")
    assert whole.exit_code == 0, whole.output
    assert "Everything fits: leaves 6," in whole.output
    assert "The site's own data fit too: attempts 3," in whole.output
    single = await catserver(folder, "verify", str(mine), "--log", public)
    assert single.exit_code == 0, single.output
    assert "The receipt fits" in single.output
    promise = tmp_path / "promise.note"
    promise.write_text(str(first["promise"]))
    kept = await catserver(folder, "verify", str(promise), "--log", public, "--language", "id")
    assert "Janji ditepati" in kept.output
    status = await catserver(folder, "log", "status")
    key = status.output.split("vkey         ")[1].split()[0]
    assert (await catserver(folder, "verify", str(mine), "--vkey", key)).exit_code == 0
    copied = await catserver(folder, "log", "publish", str(tmp_path / "stick"))
    assert "holds the log with 6 leaves" in copied.output
    stick = await catserver(folder, "verify", str(tmp_path / "stick"), "--vkey", key)
    assert stick.exit_code == 0, stick.output


async def test_a_tampered_row_of_the_database_is_named_by_the_command(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    async with a_live_site(folder) as live:
        await sit(live, ONE, 5)
        await close(live)
        attempt = live.attempts[ONE]
    with sqlite3.connect(folder / "catserver.sqlite3") as database:
        database.execute(
            "UPDATE events SET data = replace(CAST(data AS TEXT), '\"points\":500', '\"points\":0')"
            " WHERE stream = ? AND type = 'ResponseRecorded'",
            (f"attempt/{attempt}",),
        )
    database.close()
    found = await catserver(folder, "verify", str(public_folder(folder)), "--site")
    assert found.exit_code == 1
    assert f"The journal was altered: attempt/{attempt}, event" in found.output
    assert "does not fit" in found.output


async def test_a_restored_site_goes_on_only_after_a_person_took_its_log_up(tmp_path: Path) -> None:
    folder, backup, restored = tmp_path / "site", tmp_path / "backup", tmp_path / "restored"
    settings = settings_in(folder)
    async with a_live_site(folder) as live:
        await sit(live, ONE, 3)
        await live.site.keeper.flush()
        engine = open_engine(settings.store_url)
        if engine.dialect.name != "sqlite":
            pytest.skip("a backup of PostgreSQL is pg_dump's")
        back_up(engine, folder, backup, lambda *_: None)
        engine.dispose()
        await close(live)
        kept = tmp_path / "kept"
        shutil.copytree(public_folder(folder), kept)
    restore(backup, restored, live.site.clock.now())
    async with a_server(restored) as again:
        assert again.site.keeper.log.away is Away.RESTORED
        committee = await again.staff("budi")
        await committee.post(f"{SITTING}/close", json={"reason": "selesai"})
        await again.site.keeper.flush()
        assert not public_folder(restored).exists()
        answer = await committee.get(f"{SITTING}/candidates/{ONE}/receipt")
        assert answer.json()["state"] == "log_away"
    status = await catserver(restored, "log", "status")
    assert status.exit_code == 1
    assert "the data were restored from a backup" in status.output
    doctor = await catserver(restored, "doctor", *SKIPPED)
    assert "public log: not continued" in doctor.output
    refused = await catserver(restored, "log", "resume", "--reason", "disk")
    assert "Name a copy of the published folder" in refused.output
    done = await catserver(restored, "log", "resume", str(kept), "--reason", "the disk failed")
    assert done.exit_code == 0, done.output
    assert "2 leaves were taken from the copy" in done.output
    async with a_server(restored) as again:
        assert again.site.keeper.log.away is None
    found = await catserver(restored, "verify", str(public_folder(restored)))
    assert found.exit_code == 0, found.output
    known = str(kept / "checkpoint")
    found = await catserver(restored, "verify", str(public_folder(restored)), "--known", known)
    assert found.exit_code == 0, found.output


async def test_a_witness_over_http_cosigns_what_the_site_shows_it(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    async with a_live_site(folder) as live:
        await live.site.keeper.flush()
        keys = live.site.keeper.log.parts.keys
    assert keys is not None
    own = make_key("saksi.example/w1", COSIGNATURE)
    (tmp_path / "witness").mkdir()
    cosigner = Cosigner(own, lambda: 1_800_000_000)
    asked = Witness(tmp_path / "witness", cosigner, {keys.origin: [keys.log.public]})
    with serving(server_of(asked, "127.0.0.1", 0)) as url:
        arguments = ("log", "cosign", "--witness", url, "--vkey", str(own.public))
        done = await catserver(folder, *arguments)
        assert done.exit_code == 0, done.output
        assert "saksi.example/w1 cosigned 3 leaves at 2027-01-15 08:00:00 UTC" in done.output
        origin_hash = sha256(keys.origin.encode()).hexdigest()
        async with httpx.AsyncClient(base_url=url, trust_env=False) as anybody:
            shown = await anybody.get(f"/{origin_hash}/checkpoint")
            assert shown.text.splitlines()[0] == keys.origin
            assert (await anybody.get("/other/checkpoint")).status_code == 404
            assert (await anybody.post("/elsewhere", content=b"")).status_code == 404
            large = await anybody.post("/add-checkpoint", content=b"x" * 70_000)
            assert large.status_code == 413
            conflict = await anybody.post("/add-checkpoint", content=b"old 1\n\n" + shown.content)
            assert (conflict.status_code, conflict.text) == (409, "3\n")
            assert conflict.headers["content-type"] == "text/x.tlog.size"
    public = str(public_folder(folder))
    found = await catserver(folder, "verify", public, "--witness", str(own.public))
    assert "trusted witnesses 1" in found.output
    nobody = await catserver(folder, *arguments)
    assert nobody.exit_code == 1
    assert "does not answer" in nobody.output


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[str]:
    """In a thread of its own, gone when the block is left."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
