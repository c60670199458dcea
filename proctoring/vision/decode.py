"""Opens a photo from outside: within limits, upright, and no larger than the engine has use for.

Bytes and pixels are checked before a decoder sees the file, so a PNG that claims 200 megapixels
costs nothing. Three formats are opened and no other, each by its own decoder: whatever else the
imaging library can read stays shut.
"""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFile, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from proctoring.engine import Picture
from proctoring.errors import NotAPicture, PictureTooLarge
from proctoring.vision.header import PictureFormat, read_header

DECODERS: dict[PictureFormat, type[ImageFile.ImageFile]] = {
    PictureFormat.JPEG: JpegImageFile,
    PictureFormat.PNG: PngImageFile,
    PictureFormat.WEBP: WebPImageFile,
}
JPEG_SCAN = b"\xff\xda"
# What Pillow raises on damaged files; none of it tells a sender more than "damaged".
DAMAGED = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    OverflowError,
    ZeroDivisionError,
    RuntimeError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    bytes_max: int = 4 * 1024 * 1024
    """A 12-megapixel telephone JPEG is 3 to 4 MiB."""
    pixels_max: int = 32_000_000
    """Above what cameras of desks and telephones deliver; 96 MB once decoded."""
    side_max: int = 16_000
    """A strip of 1 × 32,000,000 pixels is no photo."""
    sides_ratio_max: int = 20
    """Nor is one of 16,000 × 1; reduced, it has no height left that could be measured."""
    jpeg_scans_max: int = 30
    """A progressive JPEG has about ten. Each is a pass over all pixels: 88 of them in a file
    of 193 KB cost 1.9 s."""
    long_side_px: int = 1280
    """A larger picture is reduced to this: the network looks at 150 × 150 pixels of it."""


DEFAULT_DECODE_LIMITS = DecodeLimits()


def decode(content: bytes, limits: DecodeLimits = DEFAULT_DECODE_LIMITS) -> Picture:
    """Raise NotAPicture or PictureTooLarge."""
    if len(content) > limits.bytes_max:
        raise PictureTooLarge(f"{len(content)} bytes, at most {limits.bytes_max}")
    header = read_header(content)
    if (
        header.width * header.height > limits.pixels_max
        or max(header.width, header.height) > limits.side_max
    ):
        raise PictureTooLarge(f"{header.width} × {header.height} pixels")
    if max(header.width, header.height) > limits.sides_ratio_max * min(header.width, header.height):
        raise NotAPicture(f"a strip of {header.width} × {header.height} pixels")
    # Within a scan's own data no FF is followed by DA: ISO/IEC 10918-1, B.1.1.5.
    if header.format is PictureFormat.JPEG and content.count(JPEG_SCAN) > limits.jpeg_scans_max:
        raise NotAPicture("more scans than a photo has")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # warnings about odd metadata concern nobody
            image = _open(content, header.format, limits)
    except DAMAGED as error:
        raise NotAPicture("the picture is damaged") from error
    return Picture(np.ascontiguousarray(image, dtype=np.uint8))


def _open(content: bytes, picture_format: PictureFormat, limits: DecodeLimits) -> Image.Image:
    with DECODERS[picture_format](io.BytesIO(content)) as image:
        if image.width * image.height > limits.pixels_max:
            raise PictureTooLarge("the decoder sees more pixels than the header claims")
        # JPEG can be decoded at a half, a quarter or an eighth: cheaper, and nothing is lost.
        image.draft("RGB", (limits.long_side_px, limits.long_side_px))
        image.load()
        # In place, and converted only where there is something to convert: at the largest size each
        # copy is 96 MB, and a file of a hundred kilobytes may claim it.
        ImageOps.exif_transpose(image, in_place=True)
        return _reduced(_red_green_blue(image), limits.long_side_px)


def _red_green_blue(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        deep = (
            np.asarray(image) // 257
        )  # in whole numbers: as floats it would be four times as large
        return Image.fromarray(np.clip(deep, 0, 255).astype(np.uint8)).convert("RGB")
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        return paper.convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _reduced(image: Image.Image, long_side_px: int) -> Image.Image:
    long_side = max(image.size)
    if long_side <= long_side_px:
        return image
    size = tuple(max(1, round(side * long_side_px / long_side)) for side in image.size)
    return image.resize((size[0], size[1]), Image.Resampling.BOX, reducing_gap=2.0)
