"""Tables of absences, probed at each edge: what is lost, what is given back, when time is over."""

from datetime import datetime, timedelta

import pytest

from catserver.attempt.commands import (
    AttemptCommand,
    Close,
    Connect,
    Disconnect,
    Expire,
    GrantTime,
    HandIn,
    Pause,
    Release,
    Resume,
    Return,
    ReturnFromGate,
    ReturnServer,
    ReturnStore,
    Start,
)
from catserver.attempt.errors import CommandRefused
from catserver.attempt.events import ConnectionId, GiveBack, TerminalReturned, TimeLost
from catserver.attempt.machine import decide
from catserver.attempt.state import Attempt, Phase
from catserver.attempt.timing import over_at
from tests.builders import (
    EIGHT,
    HERE,
    a_key_book,
    a_response,
    a_running_attempt,
    a_waiting_attempt,
    after,
    applied,
)

RULE = GiveBack(server_ceiling_s=1800, terminal_ceiling_s=600, from_s=5)
RUN_ON = GiveBack()
END = after(seconds=6000)
THERE = ConnectionId("there")
MICROSECOND = timedelta(microseconds=1)


def run(*steps: tuple[float, AttemptCommand], rule: GiveBack = RULE) -> Attempt:
    """A running attempt after commands at these seconds."""
    attempt = a_running_attempt(give_back=rule)
    for seconds, command in steps:
        attempt = applied(attempt, command, after(seconds=seconds))
    return attempt


def ledger(attempt: Attempt) -> list[tuple[str, float, float]]:
    """Cause, lost and given seconds."""
    return [
        (entry.cause, entry.lost.total_seconds(), entry.given.total_seconds())
        for entry in attempt.ledger
    ]


def gained_s(attempt: Attempt) -> float:
    assert attempt.deadline_at is not None
    return (attempt.deadline_at - END).total_seconds()


def is_over(attempt: Attempt, now: datetime) -> bool:
    try:
        decide(attempt, Expire(), now, a_key_book())
    except CommandRefused:
        return False
    return True


GONE, BACK = Disconnect(HERE), Connect(THERE, "A-01")


@pytest.mark.parametrize(
    ("lost_s", "given_s"),
    [
        (0.000001, 0),
        (4.999999, 0),
        (5, 5),
        (5.000001, 5.000001),
        (599.999999, 599.999999),
        (600, 600),
        (600.000001, 600),
        (3000, 600),
    ],
)
def test_an_absence_is_given_back_from_the_threshold_to_the_ceiling(
    lost_s: float, given_s: float
) -> None:
    attempt = run((100, GONE), (100 + lost_s, BACK))
    assert ledger(attempt) == [("terminal_away", lost_s, given_s)]
    assert gained_s(attempt) == given_s


def test_pulling_the_cable_again_and_again_gains_the_ceiling_once() -> None:
    attempt = a_running_attempt(give_back=RULE)
    for pull in range(10):
        connection = attempt.connection
        assert connection is not None
        attempt = applied(attempt, Disconnect(connection), after(seconds=200 * pull))
        attempt = applied(
            attempt, Connect(ConnectionId(f"c{pull}"), "A-01"), after(seconds=200 * pull + 100)
        )
    assert sum(lost for _, lost, _ in ledger(attempt)) == 1000
    assert gained_s(attempt) == 600


def test_where_the_rule_lets_time_run_on_losses_are_shown_and_not_given_back() -> None:
    attempt = run((100, GONE), (400, BACK), rule=RUN_ON)
    assert ledger(attempt) == [("terminal_away", 300, 0)]
    assert attempt.deadline_at == END


def test_a_line_that_died_unnoticed_is_measured_from_its_last_word() -> None:
    gone = Disconnect(HERE, heard_at=after(seconds=60))
    attempt = run((105, gone), (110, BACK))
    assert ledger(attempt) == [("terminal_away", 50, 50)]


def test_a_line_was_alive_at_least_until_the_last_recorded_answer() -> None:
    gone = Disconnect(HERE, heard_at=after(seconds=60))
    attempt = run((90, a_response()), (105, gone), (110, BACK))
    assert ledger(attempt) == [("terminal_away", 20, 20)]


def test_a_line_replaced_before_anybody_noticed_its_end_is_measured_too() -> None:
    attempt = run((100, Connect(THERE, "A-01", heard_at=after(seconds=88))))
    assert ledger(attempt) == [("terminal_away", 12, 12)]


@pytest.mark.parametrize(
    ("looked_s", "given_s"), [(0.000001, 0.000001), (4, 4), (60, 60), (60.000001, 60), (600, 60)]
)
def test_a_look_into_the_camera_is_given_back_up_to_a_minute(
    looked_s: float, given_s: float
) -> None:
    attempt = run((100 + looked_s, ReturnFromGate(after(seconds=100))))
    assert ledger(attempt) == [("gate", looked_s, given_s)]
    assert gained_s(attempt) == given_s


def test_looks_that_all_take_their_minute_gain_a_tenth_of_the_working_time() -> None:
    attempt = a_running_attempt(give_back=RULE)
    assert attempt.prepared is not None
    tenth_s = attempt.prepared.allowed_s / 10
    looks = int(tenth_s // 60) + 3
    for look in range(looks):
        asked_at = after(seconds=100 * look + 10)
        attempt = applied(attempt, ReturnFromGate(asked_at), asked_at + timedelta(seconds=60))
    assert gained_s(attempt) == tenth_s


def test_who_answers_while_a_look_is_wanted_has_worked_until_then() -> None:
    attempt = run((130, a_response()), (140, ReturnFromGate(after(seconds=100))))
    assert ledger(attempt) == [("gate", 10, 10)]


def test_a_look_before_the_start_or_while_away_costs_nothing_of_its_own() -> None:
    away = run((100, GONE), (130, ReturnFromGate(after(seconds=100))), (150, BACK))
    assert ledger(away) == [("terminal_away", 50, 50)]


def test_a_second_tab_on_a_living_line_loses_and_gains_nothing() -> None:
    assert ledger(run((100, BACK))) == []


def test_an_instant_from_the_future_is_held_to_now() -> None:
    gone = Disconnect(HERE, heard_at=after(seconds=500))
    assert ledger(run((100, gone), (110, BACK))) == [("terminal_away", 10, 10)]


@pytest.mark.parametrize("took_s", [2, 5, 900, 7200])
def test_a_move_is_given_back_whole_however_long_it_took(took_s: float) -> None:
    attempt = run((100, Release("ani", "screen broken")), (100 + took_s, BACK))
    assert ledger(attempt) == [("moved", took_s, took_s)]
    assert gained_s(attempt) == took_s


def test_a_terminal_that_failed_and_was_moved_is_two_losses() -> None:
    attempt = run((100, GONE), (160, Release("ani", "dead")), (400, BACK))
    assert ledger(attempt) == [("terminal_away", 60, 60), ("moved", 240, 240)]


def test_a_killed_servers_time_is_given_back_until_the_terminal_is_there_again() -> None:
    attempt = run((130, ReturnServer(after(seconds=100))), (135, BACK))
    assert ledger(attempt) == [("server_away", 35, 35)]


def test_the_server_is_not_to_blame_for_a_terminal_that_stays_away_after_its_return() -> None:
    attempt = run((130, ReturnServer(after(seconds=100))), (1130, BACK))
    assert ledger(attempt) == [("server_away", 90, 90), ("terminal_away", 940, 600)]


def test_a_server_killed_twice_is_one_loss_of_its_own() -> None:
    attempt = run(
        (130, ReturnServer(after(seconds=100))),
        (150, ReturnServer(after(seconds=132))),
        (155, BACK),
    )
    assert ledger(attempt) == [("server_away", 55, 55)]


def test_each_cause_has_its_own_part_of_an_absence_that_the_server_died_in() -> None:
    attempt = run((80, GONE), (130, ReturnServer(after(seconds=100))), (135, BACK))
    assert ledger(attempt) == [("terminal_away", 20, 20), ("server_away", 35, 35)]


def test_a_ceiling_is_one_sum_also_within_one_absence() -> None:
    attempt = run(
        (100, GONE),
        (500, ReturnServer(after(seconds=490))),
        (1000, ReturnServer(after(seconds=990))),
        (1600, BACK),
    )
    assert ledger(attempt) == [
        ("terminal_away", 390, 390),
        ("server_away", 70, 70),
        ("terminal_away", 430, 210),
        ("server_away", 70, 70),
        ("terminal_away", 540, 0),
    ]


def test_an_orderly_stop_counts_as_the_servers() -> None:
    gone = Disconnect(HERE, cause="server_away")
    attempt = run((100, gone), (130, ReturnServer(after(seconds=99.5))), (135, BACK))
    assert ledger(attempt) == [("server_away", 35, 35)]


def test_the_servers_ceiling_is_not_the_terminals() -> None:
    attempt = run((3000, ReturnServer(after(seconds=100))), (3001, BACK))
    assert ledger(attempt) == [("server_away", 2901, 1800)]


def test_a_standstill_is_lost_by_those_at_work_and_counted_once() -> None:
    stood = ReturnServer(after(seconds=100), lines_held=True)
    attempt = run((130, stood), (131, stood))
    assert ledger(attempt) == [("server_away", 30, 30), ("server_away", 1, 0)]


def test_an_answer_over_plain_http_ends_the_absence_before_it_is_decided() -> None:
    attempt = run((5990, GONE))
    late = after(seconds=6050)
    events = decide(attempt, a_response(), late, a_key_book())
    assert [type(event).__name__ for event in events] == [
        "TerminalReturned",
        "TimeLost",
        "ResponseRecorded",
    ]
    attempt = applied(attempt, a_response(), late)
    assert attempt.connected
    assert gained_s(attempt) == 60


def test_a_terminal_heard_over_plain_http_works_again() -> None:
    attempt = run((100, GONE))
    returned, lost = decide(attempt, Return(), after(seconds=130), a_key_book())
    assert isinstance(returned, TerminalReturned)
    assert isinstance(lost, TimeLost)
    assert decide(applied(attempt, Return(), after(seconds=130)), Return(), after(seconds=131),
                  a_key_book()) == ()  # fmt: skip


def test_a_released_terminal_is_not_brought_back_by_asking() -> None:
    attempt = run((100, Release("ani", "screen")))
    assert decide(attempt, Return(), after(seconds=130), a_key_book()) == ()


def test_a_pause_is_in_the_ledger_and_gave_back_what_it_took() -> None:
    attempt = run((100, Pause("ani", "alarm")), (700, Resume("ani", "over")))
    assert ledger(attempt) == [("paused", 600, 600)]
    assert (attempt.ledger[0].by, attempt.ledger[0].reason) == ("ani", "alarm")
    assert gained_s(attempt) == 600


@pytest.mark.parametrize(
    ("gone_s", "back_s", "expected"),
    [
        (50, 90, [("terminal_away", 40, 40), ("paused", 100, 100)]),
        (50, 150, [("terminal_away", 50, 50), ("paused", 100, 100)]),
        (120, 150, [("paused", 100, 100)]),
        (120, 260, [("paused", 100, 100), ("terminal_away", 60, 60)]),
        (50, 260, [("terminal_away", 50, 50), ("paused", 100, 100), ("terminal_away", 60, 60)]),
    ],
)
def test_nothing_is_lost_twice_around_a_pause(
    gone_s: float, back_s: float, expected: list[tuple[str, float, float]]
) -> None:
    steps: list[tuple[float, AttemptCommand]] = [
        (100, Pause("ani", "alarm")),
        (200, Resume("ani", "over")),
        (gone_s, GONE),
        (back_s, BACK),
    ]
    attempt = run(*sorted(steps, key=lambda step: step[0]))
    assert ledger(attempt) == expected


def test_a_pause_within_the_grace_gives_back_no_more_than_it_took() -> None:
    attempt = run((6001, Pause("ani", "alarm")), (6061, Resume("ani", "over")))
    assert gained_s(attempt) == 60
    assert attempt.ledger[0].given == timedelta(seconds=60)


def test_who_waits_loses_nothing_before_the_start() -> None:
    attempt = applied(a_waiting_attempt(give_back=RULE), GONE, after(seconds=-300))
    attempt = applied(attempt, Start(EIGHT), EIGHT)
    attempt = applied(attempt, BACK, after(seconds=40))
    assert ledger(attempt) == [("terminal_away", 40, 40)]


def test_granted_time_is_in_the_ledger_with_who_and_why() -> None:
    attempt = run((100, GrantTime("ani", "noise", 300)))
    (entry,) = attempt.ledger
    assert (entry.cause, entry.by, entry.reason) == ("granted", "ani", "noise")
    assert (entry.lost, entry.given) == (timedelta(), timedelta(seconds=300))


# ── the end of time ──────────────────────────────────────────────────────────────────────────
def test_six_minutes_left_are_six_minutes_left_after_the_server_was_away() -> None:
    attempt = run((6100, ReturnServer(after(seconds=5640))), (6110, BACK))
    assert attempt.phase is Phase.RUNNING
    assert attempt.remaining_at(after(seconds=6110)) == timedelta(minutes=6)


@pytest.mark.parametrize(
    ("rule", "over_after_s"),
    [
        (RUN_ON, 6002),
        (RULE, 6602),  # the terminal's ceiling later
        (GiveBack(1800, 100, 5), 6102),
    ],
)
def test_time_is_over_for_who_is_away_when_the_rule_has_no_more_to_give(
    rule: GiveBack, over_after_s: float
) -> None:
    attempt = run((5000, GONE), rule=rule)
    assert not is_over(attempt, after(seconds=over_after_s))
    assert is_over(attempt, after(seconds=over_after_s) + MICROSECOND)


def test_a_servers_absence_waits_for_the_servers_ceiling_and_then_the_terminals() -> None:
    attempt = run((5950, ReturnServer(after(seconds=5900))))
    # 50 s away and 60 s to come back are the server's, then 600 s of the terminal's
    assert not is_over(attempt, after(seconds=6002 + 110 + 600))
    assert is_over(attempt, after(seconds=6002 + 110 + 600) + MICROSECOND)


def test_what_the_rule_gave_is_in_the_ledger_of_who_never_came_back() -> None:
    attempt = run((5000, GONE), (6603, Expire()))
    assert attempt.phase is Phase.FINISHED
    assert ledger(attempt) == [("terminal_away", 1603, 600)]


def test_a_moved_candidate_does_not_run_out_of_time_between_two_seats() -> None:
    attempt = run((5999, Release("ani", "screen")))
    assert not is_over(attempt, after(seconds=20_000))


def test_who_is_there_ends_at_the_deadline_as_ever() -> None:
    attempt = run((100, GONE), (130, BACK))
    assert not is_over(attempt, after(seconds=6032))
    assert is_over(attempt, after(seconds=6032) + MICROSECOND)


def test_an_absence_below_the_threshold_is_over_with_its_return() -> None:
    attempt = run((5999, GONE))
    assert not is_over(attempt, after(seconds=6003))
    attempt = applied(attempt, BACK, after(seconds=6003))
    assert is_over(attempt, after(seconds=6003))


@pytest.mark.parametrize("command", [Close("ani", "left the room"), HandIn(HERE)])
def test_the_ledger_is_complete_at_every_end(command: AttemptCommand) -> None:
    attempt = run((100, GONE), (130, command))
    assert attempt.phase is Phase.FINISHED
    assert ledger(attempt) == [("terminal_away", 30, 30)]


def test_nothing_is_measured_after_the_end() -> None:
    attempt = run((100, HandIn(HERE)), (110, GONE), (150, BACK), (200, ReturnServer(EIGHT)))
    assert ledger(attempt) == []


@pytest.mark.parametrize("gone_s", [None, 100.0, 5900.0, 5999.0, 6001.0])
def test_who_keeps_the_time_asks_at_the_instants_at_which_it_can_be_over(
    gone_s: float | None,
) -> None:
    attempt = run() if gone_s is None else run((gone_s, GONE))
    now, asked = END + MICROSECOND, 0
    while not is_over(attempt, now):
        later = over_at(attempt, now)
        assert later >= now
        assert not is_over(attempt, later)
        now, asked = later + MICROSECOND, asked + 1
    assert over_at(attempt, now) < now
    assert asked <= 700


def test_a_store_that_took_nothing_is_given_back_to_those_on_their_lines() -> None:
    attempt = run((160, ReturnStore(after(seconds=100))))
    assert ledger(attempt) == [("server_away", 60, 60)]
    assert gained_s(attempt) == 60


def test_an_absence_in_which_the_store_was_away_as_well_is_measured_once() -> None:
    attempt = run((90, GONE), (160, ReturnStore(after(seconds=100))), (190, BACK))
    assert ledger(attempt) == [("terminal_away", 100, 100)]


def test_a_line_that_is_known_to_have_ended_while_the_store_was_away_loses_no_second_twice() -> (
    None
):
    late = Disconnect(HERE, after(seconds=120))
    attempt = run((160, ReturnStore(after(seconds=100))), (161, late), (190, BACK))
    assert ledger(attempt) == [("server_away", 60, 60), ("terminal_away", 30, 30)]
