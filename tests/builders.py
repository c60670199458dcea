"""Small examples for tests: each builder gives something valid, the test changes one thing."""

from datetime import UTC, datetime, timedelta

from catserver.attempt.commands import AttemptCommand, Connect, Prepare, Respond, Start
from catserver.attempt.events import (
    AttemptId,
    AttemptPrepared,
    ConnectionId,
    FormEntry,
)
from catserver.attempt.folding import fold
from catserver.attempt.machine import decide
from catserver.attempt.state import Attempt
from question_bank.item import ChoiceId, ItemId, SectionId
from question_bank.key import ItemKey, KeyBook
from question_bank.scoring import Points

EIGHT = datetime(2024, 10, 16, 1, 0, tzinfo=UTC)
"""08:00 in Jakarta."""
HERE = ConnectionId("here")
CHOICES = tuple(ChoiceId(letter) for letter in "abcde")


def after(**passed: float) -> datetime:
    return EIGHT + timedelta(**passed)


def a_form(items: int = 6) -> tuple[FormEntry, ...]:
    """The first half keyed in `twk`, the rest graded in `tkp`."""
    return tuple(
        FormEntry(
            ItemId(f"I{number}"), SectionId("twk" if number <= items // 2 else "tkp"), CHOICES
        )
        for number in range(1, items + 1)
    )


def a_key_book(items: int = 6, version: int = 1, right: str = "b") -> KeyBook:
    """Keyed items: `right` is worth 5. Graded items: a to e are worth 1 to 5."""
    keys = {}
    for entry in a_form(items):
        if entry.section == "twk":
            points = {choice: Points(500 if choice == right else 0) for choice in CHOICES}
        else:
            points = {choice: Points(100 * (place + 1)) for place, choice in enumerate(CHOICES)}
        keys[entry.item] = ItemKey(entry.item, points)
    return KeyBook(version, keys)


def a_prepared(**changes: object) -> AttemptPrepared:
    fields: dict[str, object] = {
        "at": EIGHT,
        "candidate": "24110100017",
        "category": "general",
        "formation": "Pranata Komputer",
        "sitting": "s1",
        "exam": "skd-2024",
        "exam_digest": "e" * 64,
        "bank": "demo",
        "bank_digest": "b" * 64,
        "key_version": 1,
        "form": a_form(),
        "form_digest": "f" * 64,
        "allowed_s": 6000,
        "answer_grace_s": 2,
        "late_start": "full_time",
        "software": "0.1.0",
    } | changes
    return AttemptPrepared(**fields)  # type: ignore[arg-type] # the fields above


def applied(
    attempt: Attempt, command: AttemptCommand, now: datetime, keys: KeyBook | None = None
) -> Attempt:
    return fold(attempt, decide(attempt, command, now, keys or a_key_book()))


def a_prepared_attempt(**changes: object) -> Attempt:
    return applied(Attempt(AttemptId("att_1")), Prepare(a_prepared(**changes)), EIGHT)


def a_waiting_attempt(**changes: object) -> Attempt:
    return applied(a_prepared_attempt(**changes), Connect(HERE, "A-01"), EIGHT)


def a_running_attempt(**changes: object) -> Attempt:
    return applied(a_waiting_attempt(**changes), Start(EIGHT), EIGHT)


def a_response(
    seq: int = 1, item: str = "I1", choice: str | None = "b", **changes: object
) -> Respond:
    fields: dict[str, object] = {
        "connection": HERE,
        "seq": seq,
        "item": ItemId(item),
        "choice": ChoiceId(choice) if choice else None,
        "doubt": False,
    } | changes
    return Respond(**fields)  # type: ignore[arg-type] # the fields above
