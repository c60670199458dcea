"""The report of a sitting's referrals: on the page, and as files, one line each and in figures."""

import asyncio
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.delivery.door.referral_report import ReferralLine, ReferralReport, report_of
from catserver.delivery.door.thresholds import ThresholdsView, thresholds_view
from catserver.delivery.registry import Role
from catserver.web.access import require_sitting, require_staff, site_of
from catserver.web.responses import json_response
from catserver.web.site import Site
from question_bank.formats.plain_cells import plain_cell

Thresholds = ThresholdsView | None
Table = Callable[[ReferralReport, Thresholds], Iterable[Sequence[object]]]
FIGURES = (
    "compared",
    "matched",
    "referred",
    "same_face",
    "without",
    "admitted",
    "refused",
    "reconsidered",
    "settled",
    "waiting",
    "opinions",
    "median_s",
    "longest_s",
)


async def report(request: Request) -> Response:
    await require_staff(request)
    site, sitting_id = site_of(request), require_sitting(request)
    found = await _report(site, sitting_id)
    names = {str(each.number): each.name for each in await site.registry.candidates()}
    lines = [
        {**msgspec.to_builtins(each), "took_s": each.took_s, "name": names.get(each.number, "")}
        for each in found.lines
    ]
    thresholds = await _thresholds(site, sitting_id)
    return json_response({**msgspec.to_builtins(found), "lines": lines, "thresholds": thresholds})


async def lines_csv(request: Request) -> Response:
    return await _as_file(request, "rujukan", _lines)


async def figures_csv(request: Request) -> Response:
    return await _as_file(request, "angka rujukan", _figures)


async def _as_file(request: Request, called: str, table_of: Table) -> Response:
    staff = await require_staff(request, Role.COMMITTEE)
    site, sitting_id = site_of(request), require_sitting(request)
    found = await _report(site, sitting_id)
    content = await asyncio.to_thread(_csv, table_of(found, await _thresholds(site, sitting_id)))
    title = (await site.cabinet.material(sitting_id)).sitting.title
    await site.custodian.results_exported(staff.name, sitting_id, "referrals")
    name = quote(f"{title} - {called}.csv")
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Cache-Control": "private, no-store",
        },
    )


async def _report(site: Site, sitting_id: str) -> ReferralReport:
    told = [
        (number, await site.admissions.events(each.attempt))
        for number, each in site.sittings.assignments(sitting_id).items()
    ]
    return await asyncio.to_thread(report_of, told)


async def _thresholds(site: Site, sitting_id: str) -> Thresholds:
    """Of the version of the exam that the sitting was made with."""
    return thresholds_view((await site.cabinet.material(sitting_id)).exam.identity)


def _lines(found: ReferralReport, _: Thresholds) -> Iterable[Sequence[object]]:
    fields = ReferralLine.__struct_fields__
    yield (*fields, "took_s")
    for line in found.lines:
        took = "" if line.took_s is None else f"{line.took_s:.0f}"
        yield (*(getattr(line, name) for name in fields), took)


def _figures(found: ReferralReport, thresholds: Thresholds) -> Iterable[Sequence[object]]:
    """`of` is the reason or the person that a figure is of; empty where it is of the sitting."""
    yield ("figure", "of", "value")
    for name in FIGURES:
        yield (name, "", _whole(getattr(found, name)))
    for reason, count in found.by_reason.items():
        yield ("referred", reason, count)
    for each in found.by_person:
        yield ("admitted", each.by, each.admitted)
        yield ("refused", each.by, each.refused)
        yield ("median_s", each.by, _whole(each.median_s))
    if thresholds is not None:
        yield from _origin(thresholds)


def _origin(thresholds: ThresholdsView) -> Iterable[Sequence[object]]:
    """What the thresholds are, and what they were measured on."""
    yield ("engine", "", thresholds.engine)
    yield ("match_at_most", "", f"{thresholds.match_at_most:g}")
    yield ("strong_non_match_from", "", f"{thresholds.strong_non_match_from:g}")
    yield ("measurement", "", thresholds.source)
    measurement = thresholds.measurement
    if measurement is None:
        return
    yield ("photographs", "id", measurement.photographs["id"])
    yield ("photographs", "en", measurement.photographs["en"])
    for name in ("on", "genuine_pairs", "impostor_pairs"):
        yield (name, "measurement", getattr(measurement, name))
    yield ("fmr", "measurement", f"{measurement.fmr:.4g}")
    yield ("fnmr", "measurement", f"{measurement.fnmr:.4g}")


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    for row in rows:
        table.writerow("" if each is None else plain_cell(str(each)) for each in row)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


_SITTING = "/api/sittings/{sitting}"
routes: Sequence[BaseRoute] = [
    Route(f"{_SITTING}/referrals", report, methods=["GET"]),
    Route(f"{_SITTING}/referrals.csv", lines_csv, methods=["GET"]),
    Route(f"{_SITTING}/referral-figures.csv", figures_csv, methods=["GET"]),
]
