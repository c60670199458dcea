"""Journals as released versions wrote them: each must be read, and give the same attempt for ever.

A new meaning of an event adds a file here. None is ever changed.
"""

from datetime import timedelta
from pathlib import Path

from catserver.attempt import codec
from catserver.attempt.events import AttemptId, GiveBack
from catserver.attempt.folding import fold
from catserver.attempt.state import Attempt, Phase
from tests.builders import after

JOURNALS = Path(__file__).parents[2] / "data" / "journals"


def replayed(name: str) -> Attempt:
    lines = (JOURNALS / name).read_bytes().splitlines()
    events = tuple(codec.decode(codec.SCHEMA_VERSION, line) for line in lines)
    return fold(Attempt(AttemptId("att_1")), events)


def test_a_journal_from_before_the_ledger_replays() -> None:
    attempt = replayed("attempt-before-the-ledger.jsonl")
    assert attempt.phase is Phase.FINISHED
    assert (attempt.total, attempt.answered, attempt.last_seq) == (900, 3, 3)
    assert attempt.finished is not None
    assert attempt.finished.at == after(seconds=1700)
    assert attempt.prepared is not None
    assert attempt.prepared.give_back == GiveBack()
    assert [(entry.cause, entry.given) for entry in attempt.ledger] == [
        ("granted", timedelta(seconds=60)),
        ("paused", timedelta(seconds=300.25)),
    ]


def test_a_journal_with_a_ledger_replays() -> None:
    attempt = replayed("attempt-with-a-ledger.jsonl")
    assert (attempt.total, attempt.answered, attempt.last_seq) == (900, 3, 3)
    assert attempt.granted == timedelta(seconds=60 + 120 + 150 + 60 + 33.5)
    assert [(entry.cause, entry.lost.total_seconds()) for entry in attempt.ledger] == [
        ("granted", 0),
        ("terminal_away", 120),
        ("paused", 300.25),
        ("moved", 150),
        ("terminal_away", 60),
        ("server_away", 33.5),
    ]
