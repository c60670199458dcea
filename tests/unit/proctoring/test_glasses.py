"""Glasses in one of two photos only, probed at each edge of the limits."""

import pytest

from proctoring.glasses import (
    DEFAULT_GLASSES_LIMITS,
    GLASSES_DIFFER,
    HIDES_RIMS,
    Rims,
    glasses_differ,
    rims_of,
)
from proctoring.quality import ADVICE, Finding, FindingCode, ails_face, to_put_right

LIMITS = DEFAULT_GLASSES_LIMITS
JUST = 1e-6
WORN = Rims(weakest=0.4, together=0.9)
BARE = Rims(weakest=0.0, together=0.02)


def test_glasses_that_are_new_or_gone_are_told_and_others_are_not() -> None:
    assert glasses_differ(now=WORN, before=BARE) == (
        Finding(FindingCode.GLASSES_ADDED, WORN.weakest, LIMITS.worn_min),
    )
    assert glasses_differ(now=BARE, before=WORN) == (
        Finding(FindingCode.GLASSES_MISSING, BARE.together, LIMITS.surely_bare_max),
    )
    assert glasses_differ(now=WORN, before=WORN) == ()
    assert glasses_differ(now=BARE, before=BARE) == ()


@pytest.mark.parametrize("known", [WORN, BARE])
def test_of_a_photo_that_does_not_tell_nothing_is_said(known: Rims) -> None:
    assert glasses_differ(now=None, before=known) == ()
    assert glasses_differ(now=known, before=None) == ()


def test_thin_rims_that_may_be_there_are_neither_new_nor_gone() -> None:
    thin = Rims(weakest=LIMITS.worn_min - JUST, together=LIMITS.bare_max)
    assert glasses_differ(now=WORN, before=thin) == ()
    assert glasses_differ(now=thin, before=BARE) == ()
    assert glasses_differ(now=thin, before=WORN) == ()


def test_it_takes_surer_signs_to_miss_glasses_than_to_find_new_ones() -> None:
    nearly_bare = Rims(weakest=0.01, together=LIMITS.bare_max - JUST)
    assert [each.code for each in glasses_differ(now=WORN, before=nearly_bare)] == [
        FindingCode.GLASSES_ADDED
    ]
    assert glasses_differ(now=nearly_bare, before=WORN) == ()


def test_both_are_advice_which_ails_no_face_and_sends_no_picture_back() -> None:
    assert ADVICE >= GLASSES_DIFFER
    for code in GLASSES_DIFFER:
        said = (Finding(code, 0.4, 0.1),)
        assert to_put_right(said) == ()
        assert not ails_face(said)


@pytest.mark.parametrize("code", [each for each in FindingCode if each in HIDES_RIMS])
def test_a_poor_picture_tells_nothing_of_glasses(code: FindingCode) -> None:
    assert rims_of(WORN, (Finding(code, 0, 1),)) is None
    assert rims_of(WORN, (Finding(FindingCode.OFF_CENTRE, 0.3, 0.2),)) == WORN
