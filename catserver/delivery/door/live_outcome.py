"""What a check for a living person means for the comparison it belongs to: a referral at most."""

import msgspec

from catserver.admission.events import LiveCheck, Liveness, ProbeCompared, ReferralReason
from question_bank.exam import LivePolicy

SPEAKS_AGAINST: frozenset[Liveness] = frozenset({"suspected", "failed"})
"""Something was seen. Where nobody could look, nothing speaks against the person: a technical
referral."""


def not_looked(policy: LivePolicy) -> LiveCheck | None:
    """What is recorded where the page sent a picture without a look."""
    return None if policy is LivePolicy.OFF else LiveCheck("not_judged")


def with_live(compared: ProbeCompared, live: LiveCheck | None, policy: LivePolicy) -> ProbeCompared:
    """The comparison with what was seen; a match that looks like a picture is referred."""
    if live is None:
        return compared
    marked = msgspec.structs.replace(compared, live=live)
    if compared.outcome != "match" or not asks_a_person(live, policy):
        return marked
    speaks = live.outcome in SPEAKS_AGAINST
    reason: ReferralReason = "not_live" if speaks else "not_judged"
    return msgspec.structs.replace(marked, outcome="referred", reason=reason)


def asks_a_person(live: LiveCheck, policy: LivePolicy) -> bool:
    if live.outcome in SPEAKS_AGAINST:
        return True
    return policy is LivePolicy.CHALLENGE and live.outcome != "passed"
