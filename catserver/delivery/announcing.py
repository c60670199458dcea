"""What stands over a sitting's rows on the board, and what of them was public at an instant."""

from datetime import datetime

from catserver.attempt.events import AttemptId
from catserver.attempt.folding import evolve
from catserver.attempt.state import Attempt
from catserver.delivery.machines import AttemptDesk
from catserver.delivery.material import Material
from catserver.delivery.publication import visibility_of
from catserver.sitting.machine import SittingState
from question_bank.exam import Exam
from scoreboard.heading import CutRule, Heading, SectionHeading, SittingPhase
from scoreboard.intake import Announcement
from scoreboard.line import TiesOnTheLine
from scoreboard.release import FreezeState, freeze_of
from scoreboard.visibility import NO_TIME


def announcement_of(
    material: Material, state: SittingState, end_at: datetime | None
) -> Announcement:
    return Announcement(
        heading=_heading(material, state, end_at), visibility=visibility_of(material.exam, state)
    )


def public_until(announcement: Announcement, now: datetime) -> datetime | None:
    """What happened from here on the public does not see yet; None where it sees everything."""
    heading, visibility = announcement.heading, announcement.visibility
    until = [now - visibility.delay] if visibility.delay > NO_TIME else []
    freeze = freeze_of(heading, visibility, now)
    held_back = freeze.state in {FreezeState.FROZEN, FreezeState.REVEALING}
    if held_back and freeze.from_at is not None:
        until.append(freeze.from_at)
    return min(until, default=None)


async def as_it_stood(attempts: AttemptDesk, name: str, until: datetime) -> Attempt:
    """The attempt after all that happened before `until`, from the journal."""
    state = Attempt(AttemptId(name))
    for event in await attempts.events(name):
        if event.at >= until:
            break
        state = evolve(state, event)
    return state


def _heading(material: Material, state: SittingState, end_at: datetime | None) -> Heading:
    exam, sitting = material.exam, material.sitting
    return Heading(
        id=sitting.id,
        event=exam.id,
        title=sitting.title,
        exam_title={"id": exam.title.id, "en": exam.title.en},
        sections=tuple(
            SectionHeading(
                id=section.id,
                title={"id": section.title.id, "en": section.title.en},
                points_max=section.points_max,
            )
            for section in exam.sections
        ),
        room=sitting.room,
        phase=SittingPhase(state.phase.value),
        start_at=state.started_at or state.start_at,
        end_at=end_at,
        cuts=tuple(
            CutRule(
                categories=rule.categories,
                sections={str(section): cut for section, cut in rule.sections.items()},
                total=rule.total,
            )
            for rule in exam.cuts
        ),
        go_on_multiple=exam.ranking.go_on_multiple or 0,
        ties_on_the_line=TiesOnTheLine(exam.ranking.ties_on_the_line.value),
        vacancies=_vacancies(exam),
    )


def _vacancies(exam: Exam) -> dict[str, int]:
    """By formation; none where the exam draws no line at a multiple of them."""
    if exam.ranking.go_on_multiple is None:
        return {}
    return {each.name: each.vacancies for each in exam.formations}
