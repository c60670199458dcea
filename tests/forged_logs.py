"""What somebody who holds the log's keys could publish instead: a folder signed anew."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from catserver.transparency.checkpoint import Checkpoint
from catserver.transparency.key_file import LogKeys, read_log_keys
from catserver.transparency.merkle import Tree, leaf_hash
from catserver.transparency.note import Note
from catserver.transparency.publishing import PublicFolder
from catserver.transparency.record import Signed
from catserver.transparency.signing import Cosigner, LogSigner
from catserver.transparency.structure import file_digest
from catserver.transparency.tile import WIDTH, entries_in
from tests.logs import LoggedRoom

Leaf = dict[str, Any]


def keys_of(logged: LoggedRoom) -> LogKeys:
    keys = read_log_keys(logged.folder / "log" / "key")
    assert keys is not None
    return keys


def published(folder: Path) -> tuple[list[bytes], dict[str, bytes]]:
    """The entries (of one bundle) and the files of a folder."""
    bundle = max((folder / "tile/entries/000.p").iterdir(), key=lambda each: int(each.name))
    files = {
        str(each.relative_to(folder).as_posix()): each.read_bytes()
        for each in folder.rglob("*.json")
    }
    return entries_in(bundle.read_bytes()), files


def signed(keys: LogKeys, entries: Sequence[bytes], at: datetime) -> Signed:
    tree = Tree(leaf_hash(each) for each in entries)
    text = Checkpoint(keys.origin, len(tree), tree.root()).text
    cosigner = Cosigner(keys.time, lambda: int(at.timestamp()))
    note = Note(text, (LogSigner(keys.log).sign(text), cosigner.sign(text)))
    return Signed(len(tree), tree.root(), str(note))


def publish(
    to: Path,
    keys: LogKeys,
    entries: Sequence[bytes],
    files: Mapping[str, bytes],
    checkpoints: Sequence[tuple[int, datetime]],
) -> Path:
    """`checkpoints` are (size, when it says it was signed); the last is the newest."""
    assert len(entries) <= WIDTH
    (to / "private").mkdir(parents=True)
    folder = PublicFolder(to / "public", to / "private")
    folder.begin(keys.public)
    folder.publish_files(files)
    for size, at in checkpoints:
        tree = Tree(leaf_hash(each) for each in entries[:size])
        folder.publish_entries(tree, 0, entries[:size])
        folder.publish_tiles(tree, size, 0)
        folder.publish_checkpoint(signed(keys, entries[:size], at))
    return to / "public"


def with_leaf_changed(
    entries: Sequence[bytes], index: int, change: Callable[[Leaf], None]
) -> list[bytes]:
    leaf = json.loads(entries[index])
    change(leaf)
    return [*entries[:index], spelled(leaf), *entries[index + 1 :]]


def with_list_changed(
    entries: Sequence[bytes], files: Mapping[str, bytes], change: Callable[[Leaf], None]
) -> tuple[list[bytes], dict[str, bytes]]:
    """Another list, and the leaf that names it."""
    index = index_of(entries, "standing_published")
    name = json.loads(entries[index])["standing"]
    listed = json.loads(files[f"standings/{name}.json"])
    change(listed)
    content = spelled(listed)
    changed = with_leaf_changed(
        entries, index, lambda leaf: leaf.update(standing=file_digest(content))
    )
    return changed, {**files, f"standings/{file_digest(content)}.json": content}


def index_of(entries: Sequence[bytes], kind: str) -> int:
    return next(i for i, each in enumerate(entries) if json.loads(each)["type"] == kind)


def spelled(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
