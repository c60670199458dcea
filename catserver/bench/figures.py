"""What a measurement found, for people and for programs."""

from dataclasses import dataclass, field
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class Rate:
    """Messages or answers a second, the median of several turns, and its ratio to the echo."""

    per_s: float
    of_echo: float | None = None
    turns: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Steady:
    """Acknowledgements at an even rate."""

    terminals: int
    per_s: float
    p50_ms: float
    p99_ms: float
    max_ms: float


@dataclass(slots=True)
class Figures:
    """One run on one machine. What was not measured is absent."""

    machine: dict[str, Any]
    fsync: Rate | None = None
    echo: Rate | None = None
    durable: Rate | None = None
    naive: Rate | None = None
    durable_of_naive: float | None = None
    saturated: Steady | None = None
    generator_us_per_message: float | None = None
    steady: list[Steady] = field(default_factory=list)
    storm_ms: dict[str, float] = field(default_factory=dict)
    kib_per_terminal: float | None = None
    start_ms: dict[str, float] = field(default_factory=dict)
    return_s: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self))
