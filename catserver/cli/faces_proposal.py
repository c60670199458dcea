"""The lines of an exam file that a measurement proposes: thresholds, and where they come from."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from proctoring.measured import ALL, GroupFigures
from proctoring.performance import ErrorRate, performance_at
from proctoring.thresholds import Proposal

NAME_LENGTH_MAX = 80
MOST_IN_AN_EXAM = 2.0
UNSTATED = (
    "The table has no pairs of one person, so there is no measurement to state: thresholds\n"
    "without one are shown as not stated."
)


@dataclass(frozen=True, slots=True)
class Photographs:
    """What was compared, for people: whose table, how many photos, and with whom."""

    table: str
    photos: int
    everybody: bool

    def words(self, group: str) -> tuple[str, str]:
        """In Indonesian and in English."""
        name = _visible(self.table)
        each_id = ", masing-masing dengan semua orang lain" if self.everybody else ""
        each_en = ", each with everybody else’s" if self.everybody else ""
        rates_id = "" if group == ALL else f"; angka untuk kelompok {_visible(group)}"
        rates_en = "" if group == ALL else f"; rates of the group {_visible(group)}"
        return (
            f"{self.photos} foto dari {name}{each_id}{rates_id}",
            f"{self.photos} photographs of {name}{each_en}{rates_en}",
        )


def lines_for(
    engine: str,
    proposed: Proposal,
    groups: Sequence[GroupFigures],
    photographs: Photographs,
    on: date,
) -> Iterator[str]:
    """To stand in place of the first lines of an exam's ``[identity]``.

    The rates are those of the group whose pairs set the threshold; of everybody's where that group
    has no pair of one person. Without any such pair there is no measurement to state.
    """
    at_most = proposed.policy.match_at_most
    yield "[identity]"
    yield f"engine = {_text(engine)}"
    yield f"match_at_most = {at_most:g}"
    yield f"strong_non_match_from = {min(proposed.policy.strong_non_match_from, MOST_IN_AN_EXAM):g}"
    group = _with_both_kinds(groups, proposed.group)
    if group is None:
        return
    at = performance_at(group.scores, at_most)
    words_id, words_en = photographs.words(group.group)
    yield f"measurement.photographs = {{ id = {_text(words_id)}, en = {_text(words_en)} }}"
    yield f"measurement.date = {on.isoformat()}"
    yield f"measurement.engine = {_text(engine)}"
    yield f"measurement.match_at_most = {at_most:g}"
    yield f"measurement.genuine_pairs = {at.false_non_match.trials}"
    yield f"measurement.impostor_pairs = {at.false_match.trials}"
    yield f"measurement.fmr = {_share(at.false_match)}"
    yield f"measurement.fnmr = {_share(at.false_non_match)}"


def states_a_measurement(proposed: Proposal, groups: Sequence[GroupFigures]) -> bool:
    return _with_both_kinds(groups, proposed.group) is not None


def _with_both_kinds(groups: Sequence[GroupFigures], strictest: str) -> GroupFigures | None:
    asked = [*(each for each in groups if each.group == strictest), groups[0]]
    return next((each for each in asked if each.scores.genuine and each.scores.impostor), None)


def _share(rate: ErrorRate) -> str:
    """Four digits, and never with an exponent."""
    share = rate.errors / rate.trials
    return f"{float(f'{share:.4g}'):.12f}".rstrip("0").ljust(len("0.0"), "0")


def _text(value: str) -> str:
    """A string of TOML: its escapes are those of JSON, and DEL is one more."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _visible(text: str) -> str:
    """A name of a file or of a group, without what cannot be seen and an exam file refuses."""
    seen = "".join(each for each in text if each.isprintable()).strip()
    return seen[:NAME_LENGTH_MAX].strip() or "?"
