"""Pictures made to hurt whoever opens them: refused by their bytes, before a decoder works."""

import io

import pytest
from PIL import Image

from proctoring.errors import NotAPicture
from proctoring.vision.decode import decode


def encoded(image: Image.Image, picture_format: str, *, progressive: bool = False) -> bytes:
    file = io.BytesIO()
    image.save(file, picture_format, progressive=progressive)
    return file.getvalue()


def with_scans(times: int) -> bytes:
    """A progressive JPEG whose last scan is there again and again: each costs a whole pass."""
    content = encoded(Image.new("RGB", (64, 64)), "JPEG", progressive=True)
    start = content.rindex(b"\xff\xda")
    return content[:start] + content[start:-2] * times + content[-2:]


def test_a_progressive_picture_is_opened() -> None:
    assert decode(with_scans(1)).width == 64


def test_a_picture_of_a_thousand_scans_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(NotAPicture, match="scans"):
        decode(with_scans(1000))


@pytest.mark.parametrize("size", [(16_000, 1), (1, 16_000), (8_000, 100), (100, 8_000)])
@pytest.mark.parametrize("picture_format", ["PNG", "JPEG", "WEBP"])
def test_a_strip_is_no_photo(size: tuple[int, int], picture_format: str) -> None:
    with pytest.raises(NotAPicture, match="strip"):
        decode(encoded(Image.new("L", size), picture_format))


@pytest.mark.parametrize("size", [(1, 1), (480, 640), (1000, 100), (200, 1500)])
def test_other_proportions_are_opened(size: tuple[int, int]) -> None:
    picture = decode(encoded(Image.new("RGB", size), "PNG"))
    assert min(picture.width, picture.height) >= 1


def test_of_ordinary_scans_there_may_be_three_times_as_many() -> None:
    assert decode(with_scans(20)).width == 64
    with pytest.raises(NotAPicture, match="scans"):
        decode(with_scans(40))
