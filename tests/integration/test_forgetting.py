"""Personal data and their end: forgotten by class, by person, when due; exported; reported."""

import asyncio
import json
import logging
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from catserver.cli import main
from catserver.delivery.photos import ExamEventId
from catserver.event_keys import EVENT_KEYS_FOLDER, FolderKeys
from catserver.store.backup import DATABASE_FILE, back_up, keys_of, restore
from catserver.store.engine import open_engine, sqlite_url
from catserver.store.migration import migrate
from catserver.store.registry import SqlRegistry
from tests.live import SITTING_ID, a_live_site, a_server, number

MARK = b"ani-arrival-picture"


def a_day(data_dir: Path) -> str:
    return asyncio.run(the_day(data_dir))


async def the_day(data_dir: Path) -> str:
    """Two candidates with registration photos; the first arrived, was looked at, and left."""
    async with a_live_site(data_dir, candidates=2) as live:
        desk = await live.staff()
        probe = f"/api/sittings/{SITTING_ID}/candidates/{number(1)}/probe"
        answer = await desk.post(probe, content=MARK)
        assert answer.status_code == 200, answer.text
        photo = answer.json()["row"]["photos"]["arrival"]
        shown = await desk.get(photo)
        assert shown.content == MARK
    return str(photo).rsplit("/", 1)[-1]


def run(data_dir: Path, *words: str) -> str:
    done = CliRunner().invoke(main, words, env={"CATSERVER_DATA_DIR": str(data_dir)})
    assert done.exit_code == 0, done.output
    return done.output


def refused(data_dir: Path, *words: str) -> str:
    done = CliRunner().invoke(main, words, env={"CATSERVER_DATA_DIR": str(data_dir)})
    assert done.exit_code != 0
    return done.output


def rows(data_dir: Path, table: str) -> int:
    connection = sqlite3.connect(data_dir / DATABASE_FILE)
    try:
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        return int(count)
    finally:
        connection.close()


def custody(data_dir: Path) -> Sequence[dict[str, object]]:
    connection = sqlite3.connect(data_dir / DATABASE_FILE)
    try:
        query = "SELECT data FROM events WHERE stream = 'custody/site' ORDER BY version"
        return [json.loads(data) for (data,) in connection.execute(query)]
    finally:
        connection.close()


def bytes_on_disk(data_dir: Path) -> bytes:
    files = [each for each in data_dir.iterdir() if each.name.startswith(DATABASE_FILE)]
    return b"".join(each.read_bytes() for each in files)


def key_files(data_dir: Path) -> list[Path]:
    return list((data_dir / EVENT_KEYS_FOLDER).iterdir())


def test_no_photo_lies_readable_in_the_database(tmp_path: Path) -> None:
    a_day(tmp_path)
    assert rows(tmp_path, "photo_content") > 0
    assert rows(tmp_path, "template") > 0
    assert MARK not in bytes_on_disk(tmp_path)


def test_a_forgotten_event_is_shown_first_and_then_gone_with_its_key(tmp_path: Path) -> None:
    a_day(tmp_path)
    (key,) = key_files(tmp_path)
    told = run(tmp_path, "forget", "--event", key.name, "--check")
    assert "arrival_photos" in told
    assert rows(tmp_path, "photo_content") > 0
    assert key.exists()

    told = run(tmp_path, "forget", "--event", key.name, "--yes")
    assert key.name in told
    assert key_files(tmp_path) == []
    for table in ("photo_content", "template", "photo"):
        assert rows(tmp_path, table) == 0, table
    forgotten = custody(tmp_path)[-1]
    assert forgotten["type"] == "DataForgotten"
    assert forgotten["keys_destroyed"] == [key.name]
    assert number(1) not in json.dumps(custody(tmp_path))
    assert rows(tmp_path, "candidate") == 2  # the names were not asked for
    assert "Nothing of this is held." in run(tmp_path, "forget", "--event", key.name, "--yes")


def test_a_backup_cannot_be_read_once_its_key_is_destroyed(tmp_path: Path) -> None:
    site, kept, again = tmp_path / "site", tmp_path / "kept", tmp_path / "again"
    site.mkdir()
    photo = a_day(site)
    engine = open_engine(sqlite_url(site / DATABASE_FILE))
    back_up(engine, site, kept, lambda _done, _all: None)
    engine.dispose()
    restore(kept, again, datetime.now(UTC))
    assert content(again, photo) == MARK  # with the keys beside it

    (key,) = key_files(site)
    for each in keys_of(kept).iterdir():
        each.unlink()
    keys_of(kept).rmdir()
    without = tmp_path / "without"
    restore(kept, without, datetime.now(UTC))
    assert content(without, photo) is None
    FolderKeys(without).make(ExamEventId(key.name))  # another key under the same name
    assert content(without, photo) is None


def test_a_backup_whose_keys_could_not_be_copied_is_none(tmp_path: Path) -> None:
    site, kept = tmp_path / "site", tmp_path / "kept"
    site.mkdir()
    FolderKeys(site).make(ExamEventId("e1"))
    keys_of(kept).write_bytes(b"in the way")
    engine = open_engine(sqlite_url(site / DATABASE_FILE))
    try:
        migrate(engine)
        with pytest.raises(OSError, match="exists"):
            back_up(engine, site, kept, lambda _done, _all: None)
        assert not kept.exists()
        keys_of(kept).unlink()
        back_up(engine, site, kept, lambda _done, _all: None)
    finally:
        engine.dispose()
    assert [each.name for each in keys_of(kept).iterdir()] == ["e1"]


def content(data_dir: Path, photo: str) -> bytes | None:
    engine = open_engine(sqlite_url(data_dir / DATABASE_FILE))
    try:
        migrate(engine)
        return asyncio.run(SqlRegistry(engine, FolderKeys(data_dir)).photo_content(photo))
    finally:
        engine.dispose()


KILLED = 41
KILLED_AT = {
    "in the transaction": "catserver.store.forgetting.note",
    "before the key": "catserver.event_keys.FolderKeys.destroy",
    "before the record": "catserver.delivery.keeping.custodian.Custodian.record",
    "before the note is gone": "catserver.forgotten.take_away",
}


def killed(data_dir: Path, where: str, *words: str) -> None:
    """The command as a process of its own, which ends at once when it comes to `where`."""
    program = f"""
import os, sys
from pydoc import locate
import catserver.forgotten
from catserver.cli import main
holder, _, name = {KILLED_AT[where]!r}.rpartition(".")
setattr(locate(holder), name, lambda *_, **__: os._exit({KILLED}))
main(sys.argv[1:])
"""
    env = os.environ | {"CATSERVER_DATA_DIR": str(data_dir)}
    done = subprocess.run([sys.executable, "-c", program, *words], env=env, check=False, timeout=60)
    assert done.returncode == KILLED


def forgotten(data_dir: Path) -> list[dict[str, object]]:
    return [each for each in custody(data_dir) if each["type"] == "DataForgotten"]


def test_killed_while_the_rows_go_nothing_is_gone_and_nothing_says_so(tmp_path: Path) -> None:
    a_day(tmp_path)
    (key,) = key_files(tmp_path)
    before = rows(tmp_path, "photo_content")
    killed(tmp_path, "in the transaction", "forget", "--event", key.name, "--yes")
    run(tmp_path, "replay")
    run(tmp_path, "event", "begin", "Gelombang 2")  # opens the store to write
    assert rows(tmp_path, "photo_content") == before
    assert key.exists()
    assert forgotten(tmp_path) == []


@pytest.mark.parametrize("where", list(KILLED_AT)[1:])
def test_killed_after_the_rows_went_the_next_start_ends_it_and_tells_it_once(
    tmp_path: Path, where: str
) -> None:
    a_day(tmp_path)
    (key,) = key_files(tmp_path)
    held = rows(tmp_path, "photo_content")
    killed(tmp_path, where, "forget", "--event", key.name, "--yes")
    assert rows(tmp_path, "photo_content") == 0

    asyncio.run(opened_and_closed(tmp_path))
    (told,) = forgotten(tmp_path)
    counts = told["counts"]
    assert isinstance(counts, dict)
    assert counts["registration_photos"] + counts["arrival_photos"] == held
    assert told["keys_destroyed"] == [key.name]
    assert str(told["deleted_at"]) <= str(told["at"])
    assert key.name not in [each.name for each in key_files(tmp_path)]

    asyncio.run(opened_and_closed(tmp_path))
    assert forgotten(tmp_path) == [told]


async def opened_and_closed(data_dir: Path) -> None:
    async with a_server(data_dir):
        pass


def test_one_candidates_pictures_go_alone(tmp_path: Path) -> None:
    a_day(tmp_path)
    before = rows(tmp_path, "photo_content")
    run(tmp_path, "forget", "--candidate", number(1), "--yes")
    assert 0 < rows(tmp_path, "photo_content") < before
    assert len(key_files(tmp_path)) == 1
    run(tmp_path, "forget", "--candidate", number(1), "--class", "person", "--yes")
    connection = sqlite3.connect(tmp_path / DATABASE_FILE)
    names = [name for (name,) in connection.execute("SELECT name FROM candidate ORDER BY number")]
    connection.close()
    assert names[0] == ""
    assert names[1] != ""


def test_templates_go_alone_and_the_photos_stay(tmp_path: Path) -> None:
    a_day(tmp_path)
    (key,) = key_files(tmp_path)
    run(tmp_path, "forget", "--event", key.name, "--class", "templates", "--yes")
    assert rows(tmp_path, "template") == 0
    assert rows(tmp_path, "photo_content") > 0
    assert key.exists()


def test_the_journal_of_an_event_goes_whole_and_the_site_opens_again(tmp_path: Path) -> None:
    a_day(tmp_path)
    (key,) = key_files(tmp_path)
    told = run(
        tmp_path, "forget", "--event", key.name, "--class", "journal", "--class", "person", "--yes"
    )
    assert "journal" in told
    assert rows(tmp_path, "assignment") == 0
    (forgotten,) = (each for each in custody(tmp_path) if each["type"] == "DataForgotten")
    assert forgotten["sittings"] == [SITTING_ID]
    assert rows(tmp_path, "events") == len(custody(tmp_path))
    run(tmp_path, "replay")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("forget",), "Say what"),
        (("forget", "--due", "--candidate", "1"), "Say what"),
        (("forget", "--candidate", "1", "--class", "journal"), "one piece"),
        (("forget", "--event", "nonsense"), "There is no event nonsense"),
        (("export-person", "nobody", "--out", "x.zip"), "No candidate has the number"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_lost(
    tmp_path: Path, words: Sequence[str], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    a_day(tmp_path)
    before = rows(tmp_path, "photo_content")
    assert why in refused(tmp_path, *words)
    assert rows(tmp_path, "photo_content") == before


def test_what_is_due_goes_and_what_is_not_stays(tmp_path: Path) -> None:
    a_day(tmp_path)
    assert "Nothing of this is held." in run(tmp_path, "forget", "--due", "--yes")
    connection = sqlite3.connect(tmp_path / DATABASE_FILE)
    long_ago = (datetime.now(UTC) - timedelta(days=45)).isoformat(timespec="microseconds")
    connection.execute("UPDATE exam_event SET opened_at = ?", (long_ago,))
    connection.execute("UPDATE sitting SET start_at = ?", (long_ago,))
    connection.commit()
    connection.close()

    told = run(tmp_path, "forget", "--due", "--yes")  # 30 days for templates, 90 for photos
    assert "templates" in told
    assert rows(tmp_path, "template") == 0
    assert rows(tmp_path, "photo_content") > 0


def test_a_person_gets_all_that_is_held_on_them_and_nothing_of_others(
    tmp_path: Path,
) -> None:
    site, out = tmp_path / "site", tmp_path / "person.zip"
    site.mkdir()
    a_day(site)
    run(site, "export-person", number(1), "--out", str(out))
    with zipfile.ZipFile(out) as archive:
        names = archive.namelist()
        pictures = [archive.read(each) for each in names if each.startswith("photos/")]
        held = json.loads(archive.read("data.json"))
        page = archive.read("index.html").decode()
    assert MARK in pictures
    assert held["candidate"]["number"] == number(1)
    kinds = {each["type"] for each in held["sittings"][0]["events"]}
    assert "ProbeCompared" in kinds
    assert held["photos_shown_to"][0]["by"]
    assert held["templates"][0]["numbers"]
    everything = json.dumps(held) + page
    assert "pin_hash" not in everything
    assert number(2) not in everything
    assert custody(site)[-1]["type"] == "PersonExported"
    run(site, "forget", "--candidate", number(1), "--yes")
    later = tmp_path / "later.zip"
    run(site, "export-person", number(1), "--out", str(later))
    with zipfile.ZipFile(later) as archive:
        after = json.loads(archive.read("data.json"))
    assert (after["photos"], after["templates"]) == ([], [])
    assert after["photos_shown_to"] == held["photos_shown_to"]
    assert "is there already" in refused(site, "export-person", number(1), "--out", str(out))


def test_a_breach_report_says_whose_data_and_who_looked(tmp_path: Path) -> None:
    site, affected = tmp_path / "site", tmp_path / "people.csv"
    site.mkdir()
    a_day(site)
    told = run(site, "breach-report", "--since", "2020-01-01", "--affected", str(affected))
    assert "2 peserta / candidates" in told
    assert "3×24" in told
    assert "foto kedatangan / arrival photos: 1" in told
    assert number(1) in affected.read_text()
    assert "| 1 | 1 |" in told  # one photo of one person, by the desk
    assert "| ani | 127.0.0.1 | 1 |" in told
    assert "ani (1)" in told  # never signed out
    assert "dipulihkan dari cadangan" not in told
    later = run(site, "breach-report", "--since", "2990-01-01")
    assert "| ani |" not in later
    assert "| 1 | 1 |" not in later


def test_a_breach_report_says_who_was_signed_in_also_when_they_have_left_long_since(
    tmp_path: Path,
) -> None:
    asyncio.run(a_day_and_an_orderly_end(tmp_path))
    told = run(tmp_path, "breach-report", "--since", "2020-01-01")
    assert "| ani | 127.0.0.1 | 1 |" in told
    assert "ani (1)" not in told


async def a_day_and_an_orderly_end(data_dir: Path) -> None:
    async with a_live_site(data_dir, candidates=1) as live:
        desk = await live.staff()
        assert (await desk.post("/api/staff/sign-out")).status_code == 200


def test_a_breach_report_of_restored_data_says_what_it_cannot_know(tmp_path: Path) -> None:
    site, kept, again = tmp_path / "site", tmp_path / "kept", tmp_path / "again"
    site.mkdir()
    a_day(site)
    engine = open_engine(sqlite_url(site / DATABASE_FILE))
    back_up(engine, site, kept, lambda _done, _all: None)
    engine.dispose()
    restore(kept, again, datetime.now(UTC))
    told = run(again, "breach-report", "--since", "2020-01-01")
    assert "dipulihkan dari cadangan" in told
    assert "| 1 | 1 |" in told  # what was recorded before the backup is all there
    assert "| ani | 127.0.0.1 | 1 |" in told
    assert "dipulihkan dari cadangan" not in run(again, "breach-report", "--since", "2990-01-01")


def test_no_photo_template_or_number_is_in_the_log_of_an_arrival(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Every line, every statement of the store and a fault of ours included."""
    caplog.set_level("DEBUG")
    caplog.set_level("INFO", logger="sqlalchemy.engine")
    asyncio.run(a_day_with_a_fault(tmp_path))
    ours = [
        each
        for each in caplog.records
        if each.name.split(".")[0] in {"catserver", "proctoring", "sqlalchemy", "uvicorn", "root"}
    ]
    log = "\n".join(logging.Formatter().format(each) for each in ours)
    assert "INSERT INTO photo_content" in log  # a log that says nothing proves nothing
    assert "failed, asked by POST" in log
    for secret in (MARK.decode(), repr(MARK), number(1), number(2)):
        assert secret not in log, secret
    assert re.search(r"template=b|content=b|x[0-9a-f]{2}.x[0-9a-f]{2}.x", log) is None


async def a_day_with_a_fault(data_dir: Path) -> None:
    async with a_live_site(data_dir, candidates=2) as live:
        desk = await live.staff()
        candidate = f"/api/sittings/{SITTING_ID}/candidates/{number(1)}"
        answer = await desk.post(f"{candidate}/probe", content=MARK)
        await desk.get(answer.json()["row"]["photos"]["arrival"])

        async def fails(*_: object) -> None:
            raise RuntimeError("somebody tripped over a cable")

        vars(live.site.arrivals)["decide"] = fails
        body = {"decision": "admit", "reason_code": "documents_checked"}
        assert (await desk.post(f"{candidate}/decision", json=body)).status_code == 500
