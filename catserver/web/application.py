"""The ASGI application over a site: routes, errors, headers. The site is opened by the caller."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from catserver.config import Settings
from catserver.staff.throttle import Throttle
from catserver.web.errors import on_error, on_http_error, told_errors
from catserver.web.receipt_code import Codes
from catserver.web.routes import all_routes
from catserver.web.security import SecurityHeaders
from catserver.web.site import Site
from catserver.web.terminal_socket import TerminalSockets
from catserver.web.turns import Turns

TERMINAL_FAILURES_MAX = 60
"""Wrong PINs a minute from one address; a whole room may sit behind one. The candidate's own limit
is the admission's."""
PINS_AT_ONCE = 16
"""Checked at a time, so that those guessed all at once are counted before there are many."""


def build_application(
    settings: Settings, open_site: Callable[[], AbstractAsyncContextManager[Site]]
) -> Starlette:
    @asynccontextmanager
    async def lifespan(application: Starlette) -> AsyncIterator[None]:
        async with open_site() as site:
            application.state.site = site
            application.state.pins_at_once = asyncio.Semaphore(PINS_AT_ONCE)
            application.state.looks_on_their_way = Turns()
            application.state.codes = Codes()
            application.state.terminal_tries = Throttle(TERMINAL_FAILURES_MAX, timedelta(minutes=1))
            yield

    handlers = dict.fromkeys(told_errors(), on_error)
    application = Starlette(
        routes=all_routes(),
        lifespan=lifespan,
        middleware=[
            Middleware(TerminalSockets),
            Middleware(SecurityHeaders, other_origins=settings.server.other_origins),
        ],
        exception_handlers={**handlers, HTTPException: on_http_error, Exception: on_error},
    )
    application.router.redirect_slashes = False  # it would lead to whatever Host was sent
    return application
