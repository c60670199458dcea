"""The broadcast's view of the board is the page's view of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from scoreboard.broadcast.told import MessageMissed, ProtocolUnknown, Told, read_message

CASES = Path(__file__).parents[3] / "data" / "board-cases.json"


def cases() -> dict[str, list[dict[str, Any]]]:
    """By name, the messages of one board and what a viewer sees after each."""
    found = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    return {case["name"]: case["steps"] for case in found}


def bytes_of(step: dict[str, Any]) -> bytes:
    return json.dumps(step["message"]).encode()


@pytest.mark.parametrize("name", cases())
def test_the_same_messages_make_the_same_view_as_in_the_pages(name: str) -> None:
    told = Told()
    for step in cases()[name]:
        told.take(read_message(bytes_of(step)), snapshot=step["event"] == "snapshot")
        seen = json.loads(json.dumps(told.view()))
        assert seen == {key: step["view"][key] for key in seen}


def a_step_of_each_kind() -> tuple[dict[str, Any], dict[str, Any]]:
    steps = next(iter(cases().values()))
    return steps[0], steps[2]


def test_a_gap_in_the_versions_asks_for_a_new_snapshot() -> None:
    first, third = a_step_of_each_kind()
    told = Told()
    told.take(read_message(bytes_of(first)), snapshot=True)
    with pytest.raises(MessageMissed):
        told.take(read_message(bytes_of(third)), snapshot=False)


def test_a_later_protocol_is_refused() -> None:
    first, _ = a_step_of_each_kind()
    with pytest.raises(ProtocolUnknown):
        read_message(json.dumps({**first["message"], "protocol": 2}).encode())
