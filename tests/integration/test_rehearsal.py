"""A small rehearsal at a real server: what it reports is true, also when the server is not."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec

from catserver.attempt.responses import Responses
from catserver.attempt.state import Attempt, Phase
from catserver.rehearsal.messages import Number
from catserver.rehearsal.plan import Outages, Plan, Shares, SignIn
from catserver.rehearsal.progress import Silence
from catserver.rehearsal.report import Report
from catserver.rehearsal.run import run_rehearsal
from tests.boards import BoardInLoop
from tests.live import EXAM, PASSWORD, SITTING_ID, Live, a_live_site, number

QUICKLY = Outages(away_s=(0.05, 0.1), away_over_http_s=(1.5, 2.0), http_after_s=0.05)


def a_plan(live: Live, **changes: object) -> Plan:
    """Everybody of the site, quickly, with their own faces, nothing going wrong."""
    plan = Plan(
        url=live.origin,
        sitting=SITTING_ID,
        proctor=SignIn("ani", PASSWORD),
        pace=timedelta(milliseconds=40),
        shares=Shares(disconnecting=0, moving=0, handing_in=1),
        outages=QUICKLY,
        fetch_forms_within=timedelta(milliseconds=50),
        portraits=lambda person: f"face-{person}".encode(),
        desks=4,
    )
    return replace(plan, **changes)  # type: ignore[arg-type] # fields of a Plan


async def rehearse(plan: Plan) -> Report:
    return await run_rehearsal(plan, Silence())


def assert_nothing_is_wrong(report: Report) -> None:
    assert report.verdict.passed, msgspec.json.format(msgspec.json.encode(report)).decode()


async def test_a_quiet_day_is_reported_as_it_was(tmp_path: Path) -> None:
    async with a_live_site(tmp_path, candidates=4, board=BoardInLoop()) as live:
        report = await rehearse(a_plan(live))
        recorded = [live.site.attempts.known(each) for each in live.attempts.values()]
    assert_nothing_is_wrong(report)
    assert (report.candidates, report.finished, report.outcomes_compared) == (4, 4, 4)
    assert (report.arrivals.matched, report.arrivals.referred) == (4, 0)
    assert report.arrivals.sign_in.count == 4
    assert report.answers.acknowledged == sum(each.last_seq for each in recorded if each)
    assert report.answers.acknowledged == report.answers.acknowledgement.count >= 4 * 5
    assert report.answers.board.count > 0
    assert report.answers.not_shown == 0
    assert report.lines.closed == {"4410": 4}


async def test_cut_lines_moves_and_plain_http_lose_nothing(tmp_path: Path) -> None:
    """Without portraits, so that the proctor admits everybody by hand."""
    shares = Shares(disconnecting=1, over_http=0.5, moving=0.5, handing_in=1)
    async with a_live_site(tmp_path, candidates=10, board=BoardInLoop()) as live:
        report = await rehearse(a_plan(live, shares=shares, portraits=None))
    assert_nothing_is_wrong(report)
    assert (report.finished, report.arrivals.comparison.count) == (10, 0)
    assert report.lines.reconnections > 0
    assert report.lines.moves > 0
    assert report.answers.over_http > 0


async def test_everybody_looks_into_the_camera_where_the_exam_wants_it(tmp_path: Path) -> None:
    gates = EXAM.replace(b"[identity]\n", b'[identity]\nseat = "required"\n')
    async with a_live_site(tmp_path, board=BoardInLoop(), exam_file=gates) as live:
        report = await rehearse(a_plan(live))
        admissions = [live.site.admissions.known(each) for each in live.attempts.values()]
    assert_nothing_is_wrong(report)
    assert report.arrivals.looks == {"taken": 3}
    assert [each.looks["seat"].outcome for each in admissions if each] == ["match"] * 3


async def test_a_stranger_is_refused_at_the_door_with_a_reason(tmp_path: Path) -> None:
    stranger = Number(number(2))

    def portrait(person: Number) -> bytes:
        return b"somebody-else" if person == stranger else f"face-{person}".encode()

    async with a_live_site(tmp_path, board=BoardInLoop()) as live:
        plan = a_plan(live, portraits=portrait, strangers=frozenset({stranger}))
        report = await rehearse(plan)
        admission = live.site.admissions.known(live.attempts[stranger])
    assert_nothing_is_wrong(report)
    assert (report.arrivals.matched, report.arrivals.referred) == (2, 1)
    assert (report.arrivals.refused, report.finished) == (1, 2)
    assert admission is not None
    assert admission.decided is not None
    assert (admission.decided.decision, admission.decided.reason) == ("refuse", "rehearsal")


async def test_an_answer_the_server_forgets_is_reported_as_lost(tmp_path: Path) -> None:
    """The server's memory of one attempt is altered behind its back, as lost rows would do."""
    async with a_live_site(tmp_path, board=BoardInLoop()) as live:
        forget_one_answer(live, next(iter(live.attempts.values())))
        report = await rehearse(a_plan(live))
    assert len(report.lost) == 1
    assert not report.verdict.passed
    assert "NOT READY: 1 acknowledged answers lost" in report.verdict.sentence


def forget_one_answer(live: Live, name: str) -> None:
    """Once three answers of this attempt are recorded, the first of them is gone."""
    forgotten: list[str] = []

    def forget(changed: str, attempt: Attempt, _: object) -> None:
        if changed != name or attempt.last_seq < 3 or forgotten:
            return
        first = min(attempt.responses, key=lambda item: attempt.responses[item].seq)
        forgotten.append(first)
        kept = {item: each for item, each in attempt.responses.items() if item != first}
        live.site.attempts._held[name].state = msgspec.structs.replace(
            attempt, responses=Responses(kept)
        )

    live.site.attempts.observe(forget)


async def test_a_stopped_rehearsal_says_what_was_until_then(tmp_path: Path) -> None:
    async with a_live_site(tmp_path, board=BoardInLoop()) as live:
        plan = a_plan(live, pace=timedelta(seconds=30))
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(rehearse(plan))
            while not any(_phase(live, each) is Phase.RUNNING for each in live.attempts.values()):
                await asyncio.sleep(0.01)
            plan.stop.set()
        report = running.result()
    assert report.stopped
    assert report.finished == 0
    assert_nothing_is_wrong(report)


def _phase(live: Live, name: str) -> Phase | None:
    attempt = live.site.attempts.known(name)
    return attempt.phase if attempt else None
