"""The rules of withholding one attempt's result from the public, and of giving it back.

To withhold protects and can be undone, so one person may do it, with a reason. To disqualify, and
to undo that, annuls: one person proposes and another agrees (OWASP ASVS 5.0, 2.3.5). Whoever is
proposed is withheld at once. Points are never touched: what is withheld is what is shown.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, assert_never

import msgspec

from catserver.sitting.events import (
    CandidateDisqualified,
    DisqualificationProposed,
    ProposalDeclined,
    ReinstatementProposed,
    ResultReleased,
    ResultWithheld,
)

replace = msgspec.structs.replace

Proposal = DisqualificationProposed | ReinstatementProposed
WithholdingEvent = (
    ResultWithheld | Proposal | CandidateDisqualified | ProposalDeclined | ResultReleased
)
WITHHOLDING_EVENTS = (
    ResultWithheld,
    DisqualificationProposed,
    ReinstatementProposed,
    CandidateDisqualified,
    ProposalDeclined,
    ResultReleased,
)
"""For `isinstance`, which takes no union from a name that mypy narrows by."""

WithholdingAction = Literal["withhold", "disqualify", "release", "agree", "decline"]


class DecideOnResult(msgspec.Struct, frozen=True):
    """What a member of the committee decides on one attempt.

    `release` gives back what is under review, and proposes to give back what is disqualified;
    `agree` and `decline` answer the proposal that is open.
    """

    by: str
    action: WithholdingAction
    attempt: str
    candidate: str
    reason: str


class WithholdingRefused(Exception):
    """The rule that says no; `code` is what a page turns into a sentence."""

    def __init__(
        self,
        code: Literal[
            "already_withheld",
            "already_disqualified",
            "already_proposed",
            "not_withheld",
            "nothing_proposed",
            "second_person_needed",
        ],
    ) -> None:
        super().__init__(code)
        self.code = code


class Withholding(msgspec.Struct, frozen=True):
    """How one attempt is withheld: since when, by whom, why, and what is proposed about it."""

    attempt: str
    candidate: str
    at: datetime
    by: str
    reason: str
    disqualified: bool = False
    proposal: Proposal | None = None


Withheld = Mapping[str, Withholding]
"""By attempt."""


def decide(
    withheld: Withheld, command: DecideOnResult, now: datetime
) -> tuple[WithholdingEvent, ...]:
    """Raises WithholdingRefused."""
    known = withheld.get(command.attempt)
    by, attempt, candidate, reason = (
        command.by,
        command.attempt,
        command.candidate,
        command.reason,
    )
    said = (now, by, attempt, candidate, reason)
    match command.action:
        case "withhold":
            if known is not None:
                raise WithholdingRefused("already_withheld")
            return (ResultWithheld(*said),)
        case "disqualify":
            proposed = DisqualificationProposed(*said)
            if known is None:
                return (ResultWithheld(*said), proposed)
            _require_undecided(known)
            if known.disqualified:
                raise WithholdingRefused("already_disqualified")
            return (proposed,)
        case "release":
            if known is None:
                raise WithholdingRefused("not_withheld")
            _require_undecided(known)
            if known.disqualified:
                return (ReinstatementProposed(*said),)
            return (ResultReleased(*said),)
        case "decline":
            _require_proposal(known)
            return (ProposalDeclined(*said),)
        case "agree":
            return (_agreed(_require_proposal(known), said),)
        case _:
            assert_never(command.action)


def _agreed(
    proposal: Proposal, said: tuple[datetime, str, str, str, str]
) -> CandidateDisqualified | ResultReleased:
    _, by, *_ = said
    if by == proposal.by:
        raise WithholdingRefused("second_person_needed")
    if isinstance(proposal, DisqualificationProposed):
        return CandidateDisqualified(*said, proposed_by=proposal.by)
    return ResultReleased(*said, proposed_by=proposal.by)


def _require_undecided(known: Withholding) -> None:
    if known.proposal is not None:
        raise WithholdingRefused("already_proposed")


def _require_proposal(known: Withholding | None) -> Proposal:
    if known is None or known.proposal is None:
        raise WithholdingRefused("nothing_proposed")
    return known.proposal


def evolve(withheld: Withheld, event: WithholdingEvent) -> Withheld:
    if isinstance(event, ResultReleased):
        return {attempt: each for attempt, each in withheld.items() if attempt != event.attempt}
    if isinstance(event, ResultWithheld):
        new = Withholding(event.attempt, event.candidate, event.at, event.by, event.reason)
        return {**withheld, event.attempt: new}
    known = withheld[event.attempt]
    match event:
        case DisqualificationProposed() | ReinstatementProposed():
            changed = replace(known, proposal=event)
        case CandidateDisqualified():
            changed = replace(
                known,
                at=event.at,
                by=event.by,
                reason=event.reason,
                disqualified=True,
                proposal=None,
            )
        case ProposalDeclined():
            changed = replace(known, proposal=None)
        case _:
            assert_never(event)
    return {**withheld, event.attempt: changed}
