"""The log itself: appends leaves, and signs a checkpoint only after it has looked at all before.

Order of a seal: hold the tree against every checkpoint that was ever signed; sign; write the
record and wait for the disk; publish. Where the past does not fit, `away` says why, and nothing is
appended or signed until a person takes the log up again (`resuming.py`).
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from catserver.transparency.book import Batch, BookConflict, LogBook
from catserver.transparency.checkpoint import Checkpoint
from catserver.transparency.contents import Contents
from catserver.transparency.key_file import LogKeys
from catserver.transparency.leaf import decode_leaf
from catserver.transparency.merkle import ProofInvalid, Tree, leaf_hash, verify_consistency
from catserver.transparency.note import Note
from catserver.transparency.proof import LogProof
from catserver.transparency.publishing import LeafChanged, PublicFolder
from catserver.transparency.record import Signed, SignedRecord
from catserver.transparency.signing import Cosigner, LogSigner
from catserver.transparency.tile import WIDTH

logger = logging.getLogger(__name__)

LEAVES_AT_ONCE = 1024
Now = Callable[[], datetime]


class Away(StrEnum):
    """Why the log neither grows nor is signed; a person must look."""

    OLDER_DATABASE = "older_database"
    """It has fewer leaves than were signed."""
    OTHER_LEAVES = "other_leaves"
    """Its leaves are not those that were signed."""
    RESTORED = "restored"
    """The data came from a backup; what was signed after it was made is not known here."""
    KEYS_MISSING = "keys_missing"
    """Leaves are there, and the signing keys or the record of what was signed are not."""


SENTENCES = {
    Away.OLDER_DATABASE: "the database is older than the log: it lacks leaves that were signed",
    Away.OTHER_LEAVES: "the database has other leaves than those that were signed",
    Away.RESTORED: "the data were restored from a backup: newer checkpoints may be in the world",
    Away.KEYS_MISSING: "the log's keys or its record of what was signed are missing or unreadable",
}


class LogIsAway(Exception):
    def __init__(self, why: Away) -> None:
        super().__init__(f"{SENTENCES[why]}; see `catserver log resume`")
        self.why = why


@dataclass(frozen=True, slots=True)
class LogParts:
    """What a log is made of. `keys` and `record` are None where they are not there."""

    book: LogBook
    keys: LogKeys | None
    record: SignedRecord | None
    folder: PublicFolder
    now: Now


class Log:
    def __init__(self, parts: LogParts, away: Away | None = None) -> None:
        self.parts = parts
        self.tree = Tree()
        self.contents = Contents()
        self.subjects: set[str] = set()
        self.away = away
        self._published = 0
        self._files: dict[str, bytes] = {}
        self._sealing = asyncio.Lock()

    @property
    def signed_size(self) -> int:
        newest = self.parts.record.newest if self.parts.record else None
        return newest.size if newest else 0

    def require_present(self) -> None:
        """Raises LogIsAway."""
        if self.away is not None:
            raise LogIsAway(self.away)

    # ── opening ──────────────────────────────────────────────────────────────────────────────
    async def load(self, restored_at: datetime | None) -> None:
        """Read all leaves and hold them against all that was signed."""
        await self._read_on()
        self.away = self.away or self._looked_at(restored_at)

    async def begin(self) -> None:
        """Publish what is missing, after a start."""
        if self.away is not None:
            logger.error("the transparency log is not continued: %s", SENTENCES[self.away])
            return
        keys, record = self.parts.keys, self.parts.record
        assert keys is not None
        assert record is not None
        self._files = dict(await self.parts.book.files())
        await asyncio.to_thread(self.parts.folder.begin, keys.public)
        if record.newest is not None:
            await self._publish(record.newest)
            await asyncio.to_thread(self.parts.folder.publish_history, record.signed)

    def _looked_at(self, restored_at: datetime | None) -> Away | None:
        record = self.parts.record
        if self.parts.keys is None or record is None:
            return Away.KEYS_MISSING
        resumed_at = max((each.at for each in record.resumed), default=None)
        if restored_at is not None and (resumed_at is None or resumed_at < restored_at):
            return Away.RESTORED
        return self._against(record)

    def _against(self, record: SignedRecord) -> Away | None:
        if self.signed_size > len(self.tree):
            return Away.OLDER_DATABASE
        if any(self.tree.root(each.size) != each.root for each in record.signed):
            return Away.OTHER_LEAVES
        return None

    async def _read_on(self) -> None:
        """Know the leaves that the book has beyond those known here."""
        while found := await self.parts.book.leaves(len(self.tree), LEAVES_AT_ONCE):
            for each in found:
                self._know(each.subject, each.entry)

    def _know(self, subject: str, entry: bytes) -> None:
        self.contents.add(len(self.tree), decode_leaf(entry))
        self.subjects.add(subject)
        self.tree.append(leaf_hash(entry))

    # ── growing ──────────────────────────────────────────────────────────────────────────────
    async def append(self, batch: Batch) -> None:
        """Leaves in order, with the files they name. Raises LogIsAway, BookConflict."""
        self.require_present()
        try:
            await self.parts.book.append(len(self.tree), batch)
        except BookConflict:
            # A store that failed at a commit may have kept what it said it had not.
            await self._read_on()
            self._files.update(await self.parts.book.files())
            raise
        for each in batch.leaves:
            self._know(each.subject, each.entry)
        self._files.update(batch.files)

    async def seal(self) -> None:
        """Sign and publish what was appended since; nothing where that is nothing.

        Raises LogIsAway.
        """
        async with self._sealing:
            self.require_present()
            record = self.parts.record
            assert record is not None
            if len(self.tree) > self.signed_size:
                await asyncio.to_thread(self._sign, len(self.tree))
            if record.newest is not None and self._published < record.newest.size:
                await self._publish(record.newest)

    def _sign(self, size: int) -> None:
        keys, record = self.parts.keys, self.parts.record
        assert keys is not None
        assert record is not None
        self._require_consistent(record, size)
        text = Checkpoint(keys.origin, size, self.tree.root(size)).text
        now_s = int(self.parts.now().timestamp())
        signers = (LogSigner(keys.log), Cosigner(keys.time, lambda: now_s))
        note = Note(text, tuple(each.sign(text) for each in signers))
        record.append(Signed(size, self.tree.root(size), str(note)))

    def _require_consistent(self, record: SignedRecord, size: int) -> None:
        """By the proof a stranger would ask for; `load` looked at all that were signed before.

        Raises LogIsAway.
        """
        before = record.newest
        if before is None:
            return
        try:
            proof = self.tree.consistency(before.size, size)
            verify_consistency(before.size, size, proof, before.root, self.tree.root(size))
        except ProofInvalid as error:
            logger.exception("the log would fork at size %d and is not signed", before.size)
            self.away = Away.OTHER_LEAVES
            raise LogIsAway(self.away) from error

    async def _publish(self, signed: Signed) -> None:
        """What is needed first, the checkpoint last. Raises LogIsAway."""
        start = self._published // WIDTH * WIDTH
        try:
            while start < signed.size:
                limit = min(LEAVES_AT_ONCE, signed.size - start)
                entries = await self._entries(start, limit)
                folder = self.parts.folder
                await asyncio.to_thread(folder.publish_entries, self.tree, start, entries)
                start += limit
        except LeafChanged as changed:
            logger.exception("the log is not published")
            self.away = Away.OTHER_LEAVES
            raise LogIsAway(self.away) from changed
        files = dict(self._files)
        await asyncio.to_thread(self._write, signed, files)
        self._files = {path: each for path, each in self._files.items() if path not in files}

    async def _entries(self, start: int, limit: int) -> list[bytes]:
        found = await self.parts.book.leaves(start, limit)
        if len(found) < limit:
            raise LeafChanged(f"the database ends at leaf {start + len(found)}")
        return [each.entry for each in found]

    def _write(self, signed: Signed, files: Mapping[str, bytes]) -> None:
        folder = self.parts.folder
        folder.publish_files(files)
        folder.publish_tiles(self.tree, signed.size, self._published)
        folder.publish_checkpoint(signed)
        self._published = signed.size

    # ── reading ──────────────────────────────────────────────────────────────────────────────
    async def entry(self, index: int) -> bytes:
        (found,) = await self.parts.book.leaves(index, 1)
        return found.entry

    def proof(self, index: int, extra: bytes) -> LogProof | None:
        """None until a checkpoint that was published covers the leaf."""
        record = self.parts.record
        newest = record.newest if record and self.away is None else None
        if newest is None or index >= min(newest.size, self._published):
            return None
        path = self.tree.inclusion(index, newest.size)
        return LogProof(index, path, self.parts.folder.note_of(newest), extra)
