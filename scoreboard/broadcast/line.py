"""One transmission: follow the board, draw, encode, in real time, until it is stopped or breaks.

It runs in a process of its own (`keeper`), because a receiver that hangs holds libav for as long as
it likes, and only the end of a process frees it.
"""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from scoreboard.broadcast.encoder import Encoder
from scoreboard.broadcast.picture import HEIGHT, WIDTH, Picture
from scoreboard.broadcast.programme import Programme
from scoreboard.broadcast.receiver import (
    DEFAULT_QUALITY,
    FRAMES_A_SECOND,
    Lost,
    Quality,
    Receiver,
    ReceiverLost,
    Report,
    Sent,
)
from scoreboard.broadcast.secure_line import reached
from scoreboard.broadcast.source import Source
from scoreboard.broadcast.words import Language, Words

# While nothing glides, changes are looked for this often.
LOOK_EVERY_FRAMES = 6
# Later than this, frames are left out, so that the clock in the picture stays right.
LATE_FRAMES_MAX = FRAMES_A_SECOND // 2
# A transmission begins with the board where it answers at all, and else with the card.
FIRST_WORD_S = 5.0
STOP = "stop"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent where."""

    board_url: str
    sitting: str
    language: Language
    address: str
    receiver: Receiver
    quality: Quality = DEFAULT_QUALITY
    authority: str | None = None
    frames: int | None = None
    """End after so many; None for as long as it is not stopped."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How time passes; tests let it pass at once."""

    seconds: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    used: Callable[[], float] = time.process_time


REAL_TIME = Pace()


def transmit(
    order: Order,
    report: Callable[[Report], None],
    stopped: Callable[[], bool],
    pace: Pace = REAL_TIME,
) -> None:
    """Raises ReceiverLost."""
    source = Source(order.board_url, order.sitting, _now, order.authority)
    picture = Picture(Words(order.language), order.address, Programme())
    source.start()
    source.wait(FIRST_WORD_S)
    try:
        with (
            reached(order.receiver) as receiver,
            Encoder(receiver, (WIDTH, HEIGHT), order.quality) as encoder,
        ):
            _send(order, source, picture, encoder, report, stopped, pace)
    finally:
        source.close()


def _send(
    order: Order,
    source: Source,
    picture: Picture,
    encoder: Encoder,
    report: Callable[[Report], None],
    stopped: Callable[[], bool],
    pace: Pace,
) -> None:
    began, used = pace.seconds(), pace.used()
    index = sent = 0

    def alive() -> Sent:
        return Sent(sent, source.is_open, pace.seconds() - began, pace.used() - used)

    while order.frames is None or sent < order.frames:
        if index % LOOK_EVERY_FRAMES == 0 or picture.moving:
            now = source.now()
            changed = source.look(lambda told, is_open: picture.draw(told, now, line_open=is_open))  # noqa: B023 - called at once
            if changed or not sent:
                encoder.show(picture.image)
        encoder.write(index)
        sent += 1
        if sent % FRAMES_A_SECOND == 1:
            report(alive())
            if stopped():
                return
        index = _next(index, pace.seconds() - began)
        pace.sleep(max(0.0, began + index / FRAMES_A_SECOND - pace.seconds()))
    report(alive())


def _next(index: int, passed_s: float) -> int:
    due = int(passed_s * FRAMES_A_SECOND)
    return due if due - index > LATE_FRAMES_MAX else index + 1


def in_own_process(order: Order, line: Connection) -> None:
    """What `keeper` starts; the interrupt key is the keeper's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def stopped() -> bool:
        try:
            return line.poll() and line.recv() == STOP
        except (EOFError, OSError):
            return True  # the keeper is gone

    try:
        transmit(order, line.send, stopped)
    except ReceiverLost as error:
        line.send(Lost(str(error)))
    except BrokenPipeError:
        return


def _now() -> datetime:
    return datetime.now(UTC)
