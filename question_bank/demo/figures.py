"""Figure items from seeded templates: turning glyphs, analogies and the odd one out."""

from collections.abc import Callable
from functools import partial
from random import Random

from question_bank.demo.draft import Draft, drafts_from
from question_bank.demo.drawing import choice_card, question_mark, row_card
from question_bank.demo.glyphs import GLYPHS, Pose
from question_bank.demo.patterns import make_matrix, make_sides_and_dots, make_wheel
from question_bank.item import Level

TOPIC = "figural"

Change = Callable[[Pose], Pose]


def make_figures(random: Random) -> tuple[Draft, ...]:
    templates = (
        (partial(_turning, Level.EASY, (90, -90)), 2),
        (partial(_turning, Level.MEDIUM, (45, -45)), 2),
        (partial(_turning, Level.HARD, (135, -135)), 2),
        (partial(_analogy, Level.EASY, _SIMPLE_CHANGES), 2),
        (partial(_analogy, Level.MEDIUM, _FLIPS), 2),
        (partial(_analogy, Level.HARD, _DOUBLE_CHANGES), 3),
        *((partial(make_matrix, level), count) for level, count in _MATRICES),
        *((partial(make_wheel, level), 2) for level in Level),
    )
    glyphs = random.sample(range(len(GLYPHS)), len(_ODD_POSES))
    odd = [_odd_pose(stem, glyph, random) for stem, glyph in zip(_ODD_POSES, glyphs, strict=True)]
    odd += [make_sides_and_dots(stem, random) for stem in _ODD_DOTS]
    return (*drafts_from(templates, random), *odd)


def _turning(level: Level, steps: tuple[int, int], random: Random) -> Draft:
    """A glyph turns by one step; at the hard level it also changes its filling each time."""
    step = random.choice(steps)
    changes = level is Level.HARD
    poses = [Pose(random.randrange(len(GLYPHS)), 45 * random.randrange(8))]
    while len(poses) < _SHOWN + 1:
        following = poses[-1].turned(step)
        poses.append(following.refilled() if changes else following)
    right = poses.pop()
    wrong = [right.turned(180), right.turned(step), right.flipped()]
    wrong.append(right.refilled() if changes else right.turned(-step))
    return Draft(
        topic=TOPIC,
        level=level,
        stem="Gambar berikut berubah dengan pola yang tetap. "
        "Gambar yang tepat untuk menggantikan tanda tanya adalah ….",
        right=choice_card(right.cell()),
        wrong=tuple(choice_card(pose.cell()) for pose in wrong),
        drawing=row_card([*(pose.cell() for pose in poses), question_mark()], ()),
        is_drawn=True,
    )


def _analogy(level: Level, changes: tuple[Change, ...], random: Random) -> Draft:
    """The second glyph is to change as the first did; wrong are other changes of the second."""
    change = random.choice(changes)
    one, other = (Pose(glyph) for glyph in random.sample(range(len(GLYPHS)), 2))
    right = change(other)
    wrong = [each(other) for each in _ALL_CHANGES if each(other) != right]
    nearest = [pose for pose in wrong if pose.is_filled == right.is_filled]
    chosen = [*random.sample(nearest, 3), right.refilled()]
    return Draft(
        topic=TOPIC,
        level=level,
        stem="Perhatikan perubahan dari gambar pertama ke gambar kedua. Dengan perubahan yang "
        "sama, gambar ketiga menjadi ….",
        right=choice_card(right.cell()),
        wrong=tuple(choice_card(pose.cell()) for pose in chosen),
        drawing=row_card(
            [one.cell(), change(one).cell(), other.cell(), question_mark()],
            ("arrow", "", "arrow"),
        ),
        is_drawn=True,
    )


def _odd_pose(stem: str, glyph: int, random: Random) -> Draft:
    """Four turns of one glyph and a mirrored one."""
    first, *others = random.sample(range(0, 360, 45), 5)
    odd = Pose(glyph, first, mirrored=True)
    return Draft(
        topic=TOPIC,
        level=Level.MEDIUM,
        stem=stem,
        right=choice_card(odd.cell()),
        wrong=tuple(choice_card(Pose(glyph, angle).cell()) for angle in others),
        is_drawn=True,
    )


def _turn(angle: int) -> Change:
    return lambda pose: pose.turned(angle)


def _turn_and_refill(angle: int) -> Change:
    return lambda pose: pose.turned(angle).refilled()


def _flip_and_refill(pose: Pose) -> Pose:
    return pose.flipped().refilled()


def _flip_over(pose: Pose) -> Pose:
    return pose.flipped(upside_down=True)


def _flip_over_and_refill(pose: Pose) -> Pose:
    return _flip_over(pose).refilled()


_SHOWN = 4
_SIMPLE_CHANGES: tuple[Change, ...] = (_turn(90), _turn(180), _turn(-90))
_FLIPS: tuple[Change, ...] = (Pose.flipped, _flip_over)
_DOUBLE_CHANGES: tuple[Change, ...] = (
    _turn_and_refill(90),
    _turn_and_refill(180),
    _turn_and_refill(-90),
    _flip_and_refill,
    _flip_over_and_refill,
)
_ALL_CHANGES = (*_SIMPLE_CHANGES, *_FLIPS, *_DOUBLE_CHANGES)
_MATRICES = ((Level.EASY, 2), (Level.MEDIUM, 3), (Level.HARD, 2))
_ODD_POSES = (
    "Empat gambar dapat saling berimpit jika diputar. Gambar yang tidak demikian adalah ….",
    (
        "Empat dari lima gambar berikut sama dan hanya berbeda arah putarannya. "
        "Gambar yang berbeda adalah …."
    ),
    "Salah satu gambar berikut adalah bayangan cermin dari gambar yang lain. Gambar itu adalah ….",
)
_ODD_DOTS = (
    (
        "Pada empat gambar, bangun dan titik di dalamnya mengikuti aturan yang sama. "
        "Gambar yang menyimpang dari aturan itu adalah …."
    ),
    (
        "Manakah gambar yang jumlah titiknya tidak sesuai dengan bangunnya, berbeda dari empat "
        "gambar yang lain?"
    ),
    (
        "Lima bangun berisi titik. Satu gambar tidak mengikuti hubungan antara bangun dan "
        "banyaknya titik, yaitu …."
    ),
)
