"""Categorical syllogisms from seeded templates.

Each figure gives a conclusion that follows even if a term has no members, and wrong choices that
do not follow even if every term has some: so the two schools of logic agree about the key. The
tests try all worlds.
"""

from dataclasses import dataclass
from random import Random

from question_bank.demo.draft import Draft
from question_bank.item import Level

TOPIC = "silogisme"

_TERMS = (
    "peserta pelatihan",
    "anggota koperasi",
    "pegawai bagian arsip",
    "pendonor darah",
    "penerima beasiswa",
    "anggota paduan suara",
    "pengguna sepeda",
    "relawan bencana",
    "penulis buletin",
    "pemain bola voli",
    "petugas perpustakaan",
    "penghuni asrama",
    "lulusan diploma",
    "peserta kursus bahasa",
    "pengurus taman baca",
    "pemandu wisata",
)

_SENTENCES = {
    "A": "Semua {} adalah {}.",
    "E": "Tidak ada {} yang merupakan {}.",
    "I": "Sebagian {} adalah {}.",
    "O": "Sebagian {} bukan {}.",
    # No conclusion about the two terms.
    "-": "Hubungan antara {} dan {} tidak dapat disimpulkan.",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """Statements as quantity and quality, then two terms of S, M and P; “ASP” is: all S are P."""

    level: Level
    premises: tuple[str, str]
    conclusion: str
    wrong: tuple[str, str, str, str]


_FIGURES = (
    Figure(Level.EASY, ("AMP", "ASM"), "ASP", ("APS", "ESP", "OSP", "AMS")),
    Figure(Level.EASY, ("AMP", "ISM"), "ISP", ("ASP", "OSP", "ESP", "APM")),
    Figure(Level.EASY, ("EMP", "ASM"), "ESP", ("ISP", "ASP", "AMS", "IPM")),
    Figure(Level.MEDIUM, ("AMP", "ISM"), "ISP", ("ASP", "-SP", "ESP", "APS")),
    Figure(Level.MEDIUM, ("EMP", "ISM"), "OSP", ("ESP", "ISP", "ASP", "OPS")),
    Figure(Level.MEDIUM, ("APM", "ESM"), "ESP", ("ISP", "-SP", "AMP", "ISM")),
    Figure(Level.MEDIUM, ("IMP", "AMS"), "ISP", ("ASP", "OSP", "ESP", "ASM")),
    Figure(Level.HARD, ("APM", "OSM"), "OSP", ("ISP", "ESP", "-SP", "AMP")),
    Figure(Level.HARD, ("OMP", "AMS"), "OSP", ("ESP", "ISP", "ASM", "OPS")),
    Figure(Level.HARD, ("APM", "ASM"), "-SP", ("ISP", "ESP", "ASP", "OSP")),
)


def make_syllogisms(random: Random) -> tuple[Draft, ...]:
    return tuple(_draft(figure, random) for figure in _FIGURES)


def _draft(figure: Figure, random: Random) -> Draft:
    terms = dict(zip("SMP", random.sample(_TERMS, 3), strict=True))
    premises = [_sentence(premise, terms) for premise in figure.premises]
    return Draft(
        topic=TOPIC,
        level=figure.level,
        stem="\n".join([*premises, "Simpulan yang tepat adalah …."]),
        right=_sentence(figure.conclusion, terms),
        wrong=tuple(_sentence(wrong, terms) for wrong in figure.wrong),
    )


def _sentence(statement: str, terms: dict[str, str]) -> str:
    kind, one, other = tuple(statement)
    return _SENTENCES[kind].format(terms[one], terms[other])
