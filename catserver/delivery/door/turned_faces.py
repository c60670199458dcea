"""The inspector of a site: what it makes of a face is turned by the key of the open event.

Everything behind it — the store, comparison, search, cohort — sees turned templates only, so no
template leaves the site in the form an engine gave it. Where the key is missing, no face is looked
at but for hints: that is a referral, as when the engine is away.
"""

from concurrent.futures import Future
from dataclasses import replace
from typing import Any, cast

from catserver.delivery.door.inspecting import Inspection, Inspector
from catserver.delivery.keeping.vault import EventKey
from proctoring.errors import PoolError


class KeyAway(PoolError):
    """The key of the open event is not here, so no template can be made."""


class TurnedFaces:
    def __init__(self, inspector: Inspector, key: EventKey | None) -> None:
        self._inspector = inspector
        self._key = key

    def inspect(self, content: bytes) -> Future[Inspection]:
        """As the inspector's own, from whose thread the answer comes. Raises KeyAway."""
        if (key := self._key) is None:
            raise KeyAway
        told: Future[Inspection] = Future()
        asked = self._inspector.inspect(content)
        asked.add_done_callback(lambda done: _tell(told, done, key))
        told.add_done_callback(lambda given_up: given_up.cancelled() and asked.cancel())
        return told

    def hints(self, content: bytes) -> Future[Inspection]:
        return self._inspector.hints(content)


def _tell(told: Future[Inspection], done: Future[Inspection], key: EventKey) -> None:
    if not told.set_running_or_notify_cancel():
        return  # nobody waits for it any more
    try:
        told.set_result(_turned(done.result(), key))
    except Exception as error:  # noqa: BLE001 - the answer, whatever it is
        told.set_exception(error)


def _turned(inspection: Inspection, key: EventKey) -> Inspection:
    if inspection.template is None:
        return inspection
    template = key.turned(inspection.engine, inspection.template)
    return cast("Inspection", replace(cast("Any", inspection), template=template))
