"""The drawing of forms: from the sitting's seed and the attempt's name, recorded once.

The seed is committed to when the sitting opens and published when it closes, so that anybody can
draw every form again.
"""

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from random import Random

from catserver import __version__
from catserver.attempt.commands import Prepare
from catserver.attempt.errors import CommandRefused
from catserver.attempt.events import AttemptPrepared, FormEntry, GiveBack
from catserver.attempt.state import Phase
from catserver.delivery.clock import Clock
from catserver.delivery.machines import AttemptDesk
from catserver.delivery.material import Cabinet, Material
from catserver.delivery.pins import form_seed
from catserver.delivery.registry import Assignment, Registry
from question_bank.assembly import assemble
from question_bank.exam import ClockRules, WhenAway
from question_bank.form import Form


class Drawing:
    def __init__(
        self, registry: Registry, cabinet: Cabinet, attempts: AttemptDesk, clock: Clock
    ) -> None:
        self._registry = registry
        self._cabinet = cabinet
        self._attempts = attempts
        self._clock = clock

    async def commitment(self, sitting_id: str) -> str:
        """What the seed is held to. Raises BlueprintUnfilled where no form can be drawn."""
        material = await self._cabinet.material(sitting_id)
        assemble(material.exam, material.bank, Random(0))  # refuse before anything is recorded
        return sha256(bytes.fromhex(await self.seed(sitting_id))).hexdigest()

    async def seed(self, sitting_id: str) -> str:
        key = f"draw_seed/{sitting_id}"
        seed = await self._registry.site_value(key)
        if seed is None:
            seed = secrets.token_hex(32)
            await self._registry.set_site_value(key, seed)
        return seed

    async def draw(self, sitting_id: str, assignments: Sequence[Assignment]) -> None:
        """A form for everybody who has none yet."""
        material = await self._cabinet.material(sitting_id)
        await self._cabinet.load_keys(sitting_id)  # they may have been corrected meanwhile
        seed = await self.seed(sitting_id)
        for assignment in assignments:
            attempt = await self._attempts.state(assignment.attempt)
            if attempt.phase is Phase.BLANK:
                random = Random(form_seed(seed, assignment.attempt))
                form = assemble(material.exam, material.bank, random)
                command = await self._prepare_command(material, assignment, form)
                with suppress(CommandRefused):  # two draw at once: the same form, once
                    await self._attempts.handle(assignment.attempt, command)
                await asyncio.sleep(0)  # a room of hundreds must not hold up the loop

    async def _prepare_command(
        self, material: Material, assignment: Assignment, form: Form
    ) -> Prepare:
        candidate = await self._registry.candidate(assignment.candidate)
        assert candidate is not None, "an assignment names a candidate of the registry"
        exam, bank = material.exam, material.bank
        return Prepare(
            AttemptPrepared(
                at=self._clock.now(),
                candidate=assignment.candidate,
                category=candidate.category,
                formation=candidate.formation,
                sitting=assignment.sitting,
                exam=exam.id,
                exam_digest=exam.digest,
                bank=bank.id,
                bank_digest=bank.digest,
                key_version=material.key_version,
                form=tuple(
                    FormEntry(each.item, bank.items[each.item].section, each.choices)
                    for each in form.items
                ),
                form_digest=form.digest,
                allowed_s=int(exam.allowed(candidate.accommodation).total_seconds()),
                answer_grace_s=int(exam.time.answer_grace.total_seconds()),
                late_start=exam.time.late_start.value,
                software=__version__,
                give_back=_give_back(exam.clock),
            )
        )


def _give_back(clock: ClockRules) -> GiveBack:
    def ceiling_s(when: WhenAway, ceiling: timedelta) -> int:
        return int(ceiling.total_seconds()) if when is WhenAway.GIVE_BACK else 0

    return GiveBack(
        server_ceiling_s=ceiling_s(clock.when_server_is_away, clock.give_back_ceiling),
        terminal_ceiling_s=ceiling_s(clock.when_terminal_is_away, clock.terminal_ceiling),
        from_s=int(clock.give_back_from.total_seconds()),
    )
