"""When a checkpoint is signed and when it is refused: one past, even after a restore."""

import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from catserver.sitting.withholding import DecideOnResult
from catserver.transparency.book import BookConflict
from catserver.transparency.log import Away, LogIsAway
from catserver.transparency.memory_book import MemoryLogBook
from catserver.transparency.publishing import CopyRefused, copy_published
from catserver.transparency.reading import PublishedFolder
from catserver.transparency.record import SignedRecord
from catserver.transparency.resuming import (
    By,
    CannotResume,
    resume_from,
    resume_with_nothing_newer,
)
from catserver.transparency.tile import WIDTH
from catserver.transparency.verification import Trusted, verify_folder
from tests.builders import EIGHT
from tests.logs import LoggedRoom, grown, leaves

BY = By("budi", EIGHT + timedelta(days=1), "the disk failed")


def older_copy(book: MemoryLogBook, size: int) -> MemoryLogBook:
    """As a backup of the database would have it."""
    copy = MemoryLogBook()
    copy.kept = book.kept[:size]
    copy._subjects = {each.subject for each in copy.kept}
    return copy


def book_of(logged: LoggedRoom) -> MemoryLogBook:
    assert isinstance(logged.book, MemoryLogBook)
    return logged.book


async def test_what_is_signed_is_on_record_before_it_is_published(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    log = await logged.a_log()
    recorded: list[int] = []
    publish = log.parts.folder.publish_checkpoint

    def watched(signed: object) -> None:
        recorded.append(len(SignedRecord(tmp_path / "log" / "signed").signed))
        publish(signed)  # type: ignore[arg-type] # passed through

    log.parts.folder.publish_checkpoint = watched  # type: ignore[method-assign] # to look in between
    await grown(log, "a")
    await grown(log, "b")
    assert recorded == [1, 2]


async def test_what_was_signed_and_not_published_is_published_after_the_start(
    tmp_path: Path,
) -> None:
    logged = LoggedRoom(tmp_path)
    log = await logged.a_log()
    await grown(log, "a")
    await log.append(leaves("b"))
    log._sign(2)  # killed here
    log = await logged.a_log()
    assert (logged.public / "checkpoint").read_text().splitlines()[1] == "2"
    assert log.away is None


async def test_a_leaf_that_the_store_kept_though_it_failed_does_not_stop_the_log(
    tmp_path: Path,
) -> None:
    logged = LoggedRoom(tmp_path)
    log = await logged.a_log()
    await grown(log, "a")
    await logged.book.append(1, leaves("b"))  # on disk, and whoever waited heard of a fault
    with pytest.raises(BookConflict):
        await log.append(leaves("c"))
    assert log.subjects == {"a", "b"}
    await grown(log, "c")
    assert log.away is None
    assert verify_folder(logged.public, Trusted(), lambda *_: None).fits
    assert (logged.public / "checkpoint").read_text().splitlines()[1] == "3"


async def test_a_database_older_than_the_log_is_refused(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    await grown(await logged.a_log(), "a", "b", "c")
    logged.book = older_copy(book_of(logged), 2)
    log = await logged.a_log()
    assert log.away is Away.OLDER_DATABASE
    with pytest.raises(LogIsAway, match="the database is older than the log"):
        await log.append(leaves("other"))
    with pytest.raises(LogIsAway):
        await log.seal()
    assert (logged.public / "checkpoint").read_text().splitlines()[1] == "3"


async def test_an_older_database_that_grew_again_is_refused(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    await grown(await logged.a_log(), "a", "b")
    logged.book = older_copy(book_of(logged), 1)
    await logged.book.append(1, leaves("other", "more"))
    assert (await logged.a_log()).away is Away.OTHER_LEAVES


async def test_an_older_checkpoint_than_the_newest_is_held_against_the_leaves_too(
    tmp_path: Path,
) -> None:
    logged = LoggedRoom(tmp_path)
    log = await logged.a_log()
    await grown(log, "a")
    record = log.parts.record
    assert record is not None
    record.append(msgspec.structs.replace(record.signed[0], root=bytes(32)))
    assert (await logged.a_log()).away is Away.OTHER_LEAVES


async def test_a_restored_site_signs_nothing_until_a_person_says_so(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    await grown(await logged.a_log(), "a")
    logged.restored_at = EIGHT
    log = await logged.a_log()
    assert log.away is Away.RESTORED
    resume_with_nothing_newer(log, BY)
    log = await logged.a_log()
    assert log.away is None
    await grown(log, "b")
    logged.restored_at = EIGHT + timedelta(days=2)
    assert (await logged.a_log()).away is Away.RESTORED


@pytest.mark.parametrize("lost", ["key", "signed"])
async def test_a_log_whose_keys_or_record_are_gone_is_not_begun_anew(
    tmp_path: Path, lost: str
) -> None:
    logged = LoggedRoom(tmp_path)
    await grown(await logged.a_log(), "a")
    (tmp_path / "log" / lost).unlink()
    assert (await logged.a_log()).away is Away.KEYS_MISSING
    assert not (tmp_path / "log" / lost).exists()


async def test_another_key_than_the_site_knows_is_refused(tmp_path: Path) -> None:
    logged, other = LoggedRoom(tmp_path / "one"), LoggedRoom(tmp_path / "other")
    await grown(await logged.a_log(), "a")
    await other.a_log()
    shutil.copy(other.folder / "log" / "key", logged.folder / "log" / "key")
    assert (await logged.a_log()).away is Away.KEYS_MISSING


async def test_a_torn_last_line_of_the_record_is_cut_off(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    log = await logged.a_log()
    await grown(log, "a")
    record = tmp_path / "log" / "signed"
    whole = record.read_bytes()
    record.write_bytes(whole + whole[: len(whole) // 2])
    log = await logged.a_log()
    assert log.away is None
    assert record.read_bytes() == whole
    await grown(log, "b")
    assert log.signed_size == 2


async def test_a_record_that_was_altered_in_the_middle_is_refused(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    await grown(await logged.a_log(), "a")
    record = tmp_path / "log" / "signed"
    record.write_bytes(b"altered\n" + record.read_bytes())
    assert (await logged.a_log()).away is Away.KEYS_MISSING


async def test_a_log_of_several_tiles_is_published_in_whole(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    log = await logged.a_log()
    await grown(log, *(f"a{each}" for each in range(WIDTH - 1)))
    await grown(log, "b", "c")
    await grown(log, *(f"d{each}" for each in range(WIDTH)))
    assert not (logged.public / "tile/0/000.p").exists()
    verdict = verify_folder(logged.public, Trusted(), lambda *_: None)
    assert [each.sentence() for each in verdict.findings] == []
    shutil.rmtree(logged.public)
    log = await logged.a_log()
    again = verify_folder(logged.public, Trusted(), lambda *_: None)
    assert again.fits
    assert again.counts == verdict.counts


# ── taking it up again ───────────────────────────────────────────────────────────────────────
async def test_leaves_that_were_lost_come_back_from_a_copy_of_the_folder(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    await grown(await logged.a_log(), "a", "b", "c")
    kept = list(book_of(logged).kept)
    logged.book = older_copy(book_of(logged), 1)
    log = await logged.a_log()
    assert await resume_from(log, PublishedFolder(logged.public), BY, lambda *_: None) == 2
    assert [each.entry for each in book_of(logged).kept] == [each.entry for each in kept]
    log = await logged.a_log()
    assert log.away is None
    await grown(log, "d")
    assert verify_folder(logged.public, Trusted(), lambda *_: None).fits


async def test_a_whole_day_that_was_lost_comes_back_and_is_not_logged_again(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    await logged.a_closed_sitting()
    await keeper.flush()
    whole = list(book_of(logged).kept)
    logged.book = older_copy(book_of(logged), 4)
    log = await logged.a_log()
    assert await resume_from(log, PublishedFolder(logged.public), BY, lambda *_: None) == 4
    keeper = await logged.restarted()
    await keeper.flush()
    assert book_of(logged).kept == whole


async def test_an_end_that_the_journal_lost_is_corrected_when_the_attempt_ends_again(
    tmp_path: Path,
) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    sitting = await logged.a_running_sitting(1)
    before = list(logged.room.journal.rows)
    await logged.hand_in(f"{sitting.id}-1", 3)
    await keeper.flush()
    logged.room.journal.rows = before  # the journal of the backup
    logged.room.journal._versions = {(row.stream, row.version) for row in before}
    logged.restored_at = EIGHT
    log = await logged.a_log()
    await resume_from(log, PublishedFolder(logged.public), BY, lambda *_: None)
    keeper = await logged.restarted()
    await logged.hand_in(f"{sitting.id}-1", 1)
    await keeper.flush()
    index, leaf = keeper.log.contents.newest[f"{sitting.id}-1"]
    assert (index, leaf.answered) == (4, 1)
    assert getattr(leaf, "why", "") == "journal_restored"


async def test_a_fork_cannot_be_taken_up(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    await grown(await logged.a_log(), "a", "b")
    logged.book = older_copy(book_of(logged), 1)
    await logged.book.append(1, leaves("other"))
    log = await logged.a_log()
    with pytest.raises(CannotResume, match=r"Leaf 1 of the database .* This is a fork"):
        await resume_from(log, PublishedFolder(logged.public), BY, lambda *_: None)
    with pytest.raises(CannotResume):
        resume_with_nothing_newer(log, BY)


async def test_a_copy_that_is_older_than_the_record_is_not_enough(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    log = await logged.a_log()
    await grown(log, "a")
    copy_published(logged.public, tmp_path / "old")
    await grown(log, "b")
    logged.book = older_copy(book_of(logged), 1)
    log = await logged.a_log()
    with pytest.raises(CannotResume, match="bring a newer copy"):
        await resume_from(log, PublishedFolder(tmp_path / "old"), BY, lambda *_: None)


# ── copies ───────────────────────────────────────────────────────────────────────────────────
async def test_a_copy_verifies_and_is_brought_up_to_date(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    log = await logged.a_log()
    await grown(log, "a")
    size, written = copy_published(logged.public, tmp_path / "copy")
    assert (size, written > 5) == (1, True)
    await grown(log, "b")
    assert copy_published(logged.public, tmp_path / "copy")[0] == 2
    assert copy_published(logged.public, tmp_path / "copy") == (2, 0)
    assert verify_folder(tmp_path / "copy", Trusted(), lambda *_: None).fits


@pytest.mark.parametrize("prepare", ["newer", "other", "nothing"])
async def test_a_copy_never_goes_back(tmp_path: Path, prepare: str) -> None:
    logged, other = LoggedRoom(tmp_path / "one"), LoggedRoom(tmp_path / "other")
    log = await logged.a_log()
    if prepare == "nothing":
        with pytest.raises(CopyRefused, match="nothing has been published yet"):
            copy_published(logged.public, tmp_path / "copy")
        return
    await grown(log, "a")
    copy_published(logged.public, tmp_path / "old")
    await grown(log, "b")
    copy_published(logged.public, tmp_path / "copy")
    if prepare == "newer":
        with pytest.raises(CopyRefused, match="it holds 2 leaves, here are 1"):
            copy_published(tmp_path / "old", tmp_path / "copy")
    else:
        other.origin = "log.example/other"
        await grown(await other.a_log(), "a")
        with pytest.raises(CopyRefused, match="holds another log"):
            copy_published(other.public, tmp_path / "copy")


async def test_decisions_that_were_lost_come_back_each_once(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    sitting = await logged.a_closed_sitting()
    await keeper.flush()
    for action in ("withhold", "release", "withhold"):
        decision = DecideOnResult("budi", action, f"{sitting.id}-3", "003", "diperiksa")
        await logged.room.sitting_desk.handle(sitting.id, decision)
        await keeper.flush()
    whole = list(book_of(logged).kept)
    logged.book = older_copy(book_of(logged), 10)
    log = await logged.a_log()
    await resume_from(log, PublishedFolder(logged.public), BY, lambda *_: None)
    assert book_of(logged).kept == whole


async def test_a_disk_that_is_full_leaves_the_record_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged = LoggedRoom(tmp_path)
    log = await logged.a_log()
    await grown(log, "a")
    record = tmp_path / "log" / "signed"
    whole = record.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("catserver.transparency.record.os.fsync", full)
        with pytest.raises(OSError, match="No space left"):
            await grown(log, "b")
    assert record.read_bytes() == whole
    assert (logged.public / "checkpoint").read_text().splitlines()[1] == "1"
    await log.seal()
    assert log.signed_size == 2
    assert (await logged.a_log()).away is None
