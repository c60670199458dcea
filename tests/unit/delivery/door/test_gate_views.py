"""How each gate went, as the room is told: also after something was decided at another one."""

from catserver.admission.commands import ComeBack, Decide, GoOut
from catserver.admission.state import Admission
from catserver.delivery.door.gate_views import gate_views
from tests.builders import after
from tests.unit.admission.test_looks import a_look, after_commands, seated


def states(admission: Admission) -> dict[str, str]:
    return {gate: view.state for gate, view in gate_views(admission).items()}


def test_what_a_person_decided_at_one_gate_is_told_after_a_decision_at_another() -> None:
    person = seated(a_look("seat", "no_camera"), Decide("ani", "admit", "same_person", ""))
    assert states(person) == {"seat": "admitted"}
    back = after_commands(person, GoOut("ani", ""), ComeBack("ani", ""), now=after(minutes=9))
    there = Decide("budi", "admit", "same_person", "", "return")
    assert states(after_commands(back, there, now=after(minutes=10))) == {
        "seat": "admitted",
        "return": "admitted",
    }


def test_a_gate_where_somebody_was_refused_was_neither_admitted_nor_passed_by() -> None:
    refused = seated(a_look("seat", "non_match"), Decide("ani", "refuse", "other_person", "beda"))
    assert states(refused) == {"seat": "refused"}
