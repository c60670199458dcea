"""Who may keep a result from the public, and who may give it back."""

from datetime import datetime

import pytest

from catserver.sitting import codec
from catserver.sitting.events import SittingId
from catserver.sitting.machine import (
    CloseSitting,
    OpenSitting,
    PrepareSitting,
    RevealBoard,
    SittingCommand,
    SittingRefused,
    SittingState,
    StartSitting,
    decide,
    evolve,
)
from catserver.sitting.withholding import DecideOnResult, WithholdingAction, WithholdingRefused
from tests.builders import EIGHT, after

DAY: tuple[SittingCommand, ...] = (
    PrepareSitting("budi", "Sesi 1", "Ruang A", "skd-2024", EIGHT),
    OpenSitting("budi", "c" * 64),
    StartSitting("clock"),
)
CLOSE = CloseSitting("budi", "Semua selesai", {"finished": 2}, "d" * 64)


def on_ayu(action: WithholdingAction, by: str = "budi", reason: str = "Laporan") -> DecideOnResult:
    return DecideOnResult(by, action, "s1/ayu", "ayu", reason)


def after_commands(*commands: SittingCommand, now: datetime = EIGHT) -> SittingState:
    """Every event goes through the codec, as it does on its way to the disk and back."""
    sitting = SittingState(SittingId("s1"))
    for command in (*DAY, *commands):
        for event in decide(sitting, command, now):
            sitting = evolve(sitting, codec.decode(codec.SCHEMA_VERSION, codec.encode(event)))
    return sitting


def refusal(sitting: SittingState, command: SittingCommand) -> str:
    with pytest.raises((WithholdingRefused, SittingRefused)) as refused:
        decide(sitting, command, EIGHT)
    return str(refused.value)


def standing(sitting: SittingState) -> str:
    known = sitting.withheld.get("s1/ayu")
    if known is None:
        return "shown"
    return "disqualified" if known.disqualified else "under review"


def test_one_person_withholds_a_result_and_gives_it_back_with_a_reason() -> None:
    assert standing(after_commands(on_ayu("withhold"))) == "under review"
    assert standing(after_commands(on_ayu("withhold"), on_ayu("release"))) == "shown"
    assert refusal(after_commands(), on_ayu("withhold", reason=" ")) == "reason_missing"


def test_whoever_is_proposed_for_disqualification_is_withheld_at_once() -> None:
    sitting = after_commands(on_ayu("disqualify"))
    assert standing(sitting) == "under review"
    assert sitting.withheld["s1/ayu"].proposal is not None


def test_disqualifying_takes_two_persons() -> None:
    proposed = after_commands(on_ayu("disqualify"))
    assert refusal(proposed, on_ayu("agree")) == "second_person_needed"
    agreed = after_commands(on_ayu("disqualify"), on_ayu("agree", by="citra"))
    assert standing(agreed) == "disqualified"


def test_giving_back_after_a_disqualification_takes_two_persons_as_well() -> None:
    done = (on_ayu("disqualify"), on_ayu("agree", by="citra"))
    proposed = after_commands(*done, on_ayu("release", by="citra"))
    assert standing(proposed) == "disqualified"
    assert refusal(proposed, on_ayu("agree", by="citra")) == "second_person_needed"
    agreed = after_commands(*done, on_ayu("release", by="citra"), on_ayu("agree"))
    assert standing(agreed) == "shown"


def test_a_proposal_that_is_declined_leaves_what_stood_before() -> None:
    declined = after_commands(on_ayu("disqualify"), on_ayu("decline"))
    assert standing(declined) == "under review"
    assert refusal(declined, on_ayu("agree", by="citra")) == "nothing_proposed"


@pytest.mark.parametrize(
    ("before", "command", "code"),
    [
        ((), on_ayu("release"), "not_withheld"),
        ((), on_ayu("agree"), "nothing_proposed"),
        ((on_ayu("withhold"),), on_ayu("withhold"), "already_withheld"),
        ((on_ayu("disqualify"),), on_ayu("disqualify"), "already_proposed"),
        ((on_ayu("disqualify"),), on_ayu("release"), "already_proposed"),
        (
            (on_ayu("disqualify"), on_ayu("agree", by="citra")),
            on_ayu("disqualify"),
            "already_disqualified",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    before: tuple[SittingCommand, ...], command: SittingCommand, code: str
) -> None:
    assert refusal(after_commands(*before), command) == code


def test_a_result_can_be_withheld_after_the_sitting_was_closed() -> None:
    assert standing(after_commands(CLOSE, on_ayu("withhold"))) == "under review"


def test_a_board_is_revealed_once_and_only_after_the_sitting() -> None:
    reveal = RevealBoard("budi")
    assert refusal(after_commands(), reveal) == "sitting_not_closed"
    sitting = after_commands(CLOSE, reveal)
    assert sitting.revealed_at == EIGHT
    assert decide(sitting, reveal, after(minutes=5)) == ()
