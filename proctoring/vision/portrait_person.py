"""An invented person, and one photo of them: the numbers a portrait is drawn from.

A ``Person`` stays the same in every photo; a ``Shot`` is what differs between two photos of one
person: light, pose, expression, place, clothes. Both come from seeds, so the same seed draws the
same picture for ever. Lengths are in half face widths.
"""

import random
from dataclasses import dataclass
from enum import Enum

from proctoring.vision.portrait_canvas import Colour


class Hair(Enum):
    SHORT = "short"
    SIDE_PART = "side_part"
    CROPPED = "cropped"
    WAVY = "wavy"
    CURLY = "curly"
    RECEDING = "receding"
    LONG = "long"
    BOB = "bob"
    TIED = "tied"


class Headwear(Enum):
    NONE = "none"
    HEADSCARF = "headscarf"
    PECI = "peci"


class Glasses(Enum):
    NONE = "none"
    ROUND = "round"
    RECTANGULAR = "rectangular"
    DARK_RIMMED = "dark_rimmed"


class FacialHair(Enum):
    NONE = "none"
    STUBBLE = "stubble"
    MOUSTACHE = "moustache"
    GOATEE = "goatee"
    BEARD = "beard"


class Clothes(Enum):
    WHITE_SHIRT = "white_shirt"
    SHIRT_AND_TIE = "shirt_and_tie"
    JACKET = "jacket"
    BATIK = "batik"
    POLO = "polo"


class Background(Enum):
    RED = "red"
    BLUE = "blue"
    WALL = "wall"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Person:
    female: bool
    age: int
    skin: float
    """0 light to 1 dark."""
    skin_warmth: float
    face_length: float
    jaw_width: float
    chin_width: float
    cheeks: float
    eye_distance: float
    eye_width: float
    eye_opening: float
    eye_tilt: float
    eye_fold: float
    iris: Colour
    brow_thickness: float
    brow_height: float
    brow_arch: float
    brow_tilt: float
    nose_width: float
    nose_length: float
    nose_bridge: float
    mouth_width: float
    mouth_height: float
    upper_lip: float
    lower_lip: float
    ear_size: float
    hair: Hair
    hair_colour: Colour
    hairline: float
    parted_left: bool
    headwear: Headwear
    headwear_colour: Colour
    glasses: Glasses
    facial_hair: FacialHair
    mole: tuple[float, float] | None
    clothes_colour: Colour
    grain_seed: int
    """Which strands, folds and pores are drawn."""


@dataclass(frozen=True, slots=True)
class Shot:
    width: int
    height: int
    background: Background
    clothes: Clothes
    face_size: float
    """Half the face's width as a share of the picture's width."""
    centre_x: float
    centre_y: float
    """Of the point between the eyes, as shares of the picture."""
    yaw: float
    pitch: float
    roll: float
    light_from: float
    """-1 from the viewer's left to 1 from the right."""
    light_height: float
    ambient: float
    """1 is flat light; 0.4 leaves one side in shadow."""
    exposure: float
    warmth: float
    smile: float
    blur: float
    noise: float
    noise_seed: int
    glasses: Glasses | None = None
    """Instead of the person's own."""
    headwear_colour: Colour | None = None
    eyes_closed: bool = False


HAIR_BLACK: Colour = (30, 25, 24)
HAIR_BROWN: Colour = (58, 40, 31)
HAIR_GREYING: Colour = (104, 99, 96)
IRISES: tuple[Colour, ...] = ((62, 38, 24), (46, 28, 19), (78, 49, 28), (38, 26, 21))
HEADSCARF_COLOURS: tuple[Colour, ...] = (
    (34, 34, 40),
    (240, 236, 228),
    (122, 88, 96),
    (60, 84, 112),
    (88, 104, 84),
    (186, 150, 138),
    (92, 66, 94),
    (58, 112, 112),
    (196, 178, 150),
    (120, 60, 66),
)
CLOTHES_COLOURS: tuple[Colour, ...] = (
    (52, 66, 96),
    (112, 58, 52),
    (58, 86, 74),
    (110, 84, 56),
    (74, 62, 92),
    (44, 84, 104),
    (128, 108, 70),
)


def a_person(
    seed: int, *, female: bool, skin: float, headscarf: bool, age: int, peci: bool = False
) -> Person:
    """What the roster says about a person is given; the rest is drawn from the seed."""
    draw = random.Random(f"person {seed}")

    def near(middle: float, spread: float) -> float:
        return min(max(draw.gauss(middle, spread), middle - 2.2 * spread), middle + 2.2 * spread)

    hair = _hair(draw, female=female, skin=skin, age=age)
    headwear = Headwear.NONE
    if headscarf:
        headwear = Headwear.HEADSCARF
    elif peci:
        headwear = Headwear.PECI
    return Person(
        female=female,
        age=age,
        skin=min(max(near(skin, 0.06), 0.0), 1.0),
        skin_warmth=near(0.0, 0.5),
        face_length=near(0.97 if female else 1.0, 0.045),
        jaw_width=near(0.82 if female else 0.90, 0.045),
        chin_width=near(0.33 if female else 0.42, 0.05),
        cheeks=near(1.0, 0.4),
        eye_distance=near(0.435, 0.022),
        eye_width=near(0.222 if female else 0.208, 0.014),
        eye_opening=near(1.12 if female else 0.95, 0.14),
        eye_tilt=near(0.02, 0.022),
        eye_fold=max(near(0.5, 0.3), 0.0),
        iris=draw.choice(IRISES),
        brow_thickness=near(0.055 if female else 0.088, 0.016),
        brow_height=near(0.29 if female else 0.255, 0.028),
        brow_arch=near(0.052 if female else 0.036, 0.016),
        brow_tilt=near(0.004, 0.014),
        nose_width=near(0.235 if female else 0.265, 0.028),
        nose_length=near(0.60, 0.035),
        nose_bridge=near(0.9, 0.3),
        mouth_width=near(0.36 if female else 0.38, 0.03),
        mouth_height=near(0.945, 0.025),
        upper_lip=near(0.085 if female else 0.072, 0.016),
        lower_lip=near(0.125 if female else 0.108, 0.018),
        ear_size=near(1.0, 0.12),
        hair=hair,
        hair_colour=_hair_colour(draw, age),
        hairline=near(-0.86, 0.05),
        parted_left=draw.random() < 0.6,
        headwear=headwear,
        headwear_colour=(28, 26, 28)
        if headwear is Headwear.PECI
        else draw.choice(HEADSCARF_COLOURS),
        glasses=draw.choice(tuple(Glasses)[1:]) if draw.random() < 0.22 else Glasses.NONE,
        facial_hair=_facial_hair(draw, female=female),
        mole=(draw.uniform(-0.6, 0.6), draw.uniform(0.35, 1.1)) if draw.random() < 0.2 else None,
        clothes_colour=draw.choice(CLOTHES_COLOURS),
        grain_seed=draw.getrandbits(32),
    )


def _hair(draw: random.Random, *, female: bool, skin: float, age: int) -> Hair:
    if skin > 0.72 and draw.random() < 0.85:
        return Hair.CURLY
    if female:
        return draw.choice((Hair.LONG, Hair.BOB, Hair.TIED, Hair.LONG))
    if age > 36 and draw.random() < 0.4:
        return Hair.RECEDING
    return draw.choice((Hair.SHORT, Hair.SIDE_PART, Hair.CROPPED, Hair.WAVY, Hair.SHORT))


def _hair_colour(draw: random.Random, age: int) -> Colour:
    if age > 42 and draw.random() < 0.45:
        return HAIR_GREYING
    return HAIR_BROWN if draw.random() < 0.15 else HAIR_BLACK


def _facial_hair(draw: random.Random, *, female: bool) -> FacialHair:
    if female or draw.random() < 0.52:
        return FacialHair.NONE
    return draw.choice(tuple(FacialHair)[1:])
