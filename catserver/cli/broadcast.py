"""`catserver broadcast`: the public board as a live video, drawn and encoded here, no browser."""

import signal
import time
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from catserver.cli.stream_key import receiver_of
from scoreboard.broadcast.receiver import FRAMES_A_SECOND, Lost, Quality, Receiver, Sent
from scoreboard.broadcast.source import Source, sitting_to_show, trust

PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium")
SNAPSHOT_WAIT_S = 15.0
CERTIFICATES = click.Path(exists=True, dir_okay=False)
RECEIVER_CA_HELP = "With rtmps: believe these authorities instead of the system's."


@click.command()
@click.option("--board", default="http://127.0.0.1:8000", show_default=True, help="Whose board.")
@click.option("--sitting", default="", help="Its identifier; otherwise the one that runs.")
@click.option("--to", help="rtmp(s)://HOST/APPLICATION, without the key.")
@click.option("--key-file", help="File with the stream key; - reads it from standard input.")
@click.option("--hls", type=click.Path(file_okay=False), help="Write HLS into this folder instead.")
@click.option("--picture", type=click.Path(dir_okay=False), help="Only draw one picture (PNG).")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
@click.option("--address", help="The board's address as viewers should type it.")
@click.option("--ca", type=click.Path(dir_okay=False), help="Certificate of the site's authority.")
@click.option("--receiver-ca", type=CERTIFICATES, help=RECEIVER_CA_HELP)
@click.option("--preset", type=click.Choice(PRESETS), default="veryfast", show_default=True)
@click.option("--seconds", type=click.IntRange(1), help="End after so long, for a trial.")
def broadcast(**given: Any) -> None:
    """Send the public board as H.264 video to a platform, or write it for a web server.

    The board is followed over its public address, so this may run on another machine. The stream
    key is taken from --key-file, from CATSERVER_STREAM_KEY, or asked for; never from --to.
    """
    _require_encoder()
    if sum(given[each] is not None for each in ("to", "hls", "picture")) != 1:
        raise click.UsageError("Give one of --to, --hls and --picture.")
    board, authority = given["board"].rstrip("/"), given["ca"]
    address = given["address"] or f"{urlsplit(board).netloc}/results"
    sitting = _sitting(board, given["sitting"], authority)
    if given["picture"] is not None:
        _draw(board, sitting, authority, given["language"], address, Path(given["picture"]))
        return
    _keep_on_air(board, sitting, authority, address, given)


def _keep_on_air(
    board: str, sitting: str, authority: str | None, address: str, given: dict[str, Any]
) -> None:
    # These import the encoder, of which one must be told first that it is missing.
    from scoreboard.broadcast.keeper import InOwnProcess, keep
    from scoreboard.broadcast.line import Order

    order = Order(
        board_url=board,
        sitting=sitting,
        language=given["language"],
        address=address,
        receiver=_receiver(given),
        quality=Quality(given["preset"]),
        authority=authority,
        frames=given["seconds"] and given["seconds"] * FRAMES_A_SECOND,
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    speaker = _Speaker(order.receiver)
    try:
        keep(lambda: InOwnProcess(order), speaker, time.sleep, order.frames)
    except KeyboardInterrupt:
        click.echo("The broadcast has ended.")
    speaker.tell_cost(order.quality.preset)


def _receiver(given: dict[str, Any]) -> Receiver:
    if given["hls"] is None:
        return receiver_of(given["to"], given["key_file"], given["receiver_ca"])
    folder = Path(given["hls"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"The folder cannot be made: {error}.") from None
    return Receiver(str(folder), folder=folder)


class _Speaker:
    """Says when the broadcast comes on air, and why it left it; the key is in neither."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._on_air = False
        self._board_open = True
        self._last = Sent(0, board_open=True)

    def tell_cost(self, preset: str) -> None:
        """Of the last transmission, its start taken off."""
        sent = self._last
        if sent.seconds <= 0:
            return
        click.echo(
            f"Cost: {sent.cpu_s / sent.seconds:.2f} of one core for drawing and encoding "
            f"({preset}, 1920x1080; {sent.frames / sent.seconds:.1f} frames a second in "
            f"{sent.seconds:.0f} s)."
        )

    def __call__(self, report: Sent | Lost) -> None:
        if isinstance(report, Lost):
            self._on_air = False
            click.echo(f"{_clock()} Off air: {report.reason}. Trying again.", err=True)
            return
        self._last = report
        if not self._on_air:
            self._on_air = True
            click.echo(f"{_clock()} On air: {self._receiver.address}")
        if report.frames > FRAMES_A_SECOND and report.board_open != self._board_open:
            self._board_open = report.board_open
            words = "heard again" if report.board_open else "not heard; the picture says so"
            click.echo(f"{_clock()} The board is {words}.", err=True)


def _clock() -> str:
    return f"{datetime.now(UTC).astimezone():%H:%M:%S}"


def _require_encoder() -> None:
    if find_spec("av") is None:
        raise click.ClickException(
            "Broadcasting needs one more package: pip install 'catserver[broadcast]'"
        )


def _sitting(board: str, wanted: str, authority: str | None) -> str:
    import httpx

    try:
        verify = trust(authority)
        place = f"{board}/api/board"
        answer = httpx.get(place, timeout=10, verify=verify, follow_redirects=True)
        found = sitting_to_show(answer.raise_for_status().content, wanted)
    except (httpx.HTTPError, OSError, ValueError) as error:
        raise click.ClickException(f"No board answers at {board}: {error}.") from None
    if not found:
        missing = f"no board of a sitting {wanted}" if wanted else "no sitting yet"
        raise click.ClickException(f"There is {missing} at {board}.")
    return found


def _draw(
    board: str, sitting: str, authority: str | None, language: Any, address: str, file: Path
) -> None:
    from scoreboard.broadcast.picture import Picture
    from scoreboard.broadcast.programme import Programme
    from scoreboard.broadcast.words import Words

    source = Source(board, sitting, lambda: datetime.now(UTC), authority)
    source.start()
    if not source.wait(SNAPSHOT_WAIT_S):
        raise click.ClickException(f"The board at {board} says nothing.")
    picture = Picture(Words(language), address, Programme())
    now = source.now()
    source.look(lambda told, is_open: picture.draw(told, now, line_open=is_open))
    picture.image.save(file)
    source.close()
    click.echo(f"{file}")
