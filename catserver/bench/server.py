"""The servers that are measured, each in a process of its own.

`echo` sends back what it hears, through the same uvicorn and Starlette: the reference. `durable` is
the real server, `faces:2` the same with two face workers, `faces:2:idle` with two that take only
idle time. `naive` keeps each answer with one ORM session and one commit.
Run as `python -m catserver.bench.server KIND FOLDER PORT TERMINALS [STORE_URL]`.
"""

import asyncio
import itertools
import os
import sys
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from catserver.bench.limits import raise_open_files
from catserver.bench.room import settings_for
from catserver.config import Settings
from catserver.delivery.door.inspecting import Inspection
from catserver.server import BACKLOG, SOCKET_SIZE_BYTES_MAX, server_of
from catserver.store.engine import open_engine
from catserver.store.migration import migrate
from catserver.store.naive import keep


class NoFaces:
    """No face is looked at in a measurement of answers."""

    def inspect(self, content: bytes) -> "Future[Inspection]":
        raise AssertionError(f"nobody arrives, and yet {len(content)} bytes came")

    hints = inspect


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        with suppress(WebSocketDisconnect):
            await websocket.send_text(message["text"])


def naive_application(folder: Path, url: str | None) -> Starlette:
    engine = open_engine(url or settings_for(folder, 1).store_url)
    migrate(engine)
    numbers = itertools.count()

    async def answer(websocket: WebSocket) -> None:
        await websocket.accept()
        stream = f"naive/{os.getpid()}-{next(numbers)}"
        for version in itertools.count(1):
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            said = msgspec.json.decode(message["text"])
            await asyncio.to_thread(keep, engine, stream, version, message["text"].encode())
            acknowledged = {"type": "acknowledged", "seq": said["seq"]}
            with suppress(WebSocketDisconnect):  # the generator does not say goodbye
                await websocket.send_text(msgspec.json.encode(acknowledged).decode())

    return Starlette(routes=[WebSocketRoute("/ws", answer)])


def plain_server(application: Starlette, port: int) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            application,
            port=port,
            log_level="error",
            ws="websockets-sansio",
            ws_max_size=SOCKET_SIZE_BYTES_MAX,
            ws_per_message_deflate=False,
            backlog=BACKLOG,
        )
    )


def _with_faces(settings: Settings, kind: str) -> Settings:
    """`faces:WORKERS`, and `:idle` after it."""
    _, workers, *idle = kind.split(":")
    faces = replace(settings.faces, workers=int(workers), only_idle_time=idle == ["idle"])
    return replace(settings, faces=faces)


def main(kind: str, folder: Path, port: int, terminals: int, url: str | None) -> NoReturn:
    raise_open_files()
    if kind == "echo":
        plain_server(Starlette(routes=[WebSocketRoute("/ws", echo)]), port).run()
    elif kind == "naive":
        plain_server(naive_application(folder, url), port).run()
    elif kind.startswith("faces:"):
        server_of(_with_faces(settings_for(folder, terminals, port, url), kind)).run()
    else:
        server_of(settings_for(folder, terminals, port, url), inspector=NoFaces()).run()
    raise SystemExit


if __name__ == "__main__":
    given = sys.argv[5] if len(sys.argv) > 5 else None  # noqa: PLR2004 - the fifth argument
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), given)
