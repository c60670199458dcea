"""A picture: is it really one, is it small enough, and if it is drawn in SVG, is it harmless?

Only headers and checksums are read: nothing is decoded, so a picture of 200 megapixels costs no
more than its bytes. What a picture is, is told by its content, never by its name.
"""

import struct
import zlib
from dataclasses import dataclass

from question_bank.bank import Picture
from question_bank.finding import Finding
from question_bank.formats.svg import check_svg
from question_bank.item import PictureName

# A figure for a screen: 4 MiB is a scanned page, 16 megapixels twice a 4K hall screen.
PICTURE_BYTES_MAX = 4 << 20
PICTURE_PIXELS_MAX = 16_000_000

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_HEADER_BYTES = 13
JPEG_MAGIC = b"\xff\xd8\xff"
# SOF0 to SOF15 but DHT (C4), JPG (C8) and DAC (CC): the markers that carry the size.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_JPEG_SCAN = 0xDA
_JPEG_MARKER = 0xFF
_JPEG_END = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Header:
    """What the first bytes say."""

    media_type: str
    width: int
    height: int


def read_picture(name: str, content: bytes) -> Picture | Finding:
    """The picture of an item, or why it is refused."""
    if len(content) > PICTURE_BYTES_MAX:
        return _too_large(name, f"{len(content) >> 20} MiB", f"{PICTURE_BYTES_MAX >> 20} MiB")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        refused = check_svg(name, content)
        return refused or Picture(PictureName(name), "image/svg+xml", content)
    header = read_header(content)
    if header is None:
        return not_a_picture(name)
    if header.width * header.height > PICTURE_PIXELS_MAX:
        return _too_large(name, f"{header.width} × {header.height}", "16 megapixel")
    return Picture(PictureName(name), header.media_type, content)


def read_header(content: bytes) -> Header | None:
    """Type and size of a PNG or JPEG whose structure is whole; None for anything else."""
    if content.startswith(PNG_MAGIC):
        return _png_header(content)
    if content.startswith(JPEG_MAGIC):
        return _jpeg_header(content)
    return None


def _png_header(content: bytes) -> Header | None:
    size: tuple[int, int] | None = None
    place = len(PNG_MAGIC)
    while place + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        kind = content[place + 4 : place + 8]
        end = place + 8 + length
        if end + 4 > len(content):
            return None
        (checksum,) = struct.unpack_from(">I", content, end)
        if zlib.crc32(memoryview(content)[place + 4 : end]) != checksum:
            return None
        if kind == b"IHDR" and length == _PNG_HEADER_BYTES:
            size = struct.unpack_from(">II", content, place + 8)
        if kind == b"IEND":
            return Header("image/png", *size) if size and all(size) else None
        place = end + 4
    return None


def _jpeg_header(content: bytes) -> Header | None:
    size: tuple[int, int] | None = None
    place = 2
    while place + 4 <= len(content):
        if content[place] != _JPEG_MARKER:
            return None
        marker = content[place + 1]
        if marker == _JPEG_MARKER or marker in _JPEG_ALONE:
            place += 1 if marker == _JPEG_MARKER else 2
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        if marker in _JPEG_FRAMES and place + 9 <= len(content):
            height, width = struct.unpack_from(">HH", content, place + 5)
            size = (width, height)
        if marker == _JPEG_SCAN:
            break
        place += 2 + length
    if size is None or not all(size) or _JPEG_END not in content[-65536:]:
        return None
    return Header("image/jpeg", *size)


def not_a_picture(name: str) -> Finding:
    return Finding(
        "picture_not_a_picture",
        f"“{name}” is no picture that can be shown, or it is damaged.",
        f"“{name}” bukan gambar yang dapat ditampilkan, atau rusak.",
        "Save the picture again as PNG, JPEG or plain SVG.",
        "Simpan ulang gambarnya sebagai PNG, JPEG, atau SVG biasa.",
    )


def _too_large(name: str, size: str, most: str) -> Finding:
    return Finding(
        "picture_too_large",
        f"The picture “{name}” is too large: {size}, at most {most}.",
        f"Gambar “{name}” terlalu besar: {size}, paling besar {most}.",
        "Make the picture smaller.",
        "Perkecil gambarnya.",
    )
