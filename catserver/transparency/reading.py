"""Reads a published folder and holds it against its own checkpoint: leaves, tiles, root."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catserver.transparency.checkpoint import Checkpoint, parse_checkpoint
from catserver.transparency.findings import Finding, finding
from catserver.transparency.leaf import LeafMalformed, decode_leaf
from catserver.transparency.merkle import Tree, leaf_hash
from catserver.transparency.note import (
    COSIGNATURE,
    ED25519,
    Note,
    NoteMalformed,
    NoteRefused,
    VerifierKey,
    parse_note,
    parse_verifier_key,
    verified,
)
from catserver.transparency.signing import timestamp_of, verifiers
from catserver.transparency.tile import (
    BundleMalformed,
    Tile,
    entries_in,
    hashes_in,
    read_tile,
    tile_bytes,
    tiles_of,
)

FILE_SIZE_BYTES_MAX = 64 * 1024 * 1024
SIZE_MAX = 100_000_000
"""Leaves; more than any exam will ever have."""
CHANGED_SHOWN_MAX = 20
NAMED_BY_LEAVES = ("exams", "banks", "standings")
Progress = Callable[[str, int, int], None]
"""Told (what, done, of how many)."""


class NotALog(Exception):
    """The folder cannot be read as a log at all."""


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint that the log's key signed. `signed_at_s` is None where it does not say when."""

    place: str
    note: Note
    checkpoint: Checkpoint
    signed_at_s: int | None


@dataclass(slots=True)
class Reading:
    """What was read. `entries` are worth nothing where `findings` has something."""

    newest: SignedCheckpoint
    history: list[SignedCheckpoint] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)
    tree: Tree = field(default_factory=Tree)
    findings: list[Finding] = field(default_factory=list)


class PublishedFolder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str) -> bytes:
        """Raises FileNotFoundError, NotALog. `path` is made from numbers and digests."""
        file = self.folder / path
        if not file.is_file():
            raise FileNotFoundError(path)
        if file.stat().st_size > FILE_SIZE_BYTES_MAX:
            raise NotALog(f"{path} is larger than any file of a log")
        return file.read_bytes()

    def keys(self) -> tuple[VerifierKey, ...]:
        """As the folder itself names them. Raises NotALog."""
        try:
            lines = self.read("vkey").decode().splitlines()
            return tuple(parse_verifier_key(each) for each in lines)
        except FileNotFoundError:
            raise NotALog("there is no file vkey") from None
        except (NoteMalformed, UnicodeDecodeError) as error:
            raise NotALog(f"vkey cannot be read: {error}") from error

    def named_files(self) -> list[str]:
        """The files that leaves name by their digests: rules, structures, lists."""
        return [
            f"{name}/{file.name}"
            for name in NAMED_BY_LEAVES
            if (self.folder / name).is_dir()
            for file in (self.folder / name).iterdir()
            if not file.name.startswith(".")  # on its way
        ]

    def history(self) -> list[str]:
        folder = self.folder / "checkpoints"
        names = [each.name for each in folder.iterdir()] if folder.is_dir() else []
        return sorted((each for each in names if each.isdecimal()), key=int)


def open_checkpoint(place: str, content: bytes, keys: Sequence[VerifierKey]) -> SignedCheckpoint:
    """Raises NoteMalformed, NoteRefused unless the log's own key signed it."""
    note = parse_note(content)
    found = verified(note, verifiers(each for each in keys if each.type == ED25519))
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin not in {each.name for each in found}:
        raise NoteRefused(f"it is of another log, {checkpoint.origin}")
    return SignedCheckpoint(place, note, checkpoint, _signed_at_s(note, keys))


def _signed_at_s(note: Note, keys: Sequence[VerifierKey]) -> int | None:
    """Raises NoteRefused where a time stamp in the name of the log is wrong."""
    names = {each.name for each in keys if each.type == ED25519}
    own = [each for each in keys if each.type == COSIGNATURE and each.name in names]
    ids = {(each.name, each.key_id) for each in own}
    if not any((each.name, each.key_id) in ids for each in note.signatures):
        return None
    return min(timestamp_of(each) for each in verified(note, verifiers(own)).values())


def read_log(folder: PublishedFolder, keys: Sequence[VerifierKey], progress: Progress) -> Reading:
    """All of a folder, held against its own newest checkpoint. Raises NotALog, NoteRefused."""
    history = folder.history()  # first: a log that grows meanwhile is not behind its own past
    try:
        newest = open_checkpoint("checkpoint", folder.read("checkpoint"), keys)
    except FileNotFoundError:
        raise NotALog("there is no checkpoint") from None
    except NoteMalformed as error:
        raise NotALog(f"its checkpoint cannot be read: {error}") from error
    if newest.checkpoint.size > SIZE_MAX:
        raise NotALog("its checkpoint names more leaves than there can be")
    reading = Reading(newest)
    for size in history:
        place = f"checkpoints/{size}"
        try:
            reading.history.append(open_checkpoint(place, folder.read(place), keys))
        except (NoteMalformed, NoteRefused) as error:
            reading.findings.append(finding("signature_wrong", place=place, why=error))
    _read_leaves(folder, reading, progress)
    return reading


def _read_leaves(folder: PublishedFolder, reading: Reading, progress: Progress) -> None:
    """Entries against the tiles, the tiles against the tree, the tree against the checkpoint."""
    size = reading.newest.checkpoint.size
    tiles = list(tiles_of(size))
    unlike: list[Finding] = []
    for done, tile in enumerate(tiles, start=1):
        progress("leaves", done, len(tiles))
        if tile.level is None:
            unlike += _read_bundle(folder, tile, reading)
    if len(reading.entries) == size and reading.tree.root() == reading.newest.checkpoint.root:
        reading.findings += [
            finding("tile_wrong", place=tile.path)
            for tile in tiles
            if tile.level is not None and _content(folder, tile) != tile_bytes(reading.tree, tile)
        ]
    else:
        reading.findings += unlike or [finding("root_differs")]


def _read_bundle(folder: PublishedFolder, tile: Tile, reading: Reading) -> list[Finding]:
    start = len(reading.entries)
    content = _content(folder, tile)
    try:
        found = entries_in(content)
    except BundleMalformed as error:
        return [finding("not_a_log", place=tile.path, why=error)]
    hashes = [leaf_hash(each) for each in found]
    logged = hashes_in(_content(folder, Tile(0, tile.index, tile.width)))
    reading.entries += found
    for each in hashes:
        reading.tree.append(each)
    if hashes == logged:
        return []
    if len(hashes) < len(logged):
        return [finding("leaf_removed", index=start + each) for each in _removed(hashes, logged)]
    changed = [place for place, each in enumerate(logged) if hashes[place] != each]
    return [
        finding("leaf_changed", index=start + place, what=describe(found[place]))
        for place in changed[:CHANGED_SHOWN_MAX]
    ]


def _removed(hashes: Sequence[bytes], logged: Sequence[bytes]) -> list[int]:
    kept = set(hashes)
    return [place for place, each in enumerate(logged) if each not in kept][:CHANGED_SHOWN_MAX]


def _content(folder: PublishedFolder, tile: Tile) -> bytes:
    try:
        return read_tile(folder.read, tile)
    except (FileNotFoundError, BundleMalformed):
        return b""


def describe(entry: bytes) -> str:
    """What an entry says it is about, for a person who looks for it."""
    try:
        leaf = decode_leaf(entry)
    except LeafMalformed:
        return "it cannot be read"
    if leaf is None:
        return "of an unknown type"
    named = [
        f"{name} {getattr(leaf, name)}"
        for name in ("attempt", "sitting", "bank")
        if hasattr(leaf, name)
    ]
    return f"{leaf.__struct_config__.tag} of {', '.join(named[:1])}"
