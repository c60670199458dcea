"""The public page `verify` finds what `catserver verify` finds: its modules, run by Node."""

import base64
import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from catserver.delivery.rescoring import Rescorer
from catserver.transparency.certificate import Certified, certificate_text
from catserver.transparency.certificates import Certificates
from catserver.transparency.key_file import LogKeys
from catserver.transparency.leaf import canonical, encode_leaf
from catserver.transparency.merkle import leaf_hash
from catserver.transparency.note import Note
from catserver.transparency.proof import parse_proof
from catserver.transparency.receipts import IssuedReceipt, Receipts
from catserver.transparency.signing import LogSigner, make_key
from tests.forged_logs import keys_of, publish, published, with_leaf_changed, with_list_changed
from tests.logs import LoggedRoom, grown
from tests.rooms import BANK

NODE = shutil.which("node")
SCRIPT = Path("tests/web/check_claims.mjs").resolve()
Found = dict[str, Any]
pytestmark = pytest.mark.skipif(NODE is None, reason="the pages' modules need Node 20 to run here")


def checked(
    folder: Path | None, keys: str, *claims: str, fragments: tuple[str, ...] = ()
) -> list[Found]:
    assert NODE is not None
    brought = [{"content": each} for each in claims] + [{"fragment": each} for each in fragments]
    asked = {"folder": str(folder) if folder else None, "keys": keys, "claims": brought}
    done = subprocess.run(
        [NODE, str(SCRIPT)], input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[Found] = json.loads(done.stdout)
    return found


class Day:
    """A closed sitting of three, its list published, and what its people hold in their hands."""

    def __init__(self, logged: LoggedRoom) -> None:
        self.logged = logged
        self.keeper = logged.a_keeper()

    async def pass_(self) -> None:
        self.log_keeper = await self.keeper
        self.sitting = await self.logged.a_closed_sitting()
        await self.log_keeper.flush()
        self.attempt = f"{self.sitting.id}-2"

    @property
    def keys(self) -> str:
        return (self.logged.public / "vkey").read_text()

    async def receipt(self) -> IssuedReceipt:
        issued = await Receipts(self.log_keeper, self.logged.room.attempts).of(self.attempt)
        assert issued is not None
        assert issued.proof is not None
        return issued

    def certificate(self) -> Note:
        whose, titles = ("002", "Bayu Édi"), ("Ujian", "Sesi 1")
        return Certificates(self.log_keeper).certify(self.attempt, whose, titles)

    def list_fragment(self) -> str:
        published_list = Certificates(self.log_keeper).standing(self.sitting.id)
        assert published_list is not None
        _, index, digest = published_list
        return urlencode({"list": digest, "leaf": index})

    def check(self, *claims: str, fragments: tuple[str, ...] = ()) -> list[Found]:
        return checked(self.logged.public, self.keys, *claims, fragments=fragments)

    async def rescore(self) -> None:
        room = self.logged.room
        await room.load_bank(BANK.replace(b",b,,,,", b",a,,,,"))
        rescorer = Rescorer(room.cabinet, room.sittings, room.attempts, room.clock)
        await rescorer.rescore(self.sitting.id, "budi", "kunci salah", None, check=False)
        await self.log_keeper.flush()


@pytest.fixture
async def day(tmp_path: Path) -> Day:
    day = Day(LoggedRoom(tmp_path / "site"))
    await day.pass_()
    return day


def in_address(name: str, content: str) -> str:
    encoded = base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
    return urlencode({name: encoded})


def codes(found: Found, state: str = "right") -> set[str]:
    return {each["code"] for each in found["checks"] if each["state"] == state}


def verdicts(*found: Found) -> list[tuple[str, str]]:
    return [(each["verdict"], each["code"]) for each in found]


async def test_whatever_the_site_gives_out_is_found_in_its_log(day: Day) -> None:
    issued = await day.receipt()
    assert issued.proof is not None
    assert issued.proof_short is not None
    certificate = str(day.certificate())
    leaf_hash_ = base64.urlsafe_b64encode(issued.receipt.leaf_hash).decode()
    fragments = (
        in_address("receipt", issued.proof_short),
        in_address("certificate", certificate),
        in_address("promise", issued.promise) + f"&leaf={issued.index}",
        urlencode({"leaf": issued.index, "hash": leaf_hash_}),
        urlencode({"leaf": issued.index}),
        day.list_fragment(),
    )
    held = (issued.proof, issued.proof.replace("\n", "\r\n"), issued.promise, certificate)
    found = day.check(*held, fragments=fragments)
    assert verdicts(*found) == [
        ("good", kind)
        for kind in (
            *("receipt", "receipt", "promise", "certificate"),
            *("receipt", "certificate", "promise", "leaf", "leaf", "list"),
        )
    ]
    whole = found[0]
    assert {"signed", "included", "answers_fit", "grew", "newest", "listed"} <= codes(whole)
    assert whole["leaf"]["total"] == issued.receipt.leaf.total
    assert whole["place"]["rank"] == 2
    assert {each["id"] for each in whole["rules"]["sections"]} == set(whole["leaf"]["sections"])
    assert found[3]["person"]["name"] == "Bayu Édi"
    assert "rows_fit" in codes(found[-1])


async def test_a_receipt_alone_is_told_from_one_in_a_log(day: Day) -> None:
    issued = await day.receipt()
    assert issued.proof is not None
    certificate, alone = str(day.certificate()), urlencode({"leaf": 3})
    found = checked(None, day.keys, issued.proof, certificate, fragments=(alone,))
    assert verdicts(*found) == [
        ("open", "receipt_alone"), ("open", "certificate_alone"), ("open", "log_away"),
    ]  # fmt: skip
    assert found[0]["answers"]


async def test_a_printed_key_alone_is_enough_and_says_nothing_of_the_time(day: Day) -> None:
    issued = await day.receipt()
    assert issued.proof is not None
    log_key, time_key = day.keys.splitlines()
    (found,) = checked(day.logged.public, log_key, issued.proof)
    assert verdicts(found) == [("good", "receipt_undated")]
    by_time_alone = checked(day.logged.public, time_key, issued.proof)
    assert verdicts(*by_time_alone) == [("wrong", "log: other_log")]
    assert "since" not in codes(found)


async def test_what_was_corrected_since_says_by_which_leaf(day: Day) -> None:
    before, certificate = await day.receipt(), str(day.certificate())
    old_list = day.list_fragment()
    await day.rescore()
    assert before.proof is not None
    *papers, listed = day.check(before.proof, certificate, fragments=(old_list,))
    after = await day.receipt()
    for each in papers:
        assert verdicts(each) == [("changed", "corrected")]
        assert each["newer"]["index"] == after.index
        assert each["newer"]["leaf"]["total"] == after.receipt.leaf.total
    assert verdicts(listed) == [("changed", "list_replaced")]


async def test_a_result_that_is_withheld_reads_so(day: Day) -> None:
    issued = await day.receipt()
    assert issued.proof is not None
    index = len(published(day.logged.public)[0])
    said = {
        "at": "2024-10-16T09:00:00Z", "attempt": day.attempt, "sitting": day.sitting.id,
        "status": "disqualified", "type": "result_decided",
    }  # fmt: skip
    entries, files = published(day.logged.public)
    at = day.logged.room.clock.at
    grown_log = [(index, at), (index + 1, at + timedelta(minutes=1))]
    to = day.logged.folder / "grown"
    folder = publish(to, keys_of(day.logged), [*entries, canonical(said)], files, grown_log)
    (found,) = checked(folder, day.keys, issued.proof)
    assert verdicts(found) == [("changed", "disqualified")]


async def test_another_score_and_another_answer_are_named(day: Day) -> None:
    issued = await day.receipt()
    assert issued.proof is not None
    proof = parse_proof(issued.proof.encode())

    def forged(change: str) -> str:
        extra = json.loads(proof.extra)
        if change == "answer":
            extra["opened"]["answers"][0][2] = "a"
        else:
            extra["leaf"] = extra["leaf"].replace('"total":', '"total":9')
        return str(type(proof)(proof.index, proof.path, proof.note, canonical(extra)))

    resigned = issued.proof.replace("— ", "— x", 1)
    bent = issued.proof[:-12] + ("A" if issued.proof[-12] != "A" else "B") + issued.proof[-11:]
    found = day.check(forged("answer"), forged("score"), bent, resigned)
    assert verdicts(*found) == [
        ("wrong", "answers_differ"), ("wrong", "not_included"),
        ("wrong", "signature_wrong"), ("wrong", "other_key"),
    ]  # fmt: skip


async def test_a_certificate_for_another_name_or_another_leaf_is_named(day: Day) -> None:
    note = day.certificate()
    other_name = str(Note(note.text.replace("Bayu", "Budi"), note.signatures))
    keys = keys_of(day.logged)

    def signed(index: int, hashed: bytes, by: LogKeys | None = keys) -> str:
        text = certificate_text(Certified(keys.origin, index, hashed, "2", "B", "U", "S"))
        key = by.log if by else make_key(keys.origin, 1, b"x" * 32)
        return str(Note(text, (LogSigner(key).sign(text),)))

    issued = await day.receipt()
    assert issued.index is not None
    hashed = leaf_hash(encode_leaf(issued.receipt.leaf))
    assert verdicts(
        *day.check(
            other_name,
            signed(issued.index + 1, hashed),
            signed(10_000, hashed),
            signed(0, leaf_hash(published(day.logged.public)[0][0])),
            signed(issued.index, hashed, by=None),
        )
    ) == [
        ("wrong", "signature_wrong"),
        ("wrong", "leaf_differs"),
        ("wrong", "not_there"),
        ("wrong", "other_kind"),
        ("wrong", "other_key"),
    ]


async def test_a_log_that_forked_was_rolled_back_or_altered_is_named(
    day: Day, tmp_path: Path
) -> None:
    issued = await day.receipt()
    assert issued.proof is not None
    assert issued.index is not None
    keys, at = keys_of(day.logged), day.logged.room.clock.at
    entries, files = published(day.logged.public)
    other = with_leaf_changed(entries, issued.index, lambda leaf: leaf.update(answers="0" * 64))
    forked = publish(tmp_path / "forked", keys, [*other, entries[0]], files, [(len(other) + 1, at)])
    earlier = entries[: issued.index + 1]
    rolled = publish(tmp_path / "rolled", keys, earlier, files, [(len(earlier), at)])
    leaf = urlencode({"leaf": issued.index})
    assert verdicts(*checked(forked, day.keys, issued.proof)) == [("wrong", "forked")]
    assert verdicts(*checked(rolled, day.keys, issued.proof)) == [("wrong", "rolled_back")]
    bundle = max((day.logged.public / "tile/entries/000.p").iterdir(), key=lambda e: int(e.name))
    swapped = bundle.read_bytes().replace(b'"answered":2', b'"answered":5')
    assert swapped != bundle.read_bytes()
    bundle.write_bytes(swapped)
    found = day.check(fragments=(leaf, day.list_fragment()))
    assert verdicts(*found) == [("wrong", "log_contradicts")] * 2


async def test_a_list_that_differs_from_its_leaves_is_named(day: Day, tmp_path: Path) -> None:
    fragment = day.list_fragment()
    entries, files = published(day.logged.public)
    changed, others = with_list_changed(
        entries, files, lambda listed: listed["rows"][0].update(total=99_900)
    )
    at = day.logged.room.clock.at
    log = publish(tmp_path / "forged", keys_of(day.logged), changed, others, [(len(changed), at)])
    digest = json.loads(changed[-1])["standing"]
    own = urlencode({"list": digest, "leaf": len(changed) - 1})
    assert verdicts(*checked(log, day.keys, fragments=(own, fragment))) == [
        ("wrong", "row_differs"), ("wrong", "list_differs"),
    ]  # fmt: skip
    name = fragment.split("=")[1].split("&")[0]
    (day.logged.public / f"standings/{name}.json").write_bytes(b"{}")
    assert verdicts(*day.check(fragments=(fragment,))) == [("wrong", "file_differs")]


async def test_a_promise_that_is_not_kept_yet_is_open(day: Day, tmp_path: Path) -> None:
    issued = await day.receipt()
    entries, files = published(day.logged.public)
    left = [each for each in entries if day.attempt.encode() not in each]
    at = day.logged.room.clock.at
    log = publish(tmp_path / "forged", keys_of(day.logged), left, files, [(len(left), at)])
    assert verdicts(*checked(log, day.keys, issued.promise)) == [("open", "promise_open")]


async def test_a_long_log_is_read_over_its_tiles_only_as_far_as_it_must(day: Day) -> None:
    issued = await day.receipt()
    assert issued.proof is not None
    log = day.log_keeper.log
    for block in range(0, 900, 90):
        await grown(log, *(f"{place}" for place in range(block, block + 90)))
    bundle = day.logged.public / "tile/entries/000"
    assert bundle.is_file()
    (found,) = day.check(issued.proof)
    assert verdicts(found) == [("good", "receipt")]
    assert {"grew", "newest"} <= codes(found)
    size = (day.logged.public / "checkpoint").read_text().splitlines()[1]
    late = urlencode({"leaf": int(size) - 1})
    bundle.unlink()
    assert verdicts(*day.check(fragments=(late,))) == [("wrong", "other_kind")]


async def test_what_is_no_claim_is_said_to_be_none(day: Day) -> None:
    issued = await day.receipt()
    assert issued.proof is not None
    checkpoint = (day.logged.public / "checkpoint").read_text()
    brought = ("", "hello", "%PDF-1.7\nx", checkpoint, issued.proof[:300], day.keys)
    found = day.check(*brought, fragments=("receipt=AAA", "leaf=x", "list=1&leaf=2", "x=y"))
    assert [each["code"] for each in found] == [
        *("unknown", "unknown", "pdf", "checkpoint", "cut_short", "unknown"),
        *("cut_short", "cut_short", "cut_short", "nothing"),
    ]
