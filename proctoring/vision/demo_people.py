"""The demo's candidates: a roster, and of each a registration photo and an arrival photo.

All of them are invented and drawn. Three send somebody else, and one has new glasses and stands
in bad light, so the arrival desk of the demo has something to decide. Nothing is searched or
chosen at run time.
"""

import csv
import io
from dataclasses import replace
from functools import lru_cache

from proctoring.vision.demo_roster import DEMO_PEOPLE, DemoPerson
from proctoring.vision.portrait import draw_portrait
from proctoring.vision.portrait_person import Glasses, Person, Shot, a_person
from proctoring.vision.portrait_shot import a_registration_shot, an_arrival_shot

__all__ = [
    "DEMO_PEOPLE",
    "HARD_TO_RECOGNISE",
    "STAND_INS",
    "DemoPerson",
    "arrival_photo",
    "demo_roster_table",
    "registration_photo",
]

SELECTION_YEAR = 2024
COLUMNS = ("nomor", "nama", "tanggal_lahir", "formasi", "kategori", "akomodasi")

# Candidate's number: seed of the person who comes instead.
STAND_INS: dict[str, int] = {"24110100199": 5001, "24110100313": 5000, "24110100353": 5206}
# Candidate's number: seed of the first arrival's light and pose. The second is an ordinary photo.
HARD_TO_RECOGNISE: dict[str, int] = {"24110100526": 0}


def demo_roster_table() -> bytes:
    """A CSV roster as an agency would send it."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in DEMO_PEOPLE:
        writer.writerow(
            (
                each.number,
                each.name,
                f"{each.birth_date:%d-%m-%Y}",
                each.formation,
                each.category,
                each.accommodation or "",
            )
        )
    return table.getvalue().encode()


@lru_cache(maxsize=256)
def registration_photo(number: str) -> bytes:
    """A JPEG. Raises KeyError for a number that is not in the demo's roster."""
    candidate = _BY_NUMBER[number]
    return draw_portrait(_drawn(candidate, candidate.seed), a_registration_shot(candidate.seed))


@lru_cache(maxsize=256)
def arrival_photo(number: str, attempt: int = 1) -> bytes:
    """A JPEG of whoever comes to the desk under this number; each attempt is another photo."""
    candidate = _BY_NUMBER[number]
    seed = STAND_INS.get(number, candidate.seed)
    shot = an_arrival_shot(seed, attempt)
    if number in HARD_TO_RECOGNISE and attempt == 1:
        shot = in_bad_light(shot, HARD_TO_RECOGNISE[number])
    return draw_portrait(_drawn(candidate, seed), shot)


def in_bad_light(shot: Shot, seed: int) -> Shot:
    """New glasses, a lamp from one side, a turned head: the same person, hardly recognised."""
    from_left = seed % 2 == 0
    return replace(
        shot,
        glasses=Glasses.DARK_RIMMED,
        light_from=-2.2 if from_left else 2.2,
        light_height=0.1 + 0.02 * (seed % 10),
        ambient=0.34,
        exposure=0.72,
        yaw=(0.16 if from_left else -0.16) + 0.01 * (seed % 7),
        pitch=0.12 - 0.03 * (seed % 9),
        blur=0.9,
        noise=5.0,
        warmth=0.09,
        smile=1.0,
    )


def _drawn(candidate: DemoPerson, seed: int) -> Person:
    return a_person(
        seed,
        female=candidate.female,
        skin=candidate.skin,
        headscarf=candidate.headscarf,
        peci=candidate.peci,
        age=SELECTION_YEAR - candidate.birth_date.year,
    )


_BY_NUMBER = {each.number: each for each in DEMO_PEOPLE}
