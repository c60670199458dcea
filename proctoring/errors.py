"""What can go wrong with a photo or an engine.

ProctoringError
├── PictureRefused        the sender's fault: ``code`` names the sentence a page shows
│   ├── NotAPicture       not JPEG, PNG or WebP, or damaged
│   └── PictureTooLarge   more bytes or pixels than the limit; found before anything is decoded
├── TemplateMismatch      two templates of different engines or lengths were to be compared
├── BadTable              a table of pairs or groups: where, what, and what to do about it
├── ModelUnusable         a model's file is absent, or is not the file its card describes
└── PoolError             the machine's fault: the candidate is referred, the line goes on
    ├── QueueFull         too many photos wait already
    ├── WorkerDied        the process that had the photo ended; another has taken its place
    ├── JobTimedOut       the photo took longer than the limit; its process was replaced
    ├── JobFailed         a library failed at the photo, in a way that nobody foresaw
    ├── WorkerStarved     a process in idle time was given none; another does the job
    └── PoolClosed        the pool was shut down before the photo's turn
"""

from typing import ClassVar


class ProctoringError(Exception):
    """Root of this package's exceptions."""


class PictureRefused(ProctoringError):
    code: ClassVar[str] = "picture_refused"


class NotAPicture(PictureRefused):
    code: ClassVar[str] = "not_a_picture"


class PictureTooLarge(PictureRefused):
    code: ClassVar[str] = "picture_too_large"


class TemplateMismatch(ProctoringError):
    pass


class BadTable(ProctoringError):
    """Says file, row, column, what is wrong and the remedy."""

    def __init__(
        self, file: str, row: int | None, column: str | None, what: str, remedy: str
    ) -> None:
        place = file if row is None else f"{file}:{row}"
        super().__init__(f"{place}{f' [{column}]' if column else ''}: {what}. {remedy}")
        self.file, self.row, self.column, self.remedy = file, row, column, remedy


class ModelUnusable(ProctoringError):
    pass


class PoolError(ProctoringError):
    pass


class QueueFull(PoolError):
    pass


class WorkerDied(PoolError):
    pass


class JobTimedOut(PoolError):
    pass


class JobFailed(PoolError):
    pass


class WorkerStarved(PoolError):
    pass


class PoolClosed(PoolError):
    pass
