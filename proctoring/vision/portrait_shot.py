"""Shots drawn from a seed: the studio's registration photo and the photo at the desk."""

import random

from proctoring.vision.portrait_person import Background, Clothes, Shot


def a_registration_shot(seed: int) -> Shot:
    """A studio photo: 3 × 4, red or blue behind, even light."""
    draw = random.Random(f"registration {seed}")
    return Shot(
        width=360,
        height=480,
        background=Background.RED if seed % 2 else Background.BLUE,
        clothes=draw.choice(
            (Clothes.WHITE_SHIRT, Clothes.SHIRT_AND_TIE, Clothes.JACKET, Clothes.JACKET)
        ),
        face_size=draw.uniform(0.222, 0.238),
        centre_x=0.5 + draw.uniform(-0.01, 0.01),
        centre_y=draw.uniform(0.405, 0.42),
        yaw=draw.uniform(-0.03, 0.03),
        pitch=draw.uniform(-0.03, 0.03),
        roll=draw.uniform(-0.015, 0.015),
        light_from=draw.uniform(-0.5, 0.5),
        light_height=draw.uniform(0.5, 0.8),
        ambient=draw.uniform(0.62, 0.70),
        exposure=draw.uniform(0.98, 1.04),
        warmth=draw.uniform(-0.02, 0.03),
        smile=draw.uniform(0.1, 0.4),
        blur=0.0,
        noise=1.2,
        noise_seed=seed,
    )


def an_arrival_shot(seed: int, attempt: int = 1) -> Shot:
    """A photo at the desk: a wide picture, a room behind, whatever light there is."""
    draw = random.Random(f"arrival {seed} {attempt}")
    return Shot(
        width=640,
        height=480,
        background=draw.choice((Background.WALL, Background.OFFICE)),
        clothes=draw.choice(
            (Clothes.WHITE_SHIRT, Clothes.WHITE_SHIRT, Clothes.BATIK, Clothes.POLO)
        ),
        face_size=draw.uniform(0.135, 0.152),
        centre_x=0.5 + draw.uniform(-0.05, 0.05),
        centre_y=draw.uniform(0.42, 0.45),
        yaw=draw.uniform(-0.12, 0.12),
        pitch=draw.uniform(-0.06, 0.06),
        roll=draw.uniform(-0.04, 0.04),
        light_from=draw.uniform(-0.9, 0.9),
        light_height=draw.uniform(0.3, 0.8),
        ambient=draw.uniform(0.54, 0.68),
        exposure=draw.uniform(0.88, 1.04),
        warmth=draw.uniform(-0.05, 0.06),
        smile=draw.uniform(0.1, 0.8),
        blur=draw.uniform(0.0, 0.5),
        noise=draw.uniform(2.0, 3.5),
        noise_seed=seed * 31 + attempt,
    )
