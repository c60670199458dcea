"""Who may ask for what: every route of the server against everybody who could ask.

A route without a row here fails `test_every_route_has_its_row`: whoever adds one says who may.
"""

from collections.abc import Mapping
from enum import Enum
from itertools import cycle
from pathlib import Path

import httpx
import pytest
from starlette.routing import Mount, Route, WebSocketRoute

from catserver.web.routes import PAGES, all_routes
from tests.live import SITTING_ID, Live, a_live_site, number

ONE, TWO = number(1), number(2)


class May(Enum):
    """Who is let in; everybody else is told 401, or 403 where they are known but may not."""

    ANYBODY = frozenset({"anonymous", "terminal", "proctor", "committee"})
    TERMINAL = frozenset({"terminal"})
    STAFF = frozenset({"proctor", "committee"})
    COMMITTEE = frozenset({"committee"})
    STAFF_OR_ITS_TERMINAL = frozenset({"terminal", "proctor", "committee"})


_SITTING = "/api/sittings/{sitting}"
_CANDIDATE = f"{_SITTING}/candidates/{{number}}"
ROUTES: Mapping[str, May] = {
    **{f"GET {page}": May.ANYBODY for page in PAGES},
    "GET /favicon.ico": May.ANYBODY,
    "GET /terminal-sw.js": May.ANYBODY,
    "GET /static": May.ANYBODY,
    # The site itself
    "GET /health": May.ANYBODY,
    "GET /api/site": May.ANYBODY,
    "POST /api/site/restored": May.COMMITTEE,
    "POST /api/staff/set-up": May.ANYBODY,
    "POST /api/staff/sign-in": May.ANYBODY,
    "POST /api/staff/sign-out": May.ANYBODY,
    "GET /api/staff/me": May.STAFF,
    # The terminal
    "POST /api/terminal/sign-in": May.ANYBODY,
    "POST /api/terminal/sign-out": May.TERMINAL,
    "GET /api/terminal/state": May.TERMINAL,
    "POST /api/terminal/ticket": May.TERMINAL,
    "POST /api/terminal/connect": May.TERMINAL,
    "POST /api/terminal/responses": May.TERMINAL,
    "POST /api/terminal/hand-in": May.TERMINAL,
    "GET /api/terminal/form": May.TERMINAL,
    "GET /api/terminal/sealed-form": May.TERMINAL,
    "GET /pictures/{name}": May.TERMINAL,
    "POST /api/terminal/gate/ask": May.TERMINAL,
    "POST /api/terminal/gate/live": May.TERMINAL,
    "POST /api/terminal/gate/live/{watch}": May.TERMINAL,
    "POST /api/terminal/gate/look": May.TERMINAL,
    "POST /api/terminal/gate/pass": May.TERMINAL,
    "GET /api/terminal/receipt": May.TERMINAL,
    "GET /api/terminal/receipt.tlog-proof": May.TERMINAL,
    "GET /api/terminal/receipt.svg": May.TERMINAL,
    # The public log
    "GET /log": May.ANYBODY,
    f"GET {_CANDIDATE}/receipt": May.COMMITTEE,
    f"GET {_CANDIDATE}/receipt.tlog-proof": May.COMMITTEE,
    # The desk and the room
    "POST /api/quality": May.STAFF,
    "GET /api/faces/queue": May.STAFF,
    f"POST {_CANDIDATE}/probe": May.STAFF,
    f"POST {_CANDIDATE}/hints": May.STAFF,
    f"POST {_CANDIDATE}/live": May.STAFF,
    f"POST {_CANDIDATE}/live/{{watch}}": May.STAFF,
    f"POST {_CANDIDATE}/reference": May.COMMITTEE,
    f"POST {_CANDIDATE}/decision": May.STAFF,
    f"POST {_CANDIDATE}/pin": May.STAFF,
    f"GET {_CANDIDATE}/events": May.STAFF,
    f"GET {_CANDIDATE}/ledger": May.STAFF,
    f"GET {_CANDIDATE}/decisions": May.STAFF,
    f"POST {_CANDIDATE}/opinion/ask": May.STAFF,
    f"POST {_CANDIDATE}/opinion": May.STAFF,
    f"GET {_SITTING}/referrals": May.STAFF,
    f"GET {_SITTING}/referrals.csv": May.COMMITTEE,
    f"GET {_SITTING}/referral-figures.csv": May.COMMITTEE,
    "GET /api/photos/{photo}/landmarks": May.STAFF,
    "GET /api/same-photos": May.COMMITTEE,
    "GET /api/watched/{entry}": May.STAFF,
    "GET /api/watched/{entry}/landmarks": May.STAFF,
    "GET /photos/{photo}": May.STAFF_OR_ITS_TERMINAL,
    "GET /api/sittings": May.STAFF,
    f"GET {_SITTING}/room": May.STAFF,
    f"GET {_SITTING}/room/stream": May.STAFF,
    f"POST {_SITTING}/actions": May.STAFF,
    f"POST {_SITTING}/incident": May.STAFF,
    f"POST {_SITTING}/start": May.STAFF,
    # The committee
    f"POST {_SITTING}/open": May.COMMITTEE,
    f"POST {_SITTING}/close": May.COMMITTEE,
    f"POST {_SITTING}/rescore": May.COMMITTEE,
    f"POST {_SITTING}/assign": May.COMMITTEE,
    f"POST {_SITTING}/unassign": May.COMMITTEE,
    f"POST {_SITTING}/seats": May.COMMITTEE,
    f"GET {_SITTING}/events": May.COMMITTEE,
    f"GET {_SITTING}/results": May.COMMITTEE,
    f"POST {_SITTING}/results/{{number}}/decision": May.COMMITTEE,
    f"POST {_SITTING}/reveal": May.COMMITTEE,
    f"GET {_SITTING}/items": May.COMMITTEE,
    f"GET {_SITTING}/items.csv": May.COMMITTEE,
    f"GET {_SITTING}/results.csv": May.COMMITTEE,
    f"GET {_SITTING}/results.xlsx": May.COMMITTEE,
    f"GET {_SITTING}/results.pdf": May.COMMITTEE,
    f"GET {_SITTING}/certificates.pdf": May.COMMITTEE,
    "POST /api/sittings": May.COMMITTEE,
    "GET /api/candidates": May.COMMITTEE,
    "GET /api/exams": May.COMMITTEE,
    "POST /api/exams": May.COMMITTEE,
    "GET /api/banks": May.COMMITTEE,
    "POST /api/banks": May.COMMITTEE,
    "GET /api/rosters": May.COMMITTEE,
    "POST /api/rosters": May.COMMITTEE,
    "GET /api/photo-review": May.COMMITTEE,
    "POST /api/photo-review": May.COMMITTEE,
    "GET /api/photo-review.csv": May.COMMITTEE,
    "GET /api/presets": May.COMMITTEE,
    "GET /api/staff": May.COMMITTEE,
    "POST /api/staff": May.COMMITTEE,
    "POST /api/staff/{name}/{change}": May.COMMITTEE,
    # The public board
    "GET /results": May.ANYBODY,
    "GET /verify": May.ANYBODY,
    "GET /overlay": May.ANYBODY,
    "GET /api/board": May.ANYBODY,
    "GET /api/board/{board}/snapshot": May.ANYBODY,
    "GET /api/board/{board}/stream": May.ANYBODY,
}
PLACES = {
    "sitting": SITTING_ID,
    "number": ONE,
    "photo": "photo-1",
    "entry": "none",
    "board": SITTING_ID,
    "name": "nobody",
    "watch": "none",
    "change": "enable",
}
LAST = (f"POST {_SITTING}/close", "POST /api/staff/sign-out", "POST /api/terminal/sign-out")
"""They end what those before them need."""


def served() -> set[str]:
    found = set()
    for route in all_routes():
        match route:
            case Route(methods=methods, path=path):
                found |= {f"{method} {path}" for method in (methods or set()) - {"HEAD"}}
            case Mount(path=path):
                found.add(f"GET {path}")
            case WebSocketRoute(path=path):
                assert path == "/ws/terminal", "test_bad_input.py says who may"
            case _:
                raise AssertionError(route)
    return found


def test_every_route_has_its_row() -> None:
    assert served() == set(ROUTES)


async def ask(client: httpx.AsyncClient, route: str) -> int:
    """The status alone: a stream is not read."""
    method, path = route.split(" ", 1)
    content = b"{}" if method == "POST" else None
    async with client.stream(method, path.format_map(PLACES), content=content) as answer:
        return answer.status_code


async def browser_of(live: Live, who: str) -> httpx.AsyncClient:
    match who:
        case "terminal":
            terminal = await (await live.a_terminal(ONE)).connect()
            return terminal.client
        case "proctor":
            return await live.staff("ani")
        case "committee":
            return await live.staff("budi")
        case _:
            return live.client()


@pytest.mark.parametrize("who", ["anonymous", "terminal", "proctor", "committee"])
async def test_each_route_lets_in_whom_its_row_names(tmp_path: Path, who: str) -> None:
    async with a_live_site(tmp_path) as live:
        client = await browser_of(live, who)
        await (await live.staff("ani")).post(f"/api/sittings/{SITTING_ID}/start", json={})
        for route in sorted(ROUTES, key=lambda each: LAST.index(each) if each in LAST else -1):
            status, may = await ask(client, route), ROUTES[route]
            assert status < 500, (route, status)
            if who in may.value:
                assert status not in {401, 403}, (route, status)
            else:
                known = who == "proctor" and may is May.COMMITTEE
                assert status == (403 if known else 401), (route, status)


async def test_no_page_of_another_site_changes_anything_for_whoever_is_signed_in(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path) as live:
        client = await browser_of(live, "committee")
        foreign = cycle(("https://evil.example", "null", f"{live.origin}.evil.example"))
        for route in (each for each in ROUTES if each.startswith("POST")):
            path = route.removeprefix("POST ").format_map(PLACES)
            answer = await client.post(path, content=b"{}", headers={"Origin": next(foreign)})
            assert answer.status_code == 403, route
            assert answer.json()["error"]["code"] == "foreign_origin", route


async def test_what_is_private_is_kept_by_no_cache_and_shown_in_no_frame(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        for who in ("terminal", "committee"):
            client = await browser_of(live, who)
            for route, may in ROUTES.items():
                if not route.startswith("GET") or route.endswith("/stream"):
                    continue
                answer = await client.get(route.removeprefix("GET ").format_map(PLACES))
                said = answer.headers
                assert "frame-ancestors 'none'" in said["content-security-policy"] or (
                    "sandbox" in said["content-security-policy"]
                ), route
                assert said["x-content-type-options"] == "nosniff", route
                if may is not May.ANYBODY:
                    assert "no-store" in said["cache-control"], route


async def test_a_terminal_is_not_given_what_was_taken_of_its_candidate_today(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path) as live:
        client, staff = await browser_of(live, "terminal"), await live.staff()
        admission = await live.site.admissions.state(live.attempts[ONE])
        assert admission.today_photo is not None
        taken = f"/photos/{admission.today_photo}"
        assert (await staff.get(taken)).status_code == 200
        assert (await client.get(taken)).status_code == 404
        state = (await client.get("/api/terminal/state")).text
        assert admission.today_photo not in state
        assert "/photos/photo-1" in state


async def test_a_terminal_sees_its_own_candidates_photo_alone(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        client = await browser_of(live, "terminal")
        assert (await client.get("/photos/photo-1")).status_code == 200
        for path in ("photo-2", "photo-99", "%70hoto-2", "..%2Fphotos%2Fphoto-2", "photo-1%2F", ""):
            assert (await client.get(f"/photos/{path}")).status_code == 404, path


async def test_cookies_are_for_the_server_alone(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        sign_in = {"name": "ani", "password": "benar kuda baterai staples"}
        staff = await live.client().post("/api/staff/sign-in", json=sign_in)
        body = {"number": ONE, "pin": await live.a_pin(ONE), "terminal": "T"}
        terminal = await live.client().post("/api/terminal/sign-in", json=body)
        for answer in (staff, terminal):
            cookie = answer.headers["set-cookie"].lower()
            assert "httponly" in cookie
            assert "samesite=strict" in cookie
            assert "domain=" not in cookie


async def test_a_cookie_brought_along_is_replaced_at_the_sign_in(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        client = live.client()
        client.cookies.set("catserver_terminal", "planted", domain="127.0.0.1")
        client.cookies.set("catserver_staff", "planted", domain="127.0.0.1")
        sign_in = {"name": "ani", "password": "benar kuda baterai staples"}
        first = (await client.post("/api/staff/sign-in", json=sign_in)).cookies["catserver_staff"]
        second = (await client.post("/api/staff/sign-in", json=sign_in)).cookies["catserver_staff"]
        assert len({first, second, "planted"}) == 3
