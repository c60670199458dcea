"""One face, two names: every arrival is searched among all registration photos and all arrivals.

The search stands behind the desk and nobody waits for it. What it finds is reported to the
candidate's admission, where it becomes a referral; what it does not find leaves no trace.
Registration photos are searched among themselves as they come, weeks before the day.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from catserver.admission.errors import AdmissionRefused
from catserver.admission.events import AdmissionEvent, ProbeCompared
from catserver.admission.resemblance import (
    FaceFoundElsewhere,
    FoundAs,
    ReportResemblance,
    Resemblance,
)
from catserver.admission.state import Admission
from catserver.delivery.door.templates import Gallery, TemplateStore, parted
from catserver.delivery.door.unsearched import Unsearched
from catserver.delivery.journal import JournalError
from catserver.delivery.machines import AdmissionDesk
from catserver.delivery.photos import CandidateNumber, PhotoId
from catserver.delivery.registry import Registry
from catserver.delivery.sittings import Sittings
from catserver.delivery.watch_list import WatchList
from proctoring.duplicates import MEASURED_WITH, Demand, Double, People, demand, doubles
from proctoring.errors import ProctoringError

logger = logging.getLogger(__name__)

NOBODY = Gallery((), (), np.empty((0, 0), dtype=np.float32))
FOUND_MAX = 5
"""A person looks at each of them; a face with more doubles than that is a fault of the engine."""
REST_S = 0.02
"""Between two registration photos: they have weeks, and answers have milliseconds."""
LOOK_EVERY_S = 10.0


class Pair(msgspec.Struct, frozen=True):
    """Two candidates whose registration photos show one face, or are one file."""

    one: str
    other: str
    one_photo: str
    other_photo: str
    dissimilarity: float
    same_file: bool


class Checked(msgspec.Struct, frozen=True):
    """What was found among the registration photos so far, and which of them were searched."""

    engine: str = ""
    photos: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchRules:
    """`false_alarm` is the share of searches that may name a stranger; 0 searches nobody.

    `at_most` caps the distance besides; without it the measurement alone decides.
    """

    false_alarm: float
    at_most: float | None = None
    match_at_most: float = 0.42

    @property
    def on(self) -> bool:
        return self.false_alarm > 0


class Doubles:
    def __init__(
        self,
        registry: Registry,
        templates: TemplateStore,
        sittings: Sittings,
        admissions: AdmissionDesk,
        rules: SearchRules,
        complete: Callable[[], bool] = lambda: True,
        watch: WatchList | None = None,
    ) -> None:
        """`complete` says whether all registration photos can be searched yet."""
        self._registry = registry
        self._templates = templates
        self._sittings = sittings
        self._admissions = admissions
        self._rules = rules
        self._arrived = Unsearched(
            "same_face",
            lambda compared: compared.gate == "arrival",
            lambda event: event.probe if isinstance(event, FaceFoundElsewhere) else None,
        )
        self._complete = complete
        self._watch = watch
        self._early: list[tuple[str, ProbeCompared]] = []
        self._engine = ""
        if rules.on:
            admissions.observe(self._on_admission)

    @property
    def waiting(self) -> int:
        return self._arrived.in_line

    async def search_arrivals(self) -> None:
        """Never ends. A search that fails is logged by its kind; the next one is made.

        What waited when the server stopped comes first.
        """
        if self._rules.on:
            await self._arrived.recall(self._registry, self._sittings, self._admissions)
        while True:
            attempt, compared = await self._arrived.next()
            try:
                await self.search(attempt, compared)
            except (ProctoringError, JournalError, AdmissionRefused) as error:
                logger.warning("a search for the same face failed: %s", type(error).__name__)
            if all(each is not compared for _, each in self._early):
                self._arrived.done(compared)
            await self._arrived.remember(self._registry)

    async def search(self, attempt: str, compared: ProbeCompared) -> None:
        assignment = self._sittings.assignment(attempt)
        probe = compared.probe
        if assignment is None or probe is None:
            return
        found_there = parted(probe, await self._templates.arrivals(compared.engine))
        if found_there is None:
            return
        template, arrivals = found_there
        if not self._complete():
            self._early.append((attempt, compared))
        references = await self._templates.references(compared.engine)
        watched = await self._watched(compared.engine)
        searched = len(references) + len(arrivals) + len(watched)
        wanted = demand(self._rules.false_alarm, searched)
        found = await asyncio.to_thread(
            _among,
            template,
            assignment.candidate,
            references,
            (("registration", references), ("arrival", arrivals), ("watch_list", watched)),
            wanted,
            compared.match_at_most,
            self._rules.at_most,
        )
        event = FaceFoundElsewhere(
            at=compared.at,
            probe=probe,
            engine=compared.engine,
            searched=searched,
            found_at_most=compared.match_at_most,
            false_alarm=_rounded(wanted, compared.engine),
            found=found,
        )
        await self._admissions.handle(attempt, ReportResemblance(event))

    async def _watched(self, engine: str) -> Gallery:
        """The watch list, where there is one: few entries, read anew each time."""
        entries = [] if self._watch is None else await self._watch.watched()
        mine = [each for each in entries if each.engine == engine]
        if not mine:
            return NOBODY
        matrix = np.stack([np.frombuffer(each.template, dtype="<f4") for each in mine])
        ids = [each.id for each in mine]
        return Gallery(tuple(map(CandidateNumber, ids)), tuple(map(PhotoId, ids)), matrix)

    async def checked(self) -> Checked:
        """Registration photos that look alike, as far as they were compared."""
        event = await self._registry.open_event()
        kept = await self._registry.site_value(f"doubles/{event.id}")
        return Checked() if kept is None else msgspec.json.decode(kept, type=Checked)

    async def search_references(self) -> None:
        """Never ends. What was searched is remembered, so a restart costs nothing."""
        while True:
            self.search_again()
            if self._rules.on and not self._engine:
                self._engine = "".join((await self._registry.engines())[-1:])
            if self._rules.on and self._engine:
                await self.check_references(self._engine)
            await asyncio.sleep(LOOK_EVERY_S)

    def learn_engine(self, engine: str) -> None:
        """Which engine this site uses is known with its first template."""
        self._engine = engine

    def search_again(self) -> None:
        """Who came before all registration photos could be searched is searched for once more."""
        if self._complete():
            early, self._early = self._early, []
            for each in early:
                self._arrived.add(*each)

    async def check_references(self, engine: str, rest_s: float = REST_S) -> Checked:
        """Search the registration photos that came since, among all of them."""
        before = await self.checked()
        gallery = await self._templates.references(engine)
        photos = set(gallery.photos)
        known = set(before.photos) if before.engine == engine else set()
        rows = [row for row, photo in enumerate(gallery.photos) if photo not in known]
        if not rows:
            return before
        pairs = {
            (each.one_photo, each.other_photo): each
            for each in before.pairs
            if known and {each.one_photo, each.other_photo} <= photos
        }
        # One false pair in all of them is as many as a person should be shown.
        wanted = demand(min(self._rules.false_alarm, 1 / len(gallery)), len(gallery))
        for row in rows:
            found = await asyncio.to_thread(_alike, row, gallery, wanted, self._rules)
            pairs |= {(each.one_photo, each.other_photo): each for each in found}
            await asyncio.sleep(rest_s)
        in_order = sorted(pairs.values(), key=lambda each: (each.dissimilarity, each.one))
        checked = Checked(engine, gallery.photos, tuple(in_order))
        event = await self._registry.open_event()
        kept = msgspec.json.encode(checked).decode()
        await self._registry.set_site_value(f"doubles/{event.id}", kept)
        return checked

    def _on_admission(self, name: str, _: Admission, events: Sequence[AdmissionEvent]) -> None:
        for event in events:
            if isinstance(event, ProbeCompared) and event.gate == "arrival" and event.probe:
                self._engine = self._engine or event.engine
                self._arrived.add(name, event)


def _among(
    probe: np.ndarray,
    own: str,
    references: Gallery,
    places: Sequence[tuple[FoundAs, Gallery]],
    wanted: Demand,
    match_at_most: float,
    at_most: float | None,
) -> tuple[Resemblance, ...]:
    """The nearest of each other person, from all places together."""
    cohort = People(references.numbers, references.matrix)
    nearest: dict[str, Resemblance] = {}
    for found_as, gallery in places:
        if not len(gallery) or gallery.matrix.shape[1] != len(probe):
            continue
        people = People(gallery.numbers, gallery.matrix)
        how = wanted.remarkable_at_least
        for each in doubles(probe, own, people, cohort, how, match_at_most, at_most):
            other = _resemblance(each, gallery, found_as)
            known = nearest.get(other.number)
            if known is None or other.dissimilarity < known.dissimilarity:
                nearest[other.number] = other
    return tuple(sorted(nearest.values(), key=lambda each: each.dissimilarity)[:FOUND_MAX])


def _resemblance(found: Double, gallery: Gallery, found_as: FoundAs) -> Resemblance:
    number, photo = gallery.numbers[found.row], gallery.photos[found.row]
    return Resemblance(number, photo, found_as, round(found.distance, 4))


def _alike(row: int, gallery: Gallery, wanted: Demand, rules: SearchRules) -> list[Pair]:
    people = People(gallery.numbers, gallery.matrix)
    own = gallery.numbers[row]
    found = doubles(
        gallery.matrix[row],
        own,
        people,
        people,
        wanted.remarkable_at_least,
        rules.match_at_most,
        rules.at_most,
    )
    pairs = []
    for each in found:
        one, other = sorted((row, each.row), key=lambda place: gallery.numbers[place])
        pairs.append(
            Pair(
                gallery.numbers[one],
                gallery.numbers[other],
                gallery.photos[one],
                gallery.photos[other],
                round(each.distance, 4),
                same_file=each.distance == 0,
            )
        )
    return pairs


def _rounded(wanted: Demand, engine: str) -> float | None:
    """Measured with one engine; of another nothing is claimed."""
    return round(wanted.false_alarm, 4) if engine == MEASURED_WITH else None
