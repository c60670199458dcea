"""What a distance means in this event: the other candidates' references, as a cohort.

They are known to be other people, so how near they lie to a face says how much a distance to that
face is worth (`proctoring/cohort.py`). Whether references came since is asked every few seconds: a
few more strangers move a score by nothing that could be seen. A comparison against thousands is a
few milliseconds of arithmetic, and leaves the loop.
"""

import asyncio
import time
from collections.abc import Callable, Mapping

from catserver.delivery.door.templates import Gallery, TemplateStore
from proctoring.cohort import Calibration, Cohort, ComparisonScore
from proctoring.engine import EngineName, Template, dissimilarity
from proctoring.shipped import DLIB_RESNET

CALIBRATIONS = {DLIB_RESNET.engine: DLIB_RESNET.calibration}
FEW = 1000
"""So many are compared at once: a thread would cost the loop as much as their 0.3 ms."""
FRESH_S = 5.0


class Strangers:
    def __init__(
        self,
        templates: TemplateStore,
        calibrations: Mapping[EngineName, Calibration] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Scores of an engine without a calibration are plain distances."""
        self._templates = templates
        self._calibrations = CALIBRATIONS if calibrations is None else calibrations
        self._monotonic = monotonic
        self._cohorts: dict[EngineName, tuple[Gallery, Cohort]] = {}
        self._fresh_until: dict[EngineName, float] = {}

    async def score(self, probe: Template, reference: Template, number: str) -> ComparisonScore:
        """Of the candidate `number`, whose own reference is no stranger's."""
        calibration = self._calibrations.get(probe.engine)
        if calibration is None:
            distance = dissimilarity(probe, reference)
            return ComparisonScore(distance, distance, 0)
        cohort = await self._cohort(probe.engine)
        if cohort.size <= FEW:
            return cohort.score(probe, reference, calibration, without={number})
        return await asyncio.to_thread(
            cohort.score, probe, reference, calibration, without={number}
        )

    async def _cohort(self, engine: EngineName) -> Cohort:
        held = self._cohorts.get(engine)
        if held is not None and self._monotonic() < self._fresh_until[engine]:
            return held[1]
        gallery = await self._templates.references(engine)
        if held is None or held[0] is not gallery:
            held = (gallery, Cohort.of_matrix(engine, gallery.numbers, gallery.matrix))
            self._cohorts[engine] = held
        self._fresh_until[engine] = self._monotonic() + FRESH_S
        return held[1]
