"""A zip of pictures or photos, unpacked into memory within bounds; no path in it leads anywhere.

Folders inside the archive are ignored (people zip a folder), so a name is the last part of a path.
What an entry holds is not looked at here: readers of banks and rosters judge the pictures.
"""

import stat
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from question_bank.finding import Finding
from question_bank.formats.archive import open_archive
from question_bank.formats.report import Loaded, ProblemList, Report

ENTRIES_MAX = 20_000
UNPACKED_BYTES_MAX = 512 << 20
# A phone's photo has 3 to 8 MiB.
ENTRY_BYTES_MAX = 12 << 20
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".svg"})

_LEFT_BEHIND = frozenset({"thumbs.db", "desktop.ini"})


def unpack_pictures(
    source: bytes,
    name: str,
    *,
    entries_max: int = ENTRIES_MAX,
    unpacked_bytes_max: int = UNPACKED_BYTES_MAX,
    entry_bytes_max: int = ENTRY_BYTES_MAX,
    suffixes: frozenset[str] = SUFFIXES,
) -> Loaded[Mapping[str, bytes]] | Report:
    """Contents by file name, as spelled in the archive; or every problem of the archive."""
    problems = ProblemList(name)
    archive = open_archive(source, entries_max=entries_max, unpacked_bytes_max=unpacked_bytes_max)
    if isinstance(archive, Finding):
        problems.add(archive)
        return problems.report()
    pictures: dict[str, bytes] = {}
    spelled: dict[str, str] = {}
    with archive:
        for entry in archive.infolist():
            path = PurePosixPath(entry.filename.replace("\\", "/"))
            if entry.is_dir() or _is_left_behind(path):
                continue
            found = _refused(entry, path, entry_bytes_max, suffixes)
            if found is None and path.name.casefold() in spelled:
                found = _twice(entry.filename, spelled[path.name.casefold()])
            if found is None:
                content = _content(archive, entry)
                if content is not None:
                    spelled[path.name.casefold()] = entry.filename
                    pictures[path.name] = content
                    continue
                found = _damaged(entry.filename)
            problems.add(found)
    if problems:
        return problems.report({"pictures": len(pictures)})
    return Loaded(pictures, {"pictures": len(pictures)})


def _is_left_behind(path: PurePosixPath) -> bool:
    """What file managers put into archives unasked."""
    return (
        "__MACOSX" in path.parts
        or path.name.startswith(".")
        or path.name.casefold() in _LEFT_BEHIND
    )


def _refused(
    entry: zipfile.ZipInfo, path: PurePosixPath, bytes_max: int, suffixes: frozenset[str]
) -> Finding | None:
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename or is_link:
        return _escape(entry.filename)
    if path.suffix.casefold() not in suffixes:
        return _unexpected(entry.filename, suffixes)
    if entry.file_size > bytes_max:
        return _large(entry.filename, entry.file_size, bytes_max)
    return None


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    try:
        with archive.open(entry) as part:
            content = part.read(entry.file_size + 1)
    except Exception:  # noqa: BLE001 - damaged streams and unknown methods fail in many ways
        return None
    return content if len(content) == entry.file_size else None


def _escape(name: str) -> Finding:
    return Finding(
        "archive_path_escape",
        f"The entry “{name}” points outside of the archive.",
        f"Berkas “{name}” di arsip menunjuk ke luar arsip.",
        "Make the archive from a plain folder of pictures.",
        "Buat arsip dari satu folder gambar biasa.",
    )


def _unexpected(name: str, suffixes: frozenset[str]) -> Finding:
    known = ", ".join(sorted(suffixes))
    return Finding(
        "archive_unexpected_file",
        f"The entry “{name}” is not named like a picture ({known}).",
        f"Berkas “{name}” tidak bernama seperti gambar ({known}).",
        "Take it out of the archive, or save it as one of these.",
        "Keluarkan dari arsip, atau simpan sebagai salah satu jenis itu.",
    )


def _large(name: str, size_bytes: int, most: int) -> Finding:
    return Finding(
        "archive_entry_too_large",
        f"The entry “{name}” has {size_bytes >> 20} MiB; at most {most >> 20} are read.",
        f"Berkas “{name}” berukuran {size_bytes >> 20} MiB; paling banyak {most >> 20}.",
        "Make the picture smaller.",
        "Perkecil gambarnya.",
    )


def _twice(name: str, other: str) -> Finding:
    return Finding(
        "archive_name_twice",
        f"The entries “{other}” and “{name}” have the same name.",
        f"Berkas “{other}” dan “{name}” bernama sama.",
        "Keep one of them, or give them different names.",
        "Sisakan salah satu, atau beri nama yang berbeda.",
    )


def _damaged(name: str) -> Finding:
    return Finding(
        "archive_entry_damaged",
        f"The entry “{name}” is damaged.",
        f"Berkas “{name}” rusak.",
        "Make the archive again from the original files.",
        "Buat ulang arsip dari berkas asli.",
    )
