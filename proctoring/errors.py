"""What can go wrong with a photo or an engine.

ProctoringError
├── PictureRefused        the sender's fault: ``code`` names the sentence a page shows
│   ├── NotAPicture       not JPEG, PNG or WebP, or damaged
│   └── PictureTooLarge   more bytes or pixels than the limit; found before anything is decoded
├── TemplateMismatch      two templates of different engines or lengths were to be compared
├── ModelUnusable         a model's file is absent, or is not the file its card describes
└── PoolError             the machine's fault: the candidate is referred, the line goes on
    ├── QueueFull         too many photos wait already
    ├── WorkerDied        the process that had the photo ended; another has taken its place
    ├── JobTimedOut       the photo took longer than the limit; its process was replaced
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


class PoolClosed(PoolError):
    pass
