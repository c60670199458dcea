"""What can be wrong with a single key of an exam file, in words."""

from collections.abc import Iterable

from question_bank.finding import Finding
from question_bank.formats.suggestion import hint


def unknown_key(name: str, known: Iterable[str]) -> Finding:
    names = sorted(known)
    hint_en, hint_id = hint(name, names)
    listed = ", ".join(names)
    return Finding(
        "key_unknown",
        f"There is no key “{name}” here.{hint_en}",
        f"Tidak ada kunci “{name}” di sini.{hint_id}",
        f"Correct or delete it. Known here: {listed}.",
        f"Perbaiki atau hapus. Yang dikenal di sini: {listed}.",
    )


def needed_key(name: str) -> Finding:
    return Finding(
        "key_needed",
        f"The key “{name}” is missing.",
        f"Kunci “{name}” tidak ada.",
        "Add it; docs/exam-file.md shows how.",
        "Tambahkan; docs/exam-file.md menunjukkan caranya.",
    )


def wrong_kind(wanted_en: str, wanted_id: str) -> Finding:
    return Finding(
        "value_wrong_kind",
        f"{wanted_en} is expected here.",
        f"{wanted_id} diharapkan di sini.",
        "Correct the value; docs/exam-file.md shows how.",
        "Perbaiki nilainya; docs/exam-file.md menunjukkan caranya.",
    )


def out_of_bounds(value: object, least: object, most: object) -> Finding:
    return Finding(
        "value_out_of_bounds",
        f"{value} is not between {least} and {most}.",
        f"{value} tidak di antara {least} dan {most}.",
        f"Use a value from {least} to {most}.",
        f"Gunakan nilai dari {least} sampai {most}.",
    )


def wrong_length(length: int, least: int, most: int) -> Finding:
    return Finding(
        "list_wrong_length",
        f"The list has {length} entries, not between {least} and {most}.",
        f"Daftar berisi {length} butir, tidak di antara {least} dan {most}.",
        f"Give from {least} to {most} entries.",
        f"Isi {least} sampai {most} butir.",
    )


def unknown_word(word: object, words: Iterable[str]) -> Finding:
    known = list(words)
    hint_en, hint_id = hint(str(word), known)
    listed = ", ".join(known)
    return Finding(
        "word_unknown",
        f"“{word}” cannot stand here.{hint_en}",
        f"“{word}” tidak dapat dipakai di sini.{hint_id}",
        f"Use one of: {listed}.",
        f"Gunakan salah satu: {listed}.",
    )


NAME_INVALID = Finding(
    "name_invalid",
    "This cannot be an identifier.",
    "Ini tidak dapat menjadi pengenal.",
    "Use up to 64 small letters, digits, hyphens and underscores.",
    "Gunakan paling banyak 64 huruf kecil, angka, tanda hubung, dan garis bawah.",
)
TEXT_EMPTY = Finding(
    "text_empty",
    "The text is empty.",
    "Teksnya kosong.",
    "Write the text.",
    "Tulis teksnya.",
)
MARK_INVALID = Finding(
    "mark_invalid",
    "A mark has at most two decimal places and stays below ten thousand.",
    "Nilai paling banyak dua desimal dan kurang dari sepuluh ribu.",
    "Write a number such as 5 or -0.25.",
    "Tulis angka seperti 5 atau -0.25.",
)
TOO_LARGE = Finding(
    "exam_too_large",
    "The file is too large for an exam file.",
    "Berkas terlalu besar untuk berkas ujian.",
    "Choose the exam's TOML file.",
    "Pilih berkas TOML ujian.",
)
NOT_UTF_8 = Finding(
    "exam_not_utf8",
    "The file is not in UTF-8.",
    "Berkas tidak berformat UTF-8.",
    "Save it as UTF-8 in a text editor.",
    "Simpan sebagai UTF-8 di penyunting teks.",
)


def not_toml(reason: str) -> Finding:
    return Finding(
        "exam_not_toml",
        f"The file cannot be read as TOML: {reason}.",
        f"Berkas tidak dapat dibaca sebagai TOML: {reason}.",
        "Correct the line; a preset shows the spelling.",
        "Perbaiki baris itu; berkas contoh menunjukkan penulisannya.",
    )
