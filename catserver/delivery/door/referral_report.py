"""A sitting's referrals in figures: compared, matched, referred, decided how, by whom, how long."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median

import msgspec

from catserver.admission.events import AdmissionEvent, ProbeCompared, ReferralDecided
from catserver.admission.folding import evolve
from catserver.admission.opinions import OpinionGiven
from catserver.admission.resemblance import FaceFoundElsewhere
from catserver.admission.state import Admission, Referral

WITHOUT = "none"


class ReferralLine(msgspec.Struct, frozen=True):
    """One referral from its beginning to a person's word; undecided without one.

    `settled` is one that a later picture answered, so that nobody had to. A word that was taken
    back is `reconsidered`: what is told is the newest one, and the time is that of the first.
    `WITHOUT` is the reason where a person decided and nobody had been referred.
    """

    number: str
    gate: str
    reason: str
    referred_at: datetime
    decision: str | None = None
    decided_at: datetime | None = None
    by: str = ""
    reason_code: str = ""
    words: str = ""
    opinions: int = 0
    settled: bool = False
    reconsidered: int = 0

    @property
    def took_s(self) -> float | None:
        if self.decided_at is None or self.reason == WITHOUT:
            return None
        return (self.decided_at - self.referred_at).total_seconds()


class ByPerson(msgspec.Struct, frozen=True):
    by: str
    admitted: int
    refused: int
    median_s: float | None


class ReferralReport(msgspec.Struct, frozen=True):
    """`median_s` and `longest_s` are of what was decided; None where nothing was."""

    compared: int
    matched: int
    referred: int
    settled: int
    without: int
    admitted: int
    refused: int
    reconsidered: int
    waiting: int
    same_face: int
    opinions: int
    median_s: float | None
    longest_s: float | None
    by_reason: dict[str, int]
    by_person: tuple[ByPerson, ...]
    lines: tuple[ReferralLine, ...]


def report_of(candidates: Iterable[tuple[str, Sequence[AdmissionEvent]]]) -> ReferralReport:
    """From number and admission events of everybody in a sitting."""
    lines: list[ReferralLine] = []
    compared = matched = same_face = opinions = 0
    for number, events in candidates:
        compared += sum(isinstance(each, ProbeCompared) for each in events)
        matched += sum(
            isinstance(each, ProbeCompared) and each.outcome == "match" for each in events
        )
        same_face += sum(isinstance(each, FaceFoundElsewhere) for each in events)
        opinions += sum(isinstance(each, OpinionGiven) for each in events)
        lines += _lines_of(number, events)
    lines.sort(key=lambda each: (each.referred_at, each.number))
    decided = [each for each in lines if each.decision]
    took = [each.took_s for each in decided if each.took_s is not None]
    reasons = sorted({each.reason for each in lines} - {WITHOUT})
    return ReferralReport(
        compared=compared,
        matched=matched,
        referred=sum(each.reason != WITHOUT for each in lines),
        settled=sum(each.settled for each in lines),
        without=sum(each.reason == WITHOUT for each in lines),
        admitted=sum(each.decision == "admit" for each in decided),
        refused=sum(each.decision == "refuse" for each in decided),
        reconsidered=sum(each.reconsidered for each in lines),
        waiting=sum(each.decision is None and not each.settled for each in lines),
        same_face=same_face,
        opinions=opinions,
        median_s=median(took) if took else None,
        longest_s=max(took, default=None),
        by_reason={reason: sum(each.reason == reason for each in lines) for reason in reasons},
        by_person=tuple(_person(by, decided) for by in sorted({each.by for each in decided})),
        lines=tuple(lines),
    )


def _lines_of(number: str, events: Sequence[AdmissionEvent]) -> list[ReferralLine]:
    admission, opinions = Admission(number), 0
    found: list[ReferralLine] = []
    for event in events:
        before = admission.referral
        admission = evolve(admission, event)
        opinions += isinstance(event, OpinionGiven)
        after = admission.referral
        if before is None and isinstance(event, ReferralDecided):
            found = _without_referral(number, found, event)
        if before is None or (after is not None and after.at == before.at):
            continue
        found.append(_ended(number, before, event, opinions))
        opinions = 0
    if admission.referral is not None:
        open_now = admission.referral
        found.append(
            ReferralLine(number, open_now.gate, open_now.reason, open_now.at, opinions=opinions)
        )
    return found


def _ended(number: str, was: Referral, event: AdmissionEvent, opinions: int) -> ReferralLine:
    line = ReferralLine(number, was.gate, was.reason, was.at, opinions=opinions)
    if not isinstance(event, ReferralDecided):
        return msgspec.structs.replace(line, settled=True)
    return msgspec.structs.replace(_with_word(line, event), decided_at=event.at)


def _without_referral(
    number: str, found: list[ReferralLine], event: ReferralDecided
) -> list[ReferralLine]:
    """Somebody takes a word back, or gives one that no machine has asked for."""
    if found and found[-1].decision:
        again = msgspec.structs.replace(found[-1], reconsidered=found[-1].reconsidered + 1)
        return [*found[:-1], _with_word(again, event)]
    line = ReferralLine(number, event.gate, WITHOUT, event.at, decided_at=event.at)
    return [*found, _with_word(line, event)]


def _with_word(line: ReferralLine, event: ReferralDecided) -> ReferralLine:
    return msgspec.structs.replace(
        line,
        decision=event.decision,
        by=event.by,
        reason_code=event.reason_code,
        words=event.reason,
    )


def _person(by: str, decided: Sequence[ReferralLine]) -> ByPerson:
    mine = [each for each in decided if each.by == by]
    took = [each.took_s for each in mine if each.took_s is not None]
    return ByPerson(
        by,
        sum(each.decision == "admit" for each in mine),
        sum(each.decision == "refuse" for each in mine),
        median(took) if took else None,
    )
