"""One look at one face: the picture is kept and compared with what is known of the candidate.

Everything that went wrong becomes a referral. What the two comparisons mean together is said in
`admission/gates.py`; what a distance means, in `proctoring/verification.py`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe

from catserver.admission.events import FrameCounted, Gate, ProbeCompared, ReferralReason
from catserver.admission.gates import Likeness, verdict
from catserver.admission.state import Admission
from catserver.delivery.clock import Clock
from catserver.delivery.door.fusing import Frame, fused
from catserver.delivery.door.glasses import Glasses
from catserver.delivery.door.inspecting import Engine, Inspection
from catserver.delivery.door.strangers import Strangers
from catserver.delivery.door.templates import TemplateStore
from catserver.delivery.keeping.vault import KeyUnusable
from catserver.delivery.photos import MadeTemplate
from catserver.delivery.registry import Candidate, Photo, PhotoId, PhotoKind, Registry
from proctoring.cohort import ComparisonScore
from proctoring.engine import EngineName, Template
from proctoring.errors import ProctoringError
from proctoring.quality import Finding, FindingCode
from proctoring.verification import Match, ThresholdPolicy, outcome
from question_bank.exam import IdentityRules

REMEMBERED_MAX = 8192
"""Templates in memory, of half a kilobyte each: the references and arrivals of a large event."""
FACE_ABSENT = {FindingCode.NO_FACE, FindingCode.SEVERAL_FACES}


@dataclass(frozen=True, slots=True)
class Look:
    """Whose face is looked at, where, by whom, by which rules; and what is known of them so far."""

    candidate: Candidate
    admission: Admission
    gate: Gate
    by: str
    rules: IdentityRules

    @property
    def today_photo(self) -> str | None:
        """The photo of today to compare with; one nobody vouched for is no witness."""
        return None if self.admission.vouched == "nobody" else self.admission.today_photo


class Comparer:
    def __init__(
        self,
        registry: Registry,
        templates: TemplateStore,
        engine: Engine,
        clock: Clock,
    ) -> None:
        self._site_engine = engine.name
        self._registry = registry
        self._inspector = engine.behind
        self._clock = clock
        self._strangers = Strangers(templates, engine.calibrations)
        self._made: dict[tuple[str, str], bytes] = {}
        self.glasses = Glasses(registry, engine)

    async def compare(
        self,
        look: Look,
        probe: PhotoId | None,
        inspection: Inspection,
        frames: Sequence[Frame] = (),
    ) -> ProbeCompared:
        """The event of a picture that was inspected, and of the `frames` that count with it.

        The frames are kept as photos; the event is not recorded yet.
        """
        codes = {finding.code for finding in inspection.findings}
        if inspection.template is None or codes & FACE_ABSENT:
            return self.referral(look, probe, "no_probe", inspection.findings)
        if self._site_engine is not None and self._site_engine != look.rules.engine:
            # The exam's thresholds were measured with another engine: held against this one's
            # numbers they would mean anything, and let anybody in.
            return self.referral(look, probe, "other_engine", inspection.findings)
        whole = fused(inspection, [each.inspection for each in frames])
        template, number = whole.template, look.candidate.number
        to_reference = await self._score(template, look.candidate.reference_photo, number)
        alone: ComparisonScore | None = None
        if frames:
            shot = Template(inspection.engine, inspection.template)
            alone = await self._score(shot, look.candidate.reference_photo, number)
        kept = [await self.keep(look.candidate, each.content) for each in frames]
        to_today = await self._score(template, look.today_photo, number)
        said, reason = verdict(
            _likeness(to_reference, look.rules),
            _likeness(to_today, look.rules),
            look.admission.vouched,
        )
        found = inspection.findings
        if said == "referred":  # whoever decides should know why the faces may look unlike
            reference = look.candidate.reference_photo
            found = (*found, *await self.glasses.compared(reference, inspection.rims))
        return ProbeCompared(
            at=self._clock.now(),
            by=look.by,
            gate=look.gate,
            probe=probe,
            reference=look.candidate.reference_photo,
            engine=inspection.engine,
            outcome=said,
            reason=reason,
            dissimilarity=_rounded(to_reference),
            match_at_most=look.rules.match_at_most,
            strong_non_match_from=look.rules.strong_non_match_from,
            findings=_codes(found),
            today=look.today_photo,
            today_dissimilarity=_rounded(to_today),
            distance=None if to_reference is None else round(to_reference.distance, 4),
            cohort=0 if to_reference is None else to_reference.cohort,
            frames=tuple(
                FrameCounted(photo, round(weight, 4))
                for photo, weight in zip(kept, whole.weights[1:], strict=True)
                if photo is not None
            ),
            shot_dissimilarity=_rounded(alone),
        )

    def referral(
        self,
        look: Look,
        probe: PhotoId | None,
        reason: ReferralReason,
        findings: Sequence[Finding] = (),
    ) -> ProbeCompared:
        """The event of a look that led to no comparison."""
        return ProbeCompared(
            at=self._clock.now(),
            by=look.by,
            gate=look.gate,
            probe=probe,
            reference=look.candidate.reference_photo,
            engine=look.rules.engine,
            outcome="referred",
            reason=reason,
            dissimilarity=None,
            match_at_most=look.rules.match_at_most,
            strong_non_match_from=look.rules.strong_non_match_from,
            findings=_codes(findings),
            today=look.today_photo,
        )

    async def keep(
        self, candidate: Candidate, content: bytes, inspection: Inspection | None = None
    ) -> PhotoId | None:
        """Store a probe, and what was made of it where it was inspected already.

        None where it cannot be sealed: then it is seen by those who stand there, and kept nowhere.
        """
        photo = self.photo(candidate, content, PhotoKind.ARRIVAL)
        made: MadeTemplate | None = None
        if inspection is not None and inspection.template is not None:
            made = MadeTemplate(inspection.engine, inspection.template)
        try:
            await self._registry.add_photo(photo, content, made)
        except KeyUnusable:
            return None
        if made is not None:
            self._remember(photo.id, made.engine, made.content)
        return photo.id

    def photo(self, candidate: Candidate, content: bytes, kind: PhotoKind) -> Photo:
        return Photo(
            PhotoId(token_urlsafe(18)),
            kind,
            candidate.number,
            sha256(content).hexdigest(),
            media_type(content),
            self._clock.now(),
        )

    async def _score(
        self, template: Template, photo: str | None, number: str
    ) -> ComparisonScore | None:
        """None where there is no such photo, or no face in it."""
        known = await self._template(photo, template.engine) if photo else None
        if known is None:
            return None
        return await self._strangers.score(template, Template(template.engine, known), number)

    async def _template(self, photo: str, engine: EngineName) -> bytes | None:
        """Of a photo that is stored, made once and kept."""
        template = self._made.get((photo, engine)) or await self._registry.template(photo, engine)
        if template is not None:
            self._remember(photo, engine, template)
            return template
        content = await self._registry.photo_content(photo)
        if content is None:
            return None
        try:
            inspection = await asyncio.wrap_future(self._inspector.inspect(content))
        except ProctoringError:
            return None
        self.glasses.learn(photo, inspection.rims)
        if inspection.template is not None:
            await self._registry.store_template(photo, inspection.engine, inspection.template)
        return inspection.template

    def _remember(self, photo: str, engine: str, template: bytes) -> None:
        """What an engine made of a photo never changes, and a candidate is looked at again."""
        self._made.pop((photo, engine), None)
        self._made[photo, engine] = template
        if len(self._made) > REMEMBERED_MAX:
            del self._made[next(iter(self._made))]


def _likeness(compared: ComparisonScore | None, rules: IdentityRules) -> Likeness:
    if compared is None:
        return "unknown"
    policy = ThresholdPolicy(rules.match_at_most, rules.strong_non_match_from)
    return "alike" if isinstance(outcome(compared.score, policy), Match) else "unlike"


def _rounded(compared: ComparisonScore | None) -> float | None:
    return None if compared is None else round(compared.score, 4)


def _codes(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(finding.code.value for finding in findings)


def media_type(content: bytes) -> str:
    """By the first bytes; what is stored was decoded before, so one of three."""
    if content.startswith(b"\x89PNG"):
        return "image/png"
    if content[8:12] == b"WEBP":
        return "image/webp"
    return "image/jpeg"
