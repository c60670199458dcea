"""Who is in which attempt of which sitting, in memory: every answer comes without waiting."""

from collections.abc import Iterable, Mapping, Sequence

from catserver.delivery.registry import Assignment


class Directory:
    def __init__(self) -> None:
        self._assignments: dict[str, Assignment] = {}
        self._of_sitting: dict[str, dict[str, Assignment]] = {}

    def assignment(self, attempt: str) -> Assignment | None:
        return self._assignments.get(attempt)

    def assignments(self, sitting_id: str) -> Mapping[str, Assignment]:
        """By candidate number."""
        return self._of_sitting.get(sitting_id, {})

    def in_use(self) -> list[str]:
        """The sittings in memory."""
        return list(self._of_sitting)

    def enter(self, sitting_id: str, assignments: Iterable[Assignment]) -> None:
        """Also without anybody: then the sitting is in use."""
        held = self._of_sitting.setdefault(sitting_id, {})
        for assignment in assignments:
            self._assignments[assignment.attempt] = assignment
            held[assignment.candidate] = assignment

    def strike(self, sitting_id: str, numbers: Sequence[str]) -> None:
        held = self._of_sitting[sitting_id]
        for number in numbers:
            del self._assignments[held.pop(number).attempt]
