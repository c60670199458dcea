"""What a sitting is made of, in memory: its exam, its bank, its marked keys.

A sitting names the versions it was created with, so its material never changes under it; only a
new version of the keys can be added.
"""

import asyncio
from dataclasses import dataclass, field

from catserver.delivery.registry import Registry, Sitting
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
        record = await self._registry.key_book(material.sitting.bank, version)
        if record is None:
            raise MaterialMissing(f"bank {material.sitting.bank} has no such key version")
        book = import_key_book(record.content).with_version(record.version)
        marked = mark_keys(material.exam, material.bank, book)
        material.keys[record.version] = marked
        return marked

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
        keys: dict[int, KeyBook] = {}
        newest = await self._registry.key_book(sitting.bank)
        if newest is None:
            raise MaterialMissing(f"bank {sitting.bank} has no keys")
        for version in range(1, newest.version + 1):
            record = await self._registry.key_book(sitting.bank, version)
            if record is not None:
                book = import_key_book(record.content).with_version(record.version)
                keys[version] = mark_keys(exam, bank, book)
        return Material(sitting, exam, bank, keys)


def _exam_from(source: bytes, name: str) -> Exam:
    read = read_exam(source, f"{name}.toml")
    if not isinstance(read, Loaded):
        raise MaterialMissing(f"exam {name} as stored cannot be read by this version")
    return read.value
