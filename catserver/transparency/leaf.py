"""What a leaf says: one thing that was decided, without a name, an identity number or an item.

An entry's bytes are canonical JSON: keys sorted, no white space, UTF-8, whole numbers only,
instants in UTC to the second. A leaf follows from the journal alone, so the same journal gives the
same bytes; it does not say when it was logged, nor where. Marks are in hundredths.

`attempt` and `sitting` are opaque identifiers, drawn at random. Digests and commitments are in
hexadecimal. Leaves of a type that this release does not know are kept and counted, not judged.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec

Hex = str
"""A SHA-256, in hexadecimal."""


Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class LeafMalformed(Exception):
    """These bytes are no leaf of this log, or not written in the one way there is."""


class DrawCommitted(msgspec.Struct, frozen=True, tag="draw_committed", tag_field="type"):
    """Logged before a sitting opens: its forms will be drawn from the seed with this SHA-256."""

    at: Instant
    sitting: str
    commitment: Hex


class BankOpened(msgspec.Struct, frozen=True, tag="bank_opened", tag_field="type"):
    """Forms may be drawn from this version of a bank, and scored by this version of its keys.

    `structure` is the SHA-256 of the file in `banks/` that is published when a sitting with this
    bank has closed. `keys` commits to the keys; who has them and the site's salt can check it.
    """

    at: Instant
    bank: str
    bank_digest: Hex
    structure: Hex
    key_version: int
    keys: Hex


class SittingOpened(msgspec.Struct, frozen=True, tag="sitting_opened", tag_field="type"):
    """`rules` is the SHA-256 of the file in `exams/`: what is drawn, cut scores, order of rank."""

    at: Instant
    sitting: str
    exam: str
    exam_digest: Hex
    rules: Hex
    bank: str
    bank_digest: Hex
    structure: Hex
    draw_commitment: Hex


class AttemptClosed(msgspec.Struct, frozen=True, tag="attempt_closed", tag_field="type"):
    """One candidate's run is over.

    `form` is the digest of the drawn form, `answers` the salted commitment to what was answered,
    `journal` the salted commitment to the attempt's chain of events up to its end. `passed` is null
    where the exam sets no cut score for the candidate's category, or does not show it.
    """

    at: Instant
    attempt: str
    sitting: str
    formation: str
    how: str
    form: Hex
    answers: Hex
    journal: Hex
    answered: int
    items: int
    sections: Mapping[str, int]
    total: int
    passed: bool | None
    key_version: int
    software: str


class AttemptCorrected(AttemptClosed, frozen=True, tag="attempt_corrected", tag_field="type"):
    """The leaf at `replaces` no longer holds; this one does.

    `why` is `rescored` where a key changed, and `journal_restored` where the journal came back
    from a backup that did not have the end that was logged.
    """

    replaces: int
    why: Literal["rescored", "journal_restored"]


Status = Literal["counts", "under_review", "disqualified"]


class ResultDecided(msgspec.Struct, frozen=True, tag="result_decided", tag_field="type"):
    """What the committee decided of one attempt: whether it counts in the list of its sitting.

    Without such a leaf it counts. The marks of its own leaf stay as they are.
    """

    at: Instant
    attempt: str
    sitting: str
    status: Status


class SittingClosed(msgspec.Struct, frozen=True, tag="sitting_closed", tag_field="type"):
    """The seed of the draw is public from here on. `attempts` counts those that were closed."""

    at: Instant
    sitting: str
    draw_seed: str
    attempts: int


class StandingPublished(msgspec.Struct, frozen=True, tag="standing_published", tag_field="type"):
    """The list in `standings/` with this SHA-256 was published for one sitting.

    `replaces` is the index of the list before, where a correction made this one.
    """

    at: Instant
    sitting: str
    standing: Hex
    rows: int
    replaces: int | None


Leaf = (
    DrawCommitted
    | BankOpened
    | SittingOpened
    | AttemptClosed
    | AttemptCorrected
    | ResultDecided
    | SittingClosed
    | StandingPublished
)

_encoder = msgspec.json.Encoder(order="sorted")
_decoder: msgspec.json.Decoder[Leaf] = msgspec.json.Decoder(Leaf)
_type_decoder = msgspec.json.Decoder(dict[str, object])
TYPES = {
    "draw_committed",
    "bank_opened",
    "sitting_opened",
    "attempt_closed",
    "attempt_corrected",
    "result_decided",
    "sitting_closed",
    "standing_published",
}


def canonical(value: object) -> bytes:
    """Sorted keys, no white space: the only spelling that is hashed, here and in the files."""
    return _encoder.encode(value)


def encode_leaf(leaf: Leaf) -> bytes:
    return canonical(leaf)


def decode_leaf(entry: bytes) -> Leaf | None:
    """The leaf, or None for one of a type that a later release added. Raises LeafMalformed."""
    try:
        said = _type_decoder.decode(entry)
        if said.get("type") not in TYPES:
            return None
        leaf = _decoder.decode(entry)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LeafMalformed(str(error)) from error
    if canonical(leaf) != entry:
        raise LeafMalformed("it is not written in the canonical way")
    return leaf


def to_the_second(at: datetime) -> datetime:
    """Public instants: a microsecond would say more about a person than anybody needs."""
    return at.astimezone(UTC).replace(microsecond=0)
