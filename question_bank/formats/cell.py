"""A cell: the text of one field of a table, made plain and checked for what nobody can see."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from question_bank.finding import Finding

# Longer than any stem seen in public banks (about 4,000), far below what hurts a page.
CELL_LENGTH_MAX = 20_000

# Characters that reorder or hide text: a name on a public board must read as it is stored.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPACES = re.compile(r"[^\S\n]+")


class CellKind(Enum):
    """What a spreadsheet made of a cell; a CSV file knows text only."""

    TEXT = auto()
    """What was typed, or a number written out."""
    DATE = auto()
    """A date, written out as ISO 8601; welcome in few columns, elsewhere an accident."""
    ROUNDED = auto()
    """A number of more digits than a spreadsheet keeps."""
    FORMULA = auto()
    """A formula whose result was not stored."""
    ERROR = auto()
    """A spreadsheet error such as #N/A."""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    kind: CellKind = CellKind.TEXT


EMPTY = Cell("")


def plain(text: str) -> str:
    """NFC, one kind of space and line end, no blanks around: equal to the eye is equal."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(_SPACES.sub(" ", line).strip() for line in lines.split("\n")).strip()


def check_cell(cell: Cell, *, date_welcome: bool) -> Finding | None:
    """What makes a cell unusable whatever its column means."""
    if cell.kind is CellKind.DATE and date_welcome:
        return None
    if cell.kind in _BY_KIND:
        return _BY_KIND[cell.kind]
    if len(cell.text) > CELL_LENGTH_MAX:
        return Finding(
            "cell_too_long",
            f"The cell has {len(cell.text)} characters; at most {CELL_LENGTH_MAX} are read.",
            f"Sel berisi {len(cell.text)} karakter; paling banyak {CELL_LENGTH_MAX} yang dibaca.",
            "Shorten the text.",
            "Perpendek teksnya.",
        )
    hidden = next((each for each in cell.text if _is_hidden(each)), None)
    if hidden is not None:
        return Finding(
            "cell_hidden_character",
            f"The cell has a character that cannot be seen (U+{ord(hidden):04X}).",
            f"Sel berisi karakter yang tidak terlihat (U+{ord(hidden):04X}).",
            "Type the text again instead of pasting it.",
            "Ketik ulang teksnya, jangan ditempel.",
        )
    return None


def _is_hidden(character: str) -> bool:
    if character == "\n":
        return False
    return character in _REORDERING or unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}


_BY_KIND = {
    CellKind.DATE: Finding(
        "cell_became_date",
        "The spreadsheet turned this cell into a date.",
        "Lembar kerja mengubah sel ini menjadi tanggal.",
        "Format the column as text and type the value again (1/2 stays 1/2).",
        "Ubah format kolom menjadi teks lalu ketik ulang isinya (1/2 tetap 1/2).",
    ),
    CellKind.ROUNDED: Finding(
        "cell_number_rounded",
        "The number has more than 15 digits; a spreadsheet replaces the rest by zeros.",
        "Angka lebih dari 15 digit; lembar kerja mengganti sisanya dengan nol.",
        "Format the column as text and type the number again.",
        "Ubah format kolom menjadi teks lalu ketik ulang angkanya.",
    ),
    CellKind.FORMULA: Finding(
        "cell_formula_without_value",
        "The cell is a formula whose result was not stored in the file.",
        "Sel berisi rumus yang hasilnya tidak tersimpan di berkas.",
        "Open and save the file in a spreadsheet, or replace the formula by its value.",
        "Buka dan simpan berkas di aplikasi lembar kerja, atau ganti rumus dengan nilainya.",
    ),
    CellKind.ERROR: Finding(
        "cell_spreadsheet_error",
        "The cell holds a spreadsheet error.",
        "Sel berisi galat lembar kerja.",
        "Mend the formula, or replace it by its value.",
        "Perbaiki rumusnya, atau ganti dengan nilainya.",
    ),
}
