"""Keeps Python's garbage collector from stopping the room.

Five thousand seated candidates are more than half a million objects that live until the evening. A
full collection looks at each of them and stops every answer for a third of a second. So what is
there when the server is up, and again when a sitting begins, is put aside for good, and full
collections of the rest are rare. What becomes garbage among what was put aside is lost until the
next start: kilobytes a sitting.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

ALLOCATIONS_PER_YOUNG_COLLECTION = 50_000
YOUNG_PER_MIDDLE = 20
MIDDLE_PER_FULL = 500


def calm() -> None:
    """Once, when the server is up and nobody waits: collect, then put aside what is there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS_PER_YOUNG_COLLECTION, YOUNG_PER_MIDDLE, MIDDLE_PER_FULL)


@contextmanager
def put_off() -> Iterator[None]:
    """Until the server is up: next to nothing is garbage until then.

    Looking again and again at what was read already would make a start with ten thousand
    candidates seconds longer.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def put_aside() -> None:
    """When a sitting begins and everybody is seated. Costs nothing: it does not look around."""
    gc.freeze()
