"""What a terminal is told of its attempt: the welcome, and what others did to it meanwhile.

A notice waits for nobody: it is put beside the line and sent when the line takes it.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from catserver.admission.gates import Due
from catserver.attempt.events import (
    AttemptEvent,
    AttemptFinished,
    AttemptPaused,
    AttemptResumed,
    AttemptStarted,
    MessageSent,
    TimeGranted,
    TimeLost,
)
from catserver.attempt.state import Attempt
from catserver.web import wire
from catserver.web.gates import gate_view
from catserver.web.line import FINISHED, LINE_GONE, REPLACED, SILENT, Close, Line
from catserver.web.site import Site

NOTICES_MAX = 64
"""A line that takes nothing for so long is dead; on its return it gets a welcome."""


class SocketLink:
    """What others have to say to one terminal, in order, without waiting for its line.

    `form_held` is the digest of the form that the terminal says it holds. Nothing is sent before
    `greeted`; a task runs only while there is something to send.
    """

    __slots__ = ("_due", "_line", "_notices", "_site", "_telling", "form_held", "silent_s")

    def __init__(self, site: Site, line: Line, form_held: str | None = None) -> None:
        self._site = site
        self._line = line
        self.form_held = form_held
        self.silent_s: Callable[[], float] = line.silent_s
        self._notices: deque[str | Close] | None = deque()
        self._telling: asyncio.Task[None] | None = None
        self._due: Due | None = None

    def tell(self, attempt: Attempt, events: Sequence[AttemptEvent]) -> None:
        for event in events:
            for notice in notices_of(self._site, attempt, event, self.form_held):
                self._put(notice)
            if isinstance(event, AttemptStarted | AttemptResumed | AttemptPaused):
                self.gate_changed(attempt.id)  # presence counts while it runs

    def gate_changed(self, attempt: str) -> None:
        due = self._site.looks.due(attempt)
        if due != self._due:
            self._due = due
            view = gate_view(due)
            self._put(wire.encode({"type": "gate", "gate": view, "now": self._site.clock.now()}))

    def replace(self) -> None:
        self._put(Close(REPLACED))

    def greeted(self, attempt: str) -> None:
        """The welcome is out: what was put aside meanwhile follows it."""
        waiting, self._notices = self._notices, None
        for notice in waiting or ():
            self._put(notice)
        self.gate_changed(attempt)

    def stop(self) -> None:
        if self._telling is not None:
            self._telling.cancel()

    def _put(self, notice: str | Close) -> None:
        if self._notices is None:
            self._notices = deque((notice,))
            self._telling = asyncio.create_task(self._tell(self._notices), name="notices")
        elif len(self._notices) < NOTICES_MAX:
            self._notices.append(notice)
        else:
            self._notices.clear()
            self._notices.append(Close(SILENT))

    async def _tell(self, notices: deque[str | Close]) -> None:
        with suppress(*LINE_GONE):
            while notices:
                notice = notices.popleft()
                if isinstance(notice, Close):
                    await self._line.close(notice.code)
                    return
                await self._line.say(notice)
        self._notices = None


def welcome_view(site: Site, attempt: Attempt, connection: str) -> dict[str, object]:
    assert attempt.prepared is not None
    sitting = site.sittings.state(attempt.prepared.sitting)
    start_at = sitting.start_at if sitting else None
    form_key = site.forms.key_in_welcome(attempt)
    return wire.welcome(attempt, connection, site.clock.now(), start_at, form_key)


def notices_of(
    site: Site, attempt: Attempt, event: AttemptEvent, form_held: str | None
) -> list[str | Close]:
    now = site.clock.now()
    match event:
        case AttemptStarted():
            return [
                *([] if holds(attempt, form_held) else [site.forms.message(attempt)]),
                wire.encode(
                    {
                        "type": "started",
                        "deadline_at": attempt.deadline_at,
                        "now": now,
                        "form_key": site.forms.key(attempt),
                    }
                ),
            ]
        case TimeGranted() | TimeLost():
            view = wire.attempt_view(attempt, now)
            return [
                wire.encode(
                    {
                        "type": "clock",
                        "deadline_at": view["deadline_at"],
                        "remaining_s": view["remaining_s"],
                        "granted_s": view["granted_s"],
                        "ledger": view["ledger"],
                        "now": now,
                        "reason": event.reason if isinstance(event, TimeGranted) else "",
                    }
                )
            ]
        case AttemptPaused():
            return [
                wire.encode(
                    {
                        "type": "paused",
                        "reason": event.reason,
                        "remaining_s": max(event.remaining_s, 0.0),
                    }
                )
            ]
        case AttemptResumed():
            return [
                wire.encode(
                    {
                        "type": "resumed",
                        "deadline_at": event.deadline_at,
                        "ledger": wire.ledger(attempt, now),
                        "now": now,
                    }
                )
            ]
        case MessageSent():
            return [message_notice(event)]
        case AttemptFinished():
            return [finished_notice(site, attempt), Close(FINISHED)]
        case _:
            return []


def holds(attempt: Attempt, form_held: str | None) -> bool:
    return attempt.prepared is not None and attempt.prepared.form_digest == form_held


def message_notice(event: MessageSent) -> str:
    return wire.encode({"type": "message", "id": event.message, "text": event.text, "at": event.at})


def finished_notice(site: Site, attempt: Attempt) -> str:
    assert attempt.prepared is not None
    material = site.cabinet.known(attempt.prepared.sitting)
    return wire.encode({"type": "finished", "outcome": wire.outcome(attempt, material)})
