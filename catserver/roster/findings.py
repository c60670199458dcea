"""What can be wrong in a roster or its photos, in both languages, with what to do about it."""

from collections.abc import Sequence

from question_bank.finding import Finding
from question_bank.formats.suggestion import hint

EMPTY = Finding(
    "cell_empty",
    "The cell is empty, but every candidate needs it.",
    "Selnya kosong, padahal setiap peserta memerlukannya.",
    "Fill it in, or remove the row.",
    "Isi selnya, atau hapus barisnya.",
)


def too_many_rows(rows: int, most: int) -> Finding:
    return Finding(
        "roster_too_many_rows",
        f"The roster has {rows} candidates; at most {most} are loaded at once.",
        f"Daftar berisi {rows} peserta; paling banyak {most} sekali muat.",
        "Split it into several files, or raise limits.candidates_per_roster_max.",
        "Bagi menjadi beberapa berkas, atau naikkan limits.candidates_per_roster_max.",
    )


def number_form(number: str) -> Finding:
    return Finding(
        "number_form",
        f"“{number[:50]}” cannot be a candidate number.",
        f"“{number[:50]}” tidak dapat menjadi nomor peserta.",
        "Use 1 to 40 letters, digits, dots, dashes or underscores; the first is a letter or digit.",
        "Gunakan 1 sampai 40 huruf, angka, titik, tanda hubung atau garis bawah, "
        "diawali huruf atau angka.",
    )


def too_long(most: int) -> Finding:
    return Finding(
        "text_too_long",
        f"The text has more than {most} characters or more than one line.",
        f"Teks lebih dari {most} karakter atau lebih dari satu baris.",
        "Shorten it.",
        "Perpendek teksnya.",
    )


def date_form(text: str) -> Finding:
    return Finding(
        "date_form",
        f"“{text[:50]}” is no date of birth.",
        f"“{text[:50]}” bukan tanggal lahir.",
        "Write 1999-12-31 or 31-12-1999.",
        "Tulis 1999-12-31 atau 31-12-1999.",
    )


def unknown_category(text: str, known: Sequence[str]) -> Finding:
    hint_en, hint_id = hint(text, known)
    named = f"“{text[:50]}”" if text else "“general”"
    return Finding(
        "category_unknown",
        f"The exam has no category {named}.{hint_en}",
        f"Ujian ini tidak memiliki kategori {named}.{hint_id}",
        f"Use one of: {', '.join(known)}.",
        f"Gunakan salah satu: {', '.join(known)}.",
    )


def unknown_accommodation(text: str, known: Sequence[str]) -> Finding:
    hint_en, hint_id = hint(text, known)
    return Finding(
        "accommodation_unknown",
        f"The exam has no accommodation “{text[:50]}”.{hint_en}",
        f"Ujian ini tidak memiliki akomodasi “{text[:50]}”.{hint_id}",
        f"Use one of: {', '.join(known)}; or leave it empty."
        if known
        else "Leave it empty, or add [[time.extra]] to the exam file.",
        f"Gunakan salah satu: {', '.join(known)}; atau kosongkan."
        if known
        else "Kosongkan, atau tambahkan [[time.extra]] di berkas ujian.",
    )


def doubled(number: str, first_row: int, second_row: int) -> Finding:
    return Finding(
        "number_doubled",
        f"The number {number} is in row {first_row} and again in row {second_row}.",
        f"Nomor {number} ada di baris {first_row} dan lagi di baris {second_row}.",
        "Remove one of the rows, or correct its number.",
        "Hapus salah satu baris, atau perbaiki nomornya.",
    )


NO_PHOTO_FILE = Finding(
    "photo_other_file",
    "This file is not named like a photo.",
    "Nama berkas ini bukan nama foto.",
    "Take it out, or name it by the candidate's number: 24001234.jpg or 24001234.png.",
    "Keluarkan, atau beri nama nomor peserta: 24001234.jpg atau 24001234.png.",
)
NOT_A_PICTURE = Finding(
    "not_a_picture",
    "The file is no photo, or it is damaged.",
    "Berkas ini bukan foto, atau rusak.",
    "Send the photo again as JPEG or PNG.",
    "Kirim ulang fotonya sebagai JPEG atau PNG.",
)
PICTURE_TOO_LARGE = Finding(
    "picture_too_large",
    "The photo has more than 32 megapixels, or more MiB than limits.photo_mib_max (4 unless set).",
    "Foto ini lebih dari 32 megapiksel, atau lebih dari limits.photo_mib_max MiB (biasanya 4).",
    "Make it smaller: 800 pixels on the longer side are plenty.",
    "Perkecil: 800 piksel pada sisi terpanjang sudah cukup.",
)
EMPTY_PHOTO = Finding(
    "photo_empty",
    "The file is empty.",
    "Berkas ini kosong.",
    "Copy the photo again, or send it again.",
    "Salin fotonya lagi, atau kirim ulang.",
)
OTHER_FORMAT = Finding(
    "photo_other_format",
    "The file is of another kind (HEIC, AVIF, GIF, BMP, TIFF, PDF), whatever its name ends in.",
    "Berkas ini jenis lain (HEIC, AVIF, GIF, BMP, TIFF, PDF), apa pun akhiran namanya.",
    "Save it as JPEG or PNG and load it again; telephones export their HEIC photos as JPEG.",
    "Simpan sebagai JPEG atau PNG lalu muat lagi; ponsel dapat mengekspor foto HEIC sebagai JPEG.",
)
BY_CODE = {
    each.code: each for each in (NOT_A_PICTURE, PICTURE_TOO_LARGE, EMPTY_PHOTO, OTHER_FORMAT)
}


def photo_twice(number: str, other: str) -> Finding:
    return Finding(
        "photo_twice",
        f"Candidate {number} has another photo, {other}.",
        f"Peserta {number} memiliki foto lain, {other}.",
        "Keep one photo for each candidate.",
        "Sisakan satu foto untuk setiap peserta.",
    )


def photo_without_candidate(stem: str, numbers: Sequence[str]) -> Finding:
    hint_en, hint_id = hint(stem, numbers)
    return Finding(
        "photo_without_candidate",
        f"No candidate of this roster has the number {stem[:50]}.{hint_en}",
        f"Tidak ada peserta di daftar ini dengan nomor {stem[:50]}.{hint_id}",
        "Take the photo out, or correct its name.",
        "Keluarkan fotonya, atau perbaiki namanya.",
    )


def candidate_without_photo(number: str) -> Finding:
    return Finding(
        "candidate_without_photo",
        f"Candidate {number} has no photo in these files.",
        f"Peserta {number} tidak memiliki foto di berkas ini.",
        "Add it, or compare by eye with the identity card at the desk.",
        "Tambahkan, atau bandingkan dengan mata pada kartu identitas di meja kedatangan.",
    )


def same_photo(number: str, other: str) -> Finding:
    return Finding(
        "photo_same_file",
        f"Candidates {number} and {other} have the very same photo.",
        f"Peserta {number} dan {other} memiliki foto yang sama persis.",
        "Ask both for a photo of their own; at the desk both are looked at by a person.",
        "Minta foto masing-masing; di meja kedatangan keduanya dilihat oleh petugas.",
    )
