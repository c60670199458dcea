"""What was set up before the day: staff, exams, banks, candidates, photos, sittings.

The Protocol and its records. What happens on the day is in the journal and never here. Identifiers
come in as plain text from files, URLs and events, and go out typed. Loads are all or nothing, and
loading the same again says `changed=False`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import NewType, Protocol

from catserver.attempt.events import AttemptId
from catserver.delivery.photos import (
    CandidateNumber,
    Photo,
    PhotoId,
    PhotoKind,
    PhotoStore,
    StoredTemplate,
)
from catserver.delivery.watch_list import WatchList
from catserver.sitting.events import SittingId

__all__ = [
    "CandidateNumber",
    "Photo",
    "PhotoId",
    "PhotoKind",
    "PhotoStore",
    "StoredTemplate",
]

StaffName = NewType("StaffName", str)


class RegistryRefused(Exception):
    """The master data does not allow it. Below: NameTaken, SeatTaken, SetUpDone, Unknown."""


class RegistryAway(Exception):
    """The store does not answer, or has no room; whether a change was kept is not known."""

    def __init__(self, *, full: bool) -> None:
        super().__init__("no room" if full else "away")
        self.full = full


class NameTaken(RegistryRefused):
    """Another account has this name."""


class SeatTaken(RegistryRefused):
    """Two candidates of one sitting would sit at one seat."""


class SetUpDone(RegistryRefused):
    """The first account exists already; the set-up is closed for good."""


class Unknown(RegistryRefused):
    """Something named does not exist; nothing was written."""


class Role(Enum):
    PROCTOR = "proctor"
    """Supervises the room."""
    COMMITTEE = "committee"
    """Answers for the exam; may do all that a proctor may."""


@dataclass(frozen=True, slots=True)
class Staff:
    name: StaffName
    display_name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A staff member's signed-in browser; only the SHA-256 of its token is kept."""

    token_hash: bytes = field(repr=False)
    staff: Staff
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ExamRecord:
    """One version of an exam file, as it was loaded."""

    id: str
    digest: str
    source: bytes = field(repr=False)
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True, slots=True)
class BankRecord:
    """One version of a bank without its keys, as `question_bank.formats.stored` writes it."""

    id: str
    digest: str
    title: str
    content: bytes = field(repr=False)
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True, slots=True)
class KeyBookRecord:
    """One version of a bank's keys. The registry counts the versions, from 1.

    Keys belong to the version of the bank they were loaded with: another one may have other items,
    or other choices under the same letters.
    """

    bank: str
    version: int
    bank_digest: str
    digest: str = field(repr=False)
    content: bytes = field(repr=False)
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True, slots=True)
class PictureRecord:
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewKeys:
    """A key book to load: its bytes without a version, and what tells it from another."""

    digest: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BankLoaded:
    changed: bool
    key_version: int


@dataclass(frozen=True, slots=True)
class Candidate:
    number: CandidateNumber
    name: str
    formation: str
    category: str
    birth_date: date | None = None
    accommodation: str | None = None
    room: str | None = None
    seat: str | None = None
    reference_photo: PhotoId | None = None


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A candidate to enrol. Without a photo, a photo loaded earlier stays the reference."""

    candidate: Candidate
    photo: Photo | None = None
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class RosterLoaded:
    added: int
    updated: int
    unchanged: int
    photos: int

    @property
    def changed(self) -> bool:
        return bool(self.added or self.updated or self.photos)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A date, a time, a room; the exam and bank in the versions it was created with."""

    id: SittingId
    title: str
    exam: str
    exam_digest: str
    bank: str
    bank_digest: str
    room: str
    start_at: datetime
    seats: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class Assignment:
    attempt: AttemptId
    sitting: SittingId
    candidate: CandidateNumber
    seat: str | None


class Registry(PhotoStore, WatchList, Protocol):
    # ── the site ──
    async def site_value(self, key: str) -> str | None: ...
    async def set_site_value(self, key: str, value: str) -> None: ...

    # ── staff ──
    async def add_staff(self, staff: Staff, password_hash: str, *, first: bool = False) -> None:
        """Raises NameTaken; with `first`, SetUpDone where any account exists."""
        ...

    async def staff_member(self, name: str) -> Staff | None: ...
    async def all_staff(self) -> tuple[Staff, ...]: ...
    async def password_hash(self, name: str) -> str | None: ...
    async def set_password(self, name: str, password_hash: str) -> None:
        """Ends the member's sessions as well. Raises Unknown."""
        ...

    async def disable_staff(self, name: str, at: datetime | None) -> None:
        """`at` None enables again; disabling ends the member's sessions. Raises Unknown."""
        ...

    async def open_session(
        self, token_hash: bytes, name: str, created_at: datetime, expires_at: datetime
    ) -> None: ...
    async def session(self, token_hash: bytes) -> StaffSession | None: ...
    async def close_session(self, token_hash: bytes) -> None: ...
    async def forget_sessions(self, expired_at: datetime) -> int: ...

    # ── exams and banks ──
    async def load_exam(self, exam: ExamRecord) -> bool:
        """Makes this version the current one; False where it already was."""
        ...

    async def exam(self, exam_id: str, digest: str | None = None) -> ExamRecord | None:
        """The current version, or the one of that digest."""
        ...

    async def exams(self) -> tuple[ExamRecord, ...]: ...
    async def load_bank(
        self, bank: BankRecord, keys: NewKeys, pictures: Mapping[str, PictureRecord]
    ) -> BankLoaded:
        """Makes this version current; keys that differ from the latest become the next version."""
        ...

    async def bank(self, bank_id: str, digest: str | None = None) -> BankRecord | None: ...
    async def banks(self) -> tuple[BankRecord, ...]: ...
    async def key_book(self, bank_id: str, version: int | None = None) -> KeyBookRecord | None: ...
    async def key_books(self, bank_id: str, bank_digest: str) -> tuple[KeyBookRecord, ...]:
        """All keys that were loaded with this version of the bank, oldest first."""
        ...

    async def picture(self, bank_id: str, digest: str, name: str) -> PictureRecord | None: ...

    # ── candidates; their photos are the `PhotoStore`'s ──
    async def load_roster(self, entries: Sequence[RosterEntry]) -> RosterLoaded:
        """Adds and updates; candidates that are not in `entries` stay as they are."""
        ...

    async def candidate(self, number: str) -> Candidate | None: ...
    async def candidates(self, numbers: Sequence[str] | None = None) -> tuple[Candidate, ...]:
        """All of them, or those named that exist, ordered by number."""
        ...

    async def find_candidates(self, query: str, limit: int) -> tuple[Candidate, ...]:
        """Those whose number or name contains the text, ordered by number; all for ''."""
        ...

    async def count_candidates(self) -> int: ...

    # ── sittings ──
    async def add_sitting(self, sitting: Sitting) -> None:
        """Raises Unknown where the exam or bank version does not exist."""
        ...

    async def sitting(self, sitting_id: str) -> Sitting | None: ...
    async def sittings(self) -> tuple[Sitting, ...]:
        """Ordered by start, then room."""
        ...

    async def assign(self, assignments: Sequence[Assignment]) -> None:
        """Adds them; one who is assigned already keeps the attempt and takes the new seat.

        Raises SeatTaken or Unknown.
        """
        ...

    async def unassign(self, sitting_id: str, numbers: Sequence[str]) -> None:
        """Their places are free again; whoever has none is passed over."""
        ...

    async def assignment(self, attempt: str) -> Assignment | None: ...
    async def assignment_counts(self) -> Mapping[str, int]:
        """How many are assigned to each sitting, of every sitting."""

    async def assignments(self, sitting_id: str) -> tuple[Assignment, ...]:
        """Ordered by candidate number."""
        ...

    async def assignments_of(self, number: str) -> tuple[Assignment, ...]: ...
