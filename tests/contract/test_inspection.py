"""From the bytes of a photo to findings and a template, with the real engine."""

import io
from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from proctoring.engine import EngineName, Pixels
from proctoring.errors import NotAPicture, PictureTooLarge, TemplateMismatch
from proctoring.quality import FindingCode
from proctoring.vision.decode import DecodeLimits, decode
from proctoring.vision.demo_people import DEMO_PEOPLE, arrival_photo, registration_photo
from proctoring.vision.dlib_engine import NAME, DlibEngine
from proctoring.vision.drawn_attacks import as_jpeg
from proctoring.vision.inspection import (
    Inspection,
    Inspector,
    InspectorSettings,
    Wanted,
    compare,
    prepare_inspector,
)
from proctoring.vision.live_work import LookAt, prepare_face_work
from proctoring.vision.pool import PoolSettings, WorkerPool

NUMBER = DEMO_PEOPLE[0].number


@cache
def the_inspector() -> Inspector:
    return Inspector(DlibEngine(), InspectorSettings(decode=DecodeLimits(bytes_max=2_000_000)))


def as_png(pixels: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def inspected(change: Callable[[Pixels], NDArray[np.generic]]) -> Inspection:
    """What the inspector says of the arrival photo after a change."""
    pixels = change(decode(arrival_photo(NUMBER)).pixels)
    return the_inspector().inspect(as_png(np.clip(pixels, 0, 255).astype(np.uint8)))


def codes(inspection: Inspection) -> set[FindingCode]:
    return {finding.code for finding in inspection.findings}


def test_a_good_photo_gives_a_template_and_no_findings() -> None:
    inspection = the_inspector().inspect(arrival_photo(NUMBER))
    assert inspection.findings == ()
    assert (inspection.width, inspection.height, inspection.engine) == (640, 480, NAME)
    assert inspection.template is not None
    assert len(inspection.template) == 512


def test_the_face_box_is_in_shares_of_the_picture() -> None:
    face = the_inspector().inspect(arrival_photo(NUMBER)).face
    assert face is not None
    assert 0.25 < face.x < face.x + face.width < 0.75
    assert 0.1 < face.y < face.y + face.height < 0.8


def test_a_template_stays_out_of_the_repr() -> None:
    inspection = the_inspector().inspect(arrival_photo(NUMBER))
    assert repr(inspection.template) not in repr(inspection)
    assert "template" not in repr(inspection)


def test_for_live_hints_the_network_is_not_run() -> None:
    inspection = the_inspector().inspect(arrival_photo(NUMBER), Wanted.FINDINGS)
    assert inspection.template is None
    assert inspection.face is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda pixels: np.full_like(pixels, 180), FindingCode.NO_FACE),
        (lambda pixels: np.concatenate([pixels, pixels], axis=1), FindingCode.SEVERAL_FACES),
        (lambda pixels: pixels * 0.2, FindingCode.TOO_DARK),
        (lambda pixels: pixels * 0.3 + 185, FindingCode.TOO_BRIGHT),
        (lambda pixels: pixels * 0.25 + 90, FindingCode.LOW_CONTRAST),
        (lambda pixels: cv2.GaussianBlur(pixels, (0, 0), 6), FindingCode.BLURRED),
        (lambda pixels: pixels[:, 250:], FindingCode.OFF_CENTRE),
        (lambda pixels: pixels[::4, ::4], FindingCode.TOO_SMALL),
    ],
)
def test_a_spoilt_photo_is_found_out(
    change: Callable[[Pixels], NDArray[np.generic]], code: FindingCode
) -> None:
    assert code in codes(inspected(change))


def test_a_tilted_head_is_not_frontal_and_a_slightly_tilted_one_is() -> None:
    def turned(degrees: float) -> Callable[[Pixels], NDArray[np.generic]]:
        spin = cv2.getRotationMatrix2D((320, 220), degrees, 1.0)
        return lambda pixels: cv2.warpAffine(
            pixels, spin, (640, 480), borderMode=cv2.BORDER_REPLICATE
        )

    assert FindingCode.NOT_FRONTAL not in codes(inspected(turned(8)))
    assert FindingCode.NOT_FRONTAL in codes(inspected(turned(25)))


def test_what_cannot_be_opened_is_refused_and_not_a_finding() -> None:
    with pytest.raises(NotAPicture):
        the_inspector().inspect(b"GIF89a")
    with pytest.raises(PictureTooLarge):
        the_inspector().inspect(bytes(2_000_001))


def test_only_templates_of_one_engine_are_compared() -> None:
    assert compare(NAME, bytes(512), bytes(512)) == 0
    with pytest.raises(TemplateMismatch):
        compare(NAME, bytes(512), bytes(256))
    with pytest.raises(TemplateMismatch):
        compare(EngineName("other"), bytes(512), b"")


def test_the_pool_inspects_photos_and_passes_their_refusals_on() -> None:
    with WorkerPool(prepare_inspector, PoolSettings(workers=1)) as pool:
        reference = pool.submit(registration_photo(NUMBER))
        refused = pool.submit(b"no picture")
        probe = pool.submit(arrival_photo(NUMBER), Wanted.FINDINGS_AND_TEMPLATE)
        hint = pool.submit(arrival_photo(NUMBER), Wanted.FINDINGS)
        with pytest.raises(NotAPicture):
            refused.result()
        one, other = reference.result().template, probe.result().template
        assert one is not None
        assert other is not None
        assert compare(NAME, one, other) < 0.25
        assert hint.result().template is None


def test_a_live_frame_is_no_larger_than_a_camera_makes_it() -> None:
    large = cv2.resize(decode(arrival_photo(NUMBER)).pixels, (2560, 1920))
    content = as_jpeg(np.asarray(large, np.uint8), 40)
    with pytest.raises(PictureTooLarge):
        prepare_face_work()(LookAt(content))
    assert the_inspector().inspect(content, Wanted.FINDINGS).face is not None
