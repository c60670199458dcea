"""What can have happened to personal data, and to who may see it. No event carries any."""

from datetime import datetime
from typing import Literal

import msgspec

DataClass = Literal[
    "registration_photos", "arrival_photos", "templates", "watch_list", "person", "journal"
]
Scope = Literal["event", "candidate", "due"]


class PhotosViewed(msgspec.Struct, frozen=True, tag=True):
    """Photos that `by` was shown since `since`; each is told once an hour at most."""

    at: datetime
    by: str
    since: datetime
    photos: tuple[str, ...]


class PersonExported(msgspec.Struct, frozen=True, tag=True):
    """All that is held on one person left the site in a file."""

    at: datetime
    by: str
    photos: tuple[str, ...]
    attempts: tuple[str, ...]


class ResultsExported(msgspec.Struct, frozen=True, tag=True):
    """Names, numbers and scores of a sitting left the site in a file."""

    at: datetime
    by: str
    sitting: str
    form: str


class ExamEventBegun(msgspec.Struct, frozen=True, tag=True):
    """A new key; photos of the event before are out of every search from here on."""

    at: datetime
    by: str
    event: str


class WatchListChanged(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    change: Literal["added", "removed"]
    entry: str


class AccountChanged(msgspec.Struct, frozen=True, tag=True):
    """Somebody of the committee let another in, or shut them out.

    Who sets a password can sign in under that name: what it decides later may be theirs.
    """

    at: datetime
    by: str
    account: str
    change: Literal["made", "password", "disabled", "enabled"]
    role: str = ""


class StaffSignedIn(msgspec.Struct, frozen=True, tag=True):
    """Whoever is signed in can see the people of every sitting; `address` is of their computer."""

    at: datetime
    by: str
    address: str


class DataForgotten(msgspec.Struct, frozen=True, tag=True):
    """`counts` is how many rows of each class are gone. A destroyed key takes its backups along.

    `sittings` are those whose journal went: what the public log says of them has nothing behind it
    here any more. `deleted_at` is when it went; `at`, when that was written down, is later
    where the machine stopped in between. `note` names the note that the deletion left of itself.
    """

    at: datetime
    by: str
    scope: Scope
    events: tuple[str, ...]
    counts: dict[DataClass, int]
    keys_destroyed: tuple[str, ...]
    sittings: tuple[str, ...] = ()
    deleted_at: datetime | None = None
    note: str = ""


CustodyEvent = (
    PhotosViewed
    | PersonExported
    | ResultsExported
    | ExamEventBegun
    | WatchListChanged
    | AccountChanged
    | StaffSignedIn
    | DataForgotten
)
