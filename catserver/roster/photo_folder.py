"""Gathers photo files from a folder or a zip, by name, without looking into them."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from catserver.roster import findings
from question_bank.finding import Finding
from question_bank.formats.report import Problem, ProblemList, Report
from question_bank.formats.zip_pictures import unpack_pictures

PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
OTHER_SUFFIXES = frozenset({".heic", ".heif", ".avif", ".gif", ".bmp", ".tif", ".tiff", ".pdf"})
"""Pictures all the same, which the face engine does not open."""
# As many as there may be rows in a table, with a few files of the operating system beside them.
ENTRIES_MAX = 60_000
# 5,000 photos of 200 KiB; all of them are held in memory until the roster is loaded whole.
UNPACKED_BYTES_MAX = 1 << 30
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})


class PhotoProblems:
    """The problems of a folder or zip; each names the photo it is about."""

    def __init__(self, source_name: str) -> None:
        self._source_name = source_name
        self.problems: list[Problem] = []

    def add(self, finding: Finding, photo: str | None = None) -> None:
        place = ProblemList(self._source_name if photo is None else f"{self._source_name}/{photo}")
        place.add(finding)
        self.problems.extend(place.report().problems)


def photos_in_folder(folder: Path, bytes_max: int, problems: PhotoProblems) -> Mapping[str, bytes]:
    """Photos by file name; a longer file is cut at one byte beyond `bytes_max`."""
    photos: dict[str, bytes] = {}
    for file in sorted(folder.iterdir()):
        if file.is_file() and _is_photo(file.name, problems):
            with file.open("rb") as opened:
                photos[file.name] = opened.read(bytes_max + 1)
    return photos


def photos_in_zip(
    source: bytes, name: str, bytes_max: int, problems: PhotoProblems
) -> Mapping[str, bytes]:
    """The same from a zip; where the zip itself is at fault, none of its photos."""
    unpacked = unpack_pictures(
        source,
        name,
        entries_max=ENTRIES_MAX,
        unpacked_bytes_max=UNPACKED_BYTES_MAX,
        entry_bytes_max=bytes_max,
        suffixes=PHOTO_SUFFIXES,
    )
    if isinstance(unpacked, Report):
        problems.problems.extend(unpacked.problems)
        return {}
    return unpacked.value


def _is_photo(name: str, problems: PhotoProblems) -> bool:
    if name.startswith(".") or name.casefold() in _LEFT_BY_SYSTEMS:
        return False
    if PurePosixPath(name).suffix.casefold() in PHOTO_SUFFIXES:
        return True
    is_other = PurePosixPath(name).suffix.casefold() in OTHER_SUFFIXES
    problems.add(findings.OTHER_FORMAT if is_other else findings.NO_PHOTO_FILE, name)
    return False
