"""How the items of a closed sitting did, for the committee: as a table and as CSV.

A thousand attempts of a hundred items take about a second, in a thread.
"""

import asyncio
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.delivery.registry import Role, Sitting
from catserver.results.item_file import items_csv
from catserver.results.item_list import ItemList, item_list
from catserver.sitting.machine import SittingPhase
from catserver.web.access import require_sitting, require_staff, site_of
from catserver.web.committee_results import download, language_of
from catserver.web.errors import ApiError
from catserver.web.responses import json_response


async def items(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    found, _ = await _items_of(request)
    return json_response(found)


async def items_as_csv(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    found, sitting = await _items_of(request)
    content = await asyncio.to_thread(items_csv, found, language_of(request))
    return download(content, "text/csv; charset=utf-8", f"{sitting.title} - items.csv")


async def _items_of(request: Request) -> tuple[ItemList, Sitting]:
    """Only of a closed sitting: before, the figures would tell of keys that still count."""
    site, name = site_of(request), require_sitting(request)
    if (await site.sitting_desk.state(name)).phase is not SittingPhase.CLOSED:
        raise ApiError(409, "sitting_not_closed")
    sitting = await site.registry.sitting(name)
    assert sitting is not None, "a sitting in use is in the registry"
    material = await site.cabinet.material(name)
    attempts = [
        await site.attempts.state(each.attempt) for each in site.sittings.assignments(name).values()
    ]
    return await asyncio.to_thread(item_list, material, attempts), sitting


_ITEMS = "/api/sittings/{sitting}/items"
routes: Sequence[BaseRoute] = [
    Route(_ITEMS, items),
    Route(f"{_ITEMS}.csv", items_as_csv),
]
