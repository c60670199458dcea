"""The head of a drawn portrait: where its points fall, its outline, and its shaded skin.

The skin is a relief: a dome as wide as the outline, with hills and hollows for brows, nose,
cheeks, lips and chin, lit from one side. That is what makes two photos of one person differ by
light and turn as photographs do.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.vision.portrait_canvas import OVERSIZE, Canvas, Colour, Mask, Patch, Points, smooth
from proctoring.vision.portrait_person import Person, Shot

RELIEF_REDUCTION = 2
"""The relief is computed at this fraction of the canvas: hills are smooth."""
SKIN_TONES: tuple[Colour, ...] = (
    (246, 208, 178),
    (226, 178, 140),
    (196, 144, 106),
    (150, 102, 72),
    (104, 70, 52),
)
Field = NDArray[np.float32]


@dataclass(frozen=True)
class Pose:
    """From a head's own lengths to pixels.

    One is half a face width; x points to the viewer's right, y down, from between the eyes.
    """

    person: Person
    shot: Shot

    @cached_property
    def unit(self) -> float:
        """Pixels of the canvas in half a face width."""
        return self.shot.face_size * self.shot.width * OVERSIZE

    def on_canvas(self, points: Points, lift: float | Points = 0.0) -> Points:
        """Points on the head's surface, raised by ``lift``, turned by the shot's pose."""
        x, y = points[:, 0], points[:, 1]
        depth = 0.9 * np.sqrt(np.maximum(0, 1 - (x / 1.08) ** 2 - ((y - 0.05) / 1.6) ** 2)) + lift
        yaw, pitch = self.shot.yaw, self.shot.pitch
        turned_x = x * math.cos(yaw) + depth * math.sin(yaw)
        depth = depth * math.cos(yaw) - x * math.sin(yaw)
        turned_y = y * math.cos(pitch) + (depth - 0.45) * math.sin(pitch)
        return self.flat(np.stack([turned_x, turned_y], axis=1))

    def flat(self, points: Points) -> Points:
        """Points that turn with nothing but the head's roll: outlines, hair, clothes."""
        cosine, sine = math.cos(self.shot.roll), math.sin(self.shot.roll)
        rolled = points @ np.array([[cosine, sine], [-sine, cosine]])
        middle = np.array(
            [self.shot.centre_x * self.shot.width, self.shot.centre_y * self.shot.height]
        )
        return np.asarray(rolled * self.unit + middle * OVERSIZE, dtype=np.float64)

    def flat_lines(self, lines: Points) -> Points:
        """Many lines at once: lines × points × 2."""
        placed: Points = self.flat(lines.reshape(-1, 2)).reshape(lines.shape)
        return placed

    def curve(self, points: Points, *, closed: bool = False, lift: float = 0.0) -> Points:
        return smooth(self.on_canvas(points, lift), closed=closed)

    def outline(self, points: Points, *, closed: bool = True) -> Points:
        return smooth(self.flat(points), closed=closed)


def mirrored(points: Points) -> Points:
    return np.asarray(points * np.array([-1.0, 1.0]), np.float64)


def both_sides(right: Points) -> Points:
    """A closed outline from its right half, given from top to bottom on the axis."""
    left = mirrored(right[(right[:, 0] > 0)])[::-1]
    return np.concatenate([right, left])


def head_outline(person: Person) -> Points:
    length, jaw, chin = person.face_length, person.jaw_width, person.chin_width
    right = np.array(
        [
            (0.0, -1.42),
            (0.52, -1.33),
            (0.86, -1.0),
            (0.99, -0.5),
            (1.0, 0.0),
            (0.975, 0.4 * length),
            (jaw, 0.86 * length),
            (jaw * 0.60 + chin * 0.42, 1.17 * length),
            (chin * 0.86, 1.37 * length),
            (chin * 0.40, 1.452 * length),
            (0.0, 1.46 * length),
        ]
    )
    # The skull above the eyes belongs to hair and forehead; cheekbones are widest at the eyes.
    return both_sides(right)


def skin_colour(person: Person) -> Colour:
    place = person.skin * (len(SKIN_TONES) - 1)
    low = min(int(place), len(SKIN_TONES) - 2)
    tone = np.array(SKIN_TONES[low]) * (1 - (place - low)) + np.array(SKIN_TONES[low + 1]) * (
        place - low
    )
    tone *= np.array([1.0, 1.0 - 0.012 * person.skin_warmth, 1.0 - 0.035 * person.skin_warmth])
    return (float(tone[0]), float(tone[1]), float(tone[2]))


def draw_skin(canvas: Canvas, pose: Pose) -> None:
    """The face itself, shaded, without eyes, brows and lips."""
    outline = pose.outline(head_outline(pose.person))
    patch = canvas.patch(outline)
    assert patch is not None, "a portrait's face lies on its canvas"
    relief = _Relief(pose, patch)
    shade = relief.lit()
    tone = np.array(skin_colour(pose.person), np.float32)
    height, width = patch.mask.shape
    paint = _painted(tone, shade)
    paint *= relief.tints()
    full = cv2.resize(paint, (width, height), interpolation=cv2.INTER_LINEAR)
    canvas.blend(patch, np.ascontiguousarray(full.transpose(2, 0, 1), np.float32))


def _painted(tone: NDArray[np.float32], shade: Field) -> NDArray[np.float32]:
    """Shadows keep their red, lights lose it: skin lets light through."""
    dark = np.array([0.40, 0.30, 0.26], np.float32)
    light = np.array([1.10, 1.13, 1.16], np.float32)
    share = np.clip(shade, 0, 1.35)[..., None]
    low = dark + (1 - dark) * np.minimum(share, 1.0)
    return tone * np.where(share <= 1, low, 1 + (light - 1) * (share - 1) / 0.35)


class _Relief:
    """Heights over the part of the canvas the face covers."""

    def __init__(self, pose: Pose, patch: Patch) -> None:
        self._pose = pose
        height, width = patch.mask.shape
        size = (max(2, width // RELIEF_REDUCTION), max(2, height // RELIEF_REDUCTION))
        self._inside: Mask = np.asarray(
            cv2.resize(patch.mask, size, interpolation=cv2.INTER_AREA), np.float32
        )
        self._unit = pose.unit * size[0] / width
        x = (np.arange(size[0], dtype=np.float32) + 0.5) * (width / size[0]) + patch.left
        y = (np.arange(size[1], dtype=np.float32) + 0.5) * (height / size[1]) + patch.top
        self._x, self._y = x / pose.unit, y / pose.unit

    def lit(self) -> Field:
        """Brightness, 1 where the light falls straight on."""
        surface = self._dome() + self._hills()
        slope_x = cv2.Sobel(surface, cv2.CV_32F, 1, 0, scale=self._unit / 8)
        slope_y = cv2.Sobel(surface, cv2.CV_32F, 0, 1, scale=self._unit / 8)
        length = np.sqrt(slope_x**2 + slope_y**2 + 1)
        shot = self._pose.shot
        light = np.array([shot.light_from, -shot.light_height, 1.25])
        light /= np.linalg.norm(light)
        facing = (-slope_x * light[0] - slope_y * light[1] + light[2]) / length
        # Wrapped light: skin scatters, so the edge of a shadow is soft.
        diffuse = np.clip((facing + 0.35) / 1.35, 0, 1)
        halfway = light + np.array([0, 0, 1.0])
        halfway /= np.linalg.norm(halfway)
        gloss = (-slope_x * halfway[0] - slope_y * halfway[1] + halfway[2]) / length
        shine = np.clip(gloss, 0, 1) ** 28 * 0.13 * (1.25 - shot.ambient)
        edge = 1 / length  # surfaces that turn away from the viewer darken
        return np.asarray(
            shot.ambient * (0.55 + 0.45 * edge) + (1.12 - shot.ambient) * diffuse + shine,
            np.float32,
        )

    def tints(self) -> NDArray[np.float32]:
        """Red cheeks and nose, brown around the eyes, and the shadow of a beard."""
        person = self._pose.person
        unit_colour = np.ones((*self._inside.shape, 3), np.float32)
        blush = 0.7 if person.female else 0.4
        red = np.array([0.01, -0.10, -0.085], np.float32)
        for side in (-1, 1):
            unit_colour += self._hill(0.56 * side, 0.52, 0.27, 0.2)[..., None] * red * blush
            socket = self._hill(person.eye_distance * side, 0.02, 0.26, 0.15)
            unit_colour += socket[..., None] * np.array([-0.07, -0.11, -0.11], np.float32)
        unit_colour += self._hill(0, 0.52, 0.17, 0.13)[..., None] * red * 0.55
        unit_colour += self._hill(0, 1.32, 0.2, 0.12)[..., None] * red * 0.35
        if not person.female:
            jaw = self._hill(0, 1.15, 0.72, 0.36) * (1 - 0.8 * self._hill(0, 0.55, 0.5, 0.3))
            unit_colour += jaw[..., None] * np.array([-0.07, -0.05, -0.035], np.float32)
        return unit_colour

    def _dome(self) -> Field:
        padded = cv2.copyMakeBorder(
            self._inside, *(int(self._unit),) * 4, cv2.BORDER_CONSTANT, value=(0,)
        )
        small = cv2.resize(padded, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), 0.24 * self._unit / 4)
        soft = cv2.resize(soft, padded.shape[::-1], interpolation=cv2.INTER_LINEAR)
        soft = cv2.GaussianBlur(soft, (0, 0), 3)
        edge = int(self._unit)
        inner = soft[edge:-edge, edge:-edge]
        return np.asarray(0.95 * np.sqrt(np.clip((inner - 0.40) / 0.60, 0, 1) + 0.03), np.float32)

    def _hills(self) -> Field:
        person = self._pose.person
        nose, bridge = person.nose_length, person.nose_bridge
        wide = person.nose_width
        mouth = person.mouth_height
        male = 0.0 if person.female else 1.0
        hills = [
            (0.0, -0.62, 0.55, 0.35, 0.05),
            (0.0, 0.12, 0.095, 0.30, 0.09 * bridge),
            (0.0, nose - 0.10, 0.125, 0.15, 0.15),
            (0.0, nose - 0.06, 0.09, 0.075, 0.055),
            (0.0, mouth, 0.30, 0.17, 0.055),
            (0.0, mouth + 0.05, 0.17, 0.06, 0.03),
            (0.0, mouth + 0.215, 0.20, 0.06, -0.035),
            (0.0, mouth + 0.37, 0.19, 0.13, 0.065),
        ]
        for side in (-1.0, 1.0):
            eye = person.eye_distance * side
            hills += [
                (eye, 0.02, 0.20, 0.13, -0.095),
                (eye, 0.0, 0.13, 0.085, 0.055),
                (eye * 1.05, -person.brow_height + 0.02, 0.27, 0.09, 0.022 + 0.022 * male),
                (wide * 0.80 * side, nose - 0.05, 0.075, 0.075, 0.055),
                (0.56 * side, 0.36, 0.26, 0.20, 0.045 + 0.03 * person.cheeks),
                (0.62 * side, 0.86, 0.22, 0.24, -0.022),
                (0.42 * side, mouth - 0.06, 0.05, 0.16, -0.010 - 0.0006 * person.age),
            ]
        total: Field = np.zeros(self._inside.shape, np.float32)
        for x, y, wide_x, wide_y, high in hills:
            total += self._hill(x, y, wide_x, wide_y) * np.float32(high)
        return total

    def _hill(self, x: float, y: float, wide_x: float, wide_y: float) -> Field:
        """A bell of height 1 over a point of the head: the product of two, so it costs two rows."""
        place = self._pose.on_canvas(np.array([(x, y * self._length(y))]))[0] / self._pose.unit
        across = np.exp(-0.5 * ((self._x - place[0]) / wide_x) ** 2)
        down = np.exp(-0.5 * ((self._y - place[1]) / wide_y) ** 2)
        return np.asarray(np.outer(down, across), np.float32)

    def _length(self, y: float) -> float:
        return self._pose.person.face_length if y > 1.1 else 1.0
