"""Every URL on one page: the pages, their files, and the requests of each part."""

from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from catserver.static_folder import static_folder
from catserver.web import (
    account,
    arrival,
    committee,
    console,
    form_requests,
    gates,
    ledger,
    liveness,
    papers,
    photo_review,
    public_log,
    receipts,
    referral_report,
    referrals,
    results,
    staff,
    terminal,
    terminal_live,
)
from catserver.web.terminal_shell import worker_route

PAGES = {
    "/": "home",
    "/terminal": "terminal",
    "/desk": "desk",
    "/console": "console",
    "/handheld": "handheld",
    "/committee": "committee",
    "/sign-in": "sign-in",
    "/set-up": "set-up",
    "/verify": "verify",
}


READS_THE_BOARD = frozenset({"/committee"})
"""It shows what the public sees, from where the public sees it."""
DRAWINGS = "icons.svg"


class RevalidatedFiles(StaticFiles):
    """Copies in a browser are asked for again each time: a new release shows at once.

    The drawings may be shown from the copy meanwhile: states change while the server is away, too.
    """

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type] # passed through
        is_drawings = str(args[0]).endswith(DRAWINGS) if args else False
        kept = "max-age=60, stale-while-revalidate=604800"
        response.headers["Cache-Control"] = kept if is_drawings else "no-cache"
        return response


def _page(path: str, name: str, folder: Path) -> Route:
    async def page(request: Request) -> Response:
        headers = {"Cache-Control": "no-cache"}
        if path in READS_THE_BOARD:
            headers["Content-Security-Policy"] = await results.policy_with_board(request)
        return FileResponse(folder / "pages" / f"{name}.html", headers=headers)

    return Route(path, page, name=name)


async def _favicon(_: Request) -> Response:
    return RedirectResponse("/static/favicon.svg")


def all_routes() -> Sequence[BaseRoute]:
    folder = static_folder()
    return [
        *staff.routes,
        *terminal.routes,
        *form_requests.routes,
        *gates.routes,
        *arrival.routes,
        *liveness.routes,
        *terminal_live.routes,
        *photo_review.routes,
        *console.routes,
        *referral_report.routes,
        *referrals.routes,
        *ledger.routes,
        *results.routes,
        *receipts.routes,
        *papers.routes,
        *public_log.routes,
        *committee.routes,
        *account.routes,
        *(_page(path, name, folder) for path, name in PAGES.items()),
        worker_route(folder),
        Route("/favicon.ico", _favicon),
        Mount("/static", RevalidatedFiles(directory=folder)),
    ]
