"""What is held on a person in other places than their own: likeness to others, results, files.

Whom they are like is never told: that is the others'.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec

from catserver.admission.resemblance import FaceFoundElsewhere, Resemblance
from catserver.admission.same_picture import PictureSeenBefore
from catserver.custody.events import PersonExported, PhotosViewed, ResultsExported
from catserver.delivery.keeping.custodian import Custodian
from catserver.delivery.machines import AdmissionDesk, SittingDesk
from catserver.delivery.registry import Assignment, Registry
from catserver.sitting.withholding import WITHHOLDING_EVENTS, WithholdingEvent

MINE = {
    "registration": "foto pendaftaran Anda / your registration photo",
    "arrival": "foto kedatangan Anda / your arrival photo",
}
SENT_AGAIN = "dikirim lagi untuk orang lain / sent again for somebody else"


class Traces:
    def __init__(
        self,
        registry: Registry,
        sittings: SittingDesk,
        admissions: AdmissionDesk,
        custodian: Custodian,
    ) -> None:
        self._registry = registry
        self._sittings = sittings
        self._admissions = admissions
        self._custodian = custodian

    async def of_results(self, assignment: Assignment) -> list[WithholdingEvent]:
        """What the committee decided about the result of an attempt."""
        return [
            event
            for event in await self._sittings.events(assignment.sitting)
            if isinstance(event, WITHHOLDING_EVENTS) and event.attempt == assignment.attempt
        ]

    async def shown(self, photos: Collection[str]) -> list[dict[str, Any]]:
        mine = set(photos)
        return [
            {"by": event.by, "until": _instant(event.at)}
            for event in await self._custodian.events()
            if isinstance(event, PhotosViewed) and mine & set(event.photos)
        ]

    async def handed_out(self, assignments: Sequence[Assignment]) -> list[dict[str, Any]]:
        """Files with data of theirs that left the site."""
        sittings = {each.sitting for each in assignments}
        attempts = {each.attempt for each in assignments}
        told = []
        for event in await self._custodian.events():
            if isinstance(event, ResultsExported) and event.sitting in sittings:
                what = f"hasil sesi / results of the sitting ({event.form})"
            elif isinstance(event, PersonExported) and attempts & set(event.attempts):
                what = "semua data Anda / all data on you"
            else:
                continue
            told.append({"at": _instant(event.at), "by": event.by, "what": what})
        return told

    async def like_others(self, number: str) -> list[dict[str, Any]]:
        """Where a search for another's face named theirs; registration photos that are alike."""
        told = await self._registration_photos(number)
        for sitting in await self._registry.sittings():
            for each in await self._registry.assignments(sitting.id):
                if each.candidate != number:
                    told += await self._named_in(each.attempt, number)
        return sorted(told, key=lambda each: str(each["at"]))

    async def _named_in(self, attempt: str, number: str) -> list[dict[str, Any]]:
        state = self._admissions.known(attempt)
        if state is None or (state.resembles is None and state.seen_before is None):
            return []  # reading everybody's whole account would say no more
        told = []
        for event in await self._admissions.events(attempt):
            at = {"at": _instant(event.at)}
            if isinstance(event, FaceFoundElsewhere):
                mine = [each for each in event.found if each.number == number]
                told += [{**at, "what": _like(each)} for each in mine]
            if isinstance(event, PictureSeenBefore) and event.number == number:
                told.append({**at, "what": f"{MINE[event.taken_as]}, {SENT_AGAIN}"})
        return told

    async def _registration_photos(self, number: str) -> list[dict[str, Any]]:
        event = await self._registry.open_event()
        kept = await self._registry.site_value(f"doubles/{event.id}")
        pairs = [] if kept is None else msgspec.json.decode(kept)["pairs"]
        what = "foto pendaftaran mirip / registration photos alike, jarak / distance"
        return [
            {"at": "", "what": f"{what} {pair['dissimilarity']}"}
            for pair in pairs
            if number in {pair["one"], pair["other"]}
        ]


def _like(found: Resemblance) -> str:
    mine = MINE.get(found.found_as, found.found_as)
    return f"{mine}, jarak / distance {found.dissimilarity}"


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
