"""The server as every verb runs it: one process, one loop, a calm collector, an orderly stop."""

import socket
import sys
from collections.abc import Sequence

import uvicorn
from starlette.applications import Starlette

from catserver import collector
from catserver.board_settings import keeper_of
from catserver.config import Settings
from catserver.delivery.door.inspecting import Inspector
from catserver.sitting.events import SittingEvent, SittingStarted
from catserver.sitting.machine import SittingState
from catserver.web.lines import THIS_MACHINE, LineLimits, bounded_lines
from catserver.web.site import DemoSignIns, Site

GRACE_AT_STOP_S = 5
"""Open streams are given this long at a stop; answers need milliseconds."""
SOCKET_SIZE_BYTES_MAX = 4096
THREADS_TAKE_TURNS_S = 0.0005
"""How long the journal's writer waits for the interpreter beside a busy loop. With Python's own
5 ms a group waited longer for it than for the disk."""
BACKLOG = 4096
"""Connections that may wait while a room comes back all at once."""


class CalmServer(uvicorn.Server):
    """A server that keeps the garbage collector out of the room's way once it is up."""

    def __init__(self, config: uvicorn.Config, application: Starlette) -> None:
        super().__init__(config)
        self._application = application

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        with collector.put_off():
            await super().startup(sockets)
            if self.started:
                site: Site = self._application.state.site
                site.sitting_desk.observe(_put_aside_at_the_start)
                collector.calm()
            sys.setswitchinterval(THREADS_TAKE_TURNS_S)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first: they would keep the server waiting for its patience's end."""
        site: Site = self._application.state.site
        site.rooms.close()
        await super().shutdown(sockets)


def _put_aside_at_the_start(
    _name: str, _state: SittingState, events: Sequence[SittingEvent]
) -> None:
    if any(isinstance(event, SittingStarted) for event in events):
        collector.put_aside()


def _line_limits(settings: Settings) -> LineLimits:
    return LineLimits(
        connections_per_address_max=settings.limits.connections_per_address_max,
        uncounted=THIS_MACHINE.union(settings.server.trusted_proxies),
    )


def server_of(
    settings: Settings, demo: DemoSignIns | None = None, inspector: Inspector | None = None
) -> uvicorn.Server:
    """Sockets are not compressed: it would cost each memory, and the start seconds."""
    from catserver.app import build_app

    application = build_app(settings, demo, inspector, board=keeper_of(settings))
    return CalmServer(
        uvicorn.Config(
            application,
            host=settings.server.host,
            port=settings.server.port,
            **bounded_lines(_line_limits(settings)),
            ws_max_size=SOCKET_SIZE_BYTES_MAX,
            ws_per_message_deflate=False,
            backlog=BACKLOG,
            log_level="warning",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_AT_STOP_S,
            ssl_certfile=settings.path(settings.server.tls_certificate)
            if settings.server.uses_tls
            else None,
            ssl_keyfile=settings.path(settings.server.tls_key) if settings.server.tls_key else None,
            proxy_headers=bool(settings.server.trusted_proxies),
            forwarded_allow_ips=list(settings.server.trusted_proxies),
        ),
        application,
    )
