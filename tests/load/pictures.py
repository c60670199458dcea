"""Takes the pictures of the board and of the broadcast for the documentation, from a running demo.

`catserver demo` in one terminal; once it has answers, in another: `python -m tests.load.pictures`.
Needs a browser (see tests/e2e/browser.py) and `catserver[broadcast]`.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

from scoreboard.broadcast.source import sitting_to_show
from tests.e2e.browser import LAUNCH_ARGUMENTS, find_chromium

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
SIZE = (1600, 900)


def take(origin: str, sitting: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_ARGUMENTS)
        )
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.goto(f"{origin}/results?sitting={sitting}")
        page.locator("board-table tbody tr").first.wait_for()
        page.wait_for_timeout(3000)  # until nothing glides
        page.screenshot(path=FOLDER / "board.png")
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


if __name__ == "__main__":
    main()
