"""Draws an invented person as a photo would show them: no photograph of anyone is shipped.

The picture says of itself that it is a drawing, in both languages. The face engine processes it
as it does a photo.
"""

import io
import random
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from proctoring.vision.portrait_canvas import OVERSIZE, Canvas, Colour, scaled
from proctoring.vision.portrait_clothes import draw_clothes, draw_neck
from proctoring.vision.portrait_features import draw_ears, draw_features
from proctoring.vision.portrait_hair import draw_hair_behind, draw_hair_in_front
from proctoring.vision.portrait_head import Pose, draw_skin
from proctoring.vision.portrait_headwear import (
    draw_glasses,
    draw_headscarf_behind,
    draw_headscarf_in_front,
    draw_peci,
)
from proctoring.vision.portrait_person import Background, Headwear, Person, Shot

CAPTION = "GAMBAR / DRAWING"
JPEG_QUALITY = 90
BACKGROUNDS: dict[Background, tuple[Colour, Colour]] = {
    Background.RED: ((196, 32, 36), (150, 20, 26)),
    Background.BLUE: ((40, 96, 176), (24, 66, 134)),
    Background.WALL: ((214, 210, 200), (184, 178, 168)),
    Background.OFFICE: ((198, 204, 206), (160, 164, 166)),
}


def draw_portrait(person: Person, shot: Shot) -> bytes:
    """A JPEG, the same for the same person and shot."""
    canvas = Canvas(shot.width, shot.height)
    pose = Pose(person, shot)
    _draw_background(canvas, shot)
    draw_headscarf_behind(canvas, pose)
    draw_hair_behind(canvas, pose)
    draw_neck(canvas, pose)
    draw_clothes(canvas, pose)
    if person.headwear is not Headwear.HEADSCARF:
        draw_ears(canvas, pose)
    draw_skin(canvas, pose)
    draw_features(canvas, pose)
    draw_hair_in_front(canvas, pose)
    draw_peci(canvas, pose)
    draw_glasses(canvas, pose)
    draw_headscarf_in_front(canvas, pose)
    return _as_jpeg(_as_camera(canvas.reduced(), shot))


def _draw_background(canvas: Canvas, shot: Shot) -> None:
    top, bottom = BACKGROUNDS[shot.background]
    down = np.linspace(0, 1, canvas.height, dtype=np.float32)[None, :, None]
    first, last = (np.array(colour, np.float32)[:, None, None] for colour in (top, bottom))
    canvas.planes[:] = first + (last - first) * down
    if shot.background is Background.OFFICE:
        _draw_office(canvas, shot)


def _draw_office(canvas: Canvas, shot: Shot) -> None:
    """Out of focus: a door, a window, a notice board."""
    draw = random.Random(f"office {shot.noise_seed}")
    width, height = canvas.width, canvas.height
    things: tuple[tuple[Colour, float, float, float], ...] = (
        ((146, 116, 88), 0.16, 0.10, 1.0),
        ((226, 236, 242), 0.24, 0.05, 0.52),
        ((120, 146, 122), 0.20, 0.18, 0.48),
    )
    place = draw.uniform(-0.05, 0.05)
    for colour, wide, top, bottom in draw.sample(things, 3):
        left, right = place * width, (place + wide) * width
        box = np.array(
            [
                (left, top * height),
                (right, top * height),
                (right, bottom * height),
                (left, bottom * height),
            ]
        )
        canvas.fill(box, colour=colour, below=scaled(colour, 0.86), alpha=0.75, soft=OVERSIZE * 5.0)
        place += wide + draw.uniform(0.12, 0.2)


def _as_camera(pixels: NDArray[np.float32], shot: Shot) -> NDArray[np.uint8]:
    """Exposure, colour of the light, focus and noise of this shot."""
    gain = shot.exposure * np.array([1 + shot.warmth, 1.0, 1 - shot.warmth], np.float32)
    seen = pixels * gain.astype(np.float32)
    if shot.blur > 0:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), shot.blur), np.float32)
    if shot.noise > 0:
        grain = np.random.default_rng(shot.noise_seed).integers(
            -128, 128, (shot.height, shot.width), dtype=np.int8
        )
        seen += (grain.astype(np.float32) * np.float32(shot.noise / 74))[..., None]
    return np.clip(seen, 0, 255).astype(np.uint8)


def _as_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    strip = _caption()
    height, width = strip.shape[:2]
    # In the middle: a frame that is narrower than the picture cuts its sides.
    below, left = pixels.shape[0] - height - 6, (pixels.shape[1] - width) // 2
    region = pixels[below : below + height, left : left + width].astype(np.float32)
    pixels[below : below + height, left : left + width] = (region * 0.45 + strip * 0.55).astype(
        np.uint8
    )
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=JPEG_QUALITY)
    return file.getvalue()


@lru_cache(maxsize=1)
def _caption() -> NDArray[np.float32]:
    font = ImageFont.load_default(size=11)
    left, top, right, bottom = font.getbbox(CAPTION)
    image = Image.new("RGB", (int(right - left) + 10, int(bottom - top) + 8), (20, 20, 24))
    ImageDraw.Draw(image).text((5 - left, 4 - top), CAPTION, fill=(250, 250, 250), font=font)
    return np.asarray(image, dtype=np.float32)
