"""Makes a sitting from an exam, a bank, a room and a time, and chooses who comes to it."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from catserver.delivery.clock import Clock
from catserver.delivery.registry import (
    BankRecord,
    Candidate,
    KeyBookRecord,
    Registry,
    Sitting,
    Unknown,
)
from catserver.loading.loader import Loader
from catserver.loading.seating import Seating, plan_seating
from catserver.sitting.events import SittingId
from question_bank.assembly import check_blueprint
from question_bank.exam import Exam
from question_bank.finding import Finding
from question_bank.formats.stored import import_bank, import_key_book
from question_bank.marking import check_keys

Who = Literal["all", "room"]


@dataclass(frozen=True, slots=True)
class SittingWish:
    title: str
    exam: str
    bank: str
    room: str
    start_at: datetime
    seats: int


class BankDoesNotFit(Exception):
    """The bank cannot fill the exam's blueprint, or its keys do not suit the exam's scoring."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(each.message_en for each in findings))
        self.findings = tuple(findings)


async def new_sitting(
    registry: Registry, loader: Loader, clock: Clock, wish: SittingWish, by: str
) -> Sitting:
    """A sitting in the versions that are current now, not yet added.

    Raises Unknown, BankDoesNotFit.
    """
    exam = await loader.exam(wish.exam)
    assert exam is not None
    bank_record = await registry.bank(wish.bank)
    keys = await registry.key_book(wish.bank)
    if bank_record is None or keys is None:
        raise Unknown(f"bank {wish.bank}")
    findings = await asyncio.to_thread(_findings, exam, bank_record, keys)
    if findings:
        raise BankDoesNotFit(findings)
    return Sitting(
        id=SittingId(f"sit_{secrets.token_hex(4)}"),
        title=wish.title,
        exam=exam.id,
        exam_digest=exam.digest,
        bank=bank_record.id,
        bank_digest=bank_record.digest,
        room=wish.room,
        start_at=wish.start_at,
        seats=wish.seats,
        created_at=clock.now(),
        created_by=by,
    )


def _findings(exam: Exam, record: BankRecord, keys: KeyBookRecord) -> tuple[Finding, ...]:
    bank = import_bank(record.content)
    book = import_key_book(keys.content)
    return (*check_blueprint(exam, bank), *check_keys(exam, bank, book))


async def plan_for(registry: Registry, sitting: Sitting, who: Who | tuple[str, ...]) -> Seating:
    """Seats for those named, for all, or for those whose roster names this room.

    Unless named, who already has another sitting of this exam is left out. Raises Unknown.
    """
    if isinstance(who, tuple):
        candidates = await registry.candidates(who)
        missing = set(who) - {each.number for each in candidates}
        if missing:
            raise Unknown(", ".join(sorted(missing)))
    else:
        candidates = await _waiting_for(registry, sitting, who)
    held = await registry.assignments(sitting.id)
    return plan_seating(sitting, held, candidates, lambda: f"att_{secrets.token_urlsafe(12)}")


async def _waiting_for(registry: Registry, sitting: Sitting, who: Who) -> tuple[Candidate, ...]:
    elsewhere = {
        assignment.candidate
        for other in await registry.sittings()
        if other.exam == sitting.exam and other.id != sitting.id
        for assignment in await registry.assignments(other.id)
    }
    return tuple(
        each
        for each in await registry.candidates()
        if each.number not in elsewhere and (who == "all" or each.room == sitting.room)
    )
