"""The written items about orders and places, solved by trying all arrangements."""

from collections.abc import Callable
from itertools import combinations, permutations

import pytest

from tests.unit.question_bank_demo.demo_rows import DemoItem, demo_items

Places = dict[str, int]


def arrangements(names: str, rule: Callable[[Places], bool]) -> list[Places]:
    """All places 1 to n of the names that keep the rule."""
    people = names.split()
    every = (
        dict(zip(people, order, strict=True)) for order in permutations(range(1, len(people) + 1))
    )
    return [places for places in every if rule(places)]


def at(place: int, found: list[Places]) -> str:
    """Who stands at the place in all arrangements."""
    (name,) = {name for places in found for name, mine in places.items() if mine == place}
    return name


def seats() -> str:
    return at(4, arrangements(
        "Andi Budi Citra Dewi Eko",
        lambda p: p["Citra"] == 3 and p["Andi"] == p["Citra"] - 1 and p["Eko"] == 5
        and abs(p["Budi"] - p["Eko"]) != 1,
    ))  # fmt: skip


def heights() -> str:
    return at(4, arrangements(
        "Fajar Gilang Hana Indra Joko",
        lambda p: p["Fajar"] < p["Gilang"] < p["Joko"] and p["Indra"] < p["Hana"] < p["Fajar"],
    ))  # fmt: skip


def meetings() -> str:
    days = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat"]
    found = arrangements(
        "Hukum Keuangan Humas Umum Kepegawaian",
        lambda p: p["Hukum"] == 3 and p["Keuangan"] == p["Humas"] - 1 and p["Umum"] > p["Humas"],
    )
    (day,) = {days[p["Humas"] - 1] for p in found}
    return day


def folders() -> str:
    return at(3, arrangements(
        "merah kuning hijau biru putih",
        lambda p: p["merah"] == p["biru"] - 1 and p["hijau"] == 5
        and p["putih"] < p["kuning"] < p["merah"],
    ))  # fmt: skip


def duties() -> str:
    return at(3, arrangements(
        "Lina Mega Nadia Oki Putri",
        lambda p: p["Oki"] == 1 and p["Mega"] == p["Nadia"] + 3 and p["Putri"] == p["Lina"] - 1,
    ))  # fmt: skip


def runners() -> str:
    return at(3, arrangements(
        "Vino Wira Xena Yoga Zaki",
        lambda p: p["Xena"] < p["Yoga"] < p["Zaki"] and p["Vino"] == p["Yoga"] + 1
        and p["Wira"] == 5,
    ))  # fmt: skip


def round_table() -> str:
    def faces(p: Places, one: str, other: str) -> bool:
        return (p[one] - p[other]) % 6 == 3

    def beside(p: Places, one: str, other: str) -> bool:
        return (p[one] - p[other]) % 6 in {1, 5}

    names = "Andi Bayu Citra Doni Eka Fani"
    found = arrangements(
        names,
        lambda p: faces(p, "Andi", "Bayu") and faces(p, "Citra", "Doni")
        and beside(p, "Eka", "Andi") and beside(p, "Eka", "Citra"),
    )  # fmt: skip
    (name,) = {name for p in found for name in names.split() if faces(p, "Eka", name)}
    return name


def team() -> str:
    teams = [
        set(four)
        for four in combinations(("Rudi", "Sinta", "Tari", "Ucok", "Vera", "Wawan"), 4)
        if not {"Tari", "Ucok"} <= set(four) and ("Wawan" not in four or "Tari" in four)
        if "Ucok" in four
    ]
    (found,) = teams
    one, two, three = sorted(found - {"Ucok"})
    return f"{one}, {two}, dan {three}"


def stamp() -> str:
    boxes = [
        box for box in "ABC" if [box == "A", box != "B", box != "A"].count(True) == 1
    ]  # fmt: skip
    (found,) = boxes
    return f"kotak {found}"


def cipher() -> str:
    shifts = {ord(b) - ord(a) for a, b in zip("LOKET", "MPLFU", strict=True)}
    (shift,) = shifts
    return "".join(chr(ord(letter) + shift) for letter in "PINTU")


def word_value() -> str:
    return str(sum(ord(letter) - ord("A") + 1 for letter in "DUA"))


SOLVERS: dict[str, Callable[[], str]] = {
    "Andi, Budi, Citra": seats,
    "Fajar lebih tinggi": heights,
    "Lima rapat": meetings,
    "Map merah": folders,
    "Lina, Mega": duties,
    "Lima pelari": runners,
    "Enam orang, yaitu": round_table,
    "Empat orang akan": team,
    "Sebuah stempel": stamp,
    "Dengan suatu aturan": cipher,
    "Setiap huruf": word_value,
}


@pytest.mark.parametrize("start", SOLVERS)
def test_the_only_arrangement_gives_the_key(start: str) -> None:
    (item,) = (item for item in demo_items() if item.stem.startswith(start))
    assert item.right.removeprefix("map ") == SOLVERS[start]()
    assert item.right not in item.wrong


def test_the_sure_statement_about_marks_is_true_in_every_order_and_no_other_is() -> None:
    item = _item("Nilai Sari lebih tinggi")
    orders = arrangements(
        "Sari Tono Umar Vina",
        lambda p: p["Sari"] > p["Tono"] > p["Umar"] and p["Sari"] > p["Vina"] > p["Umar"],
    )
    assert {p["Sari"] for p in orders} == {4}
    assert {p["Vina"] > p["Tono"] for p in orders} == {True, False}
    assert not any(p["Umar"] > p["Vina"] for p in orders)
    assert "Sari" in item.right


def _item(start: str) -> DemoItem:
    (item,) = (item for item in demo_items() if item.stem.startswith(start))
    return item
