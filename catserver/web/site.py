"""Everything one exam site offers to its edges, in one place; put together by `catserver.app`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from catserver.config import Settings
from catserver.delivery.at_work import AtWork
from catserver.delivery.clock import Clock
from catserver.delivery.door.arrivals import Arrivals
from catserver.delivery.door.doubles import Doubles
from catserver.delivery.door.later import Later
from catserver.delivery.door.live_checks import LiveChecks
from catserver.delivery.door.looks import Looks
from catserver.delivery.door.photo_review import PhotoReview
from catserver.delivery.door.replays import Replays
from catserver.delivery.journal import Journal
from catserver.delivery.keeping.custodian import Custodian
from catserver.delivery.machines import AdmissionDesk, AttemptDesk, SittingDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.posting import Poster
from catserver.delivery.public_board import PublicBoard
from catserver.delivery.registry import Registry
from catserver.delivery.rescoring import Rescorer
from catserver.delivery.room import Rooms
from catserver.delivery.sittings import Sittings
from catserver.delivery.supervision import Supervision
from catserver.delivery.terminals import Terminals
from catserver.results.documents.press import Press
from catserver.staff.accounts import StaffAccounts
from catserver.transparency.certificates import Certificates
from catserver.transparency.keeper import Keeper
from catserver.transparency.receipts import Receipts
from catserver.web.forms import Forms
from catserver.web.pace import Pace


@dataclass(frozen=True, slots=True)
class DemoSignIns:
    """What a visitor of a demo may use. None of it exists outside a demo.

    `candidates` is filled while the demo prepares its room: number, PIN and name each.
    """

    committee: tuple[str, str]
    proctor: tuple[str, str]
    candidates: list[dict[str, str]] = field(default_factory=list)

    def view(self) -> dict[str, object]:
        return {
            "committee": {"name": self.committee[0], "password": self.committee[1]},
            "proctor": {"name": self.proctor[0], "password": self.proctor[1]},
            "candidates": self.candidates,
        }


class Restored(Protocol):
    """Whether the data came from a backup and may be behind what was acknowledged."""

    @property
    def behind_since(self) -> datetime | None: ...
    async def settle(self, by: str, at: datetime, reason: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Site:
    settings: Settings
    clock: Clock
    registry: Registry
    journal: Journal
    cabinet: Cabinet
    sitting_desk: SittingDesk
    attempts: AttemptDesk
    admissions: AdmissionDesk
    sittings: Sittings
    arrivals: Arrivals
    looks: Looks
    live_checks: LiveChecks
    photo_review: PhotoReview
    later: Later
    replays: Replays
    doubles: Doubles
    custodian: Custodian
    terminals: Terminals
    forms: Forms
    rooms: Rooms
    accounts: StaffAccounts
    supervision: Supervision
    rescorer: Rescorer
    keeper: Keeper
    board: PublicBoard | None
    poster: Poster
    press: Press
    pace: Pace
    comings: Pace
    at_work: AtWork
    demo: DemoSignIns | None = None
    restored: Restored | None = None
    key_trouble: str = ""
    """What is the matter with the key of the open event: `missing`, `damaged`, or nothing."""

    @property
    def certificates(self) -> Certificates:
        return Certificates(self.keeper)

    @property
    def receipts(self) -> Receipts:
        return Receipts(self.keeper, self.attempts)
