"""The board as a video over TLS: a certificate that cannot be verified is sent nothing."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
import pytest

from catserver.tls.site_certificate import make_site_certificate
from scoreboard.broadcast.receiver import Receiver, ReceiverLost
from scoreboard.broadcast.secure_line import reached
from tests.integration.test_broadcast import (
    FRAMES,
    KEY,
    a_recorder,
    an_order,
    board_url,
    free_port,
    needs_nginx,
    sent,
)

__all__ = ["board_url"]
ROOT = Path(__file__).parents[2]


@dataclass
class Platform:
    """What listens with TLS, and after it has ended how much it was told."""

    port: int
    authority: Path
    heard_bytes: int = 0

    @property
    def address(self) -> str:
        return f"rtmps://127.0.0.1:{self.port}/live"


@contextmanager
def a_platform(folder: Path, to_port: int) -> Iterator[Platform]:
    made = make_site_certificate(folder, ["127.0.0.1"])
    front = ["-m", "tests.tls_front", str(made.certificate), str(made.key), str(to_port)]
    with subprocess.Popen(
        [sys.executable, *front], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        platform = Platform(int(process.stdout.readline()), made.authority)
        try:
            yield platform
        finally:
            process.stdin.close()
            platform.heard_bytes = int(process.stdout.readline())


@needs_nginx
def test_a_platform_whose_certificate_is_verified_gets_every_frame(
    board_url: str, tmp_path: Path
) -> None:
    with a_recorder(tmp_path) as recorder, a_platform(tmp_path, recorder.port) as platform:
        receiver = Receiver(platform.address, KEY, authority=str(platform.authority))
        sent(an_order(board_url, receiver))
        with av.open(str(recorder.recorded())) as recording:
            assert sum(packet.pts is not None for packet in recording.demux(video=0)) == FRAMES


def test_a_certificate_that_nobody_known_signed_is_refused_and_nothing_is_sent(
    board_url: str, tmp_path: Path
) -> None:
    with (
        a_platform(tmp_path, free_port()) as platform,
        pytest.raises(ReceiverLost, match="is not to be trusted") as lost,
    ):
        sent(an_order(board_url, Receiver(platform.address, KEY)))
    assert platform.heard_bytes == 0
    assert KEY not in str(lost.value)


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    with a_platform(tmp_path, free_port()) as platform:
        address = f"rtmps://localhost:{platform.port}/live"
        receiver = Receiver(address, KEY, authority=str(platform.authority))
        with pytest.raises(ReceiverLost, match="localhost is not to be trusted"), reached(receiver):
            pass


def test_certificates_that_cannot_be_read_and_a_platform_that_is_away_are_said(
    tmp_path: Path,
) -> None:
    none = tmp_path / "none.pem"
    none.write_text("no certificate")
    away = Receiver(f"rtmps://127.0.0.1:{free_port()}/live", KEY)
    with (
        pytest.raises(ReceiverLost, match="cannot be read"),
        reached(Receiver(away.address, KEY, authority=str(none))),
    ):
        pass
    with pytest.raises(ReceiverLost, match=r"127\.0\.0\.1"), reached(away):
        pass


def test_what_needs_no_line_of_its_own_goes_as_it_is(tmp_path: Path) -> None:
    for receiver in (Receiver("rtmp://host/live", KEY), Receiver("hls", folder=tmp_path)):
        with reached(receiver) as found:
            assert found is receiver
