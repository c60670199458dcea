"""`verify --site`: what an insider can see, and what of it is named."""

from dataclasses import replace
from pathlib import Path

import pytest

from catserver.attempt import codec
from catserver.attempt.events import ResponseRecorded
from catserver.custody.events import DataForgotten
from catserver.delivery.journal import CHAIN_START, Row, chain
from catserver.delivery.keeping.custodian import Custodian
from catserver.delivery.registry import CandidateNumber
from catserver.transparency.site_check import SiteData, SiteVerdict, verify_site
from catserver.transparency.verification import Trusted, verify_folder
from tests.logs import SALTS, LoggedRoom


@pytest.fixture
async def day(tmp_path: Path) -> LoggedRoom:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    await logged.a_closed_sitting()
    await keeper.flush()
    return logged


async def verify(day: LoggedRoom) -> SiteVerdict:
    verdict = verify_folder(day.public, Trusted(), lambda *_: None)
    assert verdict.checked is not None
    assert verdict.fits
    day.room.restart()
    room = day.room
    site = SiteData(room.registry, room.journal, room.cabinet, SALTS)
    return await verify_site(site, verdict.checked, lambda *_: None)


def codes(verdict: SiteVerdict) -> list[str]:
    return [each.code for each in verdict.findings]


def answer_of(day: LoggedRoom) -> int:
    """The place of an answer of the third attempt in the journal."""
    return next(
        place
        for place, row in enumerate(day.room.journal.rows)
        if row.type == "ResponseRecorded" and row.stream.endswith("-3")
    )


def chained_anew(rows: list[Row], stream: str) -> None:
    """As somebody would do it who knows how the chain is made."""
    digest = CHAIN_START
    for place, row in enumerate(rows):
        if row.stream == stream:
            digest = chain(digest, row.data)
            rows[place] = row._replace(hash=digest)


async def test_a_site_that_was_left_alone_fits(day: LoggedRoom) -> None:
    verdict = await verify(day)
    assert codes(verdict) == []
    assert (verdict.attempts, verdict.events > 10) == (3, True)


async def test_a_sitting_whose_journal_was_forgotten_is_a_note_and_no_accusation(
    day: LoggedRoom,
) -> None:
    (sitting,) = day.room.sittings.in_use()
    rows = day.room.journal.rows
    rows[:] = [each for each in rows if sitting not in each.stream]
    assert set(codes(await verify(day))) == {"journal_missing", "close_differs"}
    done = DataForgotten(
        day.room.clock.now(), "budi", "event", ("e1",), {"journal": 40}, (), (sitting,)
    )
    await Custodian(day.room.journal, day.room.clock).record(done)
    verdict = await verify(day)
    assert codes(verdict) == []
    (note,) = verdict.notes
    assert note.sentence().startswith(f"The journal of sitting {sitting} was forgotten on")


async def test_a_tampered_row_of_the_journal_is_named(day: LoggedRoom) -> None:
    rows = day.room.journal.rows
    place = answer_of(day)
    rows[place] = rows[place]._replace(data=rows[place].data.replace(b'"b"', b'"a"'))
    verdict = await verify(day)
    assert codes(verdict) == ["journal_altered"]
    row = rows[place]
    said = verdict.findings[0].sentence()
    assert said == f"The journal was altered: {row.stream}, event {row.version}."


async def test_a_journal_rewritten_with_its_chain_is_named(day: LoggedRoom) -> None:
    """The points stay as they were: only the answer and the chain after it are others."""
    rows = day.room.journal.rows
    place = answer_of(day)
    rows[place] = rows[place]._replace(data=rows[place].data.replace(b'"seq":1', b'"seq":7'))
    chained_anew(rows, rows[place].stream)
    verdict = await verify(day)
    assert "journal_rewritten" in codes(verdict)
    assert "was rewritten after leaf" in verdict.findings[0].sentence()


async def test_a_score_swapped_in_the_journal_is_named_twice_over(day: LoggedRoom) -> None:
    rows = day.room.journal.rows
    place = answer_of(day)
    event = codec.decode(1, rows[place].data)
    assert isinstance(event, ResponseRecorded)
    was = f'"points":{event.points}'.encode()
    rows[place] = rows[place]._replace(data=rows[place].data.replace(was, b'"points":9900'))
    chained_anew(rows, rows[place].stream)
    verdict = await verify(day)
    assert codes(verdict) == ["journal_differs", "rescoring_differs"]


async def test_an_attempt_removed_from_the_journal_is_named(day: LoggedRoom) -> None:
    journal = day.room.journal
    gone = journal.rows[answer_of(day)].stream
    journal.rows = [row for row in journal.rows if row.stream != gone]
    verdict = await verify(day)
    assert codes(verdict) == ["journal_missing"]
    assert "the journal knows no such end" in verdict.findings[0].sentence()


async def test_an_end_that_was_never_logged_is_named(day: LoggedRoom, tmp_path: Path) -> None:
    sitting = await day.a_running_sitting(1)
    await day.hand_in(f"{sitting.id}-1", 1)
    assert codes(await verify(day)) == ["journal_ahead"]


async def test_keys_that_were_changed_in_place_are_named(day: LoggedRoom) -> None:
    books = day.room.registry._key_books
    for name, kept in books.items():
        books[name] = [replace(kept[0], digest="0" * 64)]
    assert codes(await verify(day)) == ["keys_changed"]
    for name, kept in books.items():
        content = kept[0].content + b"?"
        books[name] = [replace(kept[0], content=content)]
    assert "keys_changed" in codes(await verify(day))


async def test_a_broken_chain_of_a_sitting_is_named(day: LoggedRoom) -> None:
    rows = day.room.journal.rows
    place = next(n for n, row in enumerate(rows) if row.type == "SittingClosed")
    rows[place] = rows[place]._replace(data=rows[place].data.replace(b"selesai", b"selesay"))
    assert codes(await verify(day)) == ["journal_altered"]


async def test_an_attempt_that_was_given_to_somebody_else_is_named(day: LoggedRoom) -> None:
    held = day.room.registry._assignments
    place = next(iter(held))
    held[place] = replace(held[place], candidate=CandidateNumber("somebody else"))
    assert codes(await verify(day)) == ["holder_swapped"]


async def test_a_close_that_was_cut_off_the_journal_is_named(day: LoggedRoom) -> None:
    journal = day.room.journal
    journal.rows = [row for row in journal.rows if row.type != "SittingClosed"]
    assert codes(await verify(day)) == ["close_differs"]


async def test_rows_that_cannot_be_read_are_findings_and_no_crash(day: LoggedRoom) -> None:
    rows = day.room.journal.rows
    place = answer_of(day)
    rows[place] = rows[place]._replace(schema_version=99)
    assert codes(await verify(day)) == ["material_missing"]
