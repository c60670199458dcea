"""Whether glasses are worn now that the registration photo does not have, or the other way round.

Rims change a face for the comparison more than bad light does. But glasses are a medical aid: what
is said here is advice, and whoever cannot do without goes on as they are.

Thin rims are hard to see. So it takes surer signs to say that somebody wears none than that nothing
much is to be seen; in between nothing is said. Figures: docs/identity.md, "The quality gate".
"""

from collections.abc import Iterable
from dataclasses import dataclass

from proctoring.quality import Finding, FindingCode


@dataclass(frozen=True, slots=True)
class Rims:
    """How much darker than its surroundings a rim's line is, in shares of the cheeks' light."""

    weakest: float
    """Of the bridge and every part of both lower rims: glasses have all of them."""
    together: float
    """Bridge and lower rims, added: a face without glasses has little of either."""


@dataclass(frozen=True, slots=True)
class GlassesLimits:
    worn_min: float = 0.12
    """Of the weakest: rims are there."""
    bare_max: float = 0.20
    """Of all together: no such rims are."""
    surely_bare_max: float = 0.15
    """Not even thin ones."""


DEFAULT_GLASSES_LIMITS = GlassesLimits()

GLASSES_DIFFER = frozenset({FindingCode.GLASSES_ADDED, FindingCode.GLASSES_MISSING})

HIDES_RIMS = frozenset(
    {
        FindingCode.NO_FACE,
        FindingCode.TOO_SMALL,
        FindingCode.NOT_FRONTAL,
        FindingCode.TOO_DARK,
        FindingCode.TOO_BRIGHT,
        FindingCode.LOW_CONTRAST,
        FindingCode.BLURRED,
    }
)
"""Where one of these is said of a picture, nothing is known of glasses."""


def rims_of(measured: Rims | None, found: Iterable[Finding]) -> Rims | None:
    """None where the picture does not tell."""
    return None if any(each.code in HIDES_RIMS for each in found) else measured


def glasses_differ(
    now: Rims | None, before: Rims | None, limits: GlassesLimits = DEFAULT_GLASSES_LIMITS
) -> tuple[Finding, ...]:
    """One finding at most; ``before`` is the registration photo's."""
    if now is None or before is None:
        return ()
    if now.weakest >= limits.worn_min and before.together < limits.bare_max:
        return (Finding(FindingCode.GLASSES_ADDED, now.weakest, limits.worn_min),)
    if before.weakest >= limits.worn_min and now.together < limits.surely_bare_max:
        return (Finding(FindingCode.GLASSES_MISSING, now.together, limits.surely_bare_max),)
    return ()
