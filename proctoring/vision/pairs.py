"""Reads the two tables of a measurement: pairs of photos, and which group a person belongs to.

Pairs are CSV with the columns ``reference,probe,same_person`` (photos relative to the file, 1 or
0); several probes of one person, parted by semicolons, are fused before they are compared. Groups
are CSV with ``identity,group``. The identity is the name of the folder a photo lies in; where the
folders contradict the pairs, photos said to be of one person are one identity.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from proctoring.errors import BadTable
from proctoring.measured import ALL

YES = {"1", "true", "yes", "y"}
NO = {"0", "false", "no", "n"}
BYTES_MAX = 256 * 1024 * 1024
"""Two million pairs; a larger file is something else."""


@dataclass(frozen=True, slots=True)
class Pair:
    reference: str
    probes: tuple[str, ...]
    same_person: bool
    row: int = field(default=0, compare=False)
    """Where it stands in its table."""

    @property
    def photos(self) -> tuple[str, ...]:
        return (self.reference, *self.probes)


def read_pairs(file: Path) -> tuple[Pair, ...]:
    """Raise BadTable, which names row, column and remedy."""
    pairs = []
    for number, row in _rows(file, ("reference", "probe", "same_person")):
        reference = _photo(file, number, "reference", row["reference"])
        probes = tuple(
            _photo(file, number, "probe", each) for each in row["probe"].split(";") if each.strip()
        ) or (_photo(file, number, "probe", ""),)
        same_person = _truth(file, number, row["same_person"])
        pairs.append(Pair(reference, probes, same_person, number))
    if not pairs:
        raise BadTable(file.name, None, None, "holds no pairs", "Write one row for each pair.")
    return tuple(pairs)


def read_groups(file: Path) -> dict[str, str]:
    """Raise BadTable. A group named in no pair is no mistake."""
    groups: dict[str, str] = {}
    for number, row in _rows(file, ("identity", "group")):
        identity, group = row["identity"].strip(), row["group"].strip()
        if not identity or not group:
            column = "group" if identity else "identity"
            raise BadTable(file.name, number, column, "is empty", "Fill it in, or drop the row.")
        if group.casefold() == ALL:
            raise BadTable(
                file.name, number, "group", f"“{ALL}” means everybody", "Give the group a name."
            )
        if groups.setdefault(identity, group) != group:
            raise BadTable(
                file.name, number, "group", f"{identity} is in two groups", "Keep one of the rows."
            )
    return groups


def check_photos(file: Path, pairs: Sequence[Pair], folder: Path) -> None:
    """Raise BadTable at the first photo that is not there."""
    seen: set[str] = set()
    for pair in pairs:
        for photo in pair.photos:
            if photo not in seen and not (folder / photo).is_file():
                column = "reference" if photo == pair.reference else "probe"
                raise BadTable(
                    file.name,
                    pair.row,
                    column,
                    f"{photo}: no such file in {folder.resolve()}",
                    "Correct the path, or name the folder it starts from with --images.",
                )
            seen.add(photo)


def photos_of(pairs: Iterable[Pair]) -> tuple[str, ...]:
    return tuple(sorted({photo for pair in pairs for photo in pair.photos}))


def identities_of(pairs: Sequence[Pair]) -> dict[str, str]:
    """Photo → identity: its folder's name, unless two people share a folder."""
    by_folder = {photo: PurePosixPath(photo).parent.name for photo in photos_of(pairs)}
    shared = any(
        by_folder[pair.reference] == by_folder[probe] and not pair.same_person
        for pair in pairs
        for probe in pair.probes
    )
    return _joined(pairs, {photo: photo for photo in by_folder} if shared else by_folder)


def _joined(pairs: Sequence[Pair], name_of: dict[str, str]) -> dict[str, str]:
    """What a pair says to be one person becomes one name."""
    parent = {name: name for name in name_of.values()}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for pair in pairs:
        if pair.same_person:
            for probe in pair.probes:
                one, other = sorted((root(name_of[pair.reference]), root(name_of[probe])))
                parent[other] = one
    return {photo: root(name) for photo, name in name_of.items()}


def _rows(file: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Row numbers are those a spreadsheet shows."""
    rows = _cells(file, _delimiter(file, columns))
    header = [each.strip().lower() for each in next(rows, [])]
    for column in columns:
        if column not in header:
            raise BadTable(
                file.name,
                1,
                column,
                "this column is missing",
                f"The first row must name the columns {','.join(columns)}.",
            )
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(header):
            raise BadTable(
                file.name,
                number,
                header[len(cells)],
                "is missing",
                f"Give the row all {len(header)} cells.",
            )
        yield number, dict(zip(header, cells, strict=False))


def _cells(file: Path, delimiter: str) -> Iterator[list[str]]:
    """Raise BadTable where the file cannot be parted into cells: a quote that is never closed."""
    lines = csv.reader(io.StringIO(_text(file), newline=""), delimiter=delimiter)
    try:
        yield from lines
    except csv.Error as error:
        raise BadTable(
            file.name,
            lines.line_num,
            None,
            f"cannot be read as CSV: {error}",
            "Save the table as CSV in UTF-8, and look for a quotation mark that is not closed.",
        ) from error


def _text(file: Path) -> str:
    if file.stat().st_size > BYTES_MAX:
        raise BadTable(file.name, None, None, "is too large", "Measure in parts.")
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable(
            file.name, None, None, "is not UTF-8", "Save the table as CSV in UTF-8."
        ) from error


def _delimiter(file: Path, columns: Sequence[str]) -> str:
    with file.open("rb") as content:
        first = content.readline(4096)
    return ";" if b"," not in first and b";" in first and len(columns) > 1 else ","


def _photo(file: Path, number: int, column: str, cell: str) -> str:
    photo = cell.strip().replace("\\", "/")
    if not photo:
        raise BadTable(file.name, number, column, "is empty", "Name a photo.")
    return photo


def _truth(file: Path, number: int, cell: str) -> bool:
    word = cell.strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadTable(
        file.name,
        number,
        "same_person",
        f"“{cell.strip()}” says neither yes nor no",
        "Write 1 for one person and 0 for two.",
    )
