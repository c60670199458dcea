"""The page that checks a result, at a web server that knows nothing of catserver."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect, sync_playwright

from catserver.cli import main
from catserver.transparency.receipts import Receipts
from tests.e2e.browser import LAUNCH_ARGUMENTS, find_chromium, why_not
from tests.e2e.words import like
from tests.logs import LoggedRoom

BAD_REQUEST = HTTPStatus.BAD_REQUEST


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def a_web_server(root: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def a_day(folder: Path) -> str:
    """Logged and published in `folder`; the receipt of one who sat."""
    logged = LoggedRoom(folder)
    keeper = await logged.a_keeper()
    sitting = await logged.a_closed_sitting()
    await keeper.flush()
    issued = await Receipts(keeper, logged.room.attempts).of(f"{sitting.id}-2")
    assert issued is not None
    assert issued.proof is not None
    return issued.proof


@pytest.mark.skipif(why_not() is not None, reason=why_not() or "")
def test_a_receipt_is_checked_with_files_from_a_plain_web_server(tmp_path: Path) -> None:
    receipt = asyncio.run(a_day(tmp_path / "site"))
    config, root = tmp_path / "catserver.toml", tmp_path / "www"
    config.write_text(f'[data]\ndirectory = "{(tmp_path / "site").as_posix()}"\n', "utf-8")
    typed = ["--config", str(config), "log", "publish", str(root), "--page"]
    published = CliRunner().invoke(main, typed)
    assert published.exit_code == 0, published.output
    assert not list(root.rglob("console*")), "pages of the site itself stay at home"

    complaints: list[str] = []
    with a_web_server(root) as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_ARGUMENTS)
        )
        page = browser.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.on("response", lambda it: complaints.extend([it.url] * (it.status >= BAD_REQUEST)))
        page.goto(f"{origin}/verify")
        page.locator("claim-input textarea").fill(receipt)
        page.locator("claim-input form button").first.click()
        heading = page.locator("finding-view").get_by_role(
            "heading", name=like("verify", "found.receipt")
        )
        expect(heading).to_be_visible()
        browser.close()
    assert complaints == []
