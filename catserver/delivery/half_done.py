"""What a person's decision leads to, done at the next start where the server stopped in between.

The decision and what follows from it are two entries of the journal. Between them a power cut would
leave somebody with a standing clock whom nobody refers any more, or a refused one whose clock runs.
"""

import logging

from catserver.admission.errors import AdmissionRefused
from catserver.admission.state import AdmissionPhase
from catserver.attempt.errors import CommandRefused
from catserver.attempt.state import Phase
from catserver.delivery.door.looks import Looks
from catserver.delivery.journal import JournalError
from catserver.delivery.machines import AdmissionDesk, AttemptDesk
from catserver.delivery.registry import Assignment
from catserver.delivery.sittings import Sittings
from catserver.delivery.supervision import Supervision

logger = logging.getLogger(__name__)


class HalfDone:
    def __init__(
        self,
        sittings: Sittings,
        attempts: AttemptDesk,
        admissions: AdmissionDesk,
        looks: Looks,
        supervision: Supervision,
    ) -> None:
        self._sittings = sittings
        self._attempts = attempts
        self._admissions = admissions
        self._looks = looks
        self._supervision = supervision

    async def finish(self) -> None:
        """Once, before anybody is served. A store that is away keeps the server from nothing."""
        for sitting in self._sittings.in_use():
            for assignment in self._sittings.assignments(sitting).values():
                try:
                    await self._finish(assignment)
                except (JournalError, AdmissionRefused, CommandRefused) as error:
                    logger.warning("a decision was not followed up: %s", type(error).__name__)

    async def _finish(self, assignment: Assignment) -> None:
        attempt = self._attempts.known(assignment.attempt)
        admission = self._admissions.known(assignment.attempt)
        decided = admission.decided if admission else None
        if attempt is None or admission is None or decided is None:
            return
        if admission.phase is AdmissionPhase.REFUSED and attempt.phase is Phase.RUNNING:
            reason = decided.reason.strip() or decided.reason_code
            sitting, number = assignment.sitting, assignment.candidate
            await self._supervision.take_off(sitting, number, decided.by, reason)
        elif decided.decision == "admit" and not admission.is_spoken_against:
            await self._looks.resume(assignment.attempt)
