"""A photo's format and size from its first bytes, with nothing decoded and nothing allocated.

A decoder may allocate for the size a header claims before it finds out that the rest is missing,
so the claim is read here first. JPEG: ISO/IEC 10918-1 annex B; PNG: W3C PNG, IHDR; WebP: RFC
9649.
"""

import struct
from dataclasses import dataclass
from enum import Enum

from proctoring.errors import NotAPicture

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_START_OF_IMAGE = b"\xff\xd8\xff"
# SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC), which share the range.
JPEG_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Markers without a length: TEM and RST0 to RST7.
JPEG_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
JPEG_SCAN_OR_END = frozenset({0xDA, 0xD9})
JPEG_SEGMENTS_MAX = 1000
"""A camera writes about twenty; a file of millions of empty segments is not one."""


class PictureFormat(Enum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"


@dataclass(frozen=True, slots=True)
class Header:
    format: PictureFormat
    width: int
    height: int


def read_header(content: bytes) -> Header:
    try:
        header = _read(content)
    except (struct.error, IndexError) as error:
        raise NotAPicture("the file ends within its header") from error
    if header.width < 1 or header.height < 1:
        raise NotAPicture("the picture has no pixels")
    return header


def _read(content: bytes) -> Header:
    if content.startswith(PNG_SIGNATURE):
        return _read_png(content)
    if content.startswith(JPEG_START_OF_IMAGE):
        return _read_jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _read_webp(content)
    raise NotAPicture("the file is neither JPEG nor PNG nor WebP")


def _read_png(content: bytes) -> Header:
    if content[12:16] != b"IHDR":
        raise NotAPicture("a PNG file begins with IHDR")
    width, height = struct.unpack_from(">II", content, 16)
    return Header(PictureFormat.PNG, width, height)


def _read_jpeg(content: bytes) -> Header:
    place = 2
    for _ in range(JPEG_SEGMENTS_MAX):
        if content[place] != 0xFF:  # noqa: PLR2004 - every marker begins so
            break
        marker = content[place + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte before the marker
            place += 1
            continue
        if marker in JPEG_FRAME_HEADERS:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return Header(PictureFormat.JPEG, width, height)
        if marker in JPEG_SCAN_OR_END:
            break
        place += 2
        if marker not in JPEG_STANDALONE:
            (length,) = struct.unpack_from(">H", content, place)
            place += length
    raise NotAPicture("the JPEG file has no frame header where one belongs")


def _read_webp(content: bytes) -> Header:
    match content[12:16]:
        case b"VP8X":
            width = int.from_bytes(content[24:27], "little") + 1
            height = int.from_bytes(content[27:30], "little") + 1
            _ = content[29]
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", content, 21)
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", content, 26))
        case _:
            raise NotAPicture("the WebP file has no known first chunk")
    return Header(PictureFormat.WEBP, width, height)
