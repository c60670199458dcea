"""The board's own settings, taken from the site's; and who keeps it fed."""

import secrets

from catserver.board_process import BoardApart, BoardKeeper, EmbeddedBoard
from catserver.config import Settings
from catserver.delivery.board_line import IntakePlace
from catserver.site_secret import board_secret
from catserver.static_folder import static_folder
from catserver.transparency.opening import public_folder
from scoreboard.server.settings import ServerSettings

PAGES = {
    "/results": "pages/results.html",
    "/overlay": "pages/overlay.html",
    "/verify": "pages/verify.html",
}
"""What the board's process shows: pages without a sign-in that live of the public data alone."""
PORTS_TRIED = 20
THIS_MACHINE = ("127.0.0.1", "::1")


def keeper_of(settings: Settings) -> BoardKeeper | None:
    """None where there is no public board."""
    match settings.board.run:
        case "with_server":
            own = board_server_settings(settings, secrets.token_hex(16), intake_port=0)
            return EmbeddedBoard(own, settings.board.url)
        case "apart":
            settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            place = IntakePlace(settings.board.intake_port, board_secret(settings.data_dir))
            return BoardApart(place, public_port(settings), settings.board.url)
        case _:
            return None


def public_port(settings: Settings) -> int:
    return settings.board.port or settings.server.port + 1


def board_server_settings(settings: Settings, secret: str, intake_port: int) -> ServerSettings:
    """The same certificate, address and limits as the server's."""
    server, limits = settings.server, settings.limits
    return ServerSettings(
        secret=secret,
        static=str(static_folder()),
        pages=PAGES,
        with_camera=("/verify",),
        log=str(public_folder(settings.data_dir)),
        host=settings.board.host or server.host,
        port=public_port(settings),
        ports_tried=1 if settings.board.port else PORTS_TRIED,
        intake_port=intake_port,
        tls_certificate=str(settings.path(server.tls_certificate)) if server.uses_tls else "",
        tls_key=str(settings.path(server.tls_key)) if server.tls_key else "",
        viewers_max=limits.board_viewers_max,
        connections_per_address_max=limits.connections_per_address_max,
        uncounted=THIS_MACHINE + server.trusted_proxies,
    )
