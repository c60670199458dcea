"""A witness cosigns one past: each refusal of the protocol by its status, state on disk."""

import base64
from pathlib import Path

import pytest

from catserver.transparency.checkpoint import Checkpoint
from catserver.transparency.cosigning import NotCosigned, cosign
from catserver.transparency.merkle import EMPTY_ROOT, Tree, leaf_hash
from catserver.transparency.note import (
    COSIGNATURE,
    ED25519,
    Note,
    parse_note,
    parse_signature_lines,
    verified,
)
from catserver.transparency.signing import (
    Cosigner,
    LogSigner,
    SigningKey,
    make_key,
    timestamp_of,
    verifiers,
)
from catserver.transparency.verification import Trusted, verify_folder
from catserver.transparency.witness import Answer, Witness, request_bytes
from tests.logs import LoggedRoom, grown

NOW_S = 1_729_040_400
LOG = make_key("log.example/small", ED25519, b"l" * 32)
OWN = make_key("witness.example/w1", COSIGNATURE, b"w" * 32)
TREE = Tree(leaf_hash(str(place).encode()) for place in range(20))


def a_witness(state: Path, log: SigningKey = LOG) -> Witness:
    state.mkdir(exist_ok=True)
    return Witness(state, Cosigner(OWN, lambda: NOW_S), {log.name: [log.public]})


def a_note(size: int, root: bytes | None = None, key: SigningKey = LOG) -> Note:
    text = Checkpoint(key.name, size, root or TREE.root(size)).text
    return Note(text, (LogSigner(key).sign(text),))


def asked(witness: Witness, old: int, size: int, note: Note | None = None) -> Answer:
    body = request_bytes(old, TREE.consistency(old, size), note or a_note(size))
    return witness.add_checkpoint(body)


def test_a_log_that_grows_is_cosigned_each_time(tmp_path: Path) -> None:
    witness = a_witness(tmp_path)
    for old, size in ((0, 3), (3, 8), (8, 8), (8, 20)):
        answer = asked(witness, old, size)
        assert (answer.status, answer.media_type.split(";")[0]) == (200, "text/plain")
        (line,) = parse_signature_lines(answer.body)
        assert verified(Note(a_note(size).text, (line,)), verifiers([OWN.public]))
        assert timestamp_of(line) == NOW_S


def test_a_witness_remembers_over_a_restart(tmp_path: Path) -> None:
    asked(a_witness(tmp_path), 0, 8)
    answer = asked(a_witness(tmp_path), 0, 12)
    assert answer == Answer(409, b"8\n", "text/x.tlog.size")


def test_a_log_that_went_back_is_told_how_far_it_was(tmp_path: Path) -> None:
    witness = a_witness(tmp_path)
    asked(witness, 0, 8)
    assert asked(witness, 5, 5).body == b"8\n"


def test_another_past_is_not_cosigned(tmp_path: Path) -> None:
    witness = a_witness(tmp_path)
    asked(witness, 0, 8)
    other = Tree([leaf_hash(b"other"), *(TREE.subtree(0, i) for i in range(1, 12))])
    body = request_bytes(8, other.consistency(8, 12), a_note(12, other.root()))
    assert witness.add_checkpoint(body).status == 422
    assert asked(witness, 8, 8, a_note(8, other.root(8))).status == 422
    newest = witness.newest(LOG.name)
    assert newest is not None
    assert newest.text == a_note(8).text


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("nothing", b"", 400),
        ("no proof line", b"old 0\n" + str(a_note(3)).encode(), 400),
        ("a size with a zero in front", b"old 00\n\n" + str(a_note(3)).encode(), 400),
        ("no note", b"old 0\n\nhello\n", 400),
        ("a short hash", b"old 0\nAAAA\n\n" + str(a_note(3)).encode(), 400),
        (
            "too many hashes",
            b"old 0\n"
            + (base64.b64encode(bytes(32)) + b"\n") * 64
            + b"\n"
            + str(a_note(3)).encode(),
            400,
        ),
        ("old above new", request_bytes(5, (), a_note(3)), 400),
        ("a proof for nothing", request_bytes(0, (bytes(32),), a_note(3)), 422),
        ("an empty tree with a root", request_bytes(0, (), a_note(0, bytes(32))), 422),
        ("another log", request_bytes(0, (), a_note(3, key=make_key("x.example", 1))), 404),
        ("another key", request_bytes(0, (), a_note(3, key=make_key(LOG.name, 1))), 403),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_each_mistake_has_its_status(tmp_path: Path, name: str, body: bytes, status: int) -> None:
    witness = a_witness(tmp_path)
    assert witness.add_checkpoint(body).status == status, name
    assert witness.newest(LOG.name) is None


def test_a_wrong_signature_in_the_name_of_the_log_is_forbidden(tmp_path: Path) -> None:
    signed = a_note(3)
    forged = Note(a_note(4).text, signed.signatures)
    assert asked(a_witness(tmp_path), 0, 4, forged).status == 403


def test_an_empty_log_is_cosigned(tmp_path: Path) -> None:
    witness = a_witness(tmp_path)
    assert asked(witness, 0, 0, a_note(0, EMPTY_ROOT)).status == 200


def test_anybody_may_ask_for_the_newest_checkpoint(tmp_path: Path) -> None:
    from hashlib import sha256

    witness = a_witness(tmp_path)
    hashed = sha256(LOG.name.encode()).hexdigest()
    assert witness.monitored(hashed).status == 404
    asked(witness, 0, 8)
    note = parse_note(witness.monitored(hashed).body)
    assert set(verified(note, verifiers([LOG.public, OWN.public]))) == {LOG.public, OWN.public}


# ── from the log's side ──────────────────────────────────────────────────────────────────────
async def test_a_site_collects_cosignatures_and_verify_counts_them(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path / "site")
    log = await logged.a_log()
    await grown(log, "a")
    assert log.parts.keys is not None
    witness = a_witness(tmp_path / "witness", log.parts.keys.log)

    def post(body: bytes) -> tuple[int, bytes]:
        answer = witness.add_checkpoint(body)
        return answer.status, answer.body

    assert cosign(log, OWN.public, post).size == 1
    await grown(log, "b", "c")
    assert cosign(log, OWN.public, post).size == 3
    assert cosign(log, OWN.public, post).size == 3
    verdict = verify_folder(logged.public, Trusted(witnesses=(OWN.public,)), lambda *_: None)
    assert (verdict.fits, verdict.counts["witnesses"]) == (True, 1)
    note = parse_note((logged.public / "checkpoint").read_bytes())
    assert [each.name for each in note.signatures].count(OWN.name) == 1
    history = parse_note((logged.public / "checkpoints/1").read_bytes())
    assert OWN.name in [each.name for each in history.signatures]
    log = await logged.a_log()
    assert OWN.name in (logged.public / "checkpoint").read_text()


async def test_a_site_that_went_back_hears_it_from_the_witness(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path / "site")
    log = await logged.a_log()
    await grown(log, "a")
    with pytest.raises(NotCosigned, match=r"has cosigned 9 leaves .* and this site has 1"):
        cosign(log, OWN.public, lambda _: (409, b"9\n"))


async def test_a_cosignature_of_somebody_else_is_not_kept(tmp_path: Path) -> None:
    logged = LoggedRoom(tmp_path / "site")
    log = await logged.a_log()
    await grown(log, "a")
    stranger = Cosigner(make_key(OWN.name, COSIGNATURE), lambda: NOW_S)
    with pytest.raises(NotCosigned, match="is not its cosignature"):
        cosign(log, OWN.public, lambda _: (200, stranger.sign("another text\n").line.encode()))
    assert OWN.name not in (logged.public / "checkpoint").read_text()
