"""Tables of pairs and groups: what is read, and what is said of a bad one."""

from pathlib import Path

import pytest

from proctoring.errors import BadTable
from proctoring.vision.pairs import (
    Pair,
    check_photos,
    identities_of,
    photos_of,
    read_groups,
    read_pairs,
)

HEADER = "reference,probe,same_person\n"


def a_table(folder: Path, text: str | bytes) -> Path:
    file = folder / "pairs.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_pairs_are_read_in_their_order_and_know_their_row(tmp_path: Path) -> None:
    pairs = read_pairs(a_table(tmp_path, f"{HEADER}a/1.jpg,a/2.jpg,1\n\na/1.jpg,b/1.jpg,0\n"))
    assert pairs == (
        Pair("a/1.jpg", ("a/2.jpg",), same_person=True),
        Pair("a/1.jpg", ("b/1.jpg",), same_person=False),
    )
    assert [each.row for each in pairs] == [2, 4]
    assert photos_of(pairs) == ("a/1.jpg", "a/2.jpg", "b/1.jpg")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffreference,probe,same_person\r\na\\1.jpg,a\\2.jpg,true\r\n",
        "Reference , Probe , Same_person, remark\na/1.jpg, a/2.jpg ,yes,x\n",
        "same_person;probe;reference\n1;a/2.jpg;a/1.jpg\n",
    ],
)
def test_a_spreadsheets_ways_are_read_too(tmp_path: Path, text: str) -> None:
    assert read_pairs(a_table(tmp_path, text)) == (Pair("a/1.jpg", ("a/2.jpg",), same_person=True),)


def test_several_probes_are_parted_by_semicolons(tmp_path: Path) -> None:
    (pair,) = read_pairs(a_table(tmp_path, f"{HEADER}a/1.jpg,a/2.jpg; a/3.jpg,1\n"))
    assert pair.probes == ("a/2.jpg", "a/3.jpg")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"pairs\.csv:1 \[reference\]: this column is missing"),
        ("reference,probe\na,b\n", r"pairs\.csv:1 \[same_person\]: this column is missing"),
        (HEADER, "holds no pairs"),
        (f"{HEADER}a/1,a/2,1\na/1,b/1\n", r"pairs\.csv:3 \[same_person\]: is missing"),
        (f"{HEADER}a/1,a/2,1\na/1,b/1,perhaps\n", r"pairs\.csv:3 \[same_person\]: “perhaps”"),
        (f"{HEADER},a/2,1\n", r"pairs\.csv:2 \[reference\]: is empty"),
        (f"{HEADER}a/1,,1\n", r"pairs\.csv:2 \[probe\]: is empty"),
        (b"reference,probe,same_person\n\xff\xfe,b,1\n", "is not UTF-8"),
    ],
)
def test_a_bad_table_is_refused_with_its_place(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    with pytest.raises(BadTable, match=said):
        read_pairs(a_table(tmp_path, text))


def test_a_photo_that_is_not_there_is_named_with_its_row(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    file = a_table(tmp_path, f"{HEADER}a.jpg,a.jpg,1\na.jpg,b.jpg,0\n")
    with pytest.raises(BadTable, match=r"pairs\.csv:3 \[probe\]: b\.jpg: no such file"):
        check_photos(file, read_pairs(file), tmp_path)


def test_the_identity_is_the_folder() -> None:
    pairs = [Pair("images/Ani/1.jpg", ("images/Budi/2.jpg",), same_person=False)]
    assert identities_of(pairs) == {"images/Ani/1.jpg": "Ani", "images/Budi/2.jpg": "Budi"}


def test_photos_in_one_folder_are_told_apart_by_the_pairs() -> None:
    pairs = [
        Pair("a1.jpg", ("a2.jpg",), same_person=True),
        Pair("a2.jpg", ("a3.jpg",), same_person=True),
        Pair("a1.jpg", ("b1.jpg",), same_person=False),
    ]
    identity = identities_of(pairs)
    assert identity["a1.jpg"] == identity["a2.jpg"] == identity["a3.jpg"] != identity["b1.jpg"]


def test_a_person_in_two_groups_is_refused(tmp_path: Path) -> None:
    file = a_table(tmp_path, "identity,group\nAni,east\nBudi,west\nAni,west\n")
    with pytest.raises(BadTable, match=r"pairs\.csv:4 \[group\]: Ani is in two groups"):
        read_groups(file)


@pytest.mark.parametrize("name", ["all", "All"])
def test_a_group_cannot_be_called_what_everybody_is_called(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadTable, match=r"pairs\.csv:2 \[group\]: “all” means everybody"):
        read_groups(a_table(tmp_path, f"identity,group\nAni,{name}\n"))


def test_a_quotation_mark_that_is_never_closed_is_told_and_not_fallen_over(tmp_path: Path) -> None:
    endless = f'{HEADER}"a/1.jpg,a/2.jpg,1\n' + "a/1.jpg,a/2.jpg,1\n" * 9_000
    with pytest.raises(BadTable, match=r"cannot be read as CSV.*quotation mark"):
        read_pairs(a_table(tmp_path, endless))
