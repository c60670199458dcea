"""What one attempt's terminals sent and were told is saved, held against what the server has.

The ledger goes with the candidate, not with the terminal: after a move the next terminal writes on
in it. It is the rehearsal's own truth; nothing the server says changes what it demands.
"""

from dataclasses import dataclass
from typing import Literal

from catserver.rehearsal.messages import Answer, ItemId, Recorded, Responses


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that is not at the server as it was acknowledged, in words for the operator."""

    kind: Literal["lost", "doubled"]
    item: ItemId
    seq: int
    what: str


class Ledger:
    def __init__(self) -> None:
        self._sent: dict[int, set[Answer]] = {}
        self._saved: dict[ItemId, tuple[int, Answer]] = {}
        self._saved_seqs: set[int] = set()

    @property
    def acknowledged(self) -> int:
        """How many answers, each number once."""
        return len(self._saved_seqs)

    @property
    def answered(self) -> int:
        """Items with a choice, as far as acknowledged."""
        return sum(answer.choice is not None for _, answer in self._saved.values())

    def sends(self, seq: int, answer: Answer) -> None:
        self._sent.setdefault(seq, set()).add(answer)

    def saves(self, seq: int, answer: Answer) -> bool:
        """Note an acknowledgement; False when this number was acknowledged before."""
        if seq in self._saved_seqs:
            return False
        self._saved_seqs.add(seq)
        known = self._saved.get(answer.item)
        if known is None or known[0] < seq:
            self._saved[answer.item] = (seq, answer)
        return True

    def compare(self, last_seq: int, responses: Responses) -> list[Fault]:
        """What the server has lost of this attempt, and what it has more than was sent."""
        faults = [
            fault
            for item, (seq, answer) in self._saved.items()
            if (fault := _lost(item, seq, answer, responses.get(item)))
        ]
        for item, recorded in responses.items():
            answer = Answer(item, recorded.choice, recorded.doubt)
            if answer not in self._sent.get(recorded.seq, ()):
                what = f"the server has {_words(answer)} under {recorded.seq}; it was never sent so"
                faults.append(Fault("doubled", item, recorded.seq, what))
        highest = max(self._sent, default=0)
        if last_seq > highest:
            what = f"the server counts to {last_seq}; the terminals sent up to {highest}"
            faults.append(Fault("doubled", ItemId(""), last_seq, what))
        return faults


def _lost(item: ItemId, seq: int, answer: Answer, recorded: Recorded | None) -> Fault | None:
    if recorded is None:
        return Fault("lost", item, seq, f"{_words(answer)} was acknowledged; there is nothing")
    has = Answer(item, recorded.choice, recorded.doubt)
    if recorded.seq < seq or (recorded.seq == seq and has != answer):
        what = f"{_words(answer)} was acknowledged; there is {_words(has)} under {recorded.seq}"
        return Fault("lost", item, seq, what)
    return None


def _words(answer: Answer) -> str:
    return f"{answer.choice or 'blank'}{' in doubt' if answer.doubt else ''}"
