"""What all candidates of one rehearsal share: the plan, the ways to the site, and the figures."""

import asyncio
from dataclasses import dataclass

from catserver.rehearsal.board import Board
from catserver.rehearsal.door import Door
from catserver.rehearsal.line import Dial
from catserver.rehearsal.messages import Number
from catserver.rehearsal.plan import Plan
from catserver.rehearsal.requests import Requests
from catserver.rehearsal.seat import Seat
from catserver.rehearsal.tally import Tally
from catserver.rehearsal.terminal import Terminal


@dataclass(frozen=True, slots=True)
class Site:
    plan: Plan
    requests: Requests
    dial: Dial
    door: Door
    board: Board
    tally: Tally
    tasks: asyncio.TaskGroup

    def seat(self, number: Number, terminal: Terminal) -> Seat:
        return Seat(number, terminal, self.requests, self.dial, self.tasks, self.tally)
