"""Signed notes, verifier keys and checkpoints: the examples of the specifications, and mistakes."""

import pytest

from catserver.transparency.checkpoint import Checkpoint, parse_checkpoint
from catserver.transparency.merkle import EMPTY_ROOT
from catserver.transparency.note import (
    COSIGNATURE,
    ED25519,
    Note,
    NoteMalformed,
    NoteRefused,
    parse_note,
    parse_signature_lines,
    parse_verifier_key,
    verified,
)
from catserver.transparency.signing import (
    Cosigner,
    LogSigner,
    make_key,
    parse_signing_key,
    timestamp_of,
    verifiers,
)

KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXm"
    "RKuwHjG1Yu72IneyaQM=\n"
)
CHECKPOINT = Checkpoint("example.com/log", 0, EMPTY_ROOT)


def test_the_example_of_the_specification_verifies() -> None:
    key = parse_verifier_key(KEY)
    assert str(key) == KEY
    note = parse_note(NOTE.encode())
    assert note.text == "This is an example message.\n"
    assert list(verified(note, verifiers([key]))) == [key]
    assert str(note) == NOTE


def test_another_text_under_the_same_signature_is_refused() -> None:
    note = parse_note(NOTE.replace("example message", "example massage").encode())
    with pytest.raises(NoteRefused, match=r"signature of example\.com/foo is wrong"):
        verified(note, verifiers([parse_verifier_key(KEY)]))


def test_a_note_that_only_strangers_signed_is_refused() -> None:
    other = make_key("example.com/foo", ED25519).public
    with pytest.raises(NoteRefused, match="no key that is trusted"):
        verified(parse_note(NOTE.encode()), verifiers([other]))


def test_signatures_of_unknown_keys_do_not_disturb() -> None:
    known, unknown = make_key("a.example", ED25519), make_key("b.example", ED25519)
    lines = (LogSigner(unknown).sign("text\n"), LogSigner(known).sign("text\n"))
    assert list(verified(Note("text\n", lines), verifiers([known.public]))) == [known.public]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text\n",
        b"text\n\n",
        NOTE.encode()[:-1],
        NOTE.replace("— ", "- ").encode(),
        NOTE.replace("example.com/foo", "example.com foo").encode(),
        NOTE.replace("QM=", "QM").encode(),
        NOTE.replace("QM=", "QN=").encode(),
        NOTE.replace("message", "mess\tage").encode(),
        NOTE.encode() + b"\xff\n",
    ],
)
def test_what_is_no_note_is_refused(content: bytes) -> None:
    with pytest.raises(NoteMalformed):
        parse_note(content)


@pytest.mark.parametrize(
    "text",
    ["", "example.com/foo", KEY[:-4], KEY.replace("530d903a", "530d903b"), f"a b{KEY[15:]}"],
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        parse_verifier_key(text)


def test_a_checkpoint_reads_as_it_was_written() -> None:
    assert parse_checkpoint(CHECKPOINT.text) == CHECKPOINT


@pytest.mark.parametrize("size", ["", "01", "+1", "-1", "1 ", "١", "9" * 30])
def test_a_size_is_written_in_one_way(size: str) -> None:
    with pytest.raises(NoteMalformed):
        parse_checkpoint(CHECKPOINT.text.replace("\n0\n", f"\n{size}\n"))


def test_a_cosignature_covers_the_instant_it_names() -> None:
    key = make_key("witness.example/w1", COSIGNATURE)
    signature = Cosigner(key, lambda: 1679315147).sign(CHECKPOINT.text)
    assert timestamp_of(signature) == 1679315147
    trusted = verifiers([key.public])
    assert verified(Note(CHECKPOINT.text, (signature,)), trusted)
    later = signature.bytes[:7] + bytes([signature.bytes[7] ^ 1]) + signature.bytes[8:]
    moved = type(signature)(signature.name, signature.key_id, later)
    with pytest.raises(NoteRefused):
        verified(Note(CHECKPOINT.text, (moved,)), trusted)


def test_a_signing_key_is_read_as_it_was_written_and_never_shown() -> None:
    key = make_key("example.com/log", ED25519)
    again = parse_signing_key(key.text())
    assert again.public == key.public
    assert repr(key) == "SigningKey(name='example.com/log', type=1)"


def test_the_lines_of_a_witness_are_read_alone() -> None:
    key = make_key("witness.example/w1", COSIGNATURE)
    signature = Cosigner(key, lambda: 7).sign(CHECKPOINT.text)
    assert parse_signature_lines(signature.line.encode()) == (signature,)
