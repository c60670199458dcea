"""Glasses that the registration photo does not show, or that only it shows: what is said of them.

The registration photo is looked at when its candidate first stands before a camera. What it tells
is held in memory and nowhere else; after a restart it is looked at again.
"""

import asyncio
from concurrent.futures import CancelledError, Future

from catserver.admission.events import Gate
from catserver.delivery.door.inspecting import Engine, Inspection
from catserver.delivery.registry import PhotoId, PhotoKind, Registry
from proctoring.errors import PictureRefused, ProctoringError
from proctoring.glasses import Rims, glasses_differ
from proctoring.quality import Finding

REMEMBERED_MAX = 8192
"""Two numbers each."""
NOTHING: tuple[Finding, ...] = ()


class Glasses:
    def __init__(self, registry: Registry, engine: Engine) -> None:
        self._registry = registry
        self._desk = engine.desk
        self._rims: dict[str, Rims | None] = {}
        self._asked: dict[str, Future[Inspection]] = {}

    async def photo_of(self, number: str, gate: Gate = "arrival") -> str:
        """The registration photo that counts now; empty where there is none.

        And behind the door, where a picture of today is compared as well: who came with these
        glasses was told at the desk.
        """
        if gate != "arrival":
            kinds = {each.kind for each in await self._registry.photos_of(number)}
            if PhotoKind.ARRIVAL in kinds:
                return ""
        candidate = await self._registry.candidate(number)
        return (candidate.reference_photo if candidate else None) or ""

    async def live(self, photo: str, now: Rims | None) -> tuple[Finding, ...]:
        """Advice about a live picture; nobody waits for the photo to be looked at."""
        if not photo or now is None:
            return NOTHING
        self._settle()
        if photo not in self._rims and photo not in self._asked:
            await self._ask(photo)
        return glasses_differ(now, self._rims.get(photo))

    async def compared(self, photo: str | None, now: Rims | None) -> tuple[Finding, ...]:
        """The same of a picture that was compared with the photo."""
        if photo is None or now is None:
            return NOTHING
        self._settle()
        if photo not in self._rims:
            await self._look(photo)
        return glasses_differ(now, self._rims.get(photo))

    def learn(self, photo: str, rims: Rims | None) -> None:
        """What somebody saw who looked at the photo, for whatever reason."""
        self._rims[photo] = rims
        if len(self._rims) > REMEMBERED_MAX:
            del self._rims[next(iter(self._rims))]

    async def _ask(self, photo: str) -> None:
        content = await self._registry.photo_content(PhotoId(photo))
        if content is None or photo in self._asked:
            return
        try:
            self._asked[photo] = self._desk.hints(content)
        except ProctoringError:
            return  # busy: the next live picture asks again

    async def _look(self, photo: str) -> None:
        content = await self._registry.photo_content(PhotoId(photo))
        if content is None:
            return
        try:
            # A person waits for this referral: not behind the pictures that were kept for later.
            seen = await asyncio.wrap_future(self._desk.inspect(content))
            self.learn(photo, seen.rims)
        except ProctoringError:
            return  # the comparison stands without it

    def _settle(self) -> None:
        for photo in [each for each, asked in self._asked.items() if asked.done()]:
            asked = self._asked.pop(photo)
            try:
                self.learn(photo, asked.result().rims)
            except PictureRefused:
                self.learn(photo, None)
            except (ProctoringError, CancelledError):
                continue  # the next live picture asks again
