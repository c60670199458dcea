"""The published folder: static files, written so that a reader never finds half of one.

Nothing in it is secret and everything in it can be made again; tiles, leaves and files come before
the checkpoint that needs them.
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files as resources
from pathlib import Path

from filelock import FileLock

from catserver.transparency.checkpoint import Checkpoint, parse_checkpoint
from catserver.transparency.merkle import Tree, leaf_hash
from catserver.transparency.note import (
    Note,
    NoteMalformed,
    VerifierKey,
    parse_note,
    parse_signature_lines,
)
from catserver.transparency.record import Signed
from catserver.transparency.tile import WIDTH, Tile, bundle_bytes, tile_bytes, tiles_of

CHECKPOINT = "checkpoint"
HISTORY = "checkpoints"
VKEY = "vkey"
READMES = ("README.en.md", "README.id.md")


class LeafChanged(Exception):
    """The book does not give back what was written into it."""


class PublicFolder:
    """`private` holds the cosignatures that were collected, and the lock of who publishes."""

    def __init__(self, folder: Path, private: Path) -> None:
        self.folder = folder
        self._private = private
        self._lock = FileLock(private / "publish.lock")

    def begin(self, keys: Sequence[VerifierKey]) -> None:
        self._write(VKEY, "".join(f"{each}\n" for each in keys).encode())
        for name in READMES:
            text = resources("catserver.transparency").joinpath(name).read_bytes()
            self._write(name, text)

    def publish_files(self, files: Mapping[str, bytes]) -> None:
        for path, content in files.items():
            self._write(path, content)

    def publish_entries(self, tree: Tree, first: int, entries: Sequence[bytes]) -> None:
        """Bundles of the entries from `first` on, which begins one. Raises LeafChanged."""
        assert first % WIDTH == 0
        for place in range(0, len(entries), WIDTH):
            found = entries[place : place + WIDTH]
            for index, entry in enumerate(found, start=first + place):
                if leaf_hash(entry) != tree.subtree(0, index):
                    raise LeafChanged(f"leaf {index} of the database is not the one logged")
            self._write_tile(Tile(None, (first + place) // WIDTH, len(found)), bundle_bytes(found))

    def publish_tiles(self, tree: Tree, size: int, published: int) -> None:
        """The hashes of the tree with `size` that one of `published` leaves did not have."""
        for tile in tiles_of(size):
            if tile.level is not None and tile.start + _leaves_below(tile) > published:
                self._write_tile(tile, tile_bytes(tree, tile))

    def publish_checkpoint(self, signed: Signed) -> None:
        """The newest; with what witnesses have said of it so far."""
        with self._lock:
            note = self._with_cosignatures(signed)
            self._write(CHECKPOINT, note)  # before the history, whose readers look there first
            self._write(f"{HISTORY}/{signed.size}", note)

    def publish_history(self, signed: Iterable[Signed]) -> None:
        with self._lock:
            for each in signed:
                self._write(f"{HISTORY}/{each.size}", self._with_cosignatures(each))

    def add_cosignatures(self, signed: Signed, lines: bytes) -> None:
        """Keep what a witness answered, and show it where that checkpoint is shown."""
        known = self._private / "cosignatures" / str(signed.size)
        with self._lock:
            known.parent.mkdir(parents=True, exist_ok=True)
            before = known.read_bytes() if known.exists() else b""
            _replace(known, before + lines)
            note = self._with_cosignatures(signed)
            self._write(f"{HISTORY}/{signed.size}", note)
            newest = self.read(CHECKPOINT)
            if newest and parse_note(newest).text == parse_note(note).text:
                self._write(CHECKPOINT, note)

    def note_of(self, signed: Signed) -> Note:
        """With the cosignatures that were collected for it; of each witness the newest."""
        note = parse_note(signed.note.encode())
        try:
            lines = (self._private / "cosignatures" / str(signed.size)).read_bytes()
        except FileNotFoundError:
            return note
        newest = {(each.name, each.key_id): each for each in parse_signature_lines(lines)}
        return Note(note.text, (*note.signatures, *newest.values()))

    def read(self, path: str) -> bytes | None:
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None

    def _with_cosignatures(self, signed: Signed) -> bytes:
        return str(self.note_of(signed)).encode()

    def _write(self, path: str, content: bytes) -> None:
        if self.read(path) != content:
            _replace(self.folder / path, content)

    def _write_tile(self, tile: Tile, content: bytes) -> None:
        self._write(tile.path, content)
        if tile.is_full:  # the partial ones are not needed any more
            partial = Tile(tile.level, tile.index, 1).path.removesuffix("/1")
            shutil.rmtree(self.folder / partial, ignore_errors=True)


def _leaves_below(tile: Tile) -> int:
    return tile.width << 8 * (tile.level or 0)


class CopyRefused(Exception):
    """Carries the sentence for the operator."""


def copy_published(folder: Path, to: Path) -> tuple[int, int]:
    """Bring the copy at `to` up to `folder`, the checkpoint last: (leaves, files written).

    Raises CopyRefused.
    """
    checkpoint = _published_checkpoint(folder)
    if checkpoint is None:
        raise CopyRefused(f"{folder} has no checkpoint: nothing has been published yet.")
    there = _published_checkpoint(to)
    if there is not None and there.origin != checkpoint.origin:
        raise CopyRefused(f"{to} holds another log, {there.origin}.")
    if there is not None and there.size > checkpoint.size:
        raise CopyRefused(
            f"{to} is newer: it holds {there.size} leaves, here are {checkpoint.size}."
        )
    newest = (folder / CHECKPOINT).read_bytes()  # what comes later is not in this copy
    size = parse_checkpoint(parse_note(newest).text).size
    written = 0
    for each in sorted(each for each in folder.rglob("*") if each.is_file()):
        inside = each.relative_to(folder)
        is_later = inside.parts[0] == HISTORY and int(inside.name) > size
        if each.name.startswith(".") or inside.name == CHECKPOINT or is_later:
            continue
        written += _copy_file(each, to / inside)
    _replace(to / CHECKPOINT, newest)
    return size, written


def _published_checkpoint(folder: Path) -> Checkpoint | None:
    try:
        return parse_checkpoint(parse_note((folder / CHECKPOINT).read_bytes()).text)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except NoteMalformed as error:
        raise CopyRefused(f"{folder / CHECKPOINT} is no checkpoint: {error}.") from error


def _copy_file(source: Path, to: Path) -> bool:
    try:
        content = source.read_bytes()
    except FileNotFoundError:
        return False  # a partial tile that became full meanwhile
    if to.is_file() and to.read_bytes() == content:
        return False
    _replace(to, content)
    return True


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.new")
    made.write_bytes(content)
    made.replace(path)
