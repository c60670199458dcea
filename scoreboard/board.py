"""One public board: postings come in at any pace, numbered messages go out at the pace of `tick`.

`post` only puts a posting aside. `tick` lets through what the rules allow by now, brings the sheet
up to date and hands its delta to the feed. Between ticks nothing changes, so snapshot and stream
always agree.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from scoreboard.chunk import Brief, Chunk, Joined
from scoreboard.feed import DEFAULT_LIMITS, Feed, FeedLimits, Viewer
from scoreboard.heading import Heading, event_heading
from scoreboard.messages import encode_clock, event_opening, server_sent_event
from scoreboard.postings import Posting
from scoreboard.release import NO_FREEZE, Freeze, Gate, freeze_of, freeze_of_all
from scoreboard.sheet import Frame, Sheet
from scoreboard.visibility import NO_TIME, Visibility, public_entry, strictest

Clock = Callable[[], datetime]

LONG_AGO = datetime.min.replace(tzinfo=UTC)
_VERSION = re.compile(r"[0-9]{1,15}")


@dataclass(slots=True)
class _Sitting:
    """One sitting whose postings this board shows, by that sitting's own rules."""

    heading: Heading
    visibility: Visibility
    gate: Gate = field(default_factory=Gate)
    freeze: Freeze = NO_FREEZE
    shown_anew: bool = False

    def release(self, now: datetime) -> Iterable[Posting]:
        """What is new to the public; everything, after the rules have changed."""
        released = self.gate.release(now, self.visibility, self.freeze)
        if self.shown_anew:
            self.shown_anew = False
            return self.gate.visible.values()
        return released.values()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole board at one version: as JSON, and as the event of a stream.

    `id` names the state, whoever asks and however it is encoded.
    """

    id: str
    version: int
    at: datetime
    content: Chunk
    event: Chunk


class Board:
    """The board of one sitting, or (`of_event`) of all sittings of an event.

    `run` names this run of the board's process. With the version it makes the tag of a snapshot and
    the identifier of an event, so that a stream resumed from another run starts with a snapshot.
    """

    def __init__(
        self,
        heading: Heading,
        visibility: Visibility,
        *,
        run: str,
        clock: Clock,
        of_event: bool = False,
        limits: FeedLimits = DEFAULT_LIMITS,
        snapshot_age: timedelta = NO_TIME,
    ) -> None:
        self._run = run
        self._clock = clock
        self._of_event = of_event
        self._sittings = {heading.id: _Sitting(heading, visibility)}
        self._announced = False
        self._frame = self._frame_of_all()
        self._sheet = Sheet(self.heading.id, self._frame, clock())
        self._snapshot = self._new_snapshot(LONG_AGO)
        self._snapshot_age = snapshot_age
        self._feed = Feed(self.snapshot, limits)

    @property
    def heading(self) -> Heading:
        return self._frame.heading

    @property
    def sittings(self) -> int:
        return len(self._sittings)

    @property
    def viewers(self) -> int:
        return self._feed.viewers

    @property
    def round_s(self) -> float:
        """What it cost last, in the processor's time, to tell all viewers something."""
        return self._feed.round_s

    @property
    def version(self) -> int:
        return self._sheet.version

    def fits(self, heading: Heading) -> bool:
        """Say whether a sitting can share this board: one row shape, so the same sections."""
        return heading.sections == self.heading.sections

    def announce(self, heading: Heading, visibility: Visibility) -> None:
        """Take in a sitting, or its new heading or rules (a withheld row, a reveal)."""
        known = self._sittings.get(heading.id)
        if known is None:
            self._sittings[heading.id] = _Sitting(heading, visibility)
        elif (known.heading, known.visibility) != (heading, visibility):
            known.shown_anew = True
            known.heading, known.visibility = heading, visibility
        self._announced = True

    def post(self, posting: Posting) -> bool:
        """Put a posting aside for the next tick; False when its sitting was never announced."""
        sitting = self._sittings.get(posting.sitting)
        if sitting is None:
            return False
        sitting.gate.hold(posting)
        return True

    def tick(self) -> bool:
        """Show what may be shown by now; True when viewers were told something."""
        now = self._clock()
        self._reframe(now)
        sections = [section.id for section in self.heading.sections]
        entries = [
            public_entry(posting, sitting.visibility, sections)
            for sitting in self._sittings.values()
            for posting in sitting.release(now)
        ]
        delta = self._sheet.update(now, self._frame, entries)
        if delta is None:
            return False
        self._feed.publish(server_sent_event("delta", delta, self._event_id(self.version)))
        return True

    def beat(self) -> None:
        """Tell viewers the time, so that they know the line is alive."""
        self._feed.beat(self._clock_event())

    def close(self) -> None:
        """End every stream."""
        self._feed.close()

    def snapshot(self) -> Snapshot:
        """The whole board, made only when somebody asks, and no more often than its age allows."""
        known = self._snapshot
        if known.version != self.version:
            now = self._clock()
            if now - known.at >= self._snapshot_age or not self._feed.ring.knows(known.version):
                self._snapshot = self._new_snapshot(now)
        return self._snapshot

    def snapshot_bytes(self) -> bytes:
        return self.snapshot().content.plain

    def join(self, viewer: Viewer, last_event_id: str | None = None) -> bytes:
        """Server-sent events for `viewer`: what came after `last_event_id`, or a snapshot first.

        Returns how the stream begins, for the caller to send before it calls `resume`. Raises
        `TooManyViewers`.
        """
        return self._feed.join(viewer, self._resumed_version(last_event_id), self._clock_event())

    def resume(self, viewer: Viewer) -> None:
        """The viewer can take more."""
        self._feed.resume(viewer)

    def leave(self, viewer: Viewer) -> None:
        self._feed.leave(viewer)

    def _event_id(self, version: int) -> str:
        return f"{self._run}-{version}"

    def _resumed_version(self, last_event_id: str | None) -> int | None:
        run, _, version = (last_event_id or "").rpartition("-")
        known = run == self._run and _VERSION.fullmatch(version)
        return int(version) if known else None

    def _new_snapshot(self, at: datetime) -> Snapshot:
        content = Chunk(self._sheet.snapshot())
        name = self._event_id(self.version)
        event = Joined((Brief(event_opening("snapshot", name)), content, Brief(b"\n\n")))
        return Snapshot(name, self.version, at, content, event)

    def _clock_event(self) -> bytes:
        return server_sent_event("clock", encode_clock(self._clock()))

    def _reframe(self, now: datetime) -> None:
        """Find each sitting's freeze, and after an announcement what stands around the rows."""
        sittings = self._sittings.values()
        for sitting in sittings:
            sitting.freeze = freeze_of(sitting.heading, sitting.visibility, now)
        if self._announced:
            self._announced = False
            before, self._frame = self._frame, self._frame_of_all()
            if before.heading.sections != self.heading.sections:
                for sitting in sittings:
                    sitting.shown_anew = True
        freeze = freeze_of_all([sitting.freeze for sitting in sittings])
        if freeze != self._frame.freeze:
            self._frame = replace(self._frame, freeze=freeze)

    def _frame_of_all(self) -> Frame:
        sittings = list(self._sittings.values())
        first = sittings[0]
        if not self._of_event:
            return Frame(first.heading, first.visibility, first.freeze)
        heading = event_heading([sitting.heading for sitting in sittings])
        visibility = strictest([sitting.visibility for sitting in sittings])
        return Frame(heading, visibility, freeze_of_all([one.freeze for one in sittings]))
