"""The only home of PyAV: pictures become H.264 with a silent AAC track, as RTMP or HLS.

A picture that stays is converted once and encoded again and again, which costs the encoder little:
nothing in it has moved.
"""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import av.logging
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from scoreboard.broadcast.receiver import FRAMES_A_SECOND, Quality, Receiver, ReceiverLost

# A viewer who joins waits for a key frame; platforms ask for one at least every four seconds.
KEY_FRAME_S = 2
SAMPLES_A_SECOND = 48_000
SAMPLES_A_FRAME = 1024
HLS_SEGMENT_S = 4
HLS_SEGMENTS = 8
BT709 = 1


class Encoder:
    """One transmission. `show` changes the picture, `write` sends the frame of one instant."""

    def __init__(self, receiver: Receiver, size: tuple[int, int], quality: Quality) -> None:
        """Connects. Raises ReceiverLost."""
        av.logging.set_level(av.logging.PANIC)  # libav's own words would name the key
        self._receiver = receiver
        self._size = size
        try:
            self._container = _open(receiver)
            self._video = self._add_video(quality)
            self._audio = self._add_audio()
            self._container.start_encoding()
        except (OSError, av.error.FFmpegError) as error:
            raise self._lost(error) from None
        self._silence = AudioFrame(format="fltp", layout="stereo", samples=SAMPLES_A_FRAME)
        for plane in self._silence.planes:
            plane.update(bytes(plane.buffer_size))
        self._silence.sample_rate = SAMPLES_A_SECOND
        self._heard = 0
        self._key_frame = -1
        self._frame: VideoFrame | None = None

    def show(self, image: Image.Image) -> None:
        """From the next frame on this is the picture."""
        frame = VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
        self._frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709")

    def write(self, index: int) -> None:
        """Send the picture as frame number `index`, and silence up to it. Raises ReceiverLost."""
        assert self._frame is not None, "something is shown first"
        self._frame.pts = index
        self._frame.time_base = Fraction(1, FRAMES_A_SECOND)
        key_frame = index // (FRAMES_A_SECOND * KEY_FRAME_S)
        self._frame.pict_type = PictureType.I if key_frame != self._key_frame else PictureType.NONE
        self._key_frame = key_frame
        try:
            self._container.mux(self._video.encode(self._frame))
            while self._heard * FRAMES_A_SECOND <= index * SAMPLES_A_SECOND:
                self._silence.pts = self._heard
                self._silence.time_base = Fraction(1, SAMPLES_A_SECOND)
                self._container.mux(self._audio.encode(self._silence))
                self._heard += SAMPLES_A_FRAME
        except (OSError, av.error.FFmpegError) as error:
            raise self._lost(error) from None

    def close(self) -> None:
        """Send what the encoders still hold. Raises ReceiverLost."""
        try:
            self._container.mux(self._video.encode(None))
            self._container.mux(self._audio.encode(None))
            self._container.close()
        except (OSError, av.error.FFmpegError) as error:
            raise self._lost(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()

    def _add_video(self, quality: Quality) -> VideoStream:
        video = self._container.add_stream("libx264", rate=FRAMES_A_SECOND)
        assert isinstance(video, VideoStream), "libx264 encodes video"
        video.width, video.height = self._size
        video.pix_fmt = "yuv420p"
        video.codec_context.time_base = Fraction(1, FRAMES_A_SECOND)
        video.codec_context.colorspace = BT709
        video.codec_context.color_primaries = BT709
        video.codec_context.color_trc = BT709
        video.options = dict(quality.options())
        return video

    def _add_audio(self) -> AudioStream:
        audio = self._container.add_stream("aac", rate=SAMPLES_A_SECOND)
        assert isinstance(audio, AudioStream), "aac encodes audio"
        audio.codec_context.layout = "stereo"
        audio.codec_context.bit_rate = 96_000
        return audio

    def _lost(self, error: Exception) -> ReceiverLost:
        return ReceiverLost(self._receiver.without_key(f"{type(error).__name__}: {error}"))


def _open(receiver: Receiver) -> OutputContainer:
    if receiver.folder is None:
        target = f"{receiver.address}/{receiver.key}"
        options = {"flvflags": "no_duration_filesize"}
        return av.open(target, mode="w", format="flv", options=options)
    target = str(receiver.folder / "board.m3u8")
    return av.open(target, mode="w", format="hls", options=_hls_options(receiver.folder))


def _hls_options(folder: Path) -> dict[str, str]:
    return {
        "hls_time": str(HLS_SEGMENT_S),
        "hls_list_size": str(HLS_SEGMENTS),
        "hls_flags": "delete_segments+independent_segments+temp_file",
        # A name is never used twice, so a copy of an older run in a cache is never shown.
        "hls_start_number_source": "epoch",
        "hls_segment_filename": str(folder / "board-%d.ts"),
    }
