"""From the journal to the leaves: what is logged, when, once, and in which order."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from catserver.delivery.rescoring import Rescorer
from catserver.sitting.machine import RevealBoard
from catserver.sitting.withholding import DecideOnResult
from catserver.transparency.leaf import (
    AttemptClosed,
    AttemptCorrected,
    BankOpened,
    DrawCommitted,
    Leaf,
    ResultDecided,
    SittingClosed,
    SittingOpened,
    StandingPublished,
    decode_leaf,
)
from catserver.transparency.standing import read_standing
from catserver.transparency.verification import Trusted, verify_folder
from tests.logs import LoggedRoom
from tests.rooms import BANK, EXAM


async def leaves_in(logged: LoggedRoom) -> list[Leaf | None]:
    return [decode_leaf(each.entry) for each in await logged.book.leaves(0, 1000)]


async def kinds_in(logged: LoggedRoom) -> list[type]:
    return [type(each) for each in await leaves_in(logged)]


DAY = [DrawCommitted, BankOpened, SittingOpened]


async def test_a_day_is_logged_in_the_order_it_happened(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    await logged.a_closed_sitting()
    await keeper.flush()
    assert await kinds_in(logged) == [
        *DAY,
        *(AttemptClosed, AttemptClosed, AttemptClosed),
        *(SittingClosed, StandingPublished),
    ]


async def test_the_draw_is_committed_before_the_sitting_opens(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    sitting = await logged.room.a_sitting()
    opened_with: list[tuple[int, int]] = []
    logged.room.sitting_desk.observe(
        lambda *_: opened_with.append((len(keeper.log.tree), keeper.log.signed_size))
    )
    await logged.room.sittings.open(sitting.id, "budi")
    assert opened_with == [(1, 1)]
    (leaf,) = await leaves_in(logged)
    assert isinstance(leaf, DrawCommitted)
    seed = await logged.room.registry.site_value(f"draw_seed/{sitting.id}")
    assert seed is not None
    assert leaf.commitment == sha256(bytes.fromhex(seed)).hexdigest()


async def test_a_leaf_says_what_the_candidate_saw(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    sitting = await logged.a_closed_sitting()
    await keeper.flush()
    attempt = await logged.room.attempts.state(f"{sitting.id}-2")
    index, leaf = keeper.log.contents.newest[attempt.id]
    assert leaf.total == attempt.total
    assert leaf.sections == attempt.points
    assert attempt.prepared is not None
    assert leaf.form == attempt.prepared.form_digest
    assert (leaf.answered, leaf.items, leaf.how) == (2, 5, "handed_in")
    assert keeper.log.proof(index, b"") is not None


async def test_no_name_and_no_number_of_a_candidate_is_in_any_leaf_or_file(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    await logged.a_closed_sitting()
    await keeper.flush()
    published = b"\n".join(p.read_bytes() for p in logged.public.rglob("*") if p.is_file())
    for secret in (b"Peserta", b'"001"', b'"general"', b"benar", b"salah", b"Satu"):
        exam_rules = next((logged.public / "exams").iterdir()).read_bytes()
        assert secret not in published.replace(exam_rules, b""), secret


async def test_nothing_is_logged_twice_over_restarts(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    await logged.a_closed_sitting()
    await keeper.flush()
    before = await logged.book.leaves(0, 1000)
    keeper = await logged.restarted()
    await keeper.flush()
    assert await logged.book.leaves(0, 1000) == before
    assert len(list((logged.public / "checkpoints").iterdir())) == 2


async def test_what_closed_while_nobody_logged_is_logged_after_the_start(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    sitting = await logged.a_closed_sitting()
    keeper = await logged.restarted()
    await keeper.flush()
    assert await kinds_in(logged) == [
        *(BankOpened, SittingOpened, AttemptClosed, AttemptClosed, AttemptClosed),
        *(SittingClosed, StandingPublished),
    ]
    ended = [each.attempt for each in await leaves_in(logged) if isinstance(each, AttemptClosed)]
    assert ended == [f"{sitting.id}-{place}" for place in (1, 2, 3)]


async def test_a_rescored_attempt_gets_a_leaf_that_names_the_old_one(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    sitting = await logged.a_closed_sitting()
    await keeper.flush()
    room = logged.room
    await room.load_bank(BANK.replace(b",b,,,,", b",a,,,,"))
    rescorer = Rescorer(room.cabinet, room.sittings, room.attempts, room.clock)
    await rescorer.rescore(sitting.id, "budi", "kunci salah", None, check=False)
    old = dict(keeper.log.contents.newest)
    await keeper.flush()
    added = (await leaves_in(logged))[8:]
    assert [type(each) for each in added] == [
        *(BankOpened, AttemptCorrected, AttemptCorrected, AttemptCorrected, StandingPublished)
    ]
    for each in added[1:4]:
        assert isinstance(each, AttemptCorrected)
        assert (each.replaces, each.why) == (old[each.attempt][0], "rescored")
        assert each.answers == old[each.attempt][1].answers
        assert each.key_version == 2
    assert isinstance(added[4], StandingPublished)
    assert added[4].replaces == 7


async def test_a_rescoring_while_the_server_stood_is_logged_after_the_start(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    sitting = await logged.a_closed_sitting()
    await keeper.flush()
    room = logged.room
    room.restart()
    await room.sittings.recover()
    await room.load_bank(BANK.replace(b",b,,,,", b",a,,,,"))
    rescorer = Rescorer(room.cabinet, room.sittings, room.attempts, room.clock)
    await rescorer.rescore(sitting.id, "budi", "kunci salah", None, check=False)
    keeper = await logged.restarted()
    await keeper.flush()
    assert (await kinds_in(logged))[8:] == [
        *(BankOpened, AttemptCorrected, AttemptCorrected, AttemptCorrected, StandingPublished)
    ]


async def test_an_attempt_rescored_before_it_was_logged_has_both_leaves(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    sitting = await logged.a_closed_sitting(candidates=1)
    room = logged.room
    await room.load_bank(BANK.replace(b",b,,,,", b",a,,,,"))
    rescorer = Rescorer(room.cabinet, room.sittings, room.attempts, room.clock)
    await rescorer.rescore(sitting.id, "budi", "kunci salah", None, check=False)
    await keeper.flush()
    assert [each for each in await kinds_in(logged) if issubclass(each, AttemptClosed)] == [
        *(AttemptClosed, AttemptCorrected)
    ]


async def test_the_bank_is_published_when_the_sitting_has_closed_and_not_before(
    tmp_path: Path,
) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    sitting = await logged.a_running_sitting(1)
    await keeper.flush()
    assert not (logged.public / "banks").exists()
    await logged.hand_in(f"{sitting.id}-1", 1)
    await logged.room.sittings.close(sitting.id, "budi", "selesai")
    await keeper.flush()
    (structure,) = (logged.public / "banks").iterdir()
    content = structure.read_bytes()
    assert structure.stem == sha256(content).hexdigest()
    assert json.loads(content)["items"][0][0] == "TKP-1"


async def test_a_journal_that_was_altered_is_not_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    sitting = await logged.a_closed_sitting()
    rows = logged.room.journal.rows
    place = next(n for n, row in enumerate(rows) if row.stream == f"attempt/{sitting.id}-2")
    rows[place] = rows[place]._replace(hash=bytes(32))
    await keeper.flush()
    assert f"attempt {sitting.id}-2 is not logged" in caplog.text
    assert f"{sitting.id}-2" not in keeper.log.contents.newest
    assert f"{sitting.id}-3" in keeper.log.contents.newest


async def test_a_withheld_result_leaves_the_list_and_comes_back_to_it(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    sitting = await logged.a_closed_sitting()
    await keeper.flush()
    best = f"{sitting.id}-3"
    for action, ranked in (("withhold", 2), ("release", 3), ("withhold", 2)):
        decision = DecideOnResult("budi", action, best, "003", "diperiksa")  # type: ignore[arg-type]
        await logged.room.sitting_desk.handle(sitting.id, decision)
        await keeper.flush()
        decided, listed = (await leaves_in(logged))[-2:]
        assert isinstance(decided, ResultDecided)
        assert decided.status == ("under_review" if action == "withhold" else "counts")
        assert isinstance(listed, StandingPublished)
        content = (logged.public / f"standings/{listed.standing}.json").read_bytes()
        standing = read_standing(content)
        assert [row.rank for row in standing.rows] == list(range(1, ranked + 1))
        assert len(standing.withheld) == 3 - ranked
        assert verify_folder(logged.public, Trusted(), lambda *_: None).findings == []
    keeper = await logged.restarted()
    before = len(keeper.log.tree)
    await keeper.flush()
    assert len(keeper.log.tree) == before


FROZEN = b"""[publication]
freeze_minutes = 10
reveal = "by_committee"
delay_seconds = 60
"""


async def test_the_log_tells_nothing_before_the_board_does(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    exam = EXAM.replace(b"[publication]\n", FROZEN)
    sitting = await logged.a_closed_sitting(exam_file=exam)
    logged.room.clock.pass_(hours=3)
    await keeper.flush()
    assert await kinds_in(logged) == DAY
    await logged.room.sitting_desk.handle(sitting.id, RevealBoard("budi"))
    await keeper.flush()
    assert await kinds_in(logged) == DAY
    logged.room.clock.pass_(seconds=60)
    await keeper.flush()
    assert (await kinds_in(logged))[3:] == [
        *(AttemptClosed, AttemptClosed, AttemptClosed, SittingClosed, StandingPublished)
    ]
    assert verify_folder(logged.public, Trusted(), lambda *_: None).findings == []


async def test_an_exam_that_does_not_show_who_passed_does_not_say_it_in_the_log(
    tmp_path: Path,
) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    exam = EXAM.replace(b"[publication]\n", b"[publication]\npassed_shown = false\n")
    await logged.a_closed_sitting(exam_file=exam)
    await keeper.flush()
    assert {leaf.passed for _, leaf in keeper.log.contents.newest.values()} == {None}
