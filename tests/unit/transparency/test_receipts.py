"""What a candidate takes home: a promise at once, soon a proof, and what `verify` says of each."""

import json
from pathlib import Path

import msgspec
import pytest

from catserver.delivery.rescoring import Rescorer
from catserver.transparency.keeper import Keeper
from catserver.transparency.leaf import canonical
from catserver.transparency.note import VerifierKey, parse_verifier_key
from catserver.transparency.proof import parse_proof
from catserver.transparency.receipt import receipt_in
from catserver.transparency.receipt_check import ReceiptVerdict, verify_receipt
from catserver.transparency.receipts import IssuedReceipt, NotOverYet, Receipts
from catserver.transparency.verification import Trusted, Verdict, verify_folder
from tests.forged_logs import keys_of, publish, published, with_leaf_changed
from tests.logs import LoggedRoom
from tests.rooms import BANK


class Day:
    """One attempt of three, and its receipt at any moment."""

    def __init__(self, logged: LoggedRoom, keeper: Keeper, attempt: str) -> None:
        self.logged, self.keeper, self.attempt = logged, keeper, attempt

    async def issued(self) -> IssuedReceipt:
        found = await Receipts(self.keeper, self.logged.room.attempts).of(self.attempt)
        assert found is not None
        return found

    def key(self) -> VerifierKey:
        return parse_verifier_key((self.logged.public / "vkey").read_text().splitlines()[0])

    def log(self) -> Verdict:
        return verify_folder(self.logged.public, Trusted(), lambda *_: None)

    def verify(self, content: str, log: Verdict | None = None) -> ReceiptVerdict:
        return verify_receipt("mine", content.encode(), [self.key()], log)


@pytest.fixture
async def day(tmp_path: Path) -> Day:
    logged = LoggedRoom(tmp_path / "site")
    keeper = await logged.a_keeper()
    sitting = await logged.a_running_sitting()
    for place in (1, 2, 3):
        await logged.hand_in(f"{sitting.id}-{place}", place)
    return Day(logged, keeper, f"{sitting.id}-2")


def codes(verdict: ReceiptVerdict) -> list[str]:
    return [each.code for each in verdict.findings]


async def test_at_once_there_is_a_promise_and_soon_the_same_leaf_with_its_proof(day: Day) -> None:
    promised = await day.issued()
    assert (promised.state, promised.proof, promised.index) == ("promised", None, None)
    await day.keeper.flush()
    logged = await day.issued()
    assert (logged.state, logged.receipt) == ("logged", promised.receipt)
    assert logged.index is not None
    assert msgspec.json.encode(logged.view())


async def test_nothing_is_given_before_the_end(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path)
    keeper = await logged.a_keeper()
    sitting = await logged.a_running_sitting(1)
    with pytest.raises(NotOverYet):
        await Receipts(keeper, logged.room.attempts).of(f"{sitting.id}-1")


async def test_a_receipt_shows_score_and_answers_alone_and_against_the_log(day: Day) -> None:
    await day.keeper.flush()
    issued = await day.issued()
    assert issued.proof is not None
    alone = day.verify(issued.proof)
    assert codes(alone) == []
    said = [each.sentence() for each in alone.facts]
    assert said[0].startswith(f"The receipt fits: attempt {day.attempt} closed at 2024-10-16")
    assert said[1] == "Its 5 answers, 2 of them given, are the ones that the leaf commits to."
    assert codes(day.verify(issued.proof, day.log())) == []


async def test_a_receipt_holds_no_points_and_no_key(day: Day) -> None:
    await day.keeper.flush()
    issued = await day.issued()
    assert issued.receipt.opened is not None
    state = await day.logged.room.attempts.state(day.attempt)
    assert [each.item for each in issued.receipt.opened.answers] == list(state.entries)
    assert b"points" not in issued.receipt.extra()


async def test_the_short_receipt_fits_a_qr_code_and_verifies(day: Day) -> None:
    await day.keeper.flush()
    issued = await day.issued()
    assert issued.proof_short is not None
    assert len(issued.proof_short) < 2_953
    assert codes(day.verify(issued.proof_short, day.log())) == []


async def test_a_receipt_with_another_answer_is_named(day: Day) -> None:
    await day.keeper.flush()
    issued = await day.issued()
    assert issued.proof is not None
    proof = parse_proof(issued.proof.encode())
    extra = json.loads(proof.extra)
    extra["opened"]["answers"][0][2] = "a"
    changed = type(proof)(proof.index, proof.path, proof.note, canonical(extra))
    verdict = day.verify(str(changed))
    assert codes(verdict) == ["receipt_answers"]
    assert "the answers are not those the leaf commits to" in verdict.findings[0].sentence()


async def test_a_receipt_with_another_score_is_not_in_the_log(day: Day) -> None:
    await day.keeper.flush()
    issued = await day.issued()
    assert issued.proof is not None
    proof = parse_proof(issued.proof.encode())
    extra = json.loads(proof.extra)
    extra["leaf"] = extra["leaf"].replace('"total":', '"total":9')
    changed = type(proof)(proof.index, proof.path, proof.note, canonical(extra))
    assert codes(day.verify(str(changed))) == ["receipt_not_in_log"]


async def test_a_receipt_of_a_log_that_forked_afterwards_is_named(day: Day, tmp_path: Path) -> None:
    await day.keeper.flush()
    issued = await day.issued()
    assert issued.proof is not None
    index = issued.index
    assert index is not None
    entries, files = published(day.logged.public)
    other = with_leaf_changed(entries, index, lambda leaf: leaf.update(answers="0" * 64))
    at = day.logged.room.clock.at
    forged = publish(tmp_path / "forged", keys_of(day.logged), other, files, [(len(other), at)])
    log = verify_folder(forged, Trusted(), lambda *_: None)
    assert "forked" in codes(day.verify(issued.proof, log))


async def test_a_receipt_says_when_the_result_was_corrected_since(day: Day) -> None:
    await day.keeper.flush()
    before = await day.issued()
    assert before.proof is not None
    room = day.logged.room
    await room.load_bank(BANK.replace(b",b,,,,", b",a,,,,"))
    sitting = before.receipt.leaf.sitting
    rescorer = Rescorer(room.cabinet, room.sittings, room.attempts, room.clock)
    await rescorer.rescore(sitting, "budi", "kunci salah", None, check=False)
    await day.keeper.flush()
    verdict = day.verify(before.proof, day.log())
    assert codes(verdict) == []
    assert [each.code for each in verdict.notes] == ["corrected_since"]
    after = await day.issued()
    assert after.receipt.leaf.key_version == 2


async def test_a_promise_is_kept_by_the_log(day: Day) -> None:
    promised = await day.issued()
    await day.keeper.flush()
    verdict = day.verify(promised.promise, day.log())
    assert (codes(verdict), [each.code for each in verdict.facts]) == ([], ["promise_kept"])


async def test_a_promise_that_the_log_broke_is_a_proof_of_it(day: Day, tmp_path: Path) -> None:
    promised = await day.issued()
    await day.keeper.flush()
    entries, files = published(day.logged.public)
    left = [each for each in entries if day.attempt.encode() not in each]
    at = day.logged.room.clock.at
    forged = publish(tmp_path / "forged", keys_of(day.logged), left, files, [(len(left), at)])
    log = verify_folder(forged, Trusted(), lambda *_: None)
    verdict = day.verify(promised.promise, log)
    assert "promise_broken" in codes(verdict)


async def test_what_is_no_receipt_is_said_to_be_none(day: Day) -> None:
    await day.keeper.flush()
    for content in ("", "hello", "c2sp.org/tlog-proof@v1\nindex 0\n"):
        assert codes(day.verify(content)) == ["receipt_malformed"]


async def test_the_receipt_is_what_the_pages_read(day: Day) -> None:
    """docs/transparency.md, word for word."""
    await day.keeper.flush()
    issued = await day.issued()
    assert issued.proof is not None
    lines = issued.proof.splitlines()
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == f"index {issued.index}"
    receipt = receipt_in(parse_proof(issued.proof.encode()))
    receipt.check_opened()
    assert set(issued.view()) == {
        *("state", "origin", "vkey", "leaf", "leaf_hash", "salt", "opened", "promise"),
        *("index", "size", "proof", "proof_short"),
    }
