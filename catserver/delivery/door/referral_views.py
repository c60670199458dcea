"""What whoever decides on a referral sees besides both pictures: who else, what others think."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from catserver.admission.resemblance import FaceFoundElsewhere, Resemblance
from catserver.admission.state import Admission
from proctoring.rarity import one_in


class ResemblanceView(msgspec.Struct, frozen=True):
    """`name` is empty for somebody of another room."""

    number: str
    name: str
    photo: str
    found_as: str
    dissimilarity: float


class ResemblancesView(msgspec.Struct, frozen=True):
    """`probe` was searched for among `searched`; a stranger is named in a share `false_alarm`."""

    probe: str
    searched: int
    false_alarm: float | None
    at: datetime
    found: tuple[ResemblanceView, ...]


class SeenBeforeView(msgspec.Struct, frozen=True):
    """`probe` and `earlier` are one photograph; `name` is empty for somebody of another room."""

    gate: str
    probe: str
    earlier: str
    number: str
    name: str
    taken_as: str
    at: datetime


class OpinionView(msgspec.Struct, frozen=True):
    by: str
    says: str
    words: str
    at: datetime


class SecondOpinionView(msgspec.Struct, frozen=True):
    """`open` as long as the question stands; what was said stays."""

    asked_by: str | None
    asked_at: datetime | None
    question: str
    given: tuple[OpinionView, ...]
    open: bool


class RarityView(msgspec.Struct, frozen=True):
    """One pair of different people in `pairs` is this alike; `or_rarer` than was measured."""

    pairs: int
    or_rarer: bool


def rarity_view(engine: str, dissimilarity: float | None) -> RarityView | None:
    told = None if dissimilarity is None else one_in(engine, dissimilarity)
    return None if told is None else RarityView(told.pairs, told.or_rarer)


def resemblances_view(
    admission: Admission, name_of: Callable[[str], str], photo_url: Callable[[str], str]
) -> ResemblancesView | None:
    found: FaceFoundElsewhere | None = admission.resembles
    if found is None:
        return None
    return ResemblancesView(
        photo_url(found.probe),
        found.searched,
        found.false_alarm,
        found.at,
        tuple(
            ResemblanceView(
                each.number,
                name_of(each.number),
                _picture(each, photo_url),
                each.found_as,
                each.dissimilarity,
            )
            for each in found.found
        ),
    )


def seen_before_view(
    admission: Admission, name_of: Callable[[str], str], photo_url: Callable[[str], str]
) -> SeenBeforeView | None:
    seen = admission.seen_before
    if seen is None:
        return None
    return SeenBeforeView(
        seen.gate,
        photo_url(seen.probe),
        photo_url(seen.earlier),
        seen.number,
        name_of(seen.number),
        seen.taken_as,
        seen.at,
    )


def _picture(found: Resemblance, photo_url: Callable[[str], str]) -> str:
    listed = found.found_as == "watch_list"
    return f"/api/watched/{found.photo}" if listed else photo_url(found.photo)


def second_opinion_view(admission: Admission) -> SecondOpinionView | None:
    asked = admission.opinion_asked
    if asked is None and not admission.opinions:
        return None
    return SecondOpinionView(
        asked_by=asked.by if asked else None,
        asked_at=asked.at if asked else None,
        question=asked.question if asked else "",
        given=tuple(
            OpinionView(each.by, each.says, each.words, each.at) for each in admission.opinions
        ),
        open=asked is not None,
    )
