"""The registry in memory: the twin that tests and simulations use, held to the same contract."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from catserver.delivery.memory_photos import MemoryPhotos
from catserver.delivery.registry import (
    Assignment,
    BankLoaded,
    BankRecord,
    Candidate,
    ExamRecord,
    KeyBookRecord,
    NameTaken,
    NewKeys,
    PictureRecord,
    RosterEntry,
    RosterLoaded,
    SeatTaken,
    SetUpDone,
    Sitting,
    Staff,
    StaffSession,
    Unknown,
)
from catserver.delivery.watch_list import MemoryWatchList


class MemoryRegistry(MemoryPhotos, MemoryWatchList):
    def __init__(self) -> None:
        MemoryPhotos.__init__(self)
        MemoryWatchList.__init__(self)
        self._site: dict[str, str] = {}
        self._staff: dict[str, Staff] = {}
        self._password_hashes: dict[str, str] = {}
        self._sessions: dict[bytes, StaffSession] = {}
        self._exams: dict[tuple[str, str], ExamRecord] = {}
        self._banks: dict[tuple[str, str], BankRecord] = {}
        self._key_books: dict[str, list[KeyBookRecord]] = {}
        self._pictures: dict[tuple[str, str, str], PictureRecord] = {}
        self._sittings: dict[str, Sitting] = {}
        self._assignments: dict[tuple[str, str], Assignment] = {}

    async def site_value(self, key: str) -> str | None:
        return self._site.get(key)

    async def set_site_value(self, key: str, value: str) -> None:
        self._site[key] = value

    async def add_staff(self, staff: Staff, password_hash: str, *, first: bool = False) -> None:
        if first and self._staff:
            raise SetUpDone
        if staff.name in self._staff:
            raise NameTaken(staff.name)
        self._staff[staff.name] = staff
        self._password_hashes[staff.name] = password_hash

    async def staff_member(self, name: str) -> Staff | None:
        return self._staff.get(name)

    async def all_staff(self) -> tuple[Staff, ...]:
        return tuple(self._staff[name] for name in sorted(self._staff))

    async def password_hash(self, name: str) -> str | None:
        return self._password_hashes.get(name)

    async def set_password(self, name: str, password_hash: str) -> None:
        self._end_sessions_of(name)
        self._password_hashes[name] = password_hash

    async def disable_staff(self, name: str, at: datetime | None) -> None:
        self._end_sessions_of(name)
        self._staff[name] = replace(self._staff[name], disabled_at=at)

    def _end_sessions_of(self, name: str) -> None:
        if name not in self._staff:
            raise Unknown(name)
        self._sessions = {k: s for k, s in self._sessions.items() if s.staff.name != name}

    async def open_session(
        self, token_hash: bytes, name: str, created_at: datetime, expires_at: datetime
    ) -> None:
        if name not in self._staff:
            raise Unknown(name)
        self._sessions[token_hash] = StaffSession(
            token_hash, self._staff[name], created_at, expires_at
        )

    async def session(self, token_hash: bytes) -> StaffSession | None:
        return self._sessions.get(token_hash)

    async def close_session(self, token_hash: bytes) -> None:
        self._sessions.pop(token_hash, None)

    async def forget_sessions(self, expired_at: datetime) -> int:
        over = [key for key, each in self._sessions.items() if each.expires_at <= expired_at]
        for key in over:
            del self._sessions[key]
        return len(over)

    async def load_exam(self, exam: ExamRecord) -> bool:
        current = await self.exam(exam.id)
        if current is not None and current.digest == exam.digest:
            return False
        self._exams[exam.id, exam.digest] = exam
        return True

    async def exam(self, exam_id: str, digest: str | None = None) -> ExamRecord | None:
        if digest is not None:
            return self._exams.get((exam_id, digest))
        versions = [each for each in self._exams.values() if each.id == exam_id]
        return max(versions, key=lambda each: each.loaded_at, default=None)

    async def exams(self) -> tuple[ExamRecord, ...]:
        found = [await self.exam(each) for each in sorted({key[0] for key in self._exams})]
        return tuple(each for each in found if each is not None)

    async def load_bank(
        self, bank: BankRecord, keys: NewKeys, pictures: Mapping[str, PictureRecord]
    ) -> BankLoaded:
        current = await self.bank(bank.id)
        changed = current is None or current.digest != bank.digest
        if changed:
            self._banks[bank.id, bank.digest] = bank
            for name, each in pictures.items():
                self._pictures[bank.id, bank.digest, name] = each
        books = self._key_books.setdefault(bank.id, [])
        fresh = KeyBookRecord(
            bank.id,
            len(books) + 1,
            bank.digest,
            keys.digest,
            keys.content,
            bank.loaded_at,
            bank.loaded_by,
        )
        if not books or (books[-1].bank_digest, books[-1].digest) != (bank.digest, keys.digest):
            books.append(fresh)
            changed = True
        return BankLoaded(changed, len(books))

    async def bank(self, bank_id: str, digest: str | None = None) -> BankRecord | None:
        if digest is not None:
            return self._banks.get((bank_id, digest))
        versions = [each for each in self._banks.values() if each.id == bank_id]
        return max(versions, key=lambda each: each.loaded_at, default=None)

    async def banks(self) -> tuple[BankRecord, ...]:
        found = [await self.bank(each) for each in sorted({key[0] for key in self._banks})]
        return tuple(each for each in found if each is not None)

    async def key_book(self, bank_id: str, version: int | None = None) -> KeyBookRecord | None:
        books = self._key_books.get(bank_id, [])
        wanted = [each for each in books if version is None or each.version == version]
        return wanted[-1] if wanted else None

    async def key_books(self, bank_id: str, bank_digest: str) -> tuple[KeyBookRecord, ...]:
        books = self._key_books.get(bank_id, [])
        return tuple(each for each in books if each.bank_digest == bank_digest)

    async def picture(self, bank_id: str, digest: str, name: str) -> PictureRecord | None:
        return self._pictures.get((bank_id, digest, name))

    async def load_roster(self, entries: Sequence[RosterEntry]) -> RosterLoaded:
        added = updated = unchanged = photos = 0
        for entry in entries:
            before = self._candidates.get(entry.candidate.number)
            reference = None if before is None else before.reference_photo
            after = replace(entry.candidate, reference_photo=reference)
            added += before is None
            unchanged += before == after
            updated += before is not None and before != after
            held = (await self.reference_digests()).get(after.number)
            if entry.photo is not None and entry.photo.digest != held:
                await self._keep(entry.photo, entry.content)
                after = replace(after, reference_photo=entry.photo.id)
                photos += 1
            self._candidates[after.number] = after
        return RosterLoaded(added, updated, unchanged, photos)

    async def candidate(self, number: str) -> Candidate | None:
        return self._candidates.get(number)

    async def candidates(self, numbers: Sequence[str] | None = None) -> tuple[Candidate, ...]:
        wanted = self._candidates if numbers is None else set(numbers) & self._candidates.keys()
        return tuple(self._candidates[number] for number in sorted(wanted))

    async def find_candidates(self, query: str, limit: int) -> tuple[Candidate, ...]:
        text = query.strip().lower()
        everyone = await self.candidates()
        found = [e for e in everyone if text in e.number.lower() or text in e.name.lower()]
        return tuple(found[:limit])

    async def count_candidates(self) -> int:
        return len(self._candidates)

    async def add_sitting(self, sitting: Sitting) -> None:
        exam_known = (sitting.exam, sitting.exam_digest) in self._exams
        if not exam_known or (sitting.bank, sitting.bank_digest) not in self._banks:
            raise Unknown(f"{sitting.exam} or {sitting.bank} in that version")
        self._sittings[sitting.id] = sitting

    async def sitting(self, sitting_id: str) -> Sitting | None:
        return self._sittings.get(sitting_id)

    async def sittings(self) -> tuple[Sitting, ...]:
        everyone = self._sittings.values()
        return tuple(sorted(everyone, key=lambda each: (each.start_at, each.room, each.id)))

    async def assign(self, assignments: Sequence[Assignment]) -> None:
        after = dict(self._assignments)
        for each in assignments:
            if each.sitting not in self._sittings or each.candidate not in self._candidates:
                raise Unknown(f"{each.candidate} in {each.sitting}")
            held = after.get((each.sitting, each.candidate), each)
            after[each.sitting, each.candidate] = replace(held, seat=each.seat)
        seats = [(each.sitting, each.seat) for each in after.values() if each.seat is not None]
        if len(set(seats)) != len(seats):
            raise SeatTaken
        self._assignments = after

    async def unassign(self, sitting_id: str, numbers: Sequence[str]) -> None:
        for number in numbers:
            self._assignments.pop((sitting_id, number), None)

    async def assignment(self, attempt: str) -> Assignment | None:
        found = [each for each in self._assignments.values() if each.attempt == attempt]
        return found[0] if found else None

    async def assignment_counts(self) -> Mapping[str, int]:
        counts = dict.fromkeys(self._sittings, 0)
        for sitting_id, _ in self._assignments:
            counts[sitting_id] += 1
        return counts

    async def assignments(self, sitting_id: str) -> tuple[Assignment, ...]:
        found = [each for each in self._assignments.values() if each.sitting == sitting_id]
        return tuple(sorted(found, key=lambda each: each.candidate))

    async def assignments_of(self, number: str) -> tuple[Assignment, ...]:
        found = [each for each in self._assignments.values() if each.candidate == number]
        return tuple(sorted(found, key=lambda e: (self._sittings[e.sitting].start_at, e.sitting)))
