"""A backup is made while candidates answer, restored, and the restored site knows it is behind."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from catserver.attempt.events import IncidentRecorded
from catserver.cli.checks.finding import Verdict
from catserver.cli.checks.restored import check_restored
from catserver.store.backup import (
    DATABASE_FILE,
    MANIFEST_FILE,
    BackupRefused,
    Manifest,
    back_up,
    restore,
)
from catserver.store.engine import open_engine, sqlite_url
from catserver.store.restored import restored_from
from tests.crash.killable import (
    a_killable,
    a_room_at_work,
    assert_nothing_was_lost,
    everybody_progresses,
    working,
)
from tests.live import SITTING_ID, a_live_site, a_server, number

TERMINALS = 4
NOW = datetime(2026, 5, 4, tzinfo=UTC)


def a_backup(data_dir: Path, to: Path) -> Manifest:
    engine = open_engine(sqlite_url(data_dir / DATABASE_FILE))
    try:
        return back_up(engine, data_dir, to, lambda _done, _total: None)
    finally:
        engine.dispose()


@pytest.mark.crash
async def test_a_backup_made_under_load_holds_all_that_was_acknowledged_before_it(
    tmp_path: Path,
) -> None:
    data_dir, kept, restored = tmp_path / "data", tmp_path / "kept", tmp_path / "restored"
    async with a_killable(data_dir) as server:
        terminals = await a_room_at_work(server, TERMINALS)
        async with working(terminals):
            await everybody_progresses(terminals)
            before = [dict(terminal.told) for terminal in terminals]
            manifest = a_backup(data_dir, kept)
            await everybody_progresses(terminals)
        await server.kill()
    mark = restore(kept, restored, NOW)
    assert mark.position == manifest.position > 0
    assert restored_from(restored) == mark
    assert (restored / "site-secret").read_bytes() == (data_dir / "site-secret").read_bytes()
    for terminal, told in zip(terminals, before, strict=True):
        terminal.told = told  # what was acknowledged before the backup began
    await assert_nothing_was_lost(restored, terminals)


@pytest.mark.crash
async def test_a_restored_site_says_that_it_is_behind_and_notices_each_terminal_it_is_behind_of(
    tmp_path: Path,
) -> None:
    data_dir, kept, restored = tmp_path / "data", tmp_path / "kept", tmp_path / "restored"
    async with a_live_site(data_dir, candidates=2) as live:
        ahead, level = await live.a_terminal(number(1)), await live.a_terminal(number(2))
        await ahead.connect()
        await level.connect()
        await live.site.sittings.start(SITTING_ID, "ani")
        await ahead.hear("started")
        form = (await ahead.client.get("/api/terminal/form")).json()["items"]
        assert (await ahead.answer(1, form[0]["id"], "a"))["type"] == "acknowledged"
        manifest = a_backup(data_dir, kept)
        assert (await ahead.answer(2, form[1]["id"], "a"))["type"] == "acknowledged"
        cookies = [dict(terminal.client.cookies) for terminal in (ahead, level)]
        attempts = live.attempts
    restore(kept, restored, NOW)
    async with a_server(restored) as live:
        shown = (await live.client().get("/api/site")).json()["restored_from"]
        assert datetime.fromisoformat(shown) == manifest.newest_at
        for each, place, told_seq in zip(cookies, (1, 2), (2, 0), strict=True):
            terminal = type(ahead)(live, live.client(), number(place))
            terminal.client.cookies.update(each)
            if place == 1:
                await terminal.connect(last_seq=told_seq)
            answered = await terminal.client.post(
                "/api/terminal/connect", json={"last_seq": told_seq}
            )
            assert answered.status_code == 200
        incidents = {
            place: [
                event.by
                for event in await live.site.attempts.events(attempts[number(place)])
                if isinstance(event, IncidentRecorded)
            ]
            for place in (1, 2)
        }
        assert incidents == {1: ["rule"], 2: []}, "said over and over, entered once"
        (finding,) = check_restored(restored)
        assert finding.verdict is Verdict.ATTENTION
        committee, settled = await live.staff("budi"), {"reason": "checked every seat"}
        refused = await committee.post("/api/site/restored", json={"reason": " "})
        assert refused.json()["error"]["code"] == "reason_missing"
        assert (await committee.post("/api/site/restored", json=settled)).status_code == 200
        assert (await live.client().get("/api/site")).json()["restored_from"] is None
    mark = restored_from(restored)
    assert mark is not None
    assert mark.settled is not None
    assert (mark.settled.by, mark.settled.reason) == ("budi", "checked every seat")
    (finding,) = check_restored(restored)
    assert finding.verdict is Verdict.OK
    assert "checked every seat" in finding.said
    (finding,) = check_restored(data_dir)
    assert finding.verdict is Verdict.OK


@pytest.mark.crash
async def test_only_a_whole_backup_is_restored_and_only_into_an_empty_folder(
    tmp_path: Path,
) -> None:
    data_dir, kept, restored = tmp_path / "data", tmp_path / "kept", tmp_path / "restored"
    async with a_live_site(data_dir, candidates=1):
        a_backup(data_dir, kept)
        with pytest.raises(BackupRefused, match="there already"):
            a_backup(data_dir, kept)
    with pytest.raises(BackupRefused, match="not empty"):
        restore(kept, data_dir, NOW)
    torn = tmp_path / "torn"
    shutil.copytree(kept, torn)
    content = bytearray((torn / DATABASE_FILE).read_bytes())
    content[-1] ^= 1
    (torn / DATABASE_FILE).write_bytes(content)
    with pytest.raises(BackupRefused, match="not as it was made"):
        restore(torn, restored, NOW)
    (torn / "site-secret").unlink()
    with pytest.raises(BackupRefused, match="site-secret"):
        restore(torn, restored, NOW)
    later = json.loads((kept / MANIFEST_FILE).read_bytes()) | {"format": 99}
    (torn / MANIFEST_FILE).write_bytes(msgspec.json.encode(later))
    with pytest.raises(BackupRefused, match="later release"):
        restore(torn, restored, NOW)
    assert not restored.exists()
    assert restore(kept, restored, NOW).newest_at is not None
