"""Marking: what each choice of a bank's keys is worth in one exam.

A bank file says which choice is right; the exam file says what right, wrong and blank are worth.
`mark_keys` joins the two once, when an exam and a bank are put together; scoring uses the result.
"""

from collections.abc import Iterable

from question_bank.bank import Bank
from question_bank.errors import NoSuchKey
from question_bank.exam import Exam, Graded, Keyed, Section
from question_bank.finding import Finding
from question_bank.item import Item
from question_bank.key import ItemKey, KeyBook
from question_bank.points import Points, marks_of


def mark_keys(exam: Exam, bank: Bank, book: KeyBook) -> KeyBook:
    """The keys of all items the exam can draw, with marks; the version stays."""
    sections = {section.id: section for section in exam.sections}
    return KeyBook(
        version=book.version,
        keys={
            item.id: _marked(book.key(item.id), item, sections[item.section])
            for item in bank.items.values()
            if item.section in sections
        },
    )


def check_keys(exam: Exam, bank: Bank, book: KeyBook) -> tuple[Finding, ...]:
    """Every key that does not suit the scoring of its section."""
    sections = {section.id: section for section in exam.sections}
    return tuple(
        finding
        for item in bank.items.values()
        if item.section in sections
        for finding in _check_key(book, item, sections[item.section])
    )


def _marked(key: ItemKey, item: Item, section: Section) -> ItemKey:
    scoring = section.scoring
    if isinstance(scoring, Graded):
        return ItemKey(item.id, key.points, scoring.blank)
    if key.right is None:
        raise NoSuchKey(f"item {item.id} has no right choice for keyed section {section.id}")
    right = key.right
    return ItemKey(
        item.id,
        {each.id: scoring.right if each.id in right else scoring.wrong for each in item.choices},
        scoring.blank,
        right,
    )


def _check_key(book: KeyBook, item: Item, section: Section) -> Iterable[Finding]:
    key = book.keys.get(item.id)
    if key is None:
        yield Finding(
            "key_missing",
            f"Item {item.id} has no key.",
            f"Soal {item.id} tidak memiliki kunci.",
            "Add its key to the bank file.",
            "Tambahkan kuncinya di berkas bank soal.",
        )
    elif isinstance(section.scoring, Keyed):
        if key.right is None:
            yield Finding(
                "key_graded_in_keyed_section",
                f"Item {item.id} has marks for its choices, but section {section.id} wants a key.",
                f"Soal {item.id} berisi nilai pilihan, padahal bagian {section.id} "
                "memerlukan kunci.",
                "Give the letter of the right choice in the key column.",
                "Isi huruf pilihan yang benar di kolom kunci.",
            )
    elif not key.is_marked:
        yield Finding(
            "key_keyed_in_graded_section",
            f"Item {item.id} has a key, but section {section.id} wants marks for each choice.",
            f"Soal {item.id} berisi kunci, padahal bagian {section.id} "
            "memerlukan nilai tiap pilihan.",
            "Give a mark for every choice in the points columns.",
            "Isi nilai tiap pilihan di kolom nilai.",
        )
    else:
        yield from _check_grades(key, item, section.scoring)


def _check_grades(key: ItemKey, item: Item, scoring: Graded) -> Iterable[Finding]:
    lowest, highest = marks_of(scoring.lowest), marks_of(scoring.highest)
    if any(not scoring.lowest <= each <= scoring.highest for each in key.points.values()):
        yield Finding(
            "points_out_of_range",
            f"Item {item.id} has a mark outside {lowest} to {highest}.",
            f"Soal {item.id} memiliki nilai di luar {lowest} sampai {highest}.",
            f"Use marks from {lowest} to {highest}, or change the scoring in the exam file.",
            f"Gunakan nilai {lowest} sampai {highest}, atau ubah penilaian di berkas ujian.",
        )
    elif max(key.points.values(), default=Points(0)) < scoring.highest:
        yield Finding(
            "points_highest_missing",
            f"No choice of item {item.id} brings the highest mark, {highest}.",
            f"Tidak ada pilihan soal {item.id} yang bernilai tertinggi, {highest}.",
            f"Give {highest} to its best choice, so that every form can reach the same maximum.",
            f"Beri nilai {highest} pada pilihan terbaik, agar nilai maksimum semua paket sama.",
        )
