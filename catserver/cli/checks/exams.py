"""Do exams say what their face thresholds were measured on, and are they for the site's engine?"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from catserver.cli.checks.finding import Finding, attention, ok, problem
from catserver.config import Settings
from catserver.delivery.door.thresholds import source_of
from catserver.delivery.registry import ExamRecord, Registry, RegistryAway
from catserver.event_keys import FolderKeys
from catserver.loading.exam_notices import exam_notices
from catserver.store.engine import open_engine
from catserver.store.migration import latest_revision, revision_of
from catserver.store.registry import SqlRegistry
from question_bank.exam import Exam
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Report

LONG_BEGUN = timedelta(days=1)
SAID = {
    "shipped": "face thresholds as shipped, with the measurement they ship with",
    "stated": "the measurement of its face thresholds is stated",
}
NOTHING_COMPARED = "compares no faces"


def check_exams(settings: Settings) -> Iterator[Finding]:
    """Silent where the store cannot be read, or is of another release: that is said beside it."""
    try:
        engine = open_engine(settings.store_url)
    except (SQLAlchemyError, ValueError, OSError, ImportError):
        return
    try:
        if revision_of(engine) != latest_revision():
            return
        registry = SqlRegistry(engine, FolderKeys(settings.data_dir))
        records = asyncio.run(_in_use(registry, datetime.now(UTC) - LONG_BEGUN))
    except (SQLAlchemyError, RegistryAway):
        return
    finally:
        engine.dispose()
    for record in records:
        read = read_exam(record.source, f"{record.id}.toml")
        if isinstance(read, Report):
            said = f"as stored it no longer reads: {read.problems[0].message_en}"
            yield problem(f"exam {record.id}", said, "Load the exam file again.")
        else:
            yield from _of(read.value, settings.faces.engine)


async def _in_use(registry: Registry, since: datetime) -> Sequence[ExamRecord]:
    """Those of sittings to come, in their versions; where there are none, all that are loaded."""
    versions = dict.fromkeys(
        (each.exam, each.exam_digest)
        for each in await registry.sittings()
        if each.start_at >= since
    )
    found = [await registry.exam(exam, digest) for exam, digest in versions]
    return [each for each in found if each is not None] or await registry.exams()


def _of(exam: Exam, engine: str) -> Iterator[Finding]:
    check = f"exam {exam.id}"
    rules = exam.identity
    if rules.is_compared and rules.engine != engine:
        yield attention(
            check,
            f"its thresholds are for the face engine {rules.engine}, and this site uses {engine}: "
            "every look would be referred to a person",
            "Correct identity.engine and its thresholds, or faces.engine in the settings.",
        )
    notices = exam_notices(exam, check)
    for each in notices:
        yield attention(check, each.message_en, each.remedy_en)
    if not notices:
        yield ok(check, SAID[source_of(rules)] if rules.is_compared else NOTHING_COMPARED)
