"""An archive: a zip file held to bounds by its directory before anything is unpacked."""

import io
import zipfile

from question_bank.finding import Finding

ZIP_MAGIC = b"PK\x03\x04"
_ENCRYPTED_FLAG = 0x1
# Deflate cannot do better than 1032:1; text and XML of real files stays below 100:1.
RATIO_MAX = 200
RATIO_APPLIES_FROM_BYTES = 1 << 20


def open_archive(
    source: bytes, *, entries_max: int, unpacked_bytes_max: int
) -> zipfile.ZipFile | Finding:
    """The archive, or what is wrong with it.

    A directory that lies about sizes gains nothing: reading stops at the size it states.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return _DAMAGED
    if len(entries) > entries_max:
        return Finding(
            "archive_too_many_entries",
            f"The archive has {len(entries)} entries; at most {entries_max} are read.",
            f"Arsip berisi {len(entries)} berkas; paling banyak {entries_max} yang dibaca.",
            "Split it into several archives.",
            "Bagi menjadi beberapa arsip.",
        )
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    # Entries that share their bytes would pass the ratio one by one: hold the sum to the file.
    packed = min(packed, len(source))
    if unpacked > unpacked_bytes_max:
        return _too_large(unpacked, unpacked_bytes_max)
    if unpacked > RATIO_APPLIES_FROM_BYTES and unpacked > packed * RATIO_MAX:
        return _BOMB
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        return _ENCRYPTED
    return archive


def _too_large(unpacked: int, most: int) -> Finding:
    return Finding(
        "archive_too_large",
        f"Unpacked the archive would have {unpacked >> 20} MiB; at most {most >> 20} are read.",
        f"Bila dibuka arsip berukuran {unpacked >> 20} MiB; paling banyak {most >> 20}.",
        "Split it, or make the pictures in it smaller.",
        "Bagi arsipnya, atau perkecil gambar di dalamnya.",
    )


_DAMAGED = Finding(
    "archive_damaged",
    "The archive is damaged or no zip file.",
    "Arsip rusak atau bukan berkas zip.",
    "Make the zip file again and send it once more.",
    "Buat ulang berkas zip lalu kirim sekali lagi.",
)
_BOMB = Finding(
    "archive_bomb",
    "The archive would grow far more than any real one when unpacked, so it is refused.",
    "Arsip akan membengkak jauh melebihi yang wajar bila dibuka, sehingga ditolak.",
    "Make the archive again from the original files.",
    "Buat ulang arsip dari berkas asli.",
)
_ENCRYPTED = Finding(
    "archive_encrypted",
    "The archive is protected by a password.",
    "Arsip dilindungi kata sandi.",
    "Save it without a password.",
    "Simpan tanpa kata sandi.",
)
