"""The board's server as a whole: opened, running, closed in order."""

import asyncio
import gc
import logging
import os
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from scoreboard.boards import DEFAULT_PACE, Pace
from scoreboard.feed import FeedLimits
from scoreboard.server.door import Door
from scoreboard.server.http import House, HttpLine
from scoreboard.server.intake_line import IntakeLine, listen_for_feeders
from scoreboard.server.settings import Listening, ServerSettings
from scoreboard.server.site import Site
from scoreboard.server.stage import Stage
from scoreboard.server.watchman import Watchman

logger = logging.getLogger(__name__)

BACKLOG = 4096
ALLOCATIONS_PER_COLLECTION = 50_000
BESIDE_VIEWERS = 500
"""Connections that fetch the page while all places to watch are taken."""
FILES_BESIDE_CONNECTIONS = 64
BEHIND_THE_EXAM = 19
"""The last place among ordinary processes, and not the class "idle": that would stand still while
faces are compared, which are behind the exam too."""
SENT_BYTES_HELD = 128 * 1024
"""By the system for each connection: left to itself it holds megabytes for a slow reader."""


class PortTaken(Exception):
    """None of the ports that may be taken is free."""


@dataclass(frozen=True, slots=True)
class RunningBoard:
    """A server that runs."""

    listening: Listening
    stage: Stage


@asynccontextmanager
async def open_board(
    settings: ServerSettings, pace: Pace = DEFAULT_PACE
) -> AsyncIterator[RunningBoard]:
    """Listens inside the block. Raises PortTaken."""
    viewers_max = _viewers_that_fit(settings.viewers_max)
    stage = Stage(FeedLimits(viewers_max=viewers_max), pace)
    watchman = Watchman()
    door = Door(
        viewers_max + BESIDE_VIEWERS, settings.connections_per_address_max, settings.uncounted
    )
    house = House(settings, Site(settings, stage), door, watchman)
    intake = IntakeLine(stage, settings.secret, lambda: door.connections, door.keep_out)
    fed = await _fed_at(intake, settings.intake_port)
    try:
        public = await _public_at(settings, house)
    except BaseException:
        fed.close()
        raise
    tasks = [asyncio.ensure_future(work) for work in (stage.run(), watchman.run())]
    for task in tasks:
        task.add_done_callback(_say_if_failed)
    try:
        yield RunningBoard(Listening(_port_of(public), _port_of(fed)), stage)
    finally:
        fed.close()
        public.close()
        stage.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await intake.close()
        watchman.look(float("inf"))
        await asyncio.sleep(0)


def run_lightly(serving: Coroutine[Any, Any, None]) -> None:
    """On the loop that costs each viewer least, and with a collector that seldom looks at them.

    Where exam and board both want the processor, the exam has it first.
    """
    if sys.platform != "win32":
        os.nice(BEHIND_THE_EXAM)
    gc.freeze()
    gc.set_threshold(ALLOCATIONS_PER_COLLECTION, 20, 100)
    if sys.platform == "win32":
        asyncio.run(serving)
        return
    import uvloop

    uvloop.run(serving)


async def _fed_at(intake: IntakeLine, port: int) -> asyncio.Server:
    try:
        return await listen_for_feeders(intake, port)
    except OSError as error:
        raise PortTaken(f"port {port} of the intake: {error.strerror or error}") from error


async def _public_at(settings: ServerSettings, house: House) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    context = _tls(settings)
    tried = range(settings.port, min(settings.port + settings.ports_tried, 65_536))
    said = ""
    for port in tried:
        try:
            server = await loop.create_server(
                lambda: HttpLine(house), settings.host, port, backlog=BACKLOG, ssl=context
            )
        except OSError as error:
            said = str(error.strerror or error)
            continue
        for listening in server.sockets:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT_BYTES_HELD)
        return server
    raise PortTaken(f"port {tried[0]} to {tried[-1]} of {settings.host}: {said}")


def _tls(settings: ServerSettings) -> ssl.SSLContext | None:
    if not settings.tls_certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(settings.tls_certificate, settings.tls_key or None)
    return context


def _viewers_that_fit(wanted: int) -> int:
    """As many as the system lets this process open connections for."""
    if sys.platform == "win32":
        return wanted
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        fit = hard - BESIDE_VIEWERS - FILES_BESIDE_CONNECTIONS
        if fit < wanted:
            logger.warning("%d files may be open: room for %d viewers, not %d", hard, fit, wanted)
            return max(1, fit)
    return wanted


def _port_of(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


def _say_if_failed(task: "asyncio.Future[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("the board's work ended", exc_info=task.exception())
