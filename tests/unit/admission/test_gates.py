from datetime import datetime, timedelta

import pytest

from catserver.admission.events import Gate, Outcome, ReferralReason
from catserver.admission.gates import (
    Due,
    GateRules,
    Likeness,
    Looked,
    Vouched,
    due,
    verdict,
)
from tests.builders import EIGHT, after

A: Likeness = "alike"
U: Likeness = "unlike"
N: Likeness = "unknown"

VERDICTS: list[tuple[Likeness, Likeness, Vouched, Outcome, ReferralReason | None]] = [
    # registration, today's photo, who vouched for it
    (A, A, "person", "match", None),
    (A, A, "machine", "match", None),
    (A, N, "machine", "match", None),
    (A, U, "person", "referred", "arrival_differs"),
    (A, U, "machine", "referred", "arrival_differs"),
    (U, A, "person", "match", None),
    (U, A, "machine", "referred", "registration_differs"),
    (U, U, "person", "referred", "non_match"),
    (U, U, "machine", "referred", "non_match"),
    (U, N, "machine", "referred", "non_match"),
    (N, A, "person", "match", None),
    (N, A, "machine", "referred", "no_reference"),
    (N, U, "person", "referred", "arrival_differs"),
    (N, N, "person", "referred", "no_reference"),
]


@pytest.mark.parametrize(("registration", "today", "vouched", "outcome", "reason"), VERDICTS)
def test_todays_photo_is_the_stronger_witness(
    registration: Likeness,
    today: Likeness,
    vouched: Vouched,
    outcome: Outcome,
    reason: ReferralReason | None,
) -> None:
    assert verdict(registration, today, vouched) == (outcome, reason)


@pytest.mark.parametrize("today", [A, U, N])
@pytest.mark.parametrize(
    ("registration", "said"),
    [
        (A, ("match", None)),
        (U, ("referred", "non_match")),
        (N, ("referred", "no_reference")),
    ],
)
def test_a_photo_nobody_vouched_for_changes_nothing(
    registration: Likeness, today: Likeness, said: tuple[Outcome, ReferralReason | None]
) -> None:
    assert verdict(registration, today, "nobody") == said


REQUIRED = GateRules("required", "required", timedelta(minutes=30))
SAT, BACK = after(minutes=1), after(minutes=40)


def seen(
    *, seated_at: datetime | None = SAT, back_at: datetime | None = None, **looked: datetime
) -> Looked:
    gates: dict[Gate, datetime] = {}
    for gate in ("arrival", "seat", "return", "presence"):
        if gate in looked:
            gates[gate] = looked[gate]
    return Looked(seated_at, back_at, gates)


DUES: list[tuple[str, Looked, GateRules, datetime | None, Due | None]] = [
    ("nobody sits", seen(seated_at=None), REQUIRED, EIGHT, None),
    ("sat down", seen(arrival=EIGHT), REQUIRED, None, Due("seat", SAT, required=True)),
    (
        "an optional seat",
        seen(),
        GateRules(seat="optional"),
        None,
        Due("seat", SAT, required=False),
    ),
    ("gates that are off", seen(back_at=BACK), GateRules(), EIGHT, None),
    ("looked at", seen(seat=after(minutes=2)), GateRules(seat="required"), EIGHT, None),
    (
        "moved to another terminal",
        seen(seated_at=after(minutes=50), seat=after(minutes=2)),
        GateRules(seat="required"),
        EIGHT,
        Due("seat", after(minutes=50), required=True),
    ),
    (
        "back in the room",
        seen(back_at=BACK, seat=after(minutes=2)),
        REQUIRED,
        EIGHT,
        Due("return", BACK, required=True),
    ),
    (
        "back a second time",
        seen(back_at=after(minutes=90), seat=SAT, **{"return": BACK}),
        REQUIRED,
        EIGHT,
        Due("return", after(minutes=90), required=True),
    ),
    (
        "presence counts from the last look",
        seen(seat=after(minutes=2), presence=after(minutes=35)),
        REQUIRED,
        EIGHT,
        Due("presence", after(minutes=65), required=True),
    ),
    (
        "presence counts from the start, not from the waiting before",
        seen(seat=after(minutes=2)),
        REQUIRED,
        after(minutes=20),
        Due("presence", after(minutes=50), required=True),
    ),
    ("no presence before the start", seen(seat=after(minutes=2)), REQUIRED, None, None),
]


@pytest.mark.parametrize(
    ("state", "rules", "started_at", "wanted"),
    [pytest.param(*case[1:], id=case[0]) for case in DUES],
)
def test_which_look_is_due(
    state: Looked, rules: GateRules, started_at: datetime | None, wanted: Due | None
) -> None:
    assert due(state, rules, started_at) == wanted
