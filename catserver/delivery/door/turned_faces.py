"""The inspector of a site: what it makes of a face is turned by the key of the open event.

Everything behind it — the store, comparison, search, cohort — sees turned templates only, so no
template leaves the site in the form an engine gave it. Where the key is missing, no face is looked
at but for hints: that is a referral, as when the engine is away.

A template that holds what two networks made, side by side, is turned in its parts: each network's
numbers keep their own distances, which comparisons need.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from itertools import accumulate
from typing import Any, cast

from catserver.delivery.door.inspecting import Inspection, Inspector
from catserver.delivery.keeping.vault import EventKey
from proctoring.errors import PoolError, TemplateMismatch

FLOAT_SIZE_BYTES = 4


class KeyAway(PoolError):
    """The key of the open event is not here, so no template can be made."""


class TurnedFaces:
    def __init__(
        self, inspector: Inspector, key: EventKey | None, parts: Sequence[int] = ()
    ) -> None:
        """`parts` says how many numbers of a template each network made, where there are two."""
        self._inspector = inspector
        self._key = key
        self._parts = parts

    def inspect(self, content: bytes) -> Future[Inspection]:
        """As the inspector's own, from whose thread the answer comes. Raises KeyAway."""
        if (key := self._key) is None:
            raise KeyAway
        told: Future[Inspection] = Future()
        asked = self._inspector.inspect(content)
        asked.add_done_callback(lambda done: _tell(told, done, key, self._parts))
        told.add_done_callback(lambda given_up: given_up.cancelled() and asked.cancel())
        return told

    def hints(self, content: bytes) -> Future[Inspection]:
        return self._inspector.hints(content)


def turned_in_parts(key: EventKey, engine: str, template: bytes, parts: Sequence[int]) -> bytes:
    """Raises TemplateMismatch where the parts are not those of the template."""
    if not parts:
        return key.turned(engine, template)
    ends = [FLOAT_SIZE_BYTES * end for end in accumulate(parts)]
    if ends[-1] != len(template):
        raise TemplateMismatch("the template does not have the parts of its engine")
    begins = [0, *ends[:-1]]
    return b"".join(
        key.turned(f"{engine}/{place}", template[begin:end])
        for place, (begin, end) in enumerate(zip(begins, ends, strict=True))
    )


def _tell(
    told: Future[Inspection], done: Future[Inspection], key: EventKey, parts: Sequence[int]
) -> None:
    if not told.set_running_or_notify_cancel():
        return  # nobody waits for it any more
    try:
        told.set_result(_turned(done.result(), key, parts))
    except Exception as error:  # noqa: BLE001 - the answer, whatever it is
        told.set_exception(error)


def _turned(inspection: Inspection, key: EventKey, parts: Sequence[int]) -> Inspection:
    if inspection.template is None:
        return inspection
    template = turned_in_parts(key, inspection.engine, inspection.template, parts)
    return cast("Inspection", replace(cast("Any", inspection), template=template))
