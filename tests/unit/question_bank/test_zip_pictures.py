"""Zips of pictures: unpacked within bounds, whole or not at all, and never to anywhere."""

import io
import zipfile

import pytest

from question_bank.formats.report import Loaded, Report
from question_bank.formats.zip_pictures import unpack_pictures
from tests.unit.question_bank.builders import a_png, a_zip


def unpacked(source: bytes) -> dict[str, bytes]:
    loaded = unpack_pictures(source, "foto.zip")
    assert isinstance(loaded, Loaded), loaded.problems
    return dict(loaded.value)


def refused(source: bytes, **bounds: int) -> list[str]:
    report = unpack_pictures(source, "foto.zip", **bounds)  # type: ignore[arg-type] # only numbers
    assert isinstance(report, Report), "the archive was unpacked"
    assert all(problem.file == "foto.zip" for problem in report.problems)
    return [problem.code for problem in report.problems]


def test_pictures_are_unpacked_by_name_whatever_their_folder() -> None:
    source = a_zip(
        {
            "foto/001.png": b"one",
            "foto/ruang 2/002.JPG": b"two",
            "__MACOSX/foto/._001.png": b"junk",
            "foto/.DS_Store": b"junk",
            "foto/Thumbs.db": b"junk",
        }
    )
    assert unpacked(source) == {"001.png": b"one", "002.JPG": b"two"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../001.png", "archive_path_escape"),
        ("foto/../../001.png", "archive_path_escape"),
        ("/etc/001.png", "archive_path_escape"),
        ("..\\001.png", "archive_path_escape"),
        ("C:\\001.png", "archive_path_escape"),
        ("001.exe", "archive_unexpected_file"),
        ("001", "archive_unexpected_file"),
        ("nested.zip", "archive_unexpected_file"),
    ],
)
def test_an_entry_that_is_no_plain_picture_name_refuses_the_archive(name: str, code: str) -> None:
    assert refused(a_zip({"002.png": b"x", name: b"x"})) == [code]


def test_a_symbolic_link_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        link = zipfile.ZipInfo("001.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refused(content.getvalue()) == ["archive_path_escape"]


def test_names_that_differ_in_capitals_or_folder_only_are_refused() -> None:
    assert refused(a_zip({"a/001.png": b"x", "b/001.PNG": b"y"})) == ["archive_name_twice"]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refused(a_zip({"001.png": bytes(8 << 20)})) == ["archive_bomb"]


def test_bounds_on_entries_and_bytes_are_kept() -> None:
    source = a_zip({"1.png": b"x" * 100, "2.png": b"y" * 50}, compress=False)
    assert refused(source, entries_max=1) == ["archive_too_many_entries"]
    assert refused(source, unpacked_bytes_max=149) == ["archive_too_large"]
    assert refused(source, entry_bytes_max=99) == ["archive_entry_too_large"]
    assert isinstance(
        unpack_pictures(
            source, "f.zip", entries_max=2, unpacked_bytes_max=150, entry_bytes_max=100
        ),
        Loaded,
    )


def test_a_directory_that_lies_about_a_size_gains_nothing() -> None:
    honest = a_zip({"1.png": b"x" * 5000})
    place = honest.rindex(b"PK\x01\x02")
    lying = honest[: place + 24] + (10).to_bytes(4, "little") + honest[place + 28 :]
    assert refused(lying) == ["archive_entry_damaged"]


@pytest.mark.parametrize("source", [b"", b"PK", b"PK\x05\x06", b"not a zip", a_zip({})[:-3]])
def test_what_is_no_archive_is_refused(source: bytes) -> None:
    assert refused(source) == ["archive_damaged"]


def test_a_damaged_entry_is_named() -> None:
    source = bytearray(a_zip({"1.png": a_png() * 50, "2.png": b"fine"}, compress=False))
    source[60] ^= 0xFF
    report = unpack_pictures(bytes(source), "foto.zip")
    assert isinstance(report, Report)
    assert [problem.code for problem in report.problems] == ["archive_entry_damaged"]
    assert "1.png" in report.problems[0].message_en


def test_an_archive_with_a_password_is_refused() -> None:
    source = bytearray(a_zip({"1.png": b"x"}))
    place = bytes(source).rindex(b"PK\x01\x02")
    source[place + 8] |= 1
    assert refused(bytes(source)) == ["archive_encrypted"]
