"""What a proctor sees of a sitting as a whole: exam, room, times, and how many there are."""

from datetime import datetime

import msgspec

from catserver.delivery.material import Material
from catserver.sitting.machine import SittingState


class SittingView(msgspec.Struct, frozen=True):
    id: str
    title: str
    exam: dict[str, object]
    room: str
    start_at: datetime | None
    started_at: datetime | None
    end_at: datetime | None
    phase: str
    seats: int
    candidates: int
    pin_closes_at: datetime | None
    arrivals_open_at: datetime | None = None


def sitting_view(
    material: Material, state: SittingState, candidates: int, last_deadline: datetime | None
) -> SittingView:
    exam = material.exam
    begins_at = state.started_at or state.start_at
    planned_end = begins_at + exam.time.allowed if begins_at else None
    return SittingView(
        id=material.sitting.id,
        title=material.sitting.title,
        exam={
            "id": exam.id,
            "title": {"id": exam.title.id, "en": exam.title.en},
            "gates": {"seat": exam.identity.seat, "return": exam.identity.return_},
        },
        room=material.sitting.room,
        start_at=state.start_at or material.sitting.start_at,
        started_at=state.started_at,
        end_at=last_deadline or planned_end,
        phase=state.phase.value,
        seats=material.sitting.seats,
        candidates=candidates,
        pin_closes_at=(
            state.start_at - exam.arrival.pin_closes if state.start_at is not None else None
        ),
        arrivals_open_at=(
            state.start_at - exam.arrival.opens if state.start_at is not None else None
        ),
    )
