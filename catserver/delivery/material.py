"""What a sitting is made of, in memory: its exam, its bank, its marked keys.

A sitting names the versions it was created with, so its material never changes under it; only a
new version of the keys to that version of the bank can be added.
"""

import asyncio
from dataclasses import dataclass, field

from catserver.delivery.registry import KeyBookRecord, Registry, Sitting
from question_bank.bank import Bank
from question_bank.exam import Exam
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Loaded
from question_bank.formats.stored import import_bank, import_key_book
from question_bank.key import KeyBook
from question_bank.marking import mark_keys


class MaterialMissing(Exception):
    """A sitting names an exam, a bank or keys that the registry cannot give or cannot read."""


@dataclass(frozen=True, slots=True)
class Material:
    sitting: Sitting
    exam: Exam
    bank: Bank
    keys: dict[int, KeyBook] = field(repr=False)

    @property
    def key_version(self) -> int:
        """The newest version that is loaded."""
        return max(self.keys)


class Cabinet:
    """All material in use. Loading is asynchronous and happens once; looking up does not wait."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._held: dict[str, Material] = {}
        self._lock = asyncio.Lock()

    async def material(self, sitting_id: str) -> Material:
        """Raises MaterialMissing."""
        async with self._lock:
            held = self._held.get(sitting_id)
            if held is None:
                held = await self._load(sitting_id)
                self._held[sitting_id] = held
            return held

    def known(self, sitting_id: str) -> Material:
        """Raises LookupError where `material` was not awaited before."""
        return self._held[sitting_id]

    def held(self, sitting: str, version: int) -> KeyBook:
        return self._held[sitting].keys[version]

    async def load_keys(self, sitting_id: str, version: int | None = None) -> KeyBook:
        """The keys of `version`, or the newest; held from then on. Raises MaterialMissing."""
        material = await self.material(sitting_id)
        sitting = material.sitting
        records = await self._registry.key_books(sitting.bank, sitting.bank_digest)
        wanted = [each for each in records if version in {None, each.version}]
        if not wanted:
            raise MaterialMissing(
                f"bank {sitting.bank}, as sitting {sitting_id} has it, has no such key version"
            )
        if wanted[-1].version not in material.keys:
            marked = await asyncio.to_thread(_marked, material.exam, material.bank, wanted[-1])
            material.keys[marked.version] = marked
        return material.keys[wanted[-1].version]

    async def _load(self, sitting_id: str) -> Material:
        sitting = await self._registry.sitting(sitting_id)
        if sitting is None:
            raise MaterialMissing(f"no sitting {sitting_id}")
        exam_record = await self._registry.exam(sitting.exam, sitting.exam_digest)
        bank_record = await self._registry.bank(sitting.bank, sitting.bank_digest)
        if exam_record is None or bank_record is None:
            raise MaterialMissing(f"sitting {sitting_id} names an exam or a bank that is not here")
        exam = await asyncio.to_thread(_exam_from, exam_record.source, sitting.exam)
        bank = await asyncio.to_thread(import_bank, bank_record.content)
        records = await self._registry.key_books(sitting.bank, sitting.bank_digest)
        if not records:
            raise MaterialMissing(f"bank {sitting.bank} has no keys")
        keys = [await asyncio.to_thread(_marked, exam, bank, record) for record in records]
        return Material(sitting, exam, bank, {book.version: book for book in keys})


def _marked(exam: Exam, bank: Bank, record: KeyBookRecord) -> KeyBook:
    return mark_keys(exam, bank, import_key_book(record.content).with_version(record.version))


def _exam_from(source: bytes, name: str) -> Exam:
    read = read_exam(source, f"{name}.toml")
    if not isinstance(read, Loaded):
        raise MaterialMissing(f"exam {name} as stored cannot be read by this version")
    return read.value
