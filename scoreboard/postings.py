"""A posting: how one attempt stands, in the only words the board is told."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

Label = Annotated[str, Meta(max_length=200)]
Count = Annotated[int, Meta(ge=0, le=100_000)]
# Hundredths of a mark: 500 is 5 marks, -25 is a quarter of a mark taken away.
Hundredths = Annotated[int, Meta(ge=-100_000_000, le=100_000_000)]


class Phase(StrEnum):
    """How far an attempt is, as far as the public is concerned."""

    WAITING = "waiting"
    """The candidate sits and waits: not ranked yet."""
    RUNNING = "running"
    """Answers come in; a pause counts as running."""
    FINISHED = "finished"
    """Nothing changes any more, except by a correction."""


class Posting(Struct, frozen=True, kw_only=True, tag="posting", forbid_unknown_fields=True):
    """How one attempt stands after its event number `version`; an older one changes nothing.

    `tie_break` holds the values that rank after the total, in the exam's order: of numbers the
    larger goes first (points of a section), of strings the smaller (an ISO date of birth: the older
    candidate). They never leave the board. `passed` is None where the exam sets no cut score.
    """

    attempt: Label
    sitting: Label
    number: Label
    name: Label
    formation: Label
    at: datetime
    sections: Annotated[Mapping[Label, Hundredths], Meta(max_length=50)]
    total: Hundredths
    answered: Count
    items: Count
    phase: Phase
    passed: bool | None
    tie_break: Annotated[tuple[int | Label, ...], Meta(max_length=20)]
    version: Annotated[int, Meta(ge=0)]
