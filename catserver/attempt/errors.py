"""Why an attempt does not do what it was asked.

CommandRefused   their fault or bad luck: the command does not fit the state; nothing changed
"""

from typing import Literal

RefusalCode = Literal[
    "already_prepared",
    "not_prepared",
    "replaced",
    "seq_gap",
    "seq_conflict",
    "unknown_item",
    "unknown_choice",
    "not_running",
    "paused",
    "not_paused",
    "too_late",
    "finished",
    "not_over",
    "nothing_to_grant",
    "reason_missing",
]


class CommandRefused(Exception):
    """The machine's no. `code` is what a page turns into a sentence."""

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(code)
        self.code = code
