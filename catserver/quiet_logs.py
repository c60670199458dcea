"""What a process writes into its log of a fault: where it happened and its kind, and no values.

An exception's own words may hold a candidate's number, a name, or a piece of what was sent. Lines
of the program do not. So a log can be handed to somebody who helps, as it is.
"""

import logging
import traceback
from types import TracebackType

FORMAT = "%(asctime)s %(levelname)s %(message)s"
Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class QuietFormatter(logging.Formatter):
    def formatException(self, ei: Fault) -> str:  # noqa: N802 - the library's name
        error = ei[1]
        return "" if error is None else "\n".join(_lines(error))


def log_quietly() -> None:
    """To the standard error, from warnings on."""
    handler = logging.StreamHandler()
    handler.setFormatter(QuietFormatter(FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def _lines(error: BaseException) -> list[str]:
    """The cause first, as Python tells it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    told = [] if before is None else [*_lines(before), "which led to"]
    told += [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
    told.append(_kind(error))
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            told += _lines(each)
    return told


def _kind(error: BaseException) -> str:
    """With the system's own number, which tells a full disk from a missing right."""
    number = error.errno if isinstance(error, OSError) else None
    name = type(error).__name__
    return name if number is None else f"{name} (errno {number})"
