"""Several photos of one face become one template: the mean of what each gave.

What changes from photo to photo (light, expression, noise) cancels in part; what is the person's
stays. How much it gains is measured in docs/identity.md, on photos of different days; frames taken
a second apart have less to cancel and gain less.
"""

from collections.abc import Sequence

import numpy as np

from proctoring.engine import Template
from proctoring.errors import TemplateMismatch

WORTH_MIN = 0.1
"""The poorest counts a little: it may be the picture that people see."""


def shares(worth: Sequence[float]) -> tuple[float, ...]:
    """Of the whole, by what each picture is worth (``worth``)."""
    counted = [max(each, WORTH_MIN) for each in worth]
    return tuple(each / sum(counted) for each in counted)


def fuse(templates: Sequence[Template], weights: Sequence[float] | None = None) -> Template:
    """The weighted mean of one engine's templates; without weights they count alike."""
    if not templates:
        raise ValueError("at least one template")
    first = templates[0]
    for each in templates:
        if each.engine != first.engine or len(each.content) != len(first.content):
            raise TemplateMismatch("templates of one engine and one length can be fused")
    counted = np.ones(len(templates)) if weights is None else np.asarray(weights, dtype=float)
    if len(counted) != len(templates) or not (counted >= 0).all() or not counted.sum() > 0:
        raise ValueError("one weight from 0 up for each template, not all of them 0")
    vectors = np.stack([each.vector.astype(np.float64) for each in templates])
    mean = (vectors * counted[:, None]).sum(axis=0) / counted.sum()
    return Template.from_vector(first.engine, mean)
