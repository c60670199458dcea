from datetime import timedelta
from random import Random

from catserver.rehearsal.behaviour import Behaviour, Temperament
from catserver.rehearsal.course import Course, HandIn
from catserver.rehearsal.messages import Answer, ItemId
from tests.unit.rehearsal.examples import form_items

MINUTE = timedelta(minutes=1)


def a_course(
    *, hands_in: bool = True, work_for: timedelta | None = None, items: int = 5, pace_s: float = 1
) -> Course:
    temperament = Temperament(pace_s, 1, 0, 0, 0, 0, hands_in)
    behaviour = Behaviour(temperament, form_items(items), Random(1))
    return Course(temperament, behaviour, Random(2), 0.0, work_for)


def run(course: Course, until: float, ends_at: float | None) -> tuple[int, float | None]:
    """How many answers, and when the person handed in."""
    shown: dict[ItemId, Answer] = {}
    now = 0.0
    while now < until:
        act = course.next(now, shown, ends_at)
        if act is HandIn.NOW:
            return len(shown), now
        if act is not None:
            shown[act.item] = act
        now = max(course.acts_at, now + 0.01)
    return len(shown), None


def test_nothing_is_done_before_its_time() -> None:
    course = a_course()
    assert course.next(course.acts_at - 0.001, {}, None) is None
    assert course.acts == 0
    assert isinstance(course.next(course.acts_at, {}, None), Answer)
    assert course.acts == 1


def test_who_has_answered_everything_hands_in() -> None:
    answered, handed_in_at = run(a_course(), until=600, ends_at=6000)
    assert answered == 5
    assert handed_in_at is not None


def test_after_the_time_of_the_rehearsal_the_person_hands_in_whatever_is_left() -> None:
    course = a_course(work_for=MINUTE, items=10_000)
    answered, handed_in_at = run(course, until=600, ends_at=6000)
    assert answered < 10_000
    assert handed_in_at is not None
    assert 51 <= handed_in_at < 70


def test_who_stays_lets_the_time_run_out_where_it_does_so_soon() -> None:
    course = a_course(work_for=MINUTE, hands_in=False)
    assert run(course, until=120, ends_at=60) == (5, None)


def test_nobody_stays_for_an_end_that_is_far_away() -> None:
    course = a_course(work_for=MINUTE, hands_in=False, items=10_000)
    assert run(course, until=600, ends_at=6000)[1] is not None


def test_a_person_held_up_for_long_does_not_do_everything_at_once_afterwards() -> None:
    course = a_course(items=10_000)
    course.next(1000.0, {}, None)
    assert course.acts_at > 998
    times = []
    for _ in range(6):
        times.append(course.acts_at)
        course.next(max(course.acts_at, 1000.0), {}, None)
    assert times[-1] > 1000
