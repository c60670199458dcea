"""Good frames from the moment before a shot: inspected while nobody waits, and counted with it.

What a light, a blink or a camera's noise does to one picture, the mean of a few cancels in part
(`proctoring/fusion.py`). Frames cost a worker as much as the shot does, so they are left out as
soon as somebody else would wait for it, and whatever goes wrong with one leaves it out too.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from catserver.delivery.door.inspecting import Engine, Inspection
from proctoring.engine import Template, dissimilarity
from proctoring.errors import ProctoringError
from proctoring.fusion import fuse, shares
from proctoring.quality import ails_face

FRAMES_MAX = 2
BUSY_FROM_S = 0.25
"""About one picture's work ahead of us: then somebody else stands at a desk."""
WAITED_FOR_S = 0.6
"""The whole answer shall take less than a second."""
SAME_FACE_AT_MOST = 0.30
"""Plain distance between a frame and the shot. What a camera's blur does moves a template by 0.26
(docs/identity.md); a frame farther off may show somebody else and is left out."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One that counts with the shot."""

    content: bytes = field(repr=False)
    inspection: Inspection


@dataclass(frozen=True, slots=True)
class Fused:
    """`weights` are shares of the whole: the shot's, then each frame's."""

    template: Template
    weights: tuple[float, ...]


async def frames_beside(
    engine: Engine, shot: Inspection, contents: Sequence[bytes]
) -> tuple[Frame, ...]:
    """Those of the same face that nothing ails; none while others wait for a worker."""
    if shot.template is None or engine.queue.wait_behind_s() > BUSY_FROM_S:
        return ()
    tasks = [asyncio.create_task(_frame(engine, each)) for each in contents[:FRAMES_MAX]]
    if not tasks:
        return ()
    done, late = await asyncio.wait(tasks, timeout=WAITED_FOR_S)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    told = [task.result() for task in tasks if task in done]
    return tuple(each for each in told if each is not None and _is_same_face(shot, each.inspection))


def fused(shot: Inspection, frames: Sequence[Inspection]) -> Fused:
    """The mean of the shot and its frames, each as it is worth."""
    all_of_them = (shot, *frames)
    templates = [Template(each.engine, each.template) for each in all_of_them if each.template]
    assert len(templates) == len(all_of_them), "a frame without a template was left out before"
    weights = shares([each.worth for each in all_of_them])
    return Fused(fuse(templates, weights), weights)


async def _frame(engine: Engine, content: bytes) -> Frame | None:
    """Behind everything the desk asks; None where it tells nothing."""
    try:
        inspection = await asyncio.wrap_future(engine.behind.inspect(content))
    except ProctoringError:
        return None
    return Frame(content, inspection)


def _is_same_face(shot: Inspection, frame: Inspection) -> bool:
    if frame.template is None or ails_face(frame.findings) or shot.template is None:
        return False
    if frame.engine != shot.engine:
        return False
    one, other = Template(shot.engine, shot.template), Template(frame.engine, frame.template)
    return dissimilarity(one, other) <= SAME_FACE_AT_MOST
