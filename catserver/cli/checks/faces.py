"""Does the face engine load, and does it tell two drawn persons apart?"""

import time
from collections.abc import Iterator

from catserver.cli.checks.finding import Finding, attention, ok, problem
from catserver.config import Settings

SLOW_S = 1.0


def check_faces(settings: Settings) -> Iterator[Finding]:
    yunet = settings.faces.yunet_model
    if yunet and not settings.path(yunet).is_file():
        yield problem(
            "face engine", f"{yunet}: no such file", "Correct faces.yunet_model, or leave it empty."
        )
        return
    if settings.faces.passive_model:
        yield _passive(settings)
    try:
        yield _not_usable(settings) or _compare(settings)
    except Exception as error:  # noqa: BLE001 - native libraries fail in ways of their own
        yield problem(
            "face engine",
            f"does not load: {type(error).__name__}: {error}",
            "Install catserver again with its face packages (requirements/faces.txt).",
        )


def _passive(settings: Settings) -> Finding:
    """The model the organiser supplied runs in the same workers: without it they do not start."""
    from proctoring.errors import ModelUnusable
    from proctoring.vision.passive_model import PassiveModel

    try:
        card = PassiveModel(settings.path(settings.faces.passive_model)).card
    except ModelUnusable as error:
        return problem("passive model", str(error), "Correct faces.passive_model, or empty it.")
    return ok("passive model", f"{card.file}: {card.classes} classes, SHA-256 {card.sha256[:16]}…")


def _not_usable(settings: Settings) -> Finding | None:
    """An engine that is not there or was never measured: nothing is wrong with the packages."""
    from catserver.face_engine import measured_engine
    from proctoring.errors import ModelUnusable

    try:
        measured_engine(settings)
    except ModelUnusable as error:
        remedy = "Until then, leave faces.engine as it ships."
        return problem("face engine", str(error), remedy)
    return None


def _compare(settings: Settings) -> Finding:
    from catserver.face_engine import inspector_settings
    from proctoring.vision.inspection import compare, prepare_inspector

    inspect = prepare_inspector(inspector_settings(settings))
    first, again, other = drawings()
    began = time.perf_counter()
    one, same, different = inspect(first), inspect(again), inspect(other)
    seconds = (time.perf_counter() - began) / 3
    if one.template is None or same.template is None or different.template is None:
        return problem("face engine", "finds no face in a drawing", "Install catserver again.")
    near = compare(one.engine, one.template, same.template)
    far = compare(one.engine, one.template, different.template)
    said = (
        f"{one.engine}: {seconds:.2f} s a photo; two drawings of one person {near:.2f} apart, "
        f"of two persons {far:.2f}"
    )
    if near >= far:
        return problem("face engine", said, "The weights are damaged: install catserver again.")
    if seconds > SLOW_S:
        return attention("face engine", said, "Arrivals will queue: use a faster machine.")
    return ok("face engine", said)


def drawings() -> tuple[bytes, bytes, bytes]:
    """Two drawings of one invented person, and one of another."""
    from dataclasses import replace

    from proctoring.vision.portrait import draw_portrait
    from proctoring.vision.portrait_person import Background, Clothes, Shot, a_person

    shot = Shot(
        width=480,
        height=600,
        background=Background.RED,
        clothes=Clothes.SHIRT_AND_TIE,
        face_size=0.22,
        centre_x=0.5,
        centre_y=0.42,
        yaw=0.0,
        pitch=0.0,
        roll=0.0,
        light_from=0.3,
        light_height=0.6,
        ambient=0.7,
        exposure=1.0,
        warmth=0.0,
        smile=0.2,
        blur=0.6,
        noise=2.0,
        noise_seed=1,
    )
    one = a_person(7, female=False, skin=0.5, headscarf=False, age=27)
    other = a_person(12, female=True, skin=0.3, headscarf=False, age=45)
    turned = replace(shot, yaw=0.12, light_from=-0.3, smile=0.5, noise_seed=2)
    return draw_portrait(one, shot), draw_portrait(one, turned), draw_portrait(other, shot)
