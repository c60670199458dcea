"""The demo bank as one bank table and its pictures, the same bytes for the same seed."""

import csv
import io
from collections.abc import Iterable, Iterator
from importlib.resources import files
from random import Random

from question_bank.assembly import LEVEL_NAMES_ID
from question_bank.demo.arithmetic import make_arithmetic
from question_bank.demo.comparisons import make_comparisons
from question_bank.demo.draft import Draft
from question_bank.demo.figures import make_figures
from question_bank.demo.series import make_series
from question_bank.demo.story_problems import make_story_problems
from question_bank.demo.syllogisms import make_syllogisms

LETTERS = "abcde"
COLUMNS = (
    *("kode", "bagian", "topik", "tingkat", "soal", "gambar"),
    *(f"pilihan_{letter}" for letter in LETTERS),
    *(f"gambar_{letter}" for letter in LETTERS),
    "kunci",
    *(f"nilai_{letter}" for letter in LETTERS),
)
_WRITTEN = ("twk.csv", "tiu_written.csv", "tkp.csv")
_GENERATED = (
    ("TIU-SIL", make_syllogisms),
    ("TIU-DER", make_series),
    ("TIU-HIT", make_arithmetic),
    ("TIU-BAN", make_comparisons),
    ("TIU-CER", make_story_problems),
    ("TIU-FIG", make_figures),
)

Row = dict[str, str]


def demo_bank_table(seed: int = 2024) -> tuple[bytes, dict[str, bytes]]:
    """The table as UTF-8 CSV with Indonesian headings, and the pictures it names."""
    pictures: dict[str, bytes] = {}
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_written_rows())
    writer.writerows(_generated_rows(seed, pictures))
    return table.getvalue().encode(), pictures


def _written_rows() -> Iterator[Row]:
    for name in _WRITTEN:
        text = files(__package__).joinpath(name).read_text(encoding="utf-8")
        yield from csv.DictReader(io.StringIO(text, newline=""))


def _generated_rows(seed: int, pictures: dict[str, bytes]) -> Iterator[Row]:
    for kind, make in _GENERATED:
        # Each kind has its own chance: a template more in one does not change the others.
        random = Random(f"{kind}:{seed}")
        for number, (draft, key) in enumerate(_with_keys(make(random), random), start=1):
            yield _row(f"{kind}-{number:02d}", draft, _placed(draft, key, random), pictures)


def _with_keys(drafts: Iterable[Draft], random: Random) -> Iterator[tuple[Draft, str]]:
    """Every five drafts use each letter once, in random order."""
    waiting: list[str] = []
    for draft in drafts:
        waiting = waiting or random.sample(LETTERS, len(LETTERS))
        yield draft, waiting.pop()


def _placed(draft: Draft, key: str, random: Random) -> dict[str, str]:
    wrong = random.sample(draft.wrong, len(draft.wrong))
    return {letter: draft.right if letter == key else wrong.pop() for letter in LETTERS}


def _row(code: str, draft: Draft, choices: dict[str, str], pictures: dict[str, bytes]) -> Row:
    row = {
        "kode": code,
        "bagian": "tiu",
        "topik": draft.topic,
        "tingkat": LEVEL_NAMES_ID[draft.level],
        "soal": draft.stem,
        "kunci": next(letter for letter in LETTERS if choices[letter] == draft.right),
    }
    if draft.drawing is not None:
        row["gambar"] = _kept(f"{code.lower()}.svg", draft.drawing, pictures)
    for letter, choice in choices.items():
        if draft.is_drawn:
            name = f"{code.lower()}-{letter}.svg"
            row[f"gambar_{letter}"] = _kept(name, choice, pictures)
        else:
            row[f"pilihan_{letter}"] = choice
    return row


def _kept(name: str, drawing: str, pictures: dict[str, bytes]) -> str:
    pictures[name] = drawing.encode()
    return name
