"""Takes the documentation's pictures of board, check and broadcast from a running demo.

`catserver demo` in one terminal; once it has answers, in another: `python -m tests.load.pictures`.
Needs a browser (see tests/e2e/browser.py) and `catserver[broadcast]`.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

from catserver.transparency.checkpoint import parse_checkpoint
from catserver.transparency.leaf import AttemptClosed, decode_leaf
from catserver.transparency.note import parse_note
from catserver.transparency.tile import WIDTH, Tile, entries_in
from scoreboard.broadcast.source import sitting_to_show
from tests.e2e.browser import LAUNCH_ARGUMENTS, find_chromium

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
SIZE = (1600, 900)
PAPER = (1180, 1000)
"""Of the page that checks a result."""


def take(origin: str, sitting: str) -> None:
    with a_page(SIZE) as page:
        page.goto(f"{origin}/results?sitting={sitting}")
        page.locator("board-table tbody tr").first.wait_for()
        page.wait_for_timeout(3000)  # until nothing glides
        page.screenshot(path=FOLDER / "board.png")


def check(origin: str) -> None:
    """The first result of the log, as the code on its certificate leads to it."""
    with a_page(PAPER) as page:
        page.goto(f"{origin}/verify?lang=en#leaf={first_result(origin)}")
        page.get_by_role("button", name="EN").click()
        page.locator("finding-view h2").wait_for()
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=FOLDER / "verify.png")


def first_result(origin: str) -> int:
    checkpoint = httpx.get(f"{origin}/log/checkpoint").raise_for_status().content
    size = parse_checkpoint(parse_note(checkpoint).text).size
    bundle = httpx.get(f"{origin}/log/{Tile(None, 0, min(size, WIDTH)).path}").raise_for_status()
    leaves = [decode_leaf(each) for each in entries_in(bundle.content)]
    results = [index for index, leaf in enumerate(leaves) if isinstance(leaf, AttemptClosed)]
    if not results:
        raise SystemExit("nobody has handed in yet; try again later")
    return results[0]


@contextmanager
def a_page(size: tuple[int, int]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_ARGUMENTS)
        )
        yield browser.new_page(viewport={"width": size[0], "height": size[1]})
        browser.close()


def draw(origin: str, sitting: str) -> None:
    command = [str(Path(sys.executable).with_name("catserver")), "broadcast", "--board", origin]
    picture = ["--picture", str(FOLDER / "broadcast.png"), "--sitting", sitting]
    subprocess.run([*command, *picture, "--address", "papan.example/results"], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("origin", nargs="?", default="http://127.0.0.1:8000")
    origin = str(parser.parse_args().origin)
    answer = httpx.get(f"{origin}/api/board", follow_redirects=True)
    board = str(answer.url.copy_with(path="/")).rstrip("/")
    sitting = sitting_to_show(answer.content, "")
    take(board, sitting)
    draw(board, sitting)
    check(board)


if __name__ == "__main__":
    main()
