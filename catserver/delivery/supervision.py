"""What a proctor does in the room: one action, one or many candidates, one result each."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex
from typing import Literal

from catserver.admission.commands import ComeBack, GoOut
from catserver.admission.errors import AdmissionRefused
from catserver.attempt.commands import (
    AttemptCommand,
    Close,
    GrantTime,
    Pause,
    RecordIncident,
    Release,
    Resume,
    ReturnFromGate,
    SendMessage,
)
from catserver.attempt.errors import CommandRefused
from catserver.attempt.events import IncidentClass
from catserver.attempt.state import Phase
from catserver.delivery.door.arrivals import Arrivals
from catserver.delivery.journal import JournalError, JournalFull
from catserver.delivery.machines import AdmissionDesk, AttemptDesk
from catserver.delivery.sittings import Sittings

ActionName = Literal[
    "pause", "resume", "grant_time", "move", "message", "incident", "close", "out", "back"
]

REQUESTS_REMEMBERED = 20_000
"""Four presses on a room of five thousand."""


@dataclass(frozen=True, slots=True)
class Action:
    """`minutes` is for grant_time, `text` for message and incident.

    `request` is the page's own name for what was asked; sent again, it is done no second time.
    """

    name: ActionName
    by: str
    reason: str = ""
    minutes: int = 0
    text: str = ""
    incident_class: IncidentClass = "technical"
    request: str = ""


@dataclass(frozen=True, slots=True)
class ActionResult:
    """`code` says why not; `pin` is a move's, told once."""

    number: str
    ok: bool
    code: str | None = None
    pin: str | None = None


class Supervision:
    def __init__(
        self,
        sittings: Sittings,
        attempts: AttemptDesk,
        admissions: AdmissionDesk,
        arrivals: Arrivals,
    ) -> None:
        self._sittings = sittings
        self._attempts = attempts
        self._admissions = admissions
        self._arrivals = arrivals
        self._asked: dict[tuple[str, str, str], asyncio.Task[ActionResult]] = {}

    async def act(
        self, sitting_id: str, action: Action, numbers: Sequence[str]
    ) -> tuple[ActionResult, ...]:
        """Each candidate for themselves: one refusal does not stop the others."""
        return tuple(
            await asyncio.gather(*(self._act_once(sitting_id, action, each) for each in numbers))
        )

    async def _act_once(self, sitting_id: str, action: Action, number: str) -> ActionResult:
        """The same request again hears what the first one led to; what was refused is tried anew.

        What adds up (time, messages, incidents) is remembered in the journal as well.
        """
        if not action.request:
            return await self._act_on(sitting_id, action, number)
        key = (f"{action.by}/{action.name}/{action.request}", sitting_id, number)
        task = self._asked.get(key)
        if task is None:
            task = asyncio.create_task(self._act_on(sitting_id, action, number))
            self._asked[key] = task
            if len(self._asked) > REQUESTS_REMEMBERED:
                del self._asked[next(iter(self._asked))]
        result = await asyncio.shield(task)
        if not result.ok:
            self._asked.pop(key, None)
        return result

    async def take_off(self, sitting_id: str, number: str, by: str, reason: str) -> None:
        """After a refusal of somebody who sits: the terminal is theirs no longer, the clock stands.

        What was answered stays, and the time too, should the refusal be taken back.
        """
        assignment = self._sittings.assignments(sitting_id).get(number)
        if assignment is None:
            return
        attempt = await self._attempts.state(assignment.attempt)
        if attempt.phase is Phase.RUNNING:
            await self._attempts.handle(assignment.attempt, Pause(by, reason))
        if attempt.phase in {Phase.WAITING, Phase.RUNNING, Phase.PAUSED}:
            await self._attempts.handle(assignment.attempt, Release(by, reason))

    async def _act_on(self, sitting_id: str, action: Action, number: str) -> ActionResult:
        assignment = self._sittings.assignments(sitting_id).get(number)
        if assignment is None:
            return ActionResult(number, ok=False, code="not_in_this_sitting")
        try:
            if action.name == "move":
                return await self._move(sitting_id, number, assignment.attempt, action)
            if action.name == "out":
                await self._go_out(assignment.attempt, action)
            elif action.name == "back":
                await self._admissions.handle(
                    assignment.attempt, ComeBack(action.by, action.reason)
                )
            else:
                await self._attempts.handle(assignment.attempt, _command(action))
        except (CommandRefused, AdmissionRefused) as refusal:
            return ActionResult(number, ok=False, code=refusal.code)
        except JournalFull:
            return ActionResult(number, ok=False, code="disk_full")
        except JournalError:
            return ActionResult(number, ok=False, code="store_away")
        return ActionResult(number, ok=True)

    async def _go_out(self, attempt: str, action: Action) -> None:
        state = await self._attempts.state(attempt)
        if state.phase is Phase.FINISHED:
            raise CommandRefused("finished")
        asked = (await self._admissions.state(attempt)).asked
        await self._admissions.handle(attempt, GoOut(action.by, action.reason, state.last_seq))
        if asked is not None:  # the camera's question ends here, and its time goes back
            with suppress(CommandRefused):
                await self._attempts.handle(attempt, ReturnFromGate(asked.at))

    async def _move(
        self, sitting_id: str, number: str, attempt: str, action: Action
    ) -> ActionResult:
        """First the PIN, then the release: a refusal leaves the candidate where they sit."""
        if (await self._attempts.state(attempt)).phase is Phase.FINISHED:
            raise CommandRefused("finished")
        issued = await self._arrivals.move(sitting_id, number, action.by)
        await self._attempts.handle(attempt, Release(action.by, action.reason))
        return ActionResult(number, ok=True, pin=issued.pin)


def _command(action: Action) -> AttemptCommand:
    match action.name:
        case "pause":
            return Pause(action.by, action.reason)
        case "resume":
            return Resume(action.by, action.reason)
        case "grant_time":
            return GrantTime(action.by, action.reason, action.minutes * 60, action.request)
        case "message":
            return SendMessage(action.by, token_hex(6), action.text, action.request)
        case "incident":
            return RecordIncident(action.by, action.incident_class, action.text, action.request)
        case "close":
            return Close(action.by, action.reason)
        case "move" | "out" | "back":
            raise AssertionError("acted on before")
