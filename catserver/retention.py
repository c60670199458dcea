"""How long each class of personal data is kept, and what is therefore due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta

from catserver.custody.events import DataClass

Days = Annotated[int, Meta(ge=0, le=36_500)]


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """Days after an event's last sitting, or its close. 0: until somebody says so."""

    registration_photos_days: Days = 90
    arrival_photos_days: Days = 90
    templates_days: Days = 30
    watch_list_days: Days = 30
    person_days: Days = 0
    journal_days: Days = 0

    def days_of(self, name: DataClass) -> int:
        days: int = getattr(self, f"{name}_days")
        return days

    def due(self, last_use_at: datetime, now: datetime) -> tuple[DataClass, ...]:
        """The classes whose time is over for data last used then."""
        return tuple(
            name
            for name in CLASSES
            if (days := self.days_of(name)) and now - last_use_at >= timedelta(days=days)
        )


CLASSES: tuple[DataClass, ...] = (
    "registration_photos",
    "arrival_photos",
    "templates",
    "watch_list",
    "person",
    "journal",
)
BIOMETRIC: tuple[DataClass, ...] = CLASSES[:4]
"""What an event's key seals."""
