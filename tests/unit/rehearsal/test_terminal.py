from base64 import b64encode
from datetime import timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from catserver.rehearsal import messages as m
from catserver.rehearsal.ledger import Ledger
from catserver.rehearsal.sealed_form import SealedForm
from catserver.rehearsal.terminal import Terminal
from tests.unit.rehearsal.examples import (
    EIGHT,
    Heard,
    a_terminal,
    a_welcome,
    an_answer,
    an_outcome,
    form_items,
    item,
    recorded,
)


def said(terminal: Terminal, now: float = 1.0) -> list[dict[str, object]]:
    return [msgspec.json.decode(text) for text in terminal.due(now)]


def test_nothing_is_said_before_the_welcome() -> None:
    terminal = Terminal(Ledger(), Heard().listener)
    hello = msgspec.json.decode(terminal.opened("k3J", 0.0))
    assert hello == {"type": "hello", "protocol": 1, "ticket": "k3J", "form": None}
    terminal.answer(an_answer())
    assert terminal.due(1.0) == []


def test_the_next_hello_names_the_form_that_is_there() -> None:
    terminal = a_terminal()
    assert msgspec.json.decode(terminal.opened("k", 1.0))["form"] == "f" * 64


def test_an_answer_is_sent_whole_and_its_acknowledgement_is_timed() -> None:
    heard = Heard()
    terminal = a_terminal(heard)
    terminal.answer(an_answer(1, "c", doubt=True))
    assert said(terminal, 2.0) == [
        {"type": "respond", "seq": 1, "item": "I1", "choice": "c", "doubt": True}
    ]
    terminal.receive(m.Acknowledged(1), 2.25)
    assert (heard.latencies, heard.answered) == ([0.25], [1])


def test_nothing_is_sent_while_paused_and_everything_after() -> None:
    terminal = a_terminal()
    terminal.receive(m.Paused(), 1.0)
    terminal.answer(an_answer())
    assert said(terminal) == []
    terminal.receive(m.Resumed(EIGHT + timedelta(minutes=90), EIGHT), 2.0)
    assert [each["type"] for each in said(terminal, 2.0)] == ["respond"]


def test_handing_in_waits_for_every_acknowledgement_and_is_said_once() -> None:
    terminal = a_terminal()
    terminal.answer(an_answer())
    terminal.hand_in()
    assert [each["type"] for each in said(terminal)] == ["respond"]
    terminal.receive(m.Acknowledged(1), 1.0)
    assert said(terminal) == [{"type": "hand_in"}]
    assert said(terminal) == []


def test_a_hand_in_that_was_refused_is_said_again_after_a_while() -> None:
    terminal = a_terminal()
    terminal.hand_in()
    said(terminal)
    terminal.receive(m.Refused(None, "store_away", 0), 1.0)
    assert said(terminal, 1.5) == []
    assert said(terminal, 4.0) == [{"type": "hand_in"}]


def test_a_hand_in_is_said_again_over_the_next_line() -> None:
    terminal = a_terminal()
    terminal.hand_in()
    said(terminal)
    terminal.opened("k", 2.0)
    terminal.receive(a_welcome(), 2.0)
    assert said(terminal, 2.0) == [{"type": "hand_in"}]


def test_a_store_that_is_away_is_given_time() -> None:
    heard = Heard()
    terminal = a_terminal(heard)
    terminal.answer(an_answer())
    said(terminal)
    terminal.receive(m.Refused(1, "store_away", 0), 1.0)
    assert said(terminal, 1.5) == []
    assert [each["seq"] for each in said(terminal, 3.5)] == [1]
    assert heard.refused == ["store_away"]


def test_a_ping_goes_out_every_fifteen_seconds() -> None:
    terminal = a_terminal()
    assert said(terminal, 14.9) == []
    assert said(terminal, 15.0) == [{"type": "ping", "form": "f" * 64}]
    assert said(terminal, 16.0) == []


def test_a_line_is_dead_eight_seconds_after_it_was_asked_something() -> None:
    terminal = a_terminal()
    terminal.answer(an_answer())
    said(terminal, 10.0)
    assert not terminal.line_is_dead(18.0)
    assert terminal.line_is_dead(18.1)
    terminal.receive(m.Acknowledged(1), 18.0)
    assert not terminal.line_is_dead(100.0)


def test_a_reconnected_terminal_shows_what_is_recorded_and_what_is_not_saved_yet() -> None:
    terminal = a_terminal()
    terminal.answer(an_answer(1, "a"))
    terminal.answer(an_answer(2, "b"))
    said(terminal)
    terminal.opened("k", 2.0)
    terminal.receive(a_welcome(last_seq=1, responses={item(1): recorded("a", 1)}), 2.0)
    assert terminal.shown == {item(1): an_answer(1, "a"), item(2): an_answer(2, "b")}
    assert [(each["seq"], each["item"]) for each in said(terminal, 2.0)] == [(2, "I2")]


def test_an_answer_of_which_a_welcome_told_is_counted_and_not_timed() -> None:
    heard = Heard()
    terminal = a_terminal(heard)
    terminal.answer(an_answer())
    said(terminal)
    terminal.opened("k", 2.0)
    terminal.receive(a_welcome(last_seq=1, responses={item(1): recorded("a", 1)}), 2.0)
    assert (heard.latencies, heard.answered) == ([None], [1])


def test_an_answer_missing_from_a_welcome_is_told_as_lost() -> None:
    heard = Heard()
    terminal = a_terminal(heard)
    terminal.answer(an_answer())
    said(terminal)
    terminal.receive(m.Acknowledged(1), 1.0)
    terminal.opened("k", 2.0)
    terminal.receive(a_welcome(last_seq=0), 2.0)
    assert [fault.kind for fault in heard.faults] == ["lost"]


def test_the_next_terminal_of_a_moved_candidate_is_held_to_the_same_ledger() -> None:
    ledger, heard = Ledger(), Heard()
    old = a_terminal(heard, ledger)
    old.answer(an_answer(1, "a"))
    said(old)
    old.receive(m.Acknowledged(1), 1.0)
    moved = Terminal(ledger, heard.listener)
    moved.opened("k", 2.0)
    moved.receive(a_welcome(last_seq=1, responses={item(1): recorded("a", 1)}), 2.0)
    assert heard.faults == []
    assert moved.shown == {item(1): an_answer(1, "a")}


def test_the_end_is_known_by_the_servers_deadline_on_the_terminals_own_clock() -> None:
    terminal = Terminal(Ledger(), Heard().listener)
    terminal.opened("k", 50.0)
    terminal.receive(a_welcome(), 50.0)
    assert terminal.ends_at == 50.0 + 6000
    terminal.receive(m.ClockMoved(EIGHT + timedelta(minutes=110), EIGHT), 60.0)
    assert terminal.ends_at == 60.0 + 6600


def test_the_outcome_ends_the_terminal() -> None:
    terminal = a_terminal()
    terminal.answer(an_answer())
    terminal.receive(m.Finished(an_outcome(10)), 1.0)
    assert terminal.phase == "finished"
    assert terminal.outcome == an_outcome(10)
    assert said(terminal) == []


def test_a_message_of_an_unknown_type_is_passed_over() -> None:
    assert m.decode(b'{"type":"weather","sky":"blue"}') is None


@pytest.mark.parametrize("content", [b'{"type":"acknowledged"}', b"[]", b"\xff", b"{"])
def test_what_the_protocol_does_not_allow_is_named(content: bytes) -> None:
    with pytest.raises(m.NotOfTheProtocol):
        m.decode(content)


def test_who_hands_in_has_done_working() -> None:
    terminal = a_terminal()
    assert terminal.can_work
    terminal.hand_in()
    assert not terminal.can_work


KEY = bytes(range(32))


def a_sealed_form(digest: str = "f" * 64, key: bytes = KEY) -> SealedForm:
    """As docs/protocol.md describes it."""
    package = {"digest": digest, "items": msgspec.to_builtins(form_items()), "pictures": {}}
    bound = f"catserver form 1\n{digest}".encode()
    nonce = bytes(12)
    sealed = AESGCM(key).encrypt(nonce, msgspec.json.encode(package), bound)
    return SealedForm(digest, nonce + sealed)


def a_waiting_terminal() -> Terminal:
    terminal = Terminal(Ledger(), Heard().listener)
    terminal.opened("ticket", 0.0)
    terminal.receive(a_welcome("waiting"), 0.0)
    return terminal


def started(key: bytes = KEY) -> m.Started:
    return m.Started(EIGHT + timedelta(minutes=100), EIGHT, b64encode(key).decode())


def test_a_sealed_form_is_told_at_once_and_opens_at_the_start() -> None:
    terminal = a_waiting_terminal()
    terminal.hold(a_sealed_form())
    assert said(terminal, 1.0) == [{"type": "ping", "form": "f" * 64}]
    assert terminal.form is None
    terminal.receive(started(), 2.0)
    assert terminal.can_work
    assert terminal.form == m.Form("f" * 64, form_items())


@pytest.mark.parametrize(
    "message", [started(bytes(32)), m.Started(EIGHT, EIGHT, "no base64 at all")]
)
def test_a_key_that_does_not_open_the_form_is_a_finding(message: m.Started) -> None:
    terminal = a_waiting_terminal()
    terminal.hold(a_sealed_form())
    with pytest.raises(m.NotOfTheProtocol, match="does not open"):
        terminal.receive(message, 2.0)


def test_a_look_is_wanted_from_its_instant_and_forgotten_by_a_welcome() -> None:
    terminal = a_terminal()
    gate = m.Gate("seat", EIGHT + timedelta(seconds=5), required=True)
    terminal.receive(m.GateChanged(gate, EIGHT), 10.0)
    assert terminal.gate_wanted(14.9) is None
    assert terminal.gate_wanted(15.0) == gate
    terminal.receive(a_welcome(), 20.0)
    assert terminal.gate_wanted(99.0) is None
