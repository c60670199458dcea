"""Templates of the registration photos, made while nobody waits: search and cohort need them all.

One photo at a time, behind every picture of the day. A photo without a face is not tried again
until the server starts anew; the desk says so to whom it concerns. Nor is one that ends its worker
each time: it comes after all others, and holds up nobody.
"""

import asyncio
from collections import Counter
from collections.abc import Callable

from catserver.delivery.door.inspecting import Engine
from catserver.delivery.registry import Registry, Unknown
from proctoring.errors import JobTimedOut, PictureRefused, ProctoringError, WorkerDied

LOOK_EVERY_S = 5.0
BATCH = 16
TRIES_MAX = 3
"""A worker that dies once has reasons of its own; three times of one photo, it is the photo."""


class Preparer:
    def __init__(self, registry: Registry, engine: Engine) -> None:
        self._registry = registry
        self._engine = engine
        self._learnt: Callable[[str], None] = _nobody
        self._name = ""
        self._without_face: set[str] = set()
        self._failed: Counter[str] = Counter()
        self._complete = False

    def tell(self, learnt: Callable[[str], None]) -> None:
        """`learnt` is told the engine's name, which is known with its first template."""
        self._learnt = learnt

    @property
    def complete(self) -> bool:
        """Whether every registration photo was looked at, as of the last round."""
        return self._complete

    async def run(self) -> None:
        while True:
            if not await self.prepare_some():
                await asyncio.sleep(LOOK_EVERY_S)

    async def prepare_some(self) -> bool:
        """Whether there may be more to do."""
        most = len(self._without_face) + BATCH
        waiting = await self._registry.photos_without_template(self._name, most)
        todo = [each for each in waiting if each not in self._without_face]
        todo.sort(key=self._failed.__getitem__)
        self._complete = not todo
        for photo in todo:
            if self._engine.queue.length > 0 or not await self._prepare(photo):
                return False
        return bool(todo)

    async def _prepare(self, photo: str) -> bool:
        """False where the engine is away; then this photo waits for the next time."""
        content = await self._registry.photo_content(photo)
        if content is None:
            self._without_face.add(photo)
            return True
        try:
            inspection = await asyncio.wrap_future(self._engine.idle.inspect(content))
        except PictureRefused:
            self._without_face.add(photo)
            return True
        except (WorkerDied, JobTimedOut):
            self._failed[photo] += 1
            if (
                self._name and self._failed[photo] >= TRIES_MAX
            ):  # an engine that does others' photos
                self._without_face.add(photo)
            return False
        except ProctoringError:
            return False
        if inspection.template is None:
            self._without_face.add(photo)
            return True
        try:
            await self._registry.store_template(photo, inspection.engine, inspection.template)
        except Unknown:
            return True  # forgotten meanwhile
        self._name = inspection.engine
        self._learnt(inspection.engine)
        return True


def _nobody(_: str) -> None:
    """Nobody asked which engine it is."""
