"""Photos from outside: bounded before they are decoded, upright, and of three formats only."""

import io
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from proctoring.errors import NotAPicture, PictureRefused, PictureTooLarge
from proctoring.vision.decode import DecodeLimits, decode
from proctoring.vision.header import PictureFormat, read_header


def a_photo(
    width: int = 60, height: int = 40, file_format: str = "PNG", **options: object
) -> bytes:
    """Left half red, right half blue."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return saved(image, file_format, **options)


def saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


def a_png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP"])
def test_jpeg_png_and_webp_are_opened(file_format: str) -> None:
    picture = decode(a_photo(file_format=file_format))
    assert (picture.width, picture.height) == (60, 40)
    assert picture.pixels[20, 5, 0] > 200
    assert picture.pixels[20, 5, 2] < 60


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"file_format": "PNG"}, PictureFormat.PNG),
        ({"file_format": "JPEG"}, PictureFormat.JPEG),
        ({"file_format": "JPEG", "progressive": True}, PictureFormat.JPEG),
        ({"file_format": "JPEG", "comment": b"x" * 60_000}, PictureFormat.JPEG),
        ({"file_format": "WEBP"}, PictureFormat.WEBP),
        ({"file_format": "WEBP", "lossless": True}, PictureFormat.WEBP),
        ({"file_format": "WEBP", "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}, PictureFormat.WEBP),
    ],
)
def test_the_header_tells_format_and_size(
    options: dict[str, object], expected: PictureFormat
) -> None:
    header = read_header(a_photo(321, 123, **options))  # type: ignore[arg-type] # options of all kinds
    assert (header.format, header.width, header.height) == (expected, 321, 123)


@pytest.mark.parametrize("file_format", ["GIF", "BMP", "TIFF", "PPM"])
def test_other_formats_stay_shut(file_format: str) -> None:
    with pytest.raises(NotAPicture):
        decode(a_photo(file_format=file_format))


@pytest.mark.parametrize("content", [b"", b"\xff", b"not a picture", b"%PDF-1.7", b"RIFF0000WEBP"])
def test_what_is_no_picture_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NotAPicture) as caught:
        decode(content)
    assert caught.value.code == "not_a_picture"


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP"])
def test_a_truncated_picture_is_refused_wherever_it_ends(file_format: str) -> None:
    whole = a_photo(file_format=file_format)
    for length in range(0, len(whole) - 20, 7):
        with pytest.raises(PictureRefused):
            decode(whole[:length])


def test_a_picture_of_200_megapixels_is_refused_before_anything_is_allocated() -> None:
    content = a_png_that_claims(20_000, 10_000)
    tracemalloc.start()
    with pytest.raises(PictureTooLarge) as caught:
        decode(content)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.code == "picture_too_large"
    assert peak_bytes < 100_000


@pytest.mark.parametrize(("width", "height"), [(2**31 - 1, 2**31 - 1), (32_000, 1000)])
def test_a_picture_of_an_absurd_size_is_refused(width: int, height: int) -> None:
    with pytest.raises(PictureTooLarge):
        decode(a_png_that_claims(width, height))


def test_a_picture_without_pixels_is_refused() -> None:
    with pytest.raises(NotAPicture):
        decode(a_png_that_claims(0, 100))


def test_pixels_are_limited_to_the_last_one() -> None:
    limits = DecodeLimits(pixels_max=60 * 40)
    assert decode(a_photo(60, 40), limits).width == 60
    with pytest.raises(PictureTooLarge):
        decode(a_photo(61, 40), limits)


def test_bytes_are_limited_to_the_last_one() -> None:
    content = a_photo()
    assert decode(content, DecodeLimits(bytes_max=len(content))).width == 60
    with pytest.raises(PictureTooLarge):
        decode(content, DecodeLimits(bytes_max=len(content) - 1))


def test_a_telephone_photo_lying_on_its_side_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn a quarter clockwise to see it
    picture = decode(a_photo(file_format="JPEG", exif=exif))
    assert (picture.width, picture.height) == (40, 60)
    assert picture.pixels[5, 20, 0] > 200, "red was left and is now on top"
    assert picture.pixels[55, 20, 2] > 200


def test_broken_metadata_does_not_take_a_good_photo_with_it() -> None:
    picture = decode(a_photo(file_format="JPEG", exif=b"Exif\0\0" + b"\xff" * 40))
    assert (picture.width, picture.height) == (60, 40)


@pytest.mark.parametrize("file_format", ["PNG", "JPEG"])
@pytest.mark.parametrize(
    ("size", "expected"),
    [((1280, 700), (1280, 700)), ((1281, 640), (1280, 639)), ((2000, 3000), (853, 1280))],
)
def test_a_picture_larger_than_needed_is_reduced(
    file_format: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    picture = decode(a_photo(*size, file_format=file_format))
    assert (picture.width, picture.height) == pytest.approx(expected, abs=1)
    assert max(picture.width, picture.height) == 1280


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "CMYK", "I;16"])
def test_every_kind_of_colour_becomes_red_green_blue(mode: str) -> None:
    grey = Image.new("L", (30, 20), 200)
    if mode == "I;16":
        image = Image.fromarray(np.full((20, 30), 200 * 257, dtype=np.uint16))
    else:
        image = grey.convert("RGB").convert(mode) if mode != "LA" else grey.convert("LA")
    picture = decode(saved(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert picture.pixels.shape == (20, 30, 3)
    assert picture.pixels.dtype == np.uint8
    if mode != "1":
        assert abs(int(picture.pixels[10, 10, 1]) - 200) < 6


def test_a_deep_grey_picture_costs_no_floating_copies() -> None:
    """One of 31 megapixels has 74 KB as a file; as floats it took 800 MB."""
    side = 1500
    content = saved(Image.fromarray(np.full((side, side), 40_000, dtype=np.uint16)), "PNG")
    tracemalloc.start()
    try:
        decode(content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 12 * side * side, "bytes for each pixel"


def test_what_is_transparent_lies_on_white() -> None:
    picture = decode(saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG"))
    assert picture.pixels.min() == 255
