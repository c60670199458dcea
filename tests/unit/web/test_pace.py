from catserver.web.pace import Pace


def taken(pace: Pace, tries: int, now: float, attempt: str = "a") -> int:
    return sum(pace.takes(attempt, now) for _ in range(tries))


def test_an_outbox_goes_through_at_once() -> None:
    assert taken(Pace(per_s=5, burst=400), 1000, now=100.0) == 400


def test_after_the_burst_it_is_the_pace_that_counts() -> None:
    pace = Pace(per_s=5, burst=400)
    taken(pace, 1000, now=100.0)
    assert taken(pace, 1000, now=110.0) == 50


def test_a_refusal_costs_nothing() -> None:
    pace = Pace(per_s=4, burst=8)
    for tick in range(100):
        taken(pace, 1000, now=tick / 4)
    assert taken(pace, 1000, now=25.0) == 1


def test_who_keeps_to_the_pace_is_never_refused() -> None:
    pace = Pace(per_s=4, burst=1)
    assert all(pace.takes("a", tick / 4) for tick in range(10_000))


def test_the_burst_comes_back_with_time() -> None:
    pace = Pace(per_s=5, burst=400)
    taken(pace, 1000, now=0.0)
    assert taken(pace, 1000, now=80.0) == 400


def test_one_attempts_haste_is_nobody_elses() -> None:
    pace = Pace(per_s=5, burst=2)
    taken(pace, 10, now=0.0)
    assert taken(pace, 10, now=0.0, attempt="b") == 2


def test_who_owes_nothing_is_forgotten_and_the_others_are_not() -> None:
    pace = Pace(per_s=1, burst=10)
    taken(pace, 10, now=0.0)
    taken(pace, 1, now=0.0, attempt="b")
    pace.forget(now=5.0)
    assert taken(pace, 100, now=5.0) == 5
    assert taken(pace, 100, now=5.0, attempt="b") == 10
