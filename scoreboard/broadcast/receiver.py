"""Where a broadcast goes, with what quality, and what is told of it; knows no encoder."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

FRAMES_A_SECOND = 30


class ReceiverLost(OSError):
    """The receiver refused, or the line or the disk broke; the text names no key."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where to: `address` with its `key` for RTMP, or a folder for HLS. The key has no repr.

    `authority` is a file with the certificates to believe for rtmps, instead of the system's.
    """

    address: str
    key: str = ""
    folder: Path | None = None
    authority: str | None = None

    def __repr__(self) -> str:
        return f"Receiver({self.address!r})"

    def without_key(self, words: str) -> str:
        return words.replace(self.key, "(key)") if self.key else words


@dataclass(frozen=True, slots=True)
class Quality:
    """What the encoder may take and give; the presets are x264's."""

    preset: str = "veryfast"
    bitrate_max: int = 4_500_000

    def options(self) -> dict[str, object]:
        return {
            "preset": self.preset,
            "crf": "21",
            "maxrate": str(self.bitrate_max),
            "bufsize": str(2 * self.bitrate_max),
            # Key frames are asked for by the clock: frames that were left out do not delay them.
            "g": "600",
            "forced-idr": "1",
            "sc_threshold": "0",
            "aq-mode": "3",  # keeps the dark ground even
            "profile": "high",
        }


DEFAULT_QUALITY = Quality()


class Sent(NamedTuple):
    """A sign of life: how many frames are out, whether the board is heard.

    `cpu_s` is the processor's time that drawing and encoding took in `seconds`, from the first
    frame on.
    """

    frames: int
    board_open: bool
    seconds: float = 0.0
    cpu_s: float = 0.0


class Lost(NamedTuple):
    reason: str


Report = Sent | Lost
