"""The words of the broadcast in both languages, and its figures in each language's way."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from math import ceil
from typing import Literal

Language = Literal["id", "en"]

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Papan hasil", "Results board"),
    "all_sittings": ("Semua sesi", "All sittings"),
    "rank": ("Peringkat", "Rank"),
    "candidate": ("Peserta", "Candidate"),
    "total": ("Total", "Total"),
    "answered": ("Dijawab", "Answered"),
    "state": ("Keadaan", "State"),
    "max": ("maks {max}", "max {max}"),
    "cut": ("ambang {cut}", "cut {cut}"),
    "cut_short": ("≥ {cut}", "≥ {cut}"),
    "live": ("Langsung", "Live"),
    "frozen": ("Dibekukan", "Frozen"),
    "revealing": ("Sedang dibuka", "Revealing"),
    "over": ("Hasil", "Results"),
    "away": ("Menyambung ulang", "Reconnecting"),
    "clock.before": ("Mulai dalam", "Starts in"),
    "clock.running": ("Sisa waktu", "Time left"),
    "clock.ended": ("Waktu habis", "Time is over"),
    "clock.closed": ("Sesi ditutup", "Sitting closed"),
    "clock.soon": ("Segera mulai", "Starting soon"),
    "clock.unlimited": ("Berlangsung", "Running"),
    "present": ("hadir", "present"),
    "working": ("mengerjakan", "working"),
    "finished": ("selesai", "finished"),
    "waiting": ("menunggu", "waiting"),
    "passed": ("memenuhi ambang", "above the cuts"),
    "progress": ("{answered} dari {items} soal terjawab", "{answered} of {items} items answered"),
    "distribution": ("Sebaran nilai total", "Distribution of totals"),
    "best": ("Lima teratas", "The first five"),
    "sections": ("Ambang batas per bagian", "Cut scores by section"),
    "reached": ("{count} dari {ranked} ≥ {cut}", "{count} of {ranked} ≥ {cut}"),
    "cuts_sum": ("jumlah ambang {cut}", "cuts add up to {cut}"),
    "row.waiting": ("Menunggu", "Waiting"),
    "row.running": ("Mengerjakan", "Working"),
    "row.above": ("Memenuhi ambang", "Above the cuts"),
    "row.finished": ("Selesai", "Finished"),
    "row.passed": ("Lulus ambang", "Passed"),
    "row.not_passed": ("Di bawah ambang", "Below the cuts"),
    "row.under_review": ("Sedang diperiksa", "Under review"),
    "row.disqualified": ("Didiskualifikasi", "Disqualified"),
    "going_on": ("{multiple} × lowongan", "{multiple} × vacancies"),
    "formations": ("Per formasi", "By formation"),
    "formation": ("Formasi", "Formation"),
    "vacancies": ("Lowongan", "Vacancies"),
    "places": ("{multiple} × lowongan", "{multiple} × vacancies"),
    "eligible": ("Memenuhi ambang", "Above the cuts"),
    "going": ("Dalam garis", "Within it"),
    "lowest": ("Nilai terendah", "Lowest total"),
    "page": ("{from}–{to} dari {count}", "{from}–{to} of {count}"),
    "freeze.frozen": (
        "Papan dibekukan sejak {time}. Ujian berjalan terus; hasil lengkap dibuka setelah sesi.",
        "The board stands still since {time}. The exam goes on; full results follow the sitting.",
    ),
    "freeze.waiting": (
        "Papan dibekukan sejak {time}. Sesi selesai; panitia yang membuka hasil lengkap.",
        "The board stands still since {time}. The committee reveals the full results.",
    ),
    "freeze.ahead": (
        "Papan akan dibekukan pukul {time} dan dibuka setelah sesi.",
        "The board will stand still from {time} and is revealed after the sitting.",
    ),
    "freeze.revealing": (
        "Hasil yang tertahan dibuka baris demi baris, dari bawah ke atas.",
        "What was held back is shown row by row, from the bottom to the top.",
    ),
    "delay": (
        "Papan ini tertinggal {seconds} detik.",
        "This board is {seconds} seconds behind.",
    ),
    "names.masked": ("Nama disamarkan", "Names are masked"),
    "names.number": ("Hanya nomor peserta", "Candidate numbers only"),
    "names.full": ("Nama lengkap", "Full names"),
    "card.before": (
        "Papan bergerak begitu jawaban pertama masuk.",
        "The board moves with the first answer.",
    ),
    "card.after": (
        "Sesi selesai. Terima kasih telah mengikuti.",
        "The sitting is over. Thank you for watching.",
    ),
    "card.away": ("Siaran segera kembali.", "The broadcast will be back shortly."),
    "card.nobody": ("Belum ada peserta di papan.", "Nobody is on this board yet."),
    "start_at": ("Mulai {time}", "Starts at {time}"),
    "find": ("Cari nomor Anda di {address}", "Find your number at {address}"),
}
_GROUP: Mapping[Language, tuple[str, str]] = {"id": (".", ","), "en": (",", ".")}


class Words:
    """One language, and the time zone that its clock times are told in."""

    def __init__(self, language: Language, zone: tzinfo | None = None) -> None:
        self.language = language
        self._zone = zone
        self._index = 0 if language == "id" else 1

    def __call__(self, key: str, **values: object) -> str:
        sentence = WORDS[key][self._index]
        return sentence.format(**{name: self.written(value) for name, value in values.items()})

    def pick(self, texts: Mapping[str, str]) -> str:
        return texts.get(self.language) or texts.get("id") or next(iter(texts.values()), "")

    def written(self, value: object) -> str:
        if isinstance(value, int | float):
            return self.points(value)
        return str(value)

    def points(self, value: float | None) -> str:
        """At most two decimals, none where it is whole."""
        if value is None:
            return "–"
        group, decimal = _GROUP[self.language]
        whole, _, part = f"{value:,.2f}".partition(".")
        part = part.rstrip("0")
        whole = whole.replace(",", group)
        return f"{whole}{decimal}{part}" if part else whole

    def percent(self, share: float) -> str:
        return f"{round(share * 100)}%" if self.language == "en" else f"{round(share * 100)} %"

    def time(self, at: datetime) -> str:
        """Hours and minutes, 24 hours."""
        return (
            f"{at.astimezone(self._zone):%H:%M}"
            if self.language == "en"
            else f"{at.astimezone(self._zone):%H.%M}"
        )


def clock_text(seconds: float) -> str:
    """Time left as figures: 1:39:05, 09:59, 00:00. Never negative."""
    whole = max(0, ceil(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    pair = f"{minutes:02d}:{rest:02d}"
    return f"{hours}:{pair}" if hours else pair
