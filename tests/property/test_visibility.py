"""Nothing hidden leaks: two days that differ only in what is hidden look the same, byte by byte.

Everything a viewer is sent is compared, with versions, row numbers, and whether anything was sent.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from scoreboard.heading import Heading, SittingPhase
from scoreboard.postings import Phase, Posting
from scoreboard.visibility import Names, Numbers, Reveal, Visibility, Withheld, public_number
from tests.unit.scoreboard.builders import HandClock, a_board, a_heading, a_posting
from tests.unit.scoreboard.viewer import Mailbox

ATTEMPTS = "abcdef"
HIDDEN = "cd"
"""The attempts that differ between the two days, where a test hides whole attempts."""


@dataclass(frozen=True)
class Deed:
    """So many seconds later an attempt is posted; `other` is what differs on the second day."""

    after_s: int
    attempt: str
    marks: int
    other: int
    phase: Phase
    passed: bool


deeds = st.lists(
    st.builds(
        Deed,
        st.integers(0, 90),
        st.sampled_from(ATTEMPTS),
        st.integers(0, 60),
        st.integers(0, 60),
        st.sampled_from(list(Phase)),
        st.booleans(),
    ),
    max_size=40,
)
Posted = Callable[[Deed, int, HandClock], Posting]


def posted(deed: Deed, version: int, clock: HandClock) -> Posting:
    return a_posting(
        deed.attempt,
        deed.marks,
        version=version,
        at=clock(),
        phase=deed.phase,
        passed=deed.passed,
        tie_break=(deed.marks,),
    )


async def seen_by_a_viewer(
    all_deeds: Sequence[Deed], rules: Visibility, heading: Heading, post: Posted, rest_s: int
) -> list[bytes]:
    """What a viewer got at each tick, from the first second to so long after the last deed."""
    clock = HandClock()
    board = a_board(clock, heading, rules)
    box = Mailbox().watch(board)
    got = [box.opening]
    for version, deed in enumerate(all_deeds, start=1):
        clock.advance(deed.after_s)
        board.post(post(deed, version, clock))
        board.tick()
        got.append(await box.news())
    clock.advance(rest_s)
    board.tick()
    return [*got, await box.news(), board.snapshot_bytes()]


def days(
    all_deeds: Sequence[Deed],
    rules: Visibility,
    heading: Heading,
    *posts: Posted,
    rest_s: int = 3600,
) -> tuple[list[bytes], list[bytes]]:
    """What is seen of the first day, and of the second."""

    async def both() -> list[list[bytes]]:
        return [await seen_by_a_viewer(all_deeds, rules, heading, post, rest_s) for post in posts]

    first, second = asyncio.run(both())
    return first, second


@settings(max_examples=40, deadline=None)
@given(deeds)
def test_what_a_withheld_candidate_reaches_cannot_be_seen(all_deeds: list[Deed]) -> None:
    rules = Visibility(withheld=dict.fromkeys(HIDDEN, Withheld.UNDER_REVIEW))

    def otherwise(deed: Deed, version: int, clock: HandClock) -> Posting:
        if deed.attempt not in HIDDEN:
            return posted(deed, version, clock)
        other = replace(deed, marks=deed.other, passed=not deed.passed, phase=Phase.RUNNING)
        return posted(other, version, clock)

    first, second = days(all_deeds, rules, a_heading(), posted, otherwise)
    assert first == second


@pytest.mark.parametrize("over", [timedelta(), timedelta(minutes=3)])
@settings(max_examples=40, deadline=None)
@given(all_deeds=deeds)
def test_what_happens_in_the_freeze_cannot_be_seen_before_the_reveal(
    all_deeds: list[Deed], over: timedelta
) -> None:
    """The committee's word never comes here, so all of it stays hidden."""
    end_at = HandClock()() + timedelta(minutes=30)
    heading = a_heading(end_at=end_at, phase=SittingPhase.CLOSED)
    freeze = timedelta(minutes=20)
    rules = Visibility(freeze=freeze, reveal=Reveal.BY_COMMITTEE, reveal_over=over)

    def otherwise(deed: Deed, version: int, clock: HandClock) -> Posting:
        if clock() < end_at - freeze:
            return posted(deed, version, clock)
        other = replace(deed, marks=deed.other, attempt="e", phase=Phase.FINISHED)
        return posted(other, version, clock)

    first, second = days(all_deeds, rules, heading, posted, otherwise)
    assert first == second


@settings(max_examples=40, deadline=None)
@given(deeds)
def test_what_is_younger_than_the_delay_cannot_be_seen(all_deeds: list[Deed]) -> None:
    delay = timedelta(minutes=5)
    end = HandClock()() + timedelta(seconds=sum(deed.after_s for deed in all_deeds))

    def otherwise(deed: Deed, version: int, clock: HandClock) -> Posting:
        young = clock() > end - delay
        return posted(replace(deed, marks=deed.other) if young else deed, version, clock)

    heading, rules = a_heading(), Visibility(delay=delay)
    first, second = days(all_deeds, rules, heading, posted, otherwise, rest_s=0)
    assert first == second


@pytest.mark.parametrize("names", [Names.MASKED, Names.NUMBER])
@settings(max_examples=40, deadline=None)
@given(all_deeds=deeds)
def test_what_a_mask_covers_cannot_be_seen(all_deeds: list[Deed], names: Names) -> None:
    rules = Visibility(names=names, numbers=Numbers.PARTLY)
    numbers = {each: (f"11{each}000055", f"11{each}999055") for each in ATTEMPTS}

    def on_day(day: int) -> Posted:
        def post(deed: Deed, version: int, clock: HandClock) -> Posting:
            name = ("Siti Aminah", "Sari Asmara")[day]
            number = numbers[deed.attempt][day]
            return structs.replace(posted(deed, version, clock), number=number, name=name)

        return post

    for pair in numbers.values():
        assert len({public_number(number, Numbers.PARTLY) for number in pair}) == 1
    first, second = days(all_deeds, rules, a_heading(), on_day(0), on_day(1))
    assert first == second


@settings(max_examples=40, deadline=None)
@given(deeds)
def test_who_passed_cannot_be_seen_where_the_rules_do_not_show_it(all_deeds: list[Deed]) -> None:
    rules = Visibility(passed_shown=False)
    heading = a_heading(vacancies={"Analis": 2})

    def otherwise(deed: Deed, version: int, clock: HandClock) -> Posting:
        return posted(replace(deed, passed=not deed.passed), version, clock)

    first, second = days(all_deeds, rules, heading, posted, otherwise)
    assert first == second


def test_the_two_days_of_these_tests_do_differ_where_nothing_is_hidden() -> None:
    """Else they would prove nothing."""
    one = Deed(1, "c", 5, 6, Phase.RUNNING, passed=False)

    def otherwise(deed: Deed, version: int, clock: HandClock) -> Posting:
        return posted(replace(deed, marks=deed.other), version, clock)

    rules = Visibility()
    first, second = days([one], rules, a_heading(), posted, otherwise)
    assert first != second
