"""The columns of a bank table; docs/bank-file.md explains them."""

from question_bank.formats.table import Column
from question_bank.item import ChoiceId, Level

LETTERS = tuple(ChoiceId(letter) for letter in "abcdefgh")
CHOICES_MIN = 2

LEVELS = {
    "mudah": Level.EASY,
    "sedang": Level.MEDIUM,
    "sulit": Level.HARD,
    **{level.value: level for level in Level},
}

BANK_COLUMNS = (
    Column("code", ("kode", "code"), required=True),
    Column("section", ("bagian", "section"), required=True),
    Column("topic", ("topik", "topic")),
    Column("level", ("tingkat", "level")),
    Column("stem", ("soal", "stem"), required=True),
    Column("picture", ("gambar", "picture")),
    Column("key", ("kunci", "key")),
    *(
        Column(f"choice_{letter}", (f"pilihan_{letter}", f"choice_{letter}"), required=letter < "c")
        for letter in LETTERS
    ),
    *(Column(f"picture_{letter}", (f"gambar_{letter}", f"picture_{letter}")) for letter in LETTERS),
    *(Column(f"points_{letter}", (f"nilai_{letter}", f"points_{letter}")) for letter in LETTERS),
)
