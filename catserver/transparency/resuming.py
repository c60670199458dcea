"""Takes a log up again after a refusal: a person says so, and brings what was published.

The leaves are public, so a site that lost some gets them back from any copy of its published
folder. What it cannot do is to choose: leaves of its own that differ from those that were signed
are a fork, and there is no way on from one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from catserver.transparency.book import Batch, NewLeaf
from catserver.transparency.contents import subject_of
from catserver.transparency.leaf import (
    BankOpened,
    Leaf,
    ResultDecided,
    SittingOpened,
    StandingPublished,
    decode_leaf,
)
from catserver.transparency.log import Away, Log
from catserver.transparency.merkle import leaf_hash
from catserver.transparency.note import NoteRefused
from catserver.transparency.reading import (
    NotALog,
    Progress,
    PublishedFolder,
    Reading,
    SignedCheckpoint,
    read_log,
)
from catserver.transparency.record import Resumed, Signed, SignedRecord


class CannotResume(Exception):
    """Carries the sentence for the operator."""


@dataclass(frozen=True, slots=True)
class By:
    """Who takes it up, when and why; it is written into the record."""

    name: str
    at: datetime
    reason: str


async def resume_from(log: Log, folder: PublishedFolder, by: By, progress: Progress) -> int:
    """Take over the leaves of `folder` that are missing here; how many. Raises CannotResume."""
    keys, record = log.parts.keys, log.parts.record
    if keys is None or record is None:
        raise CannotResume("The keys are missing: put log/key and log/signed back first.")
    try:
        reading = read_log(folder, keys.public, progress)
    except (NotALog, NoteRefused) as why:
        raise CannotResume(f"{folder.folder} is not a folder of this log: {why}.") from why
    if reading.findings:
        raise CannotResume(reading.findings[0].sentence())
    _require_one_past(log, reading)
    if record.newest is not None and record.newest.size > len(reading.entries):
        raise CannotResume(
            f"{folder.folder} ends at {len(reading.entries)} leaves, and {record.newest.size} were "
            "signed here: bring a newer copy."
        )
    here = len(log.tree)
    await _take_over(log, folder, reading, here)
    _record(record, [*reading.history, reading.newest])
    record.append(Resumed(by.at, by.name, by.reason))
    return max(len(reading.entries) - here, 0)


def resume_with_nothing_newer(log: Log, by: By) -> None:
    """The person vouches that nothing was published after the backup. Raises CannotResume."""
    if log.away is not Away.RESTORED or log.parts.record is None:
        raise CannotResume("Leaves that were signed are missing here: name a copy of the folder.")
    if log.signed_size > len(log.tree):
        raise CannotResume("The record knows of more leaves: name a copy of the folder.")
    log.parts.record.append(Resumed(by.at, by.name, by.reason))


def _require_one_past(log: Log, reading: Reading) -> None:
    for index in range(min(len(log.tree), len(reading.entries))):
        if log.tree.subtree(0, index) != leaf_hash(reading.entries[index]):
            raise CannotResume(
                f"Leaf {index} of the database is not the one that was published. This is a fork, "
                "and no way leads on from it: restore a database whose leaves were published."
            )


async def _take_over(log: Log, folder: PublishedFolder, reading: Reading, here: int) -> None:
    entries = reading.entries[here:]
    if not entries:
        return
    leaves = [decode_leaf(each) for each in entries]
    said = [decode_leaf(each) for each in reading.entries]  # an earlier one's file may be newer
    files = {path: folder.read(path) for leaf in said for path in _files(folder, leaf)}
    decisions = log.contents.decisions.copy()
    batch = []
    for leaf, entry in zip(leaves, entries, strict=True):
        about = getattr(leaf, "attempt", "")
        batch.append(NewLeaf(subject_of(leaf, entry, decisions[about]), entry))
        decisions[about] += isinstance(leaf, ResultDecided)
    await log.parts.book.append(here, Batch(batch, files))


def _files(folder: PublishedFolder, leaf: Leaf | None) -> Iterator[str]:
    """Those of the files a leaf names that are published."""
    named: list[str] = []
    match leaf:
        case SittingOpened():
            named = [f"exams/{leaf.rules}.json", f"banks/{leaf.structure}.json"]
        case BankOpened():
            named = [f"banks/{leaf.structure}.json"]
        case StandingPublished():
            named = [f"standings/{leaf.standing}.json"]
    yield from (path for path in named if (folder.folder / path).is_file())


def _record(record: SignedRecord, found: list[SignedCheckpoint]) -> None:
    known = {each.size for each in record.signed}
    for each in sorted(found, key=lambda each: each.checkpoint.size):
        if each.checkpoint.size not in known:
            known.add(each.checkpoint.size)
            root = each.checkpoint.root
            record.append(Signed(each.checkpoint.size, root, str(each.note)))
