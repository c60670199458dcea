"""The simulated proctor: receives candidates at the arrival desk, moves them, starts the sitting.

They look at every referral: whom the plan calls a stranger they refuse, everybody else they admit,
each with one of the exam's own reasons.
"""

import asyncio
from time import perf_counter
from typing import Any, Literal

from msgspec import Struct

from catserver.rehearsal.messages import Number
from catserver.rehearsal.plan import Plan
from catserver.rehearsal.requests import Person, Requests
from catserver.rehearsal.tally import Tally
from catserver.rehearsal.troubles import CannotSit, Refusal, ServerAway

ADMITTING = ("documents_checked", "same_person", "appearance_changed")
REFUSING = ("other_person", "documents_wrong")
REASON = "rehearsal"
LET_IN = {"deferred", "matched", "admitted"}
TRIES_MAX = 6
TRY_AGAIN_S = 2.0


class Photos(Struct, frozen=True):
    registration: str | None


class Row(Struct, frozen=True):
    number: Number
    admission: str
    attempt: str
    photos: Photos


class Sitting(Struct, frozen=True):
    id: str
    title: str
    phase: str


class Reason(Struct, frozen=True):
    code: str


class Room(Struct, frozen=True):
    sitting: Sitting
    reasons: tuple[Reason, ...]
    rows: tuple[Row, ...]


class Probed(Struct, frozen=True):
    outcome: Literal["match", "referred", "deferred", "retake"]


class Issued(Struct, frozen=True):
    pin: str


class ActionResult(Struct, frozen=True):
    number: Number
    ok: bool
    code: str | None
    pin: str | None


class Acted(Struct, frozen=True):
    results: tuple[ActionResult, ...]


class Door:
    def __init__(self, requests: Requests, plan: Plan, tally: Tally) -> None:
        self._requests = requests
        self._plan = plan
        self._tally = tally
        self._proctor = Person()
        self._desks = asyncio.Semaphore(plan.desks)
        self._sitting = f"/api/sittings/{plan.sitting}"
        self._rows: dict[Number, Row] = {}
        self._reasons: tuple[str, ...] = ()

    async def open(self) -> Room:
        """Sign in and look at the room."""
        sign_in = {"name": self._plan.proctor.name, "password": self._plan.proctor.password}
        await self._requests.post("/api/staff/sign-in", sign_in, dict[str, Any], self._proctor)
        room = await self._requests.get(f"{self._sitting}/room", Room, self._proctor)
        self._rows = {row.number: row for row in room.rows}
        self._reasons = tuple(reason.code for reason in room.reasons)
        return room

    async def start(self) -> None:
        await self._requests.post(f"{self._sitting}/start", {}, dict[str, Any], self._proctor)

    async def receive(self, number: Number) -> str | None:
        """A candidate's PIN, or None for one who was refused. Raises CannotSit."""
        async with self._desks:
            self._tally.at_the_desk(number)
            for _ in range(TRIES_MAX):
                try:
                    return await self._receive(number)
                except ServerAway:
                    await asyncio.sleep(TRY_AGAIN_S)
                except Refusal as refusal:
                    raise CannotSit(f"at the arrival desk: {refusal.code}") from None
        raise CannotSit("at the arrival desk: the server does not answer")

    async def move(self, number: Number) -> str:
        """A PIN for another terminal. Raises Refusal, ServerAway."""
        action = {"action": "move", "numbers": [number], "reason": REASON}
        acted = await self._requests.post(f"{self._sitting}/actions", action, Acted, self._proctor)
        result = acted.results[0]
        if not result.ok or result.pin is None:
            raise Refusal(409, result.code or "no_pin")
        return result.pin

    async def _receive(self, number: Number) -> str | None:
        row = self._rows[number]
        if row.admission in {"seated", "out"}:
            return await self.move(number)
        if row.admission not in LET_IN and not await self._admitted(row):
            return None
        path = f"{self._sitting}/candidates/{number}/pin"
        return (await self._requests.post(path, {}, Issued, self._proctor)).pin

    async def _admitted(self, row: Row) -> bool:
        picture = await self._picture(row)
        if picture is None:
            return await self._decide(row.number, admit=True)
        outcome = await self._compare(row.number, picture)
        if outcome in {"match", "deferred"}:
            return True
        return await self._decide(row.number, admit=row.number not in self._plan.strangers)

    async def face_of(self, number: Number) -> bytes | None:
        """What a terminal's camera sees; None where the plan has no pictures of people."""
        portraits = self._plan.portraits
        return None if portraits is None else await asyncio.to_thread(portraits, number)

    async def _picture(self, row: Row) -> bytes | None:
        """The plan's; else the registration photo itself, which tests the way and not the face."""
        portraits = self._plan.portraits
        if portraits is None:
            return None
        picture = await asyncio.to_thread(portraits, row.number)
        if picture is None and row.photos.registration is not None:
            return await self._requests.content(row.photos.registration, self._proctor)
        return picture

    async def _compare(self, number: Number, picture: bytes) -> str:
        path = f"{self._sitting}/candidates/{number}/probe"
        began = perf_counter()
        probed = await self._requests.post_picture(path, picture, Probed, self._proctor)
        if probed.outcome == "retake":
            self._tally.retakes += 1
            probed = await self._requests.post_picture(
                f"{path}?accept=1", picture, Probed, self._proctor
            )
        self._tally.compared(perf_counter() - began, probed.outcome)
        return probed.outcome

    async def _decide(self, number: Number, *, admit: bool) -> bool:
        decision = {
            "decision": "admit" if admit else "refuse",
            "reason_code": self._reason(ADMITTING if admit else REFUSING),
            "reason": REASON,
        }
        path = f"{self._sitting}/candidates/{number}/decision"
        await self._requests.post(path, decision, dict[str, Any], self._proctor)
        return admit

    def _reason(self, wanted: tuple[str, ...]) -> str:
        """Of the exam's own reasons; the words say the rest."""
        return next((code for code in wanted if code in self._reasons), "")
