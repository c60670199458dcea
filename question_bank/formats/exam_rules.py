"""What an exam file must make sense of: sections, scoring, cuts, ranking.

Each rule looks at values the walk has accepted and skips what it has reported (None), so one slip
is told once. Marks are in hundredths here.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from question_bank.exam import TOTAL
from question_bank.finding import Finding
from question_bank.formats.exam_problems import unknown_word
from question_bank.formats.toml_lines import Path
from question_bank.points import Points, marks_of

Found = Iterator[tuple[Path, Finding]]


def score_rules(exam: Mapping[str, Any]) -> Found:
    sections = [each or {} for each in exam["sections"] or ()]
    yield from twice(sections, "id", ("sections",))
    for place, section in enumerate(sections):
        path: Path = ("sections", place)
        if section.get("id") == TOTAL:
            yield (*path, "id"), _RESERVED
        if section.get("scoring"):
            yield from _scoring_rules(section["scoring"], (*path, "scoring"))
        yield from _topic_rules(section, path)
    yield from _cut_rules(exam, sections)
    yield from _ranking_rules(exam["ranking"] or {}, sections)
    yield from twice(exam["formations"] or (), "name", ("formations",))


def twice(tables: Iterable[Mapping[str, Any] | None], name: str, path: Path) -> Found:
    """Every later entry of a list whose identifier was there before."""
    seen: set[str] = set()
    for place, table in enumerate(tables):
        value = (table or {}).get(name)
        if value is None:
            continue
        if value.casefold() in seen:
            yield (*path, place, name), already_there(value)
        seen.add(value.casefold())


def already_there(value: str) -> Finding:
    return Finding(
        "value_twice",
        f"“{value}” stands in this list twice.",
        f"“{value}” tertulis dua kali dalam daftar ini.",
        "Delete one of them, or give it another name.",
        "Hapus salah satu, atau beri nama lain.",
    )


def _scoring_rules(scoring: Mapping[str, Any], path: Path) -> Found:
    kind = scoring["kind"]
    if kind is None:
        return
    needed = ("right",) if kind == "keyed" else ("lowest", "highest")
    foreign = ("lowest", "highest") if kind == "keyed" else ("right", "wrong")
    for name in needed:
        if scoring[name] is None:
            yield (*path, name), _scoring_needs(kind, name)
    for name in foreign:
        if scoring[name] is not None:
            yield (*path, name), _scoring_has_no(kind, name)
    low, high = ("wrong", "right") if kind == "keyed" else ("lowest", "highest")
    best = scoring[high]
    if best is None:
        return
    least = (scoring[low] or 0) if kind == "keyed" else scoring[low]
    if best <= 0 or (least is not None and least >= best):
        yield (*path, high), _best_too_small(high, low)
    if scoring["blank"] is not None and scoring["blank"] >= best:
        yield (*path, "blank"), _BLANK_TOO_GOOD


def _topic_rules(section: Mapping[str, Any], path: Path) -> Found:
    topics = [each or {} for each in section.get("topics") or ()]
    yield from twice(topics, "topic", (*path, "topics"))
    counts: list[Any] = [topic.get("items") for topic in topics]
    wanted = section.get("items")
    if wanted is not None and None not in counts and sum(counts) > wanted:
        yield (*path, "topics"), _too_many("topics", "topik", sum(counts), wanted)
    for place, topic in enumerate(topics):
        levels = (topic.get("levels") or {}).values()
        if topic.get("items") is None or None in levels:
            continue
        if sum(levels) > topic["items"]:
            found = _too_many("levels", "tingkat", sum(levels), topic["items"])
            yield (*path, "topics", place, "levels"), found


def _names(sections: list[Any]) -> list[str]:
    """The sections' identifiers, or nothing where they are in doubt: one slip is told once."""
    names = [each.get("id") for each in sections]
    is_sound = None not in names and TOTAL not in names and len(set(names)) == len(names)
    return names if is_sound else []


def _most(section: Mapping[str, Any]) -> int | None:
    """The most points a section can bring, None where the file leaves it open."""
    scoring = section.get("scoring") or {}
    best = scoring.get("right") if scoring.get("kind") == "keyed" else scoring.get("highest")
    if best is None or section.get("items") is None:
        return None
    return int(best * section["items"])


def _cut_rules(exam: Mapping[str, Any], sections: list[Any]) -> Found:
    names = _names(sections)
    most = {each["id"]: _most(each) for each in sections} if names else {}
    has_all = bool(most) and None not in most.values()
    most_total = sum(each or 0 for each in most.values()) if has_all else None
    declared: list[Any] = [(each or {}).get("id") for each in exam["categories"] or ()]
    yield from twice(exam["categories"] or (), "id", ("categories",))
    for place, cut in enumerate(exam["cuts"] or ()):
        path: Path = ("cuts", place)
        if cut is None:
            continue
        for at, category in enumerate(cut["categories"] or ()):
            if declared and None not in declared and category not in {*declared, None}:
                yield (*path, "categories", at), unknown_word(category, declared)
            if category is not None and category in cut["categories"][:at]:
                yield (*path, "categories", at), already_there(category)
        if cut["sections"] == {} and cut["total"] is None:
            yield path, _CUT_EMPTY
        for name, points in (cut["sections"] or {}).items():
            if names and name not in names:
                yield (*path, "sections", name), unknown_word(name, names)
            yield from _above((*path, "sections", name), points, most.get(name))
        yield from _above((*path, "total"), cut["total"], most_total)


def _above(path: Path, points: int | None, most: int | None) -> Found:
    if points is not None and most is not None and points > most:
        yield path, _cut_above(points, most)


def _ranking_rules(ranking: Mapping[str, Any], sections: list[Any]) -> Found:
    order = ranking.get("order") or ()
    names = _names(sections)
    if order and order[0] not in {TOTAL, None}:
        yield ("ranking", "order"), _TOTAL_FIRST
    for at, name in enumerate(order):
        if name is None:
            continue
        if names and name not in {TOTAL, *names}:
            yield ("ranking", "order", at), unknown_word(name, [TOTAL, *names])
        if name in order[:at]:
            yield ("ranking", "order", at), already_there(name)


_RESERVED = Finding(
    "section_id_reserved",
    "“total” means the sum of all sections and cannot name one.",
    "“total” berarti jumlah semua bagian dan tidak dapat menjadi nama bagian.",
    "Give the section another identifier.",
    "Beri bagian itu pengenal lain.",
)
_BLANK_TOO_GOOD = Finding(
    "scoring_blank_too_good",
    "Leaving an item blank brings as much as the best answer.",
    "Mengosongkan soal bernilai sama dengan jawaban terbaik.",
    "Make blank smaller.",
    "Kecilkan nilai blank.",
)
_CUT_EMPTY = Finding(
    "cut_empty",
    "The cut rule asks for nothing.",
    "Aturan ambang batas ini tidak meminta apa pun.",
    "Give cuts for sections, a cut for the total, or both.",
    "Isi ambang batas bagian, ambang batas total, atau keduanya.",
)
_TOTAL_FIRST = Finding(
    "ranking_total_first",
    "Standings are ordered by the total first.",
    "Peringkat diurutkan menurut total lebih dahulu.",
    "Let the list begin with “total”, then the sections that break ties.",
    "Awali daftar dengan “total”, lalu bagian yang menentukan bila nilai sama.",
)


def _scoring_needs(kind: str, name: str) -> Finding:
    return Finding(
        "scoring_incomplete",
        f"Scoring of the kind “{kind}” needs “{name}”.",
        f"Penilaian jenis “{kind}” memerlukan “{name}”.",
        f"Add {name} = … to the scoring.",
        f"Tambahkan {name} = … pada penilaian.",
    )


def _scoring_has_no(kind: str, name: str) -> Finding:
    return Finding(
        "scoring_foreign",
        f"Scoring of the kind “{kind}” has no “{name}”.",
        f"Penilaian jenis “{kind}” tidak memiliki “{name}”.",
        "Delete it, or change the kind.",
        "Hapus, atau ubah jenisnya.",
    )


def _best_too_small(high: str, low: str) -> Finding:
    return Finding(
        "scoring_best_too_small",
        f"“{high}” must be above zero and above “{low}”.",
        f"“{high}” harus di atas nol dan di atas “{low}”.",
        "Correct the marks.",
        "Perbaiki nilainya.",
    )


def _too_many(what_en: str, what_id: str, have: int, most: int) -> Finding:
    return Finding(
        f"{what_en}_above_items",
        f"The {what_en} add up to {have} items, but only {most} are drawn.",
        f"Jumlah soal menurut {what_id} adalah {have}, padahal hanya {most} yang diambil.",
        f"Ask for fewer by {what_en}, or raise the number of items.",
        f"Kurangi jumlah menurut {what_id}, atau tambah jumlah soal.",
    )


def _cut_above(points: int, most: int) -> Finding:
    cut, best = marks_of(Points(points)), marks_of(Points(most))
    return Finding(
        "cut_above_maximum",
        f"The cut score {cut} is above the most one can reach, {best}.",
        f"Ambang batas {cut} melebihi nilai tertinggi yang dapat dicapai, {best}.",
        "Lower the cut score, or correct items and scoring.",
        "Turunkan ambang batas, atau perbaiki jumlah soal dan penilaian.",
    )
