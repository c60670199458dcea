"""How often pictures pass for people and people for pictures: APCER and BPCER, ISO/IEC 30107-3.

APCER is counted for each kind of attack on its own: a mean over kinds hides the one that works.
A presentation in which no face was found got no answer; it is counted apart, neither for nor
against.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from proctoring.performance import ErrorRate
from proctoring.presentation.cues import HINTS_ONLY, Cue

GENUINE = "genuine"
SYNTHETIC = " (synthetic)"
"""Ends the name of a kind that was drawn and not recorded: the two are never counted together."""


def is_genuine(kind: str) -> bool:
    return kind.removesuffix(SYNTHETIC) == GENUINE


@dataclass(frozen=True, slots=True)
class Presented:
    """One presentation. ``noticed`` is None where no face was found."""

    kind: str
    noticed: tuple[Cue, ...] | None

    @property
    def taken_for_picture(self) -> bool:
        return any(cue not in HINTS_ONLY for cue in self.noticed or ())


@dataclass(frozen=True, slots=True)
class KindRates:
    """For genuine ones the errors are people suspected (BPCER), else pictures that pass (APCER)."""

    kind: str
    errors: ErrorRate
    without_face: int
    by_cue: tuple[tuple[Cue, int], ...]
    """How often each cue was noticed."""

    @property
    def name(self) -> str:
        return "BPCER" if is_genuine(self.kind) else "APCER"


def rates(presented: Iterable[Presented]) -> tuple[KindRates, ...]:
    """Genuine first, then the attacks by name."""
    kinds: dict[str, list[Presented]] = {}
    for each in presented:
        kinds.setdefault(each.kind, []).append(each)
    return tuple(_rates(kind, kinds[kind]) for kind in sorted(kinds, key=_genuine_first))


def _genuine_first(kind: str) -> tuple[bool, str]:
    return not is_genuine(kind), kind


def _rates(kind: str, presented: list[Presented]) -> KindRates:
    answered = [each for each in presented if each.noticed is not None]
    suspected = sum(each.taken_for_picture for each in answered)
    wrong = suspected if is_genuine(kind) else len(answered) - suspected
    noticed = Counter(cue for each in answered for cue in each.noticed or ())
    return KindRates(
        kind=kind,
        errors=ErrorRate(wrong, len(answered)),
        without_face=len(presented) - len(answered),
        by_cue=tuple((cue, noticed[cue]) for cue in Cue if noticed[cue]),
    )
