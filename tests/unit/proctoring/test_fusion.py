"""Several photos of one face become one template."""

import numpy as np
import pytest

from proctoring.engine import EngineName, Template
from proctoring.errors import TemplateMismatch
from proctoring.fusion import fuse


def a_template(*numbers: float, engine: str = "plain") -> Template:
    return Template.from_vector(EngineName(engine), np.array(numbers))


def test_the_mean_counts_every_photo_alike() -> None:
    assert fuse([a_template(0, 2), a_template(1, 0)]).vector.tolist() == [0.5, 1.0]


def test_a_better_photo_may_count_more() -> None:
    fused = fuse([a_template(0, 2), a_template(1, 0)], weights=[3, 1])
    assert fused.vector.tolist() == [0.25, 1.5]


def test_one_photo_stays_what_it_is() -> None:
    assert fuse([a_template(0.25, 2)]) == a_template(0.25, 2)


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [0.0, 0.0]])
def test_weights_without_a_meaning_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        fuse([a_template(0), a_template(1)], weights)


def test_nothing_cannot_be_fused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        fuse([])


def test_templates_of_two_engines_cannot_be_fused() -> None:
    with pytest.raises(TemplateMismatch):
        fuse([a_template(1), a_template(1, engine="another")])
