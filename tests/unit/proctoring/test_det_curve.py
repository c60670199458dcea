"""The DET curve's picture holds what was measured."""

from xml.etree import ElementTree as ET

import numpy as np

from proctoring.det_curve import det_curve
from proctoring.engine import EngineName
from proctoring.measured import Measured, ScoredPair, figures

SVG = "{http://www.w3.org/2000/svg}"


def a_measurement(name: str) -> Measured:
    draw = np.random.default_rng(1)
    pairs = [
        ScoredPair((f"{kind}{at}",), group, same, float(score))
        for group in (name, "others")
        for kind, same, middle in (("g", True, 0.3), ("i", False, 0.7))
        for at, score in enumerate(draw.normal(middle, 0.1, 300))
    ]
    has_template = {photo: True for pair in pairs for photo in pair.photos}
    return Measured(EngineName("plain"), figures(pairs, has_template), 0.42, 1.0)


def drawn(measured: Measured) -> ET.Element:
    return ET.fromstring(det_curve(measured))  # noqa: S314 - drawn by our own code a line before


def test_there_is_one_curve_a_group_and_it_falls() -> None:
    picture = drawn(a_measurement("east"))
    curves = picture.findall(f"{SVG}polyline")
    assert len(curves) == 3
    for curve in curves:
        points = [point.split(",") for point in curve.attrib["points"].split()]
        across, down = ([float(point[axis]) for point in points] for axis in (0, 1))
        assert across == sorted(across)
        assert down == sorted(down)  # SVG's y points down: FNMR falls as FMR rises


def test_the_figures_are_there_in_words_too_and_names_are_escaped() -> None:
    picture = drawn(a_measurement("<east & west>"))
    words = picture.findtext(f"{SVG}desc")
    assert words is not None
    assert "<east & west>: FNMR" in words
    assert "at FMR 0.1%" in words


def test_a_group_without_impostors_has_no_curve() -> None:
    pair = ScoredPair(("a", "b"), None, same_person=True, score=0.2)
    measured = Measured(EngineName("plain"), figures([pair], {"a": True, "b": True}), 0.4, 1.0)
    assert drawn(measured).findall(f"{SVG}polyline") == []
