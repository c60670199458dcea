"""What can be wrong with a bank table, in words: one place for the sentences."""

from question_bank.finding import Finding
from question_bank.item import ChoiceId

CODE_MISSING = Finding(
    "item_code_missing",
    "The item has no code.",
    "Soal tidak memiliki kode.",
    "Give every item its own code, such as TWK-001.",
    "Beri setiap soal kode sendiri, misalnya TWK-001.",
)
STEM_MISSING = Finding(
    "item_stem_missing",
    "The item has neither a text nor a picture.",
    "Soal tidak memiliki teks maupun gambar.",
    "Write the item's text, or name its picture.",
    "Tulis teks soal, atau sebutkan gambarnya.",
)
CHOICES_TOO_FEW = Finding(
    "item_choices_too_few",
    "The item has fewer than two choices.",
    "Soal memiliki kurang dari dua pilihan.",
    "Give at least the choices A and B.",
    "Isi sekurangnya pilihan A dan B.",
)
KEY_MISSING = Finding(
    "key_missing",
    "The item has no key and no points.",
    "Soal tidak memiliki kunci maupun nilai.",
    "Give the letter of the right choice, or points for every choice.",
    "Isi huruf pilihan yang benar, atau nilai untuk setiap pilihan.",
)
KEY_AND_POINTS = Finding(
    "key_and_points",
    "The item has both a key and points.",
    "Soal memiliki kunci dan juga nilai.",
    "Keep the key for a keyed section, or the points for a graded one.",
    "Sisakan kunci untuk bagian berkunci, atau nilai untuk bagian bernilai.",
)
KEY_ALL_RIGHT = Finding(
    "key_all_right",
    "The key calls every choice right.",
    "Kunci menyatakan semua pilihan benar.",
    "Name only the right choices.",
    "Sebutkan hanya pilihan yang benar.",
)
# Neither says which: reports reach logs and mails, and keys must not.
KEY_UNKNOWN_CHOICE = Finding(
    "key_unknown_choice",
    "The key names a choice that the item does not have.",
    "Kunci menyebut pilihan yang tidak dimiliki soal.",
    "Give the letter of one of the item's choices; separate several letters by a comma.",
    "Isi huruf salah satu pilihan soal; pisahkan beberapa huruf dengan koma.",
)
POINTS_NOT_A_MARK = Finding(
    "points_not_a_mark",
    "The points are no number with at most two decimal places.",
    "Nilai bukan angka dengan paling banyak dua desimal.",
    "Write a number such as 5 or 2.5.",
    "Tulis angka seperti 5 atau 2,5.",
)


def code_invalid(code: str) -> Finding:
    return Finding(
        "item_code_invalid",
        f"“{code}” cannot be a code.",
        f"“{code}” tidak dapat menjadi kode.",
        "Use up to 64 letters, digits, points, hyphens and underscores, and no spaces.",
        "Gunakan paling banyak 64 huruf, angka, titik, tanda hubung, dan garis bawah tanpa spasi.",
    )


def code_twice(code: str, row: int) -> Finding:
    return Finding(
        "item_code_twice",
        f"The code “{code}” is already used in row {row}.",
        f"Kode “{code}” sudah dipakai di baris {row}.",
        "Give one of the items another code, or delete the repeated row.",
        "Beri salah satu soal kode lain, atau hapus baris yang berulang.",
    )


def item_twice(code: str, row: int) -> Finding:
    return Finding(
        "item_twice",
        f"The same item with the same choices stands in row {row} under the code “{code}”.",
        f"Soal yang sama dengan pilihan yang sama ada di baris {row} dengan kode “{code}”.",
        "Delete one of them: a candidate could get both.",
        "Hapus salah satu: peserta bisa mendapat keduanya.",
    )


def section_invalid(section: str) -> Finding:
    return Finding(
        "item_section_invalid",
        f"“{section}” cannot be a section." if section else "The item has no section.",
        f"“{section}” tidak dapat menjadi bagian." if section else "Soal tidak memiliki bagian.",
        "Use the section's identifier from the exam file, such as twk.",
        "Gunakan kode bagian dari berkas ujian, misalnya twk.",
    )


def level_unknown(level: str, hint_en: str, hint_id: str) -> Finding:
    return Finding(
        "item_level_unknown",
        f"“{level}” is no level.{hint_en}",
        f"“{level}” bukan tingkat kesukaran.{hint_id}",
        "Use easy, medium or hard, or leave the cell empty.",
        "Gunakan mudah, sedang, atau sulit, atau kosongkan selnya.",
    )


def picture_missing(name: str, hint_en: str, hint_id: str) -> Finding:
    return Finding(
        "picture_missing",
        f"The picture “{name}” did not come with the bank.{hint_en}",
        f"Gambar “{name}” tidak disertakan bersama bank soal.{hint_id}",
        "Put the picture into the archive, or correct its name.",
        "Masukkan gambar ke dalam arsip, atau perbaiki namanya.",
    )


def choice_gap(letter: ChoiceId) -> Finding:
    return Finding(
        "item_choice_gap",
        f"Choice {letter.upper()} is empty, but a later one is not.",
        f"Pilihan {letter.upper()} kosong, padahal pilihan sesudahnya terisi.",
        "Fill the choices from A on without a gap.",
        "Isi pilihan mulai dari A tanpa ada yang terlewat.",
    )


def choices_equal(one: ChoiceId, other: ChoiceId) -> Finding:
    return Finding(
        "item_choices_equal",
        f"The choices {one.upper()} and {other.upper()} are equal.",
        f"Pilihan {one.upper()} dan {other.upper()} sama.",
        "Change one of them.",
        "Ubah salah satunya.",
    )


def points_missing(letter: ChoiceId) -> Finding:
    return Finding(
        "points_missing",
        f"Choice {letter.upper()} has no points.",
        f"Pilihan {letter.upper()} tidak memiliki nilai.",
        "Give points for every choice.",
        "Isi nilai untuk setiap pilihan.",
    )


def points_without_choice(letter: ChoiceId) -> Finding:
    return Finding(
        "points_without_choice",
        f"There are points for choice {letter.upper()}, which is empty.",
        f"Ada nilai untuk pilihan {letter.upper()} yang kosong.",
        "Delete the points, or fill the choice.",
        "Hapus nilainya, atau isi pilihannya.",
    )
