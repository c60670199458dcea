"""The composition root: one exam site put together by hand, top to bottom."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette

from catserver.background import Work, in_background
from catserver.board_process import BoardKeeper
from catserver.config import Settings
from catserver.delivery.at_work import AtWork
from catserver.delivery.board_line import BoardLine
from catserver.delivery.clock import Clock
from catserver.delivery.door.arrivals import Arrivals
from catserver.delivery.door.galleries import Galleries
from catserver.delivery.door.inspecting import Inspector
from catserver.delivery.door.later import Later
from catserver.delivery.door.live_checks import LiveChecks
from catserver.delivery.door.looks import Looks
from catserver.delivery.door.photo_review import PhotoReview
from catserver.delivery.door.replays import Replays
from catserver.delivery.half_done import HalfDone
from catserver.delivery.heart import Heart
from catserver.delivery.keeping.custodian import Custodian
from catserver.delivery.keeping.vault import EventKey, KeyUnusable
from catserver.delivery.outages import Outages
from catserver.delivery.pins import Secrets
from catserver.delivery.posting import Poster
from catserver.delivery.pulse import (
    PULSE_FILE,
    PulseFile,
)
from catserver.delivery.rescoring import Rescorer
from catserver.delivery.room import Rooms
from catserver.delivery.sealing import Seals
from catserver.delivery.supervision import Supervision
from catserver.delivery.terminals import Terminals
from catserver.desks import open_desks
from catserver.face_workers import engine_of, face_pool
from catserver.live_workers import alone_max, live_inspector, picture_comparer
from catserver.public_log import open_keeper
from catserver.results.documents.press import Press
from catserver.rounds import discover, keep_time
from catserver.same_faces import search_of
from catserver.site_secret import site_secret
from catserver.staff.accounts import StaffAccounts
from catserver.staff.passwords import Passwords
from catserver.store.registry import SqlRegistry
from catserver.store.restored import RestoredMark
from catserver.web.application import build_application
from catserver.web.coming import comings
from catserver.web.forms import Forms
from catserver.web.pace import Pace
from catserver.web.site import DemoSignIns, Site

logger = logging.getLogger(__name__)


def build_app(
    settings: Settings,
    demo: DemoSignIns | None = None,
    inspector: Inspector | None = None,
    clock: Clock | None = None,
    board: BoardKeeper | None = None,
) -> Starlette:
    """The ASGI application; its site opens and closes with the server's life."""
    return build_application(settings, partial(open_site, settings, demo, inspector, clock, board))


async def _event_key(registry: SqlRegistry) -> tuple[EventKey | None, str]:
    """The key of the open event; without it the exam goes on, and people look at every face."""
    try:
        return await registry.event_key(), ""
    except KeyUnusable as trouble:
        logger.warning("%s. Until then every face is referred to a person.", trouble)
        return None, trouble.code


@asynccontextmanager
async def open_site(
    settings: Settings,
    demo: DemoSignIns | None = None,
    inspector: Inspector | None = None,
    clock: Clock | None = None,
    board: BoardKeeper | None = None,
) -> AsyncIterator[Site]:
    """The whole site, with its clock and face engine running and its `board` fed until the end.

    Without an `inspector` the face engine has worker processes; a `clock` may be moved by hand.
    """
    async with open_desks(settings, closed=False, clock=clock) as desks:
        clock, registry, cabinet = desks.clock, desks.registry, desks.cabinet
        attempts, admissions = desks.attempts, desks.admissions
        sitting_desk, sittings = desks.sitting_desk, desks.sittings
        site_secrets = Secrets(site_secret(settings.data_dir))
        passwords = Passwords()
        accounts = StaffAccounts(
            registry,
            passwords,
            clock,
            settings.sessions.staff,
            settings.sessions.tries_max,
            settings.sessions.tries_window,
        )
        pool = face_pool(settings)
        key, key_trouble = await _event_key(desks.registry)
        engine = engine_of(pool, inspector, key, settings)
        review = PhotoReview(registry, engine.idle)
        templates = Galleries(registry)
        looks = Looks(
            registry,
            templates,
            cabinet,
            sittings,
            attempts,
            admissions,
            engine,
            clock,
            settings.faces.defer_from_seconds,
        )
        later = Later(looks, sittings, admissions)
        rooms = Rooms(registry, cabinet, sittings, sitting_desk, attempts, admissions, clock)
        arrivals = Arrivals(registry, cabinet, sittings, admissions, looks, site_secrets, clock)
        custodian = Custodian(desks.journal, clock)
        doubles, searching = search_of(
            settings, registry, templates, sittings, admissions, engine, registry
        )
        heart = Heart(PulseFile(settings.data_dir / PULSE_FILE), sittings, attempts, clock)
        terminals = Terminals(
            registry, sittings, attempts, admissions, site_secrets, clock, heart.standstill
        )
        supervision = Supervision(sittings, attempts, admissions, arrivals)
        at_work = AtWork(attempts)
        line = BoardLine(
            secrets.token_hex(8),
            clock.now,
            frozenset if settings.board.shown_to_terminals else at_work.addresses,
        )
        poster = Poster(sittings, cabinet, rooms, sitting_desk, attempts, line, clock)
        press = Press()
        keeper = await open_keeper(settings, desks)
        pace = Pace(settings.limits.answers_per_minute_max / 60)
        coming = comings()
        if desks.alive_at is not None:
            await heart.server_back(desks.alive_at)  # before the clock may end anybody
        await HalfDone(sittings, attempts, admissions, looks, supervision).finish()
        await poster.post_everything()
        if inspector is None:
            pool.start()
        replays = Replays(
            registry,
            templates,
            sittings,
            admissions,
            picture_comparer(pool, inspector),
            looks.make_wait,
        )
        background: dict[str, Work] = {
            "heart": heart.run,
            "clock": partial(keep_time, sittings, terminals, clock),
            "discovery": partial(discover, sittings, poster),
            "outages": Outages(desks.journal.trouble, sittings, attempts, clock).run,
            "poster": poster.run,
            "transparency log": keeper.run,
            "later": later.run,
            "same picture": replays.run,
            "photo review": review.run,
            "custody": custodian.run,
            "pace": pace.run,
            "comings": coming.run,
            **searching,
        }
        if board is not None:
            background["board"] = partial(board.run, line, poster.post_everything)
        try:
            async with in_background(background):
                yield Site(
                    settings=settings,
                    clock=clock,
                    registry=registry,
                    journal=desks.journal,
                    cabinet=cabinet,
                    sitting_desk=sitting_desk,
                    attempts=attempts,
                    admissions=admissions,
                    sittings=sittings,
                    arrivals=arrivals,
                    looks=looks,
                    photo_review=review,
                    live_checks=LiveChecks(
                        live_inspector(pool, inspector),
                        clock,
                        alone_max=alone_max(settings),
                        glasses=looks.comparer.glasses,
                        engine=engine.name,
                    ),
                    later=later,
                    replays=replays,
                    doubles=doubles,
                    custodian=custodian,
                    terminals=terminals,
                    forms=Forms(registry, cabinet, Seals(registry)),
                    rooms=rooms,
                    accounts=accounts,
                    supervision=supervision,
                    rescorer=Rescorer(cabinet, sittings, attempts, clock),
                    keeper=keeper,
                    board=board.public if board else None,
                    poster=poster,
                    press=press,
                    pace=pace,
                    comings=coming,
                    at_work=at_work,
                    demo=demo,
                    restored=RestoredMark(settings.data_dir),
                    key_trouble=key_trouble,
                )
        finally:
            await asyncio.to_thread(press.close)
            await custodian.close()
            if inspector is None:
                await asyncio.to_thread(pool.close)
            passwords.close()
            heart.close()
