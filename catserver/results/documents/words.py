"""The words on the papers, in Indonesian and English."""

from typing import Literal

Language = Literal["id", "en"]

WORDS: dict[str, dict[Language, str]] = {
    "sheet": {"id": "Daftar Hasil", "en": "Result Sheet"},
    "certificate": {"id": "Sertifikat Hasil Ujian", "en": "Certificate of Result"},
    "room": {"id": "Ruang", "en": "Room"},
    "start": {"id": "Mulai", "en": "Start"},
    "rank": {"id": "No.", "en": "Rank"},
    "number": {"id": "Nomor peserta", "en": "Number"},
    "name": {"id": "Nama", "en": "Name"},
    "formation": {"id": "Formasi", "en": "Formation"},
    "total": {"id": "Total", "en": "Total"},
    "outcome": {"id": "Hasil", "en": "Outcome"},
    "leaf": {"id": "Daun", "en": "Leaf"},
    "section": {"id": "Bagian", "en": "Section"},
    "points": {"id": "Nilai", "en": "Score"},
    "points_max": {"id": "Maksimum", "en": "Maximum"},
    "passed": {"id": "Lulus ambang batas", "en": "Passed"},
    "not_passed": {"id": "Tidak lulus", "en": "Not passed"},
    "no_verdict": {"id": "–", "en": "–"},
    "absent": {"id": "Tidak hadir", "en": "Absent"},
    "under_review": {"id": "Sedang diperiksa", "en": "Under review"},
    "disqualified": {"id": "Didiskualifikasi", "en": "Disqualified"},
    "counts": {
        "id": "{candidates} peserta · {present} hadir · {passed} lulus ambang batas",
        "en": "{candidates} candidates · {present} present · {passed} passed",
    },
    "committee": {"id": "Ketua panitia", "en": "Chair of the committee"},
    "proctor": {"id": "Pengawas", "en": "Proctor"},
    "witness": {"id": "Saksi", "en": "Witness"},
    "certifies": {"id": "diberikan kepada", "en": "is given to"},
    "reached": {
        "id": "yang telah mengikuti {exam} pada {sitting} dan mencapai",
        "en": "who sat {exam} at {sitting} and reached",
    },
    "page": {"id": "Halaman {page}", "en": "Page {page}"},
    "in_log": {
        "id": "Daftar ini adalah daun {leaf} dari log {origin}, SHA-256 {digest}.",
        "en": "This list is leaf {leaf} of the log {origin}, SHA-256 {digest}.",
    },
    "not_in_log": {
        "id": "Daftar ini belum diumumkan dalam log publik.",
        "en": "This list has not been published in the public log yet.",
    },
    "check": {
        "id": "Pindai kode ini atau buka {address} untuk memeriksanya sendiri.",
        "en": "Scan the code or open {address} to check it yourself.",
    },
    "certificate_in_log": {
        "id": "Hasil ini adalah daun {leaf} dari log {origin}. Nama terikat pada daun itu oleh "
        "tanda tangan dalam kode.",
        "en": "This result is leaf {leaf} of the log {origin}. The name is tied to that leaf by "
        "the signature in the code.",
    },
}


def word(key: str, language: Language, **values: object) -> str:
    return WORDS[key][language].format(**values)
