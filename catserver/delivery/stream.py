"""One stream of events in memory: its state, where its chain stands, its rows to and fro."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from catserver.delivery.journal import CHAIN_START, Row, chain
from catserver.delivery.turn import Turn


class Dated(Protocol):
    @property
    def at(self) -> datetime: ...


State = TypeVar("State")
Command = TypeVar("Command")
Command_contra = TypeVar("Command_contra", contravariant=True)
Event = TypeVar("Event", bound=Dated)


class Machine(Protocol[State, Command_contra, Event]):
    """A pure machine and its codec, as the desk drives them."""

    kind: str
    schema_version: int

    def blank(self, name: str) -> State: ...
    def decide(self, state: State, command: Command_contra, now: datetime) -> Sequence[Event]: ...
    def evolve(self, state: State, event: Event) -> State: ...
    def encode(self, event: Event) -> bytes: ...
    def decode(self, schema_version: int, data: bytes) -> Event: ...


class ChainBroken(Exception):
    """A stream's hashes do not follow from its bytes: the journal was altered or damaged."""

    def __init__(self, stream: str, version: int) -> None:
        super().__init__(f"{stream}: event {version} does not carry the hash of its chain")
        self.stream = stream
        self.version = version


class Held(Generic[State]):
    """One stream in memory: its state, and where its chain stands."""

    __slots__ = ("hash", "state", "stream", "turn", "version")

    def __init__(self, stream: str, state: State) -> None:
        self.stream = stream
        self.state = state
        self.version = 0
        self.hash = CHAIN_START
        self.turn = Turn()


def instant_in(data: bytes) -> str:
    """The event's instant as its bytes have it; every codec writes `at` near the front."""
    start = data.index(b'"at":"') + 6
    return data[start : data.index(b'"', start)].decode()


def next_rows(
    machine: Machine[State, Command, Event], held: Held[State], events: Sequence[Event]
) -> list[Row]:
    """The rows of `events`, chained to what is held."""
    version, digest, rows = held.version, held.hash, []
    for event in events:
        data = machine.encode(event)
        version += 1
        digest = chain(digest, data)
        rows.append(
            Row(
                held.stream,
                version,
                type(event).__name__,
                machine.schema_version,
                instant_in(data),
                data,
                digest,
            )
        )
    return rows


def read_back(
    machine: Machine[State, Command, Event], stream: str, rows: Sequence[Row]
) -> Iterator[tuple[Event, Row]]:
    """Each row's event, checked along the chain. Raises ChainBroken."""
    digest = CHAIN_START
    for version, row in enumerate(rows, start=1):
        digest = chain(digest, row.data)
        if row.version != version or row.hash != digest:
            raise ChainBroken(stream, row.version)
        yield machine.decode(row.schema_version, row.data), row
