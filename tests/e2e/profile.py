"""A browser with a profile of its own, in a process that can be killed and started again."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.e2e.browser import LAUNCH_ARGUMENTS
from tests.e2e.people import WITHIN_MS, Browsers
from tests.e2e.site import eventually

PORT_FILE = "DevToolsActivePort"
START_WITHIN_S = 30.0


@dataclass
class Profile:
    """One machine of the room: what its disk keeps is in `folder`."""

    browsers: Browsers
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    browser: Browser | None = None

    def open(self, address: str) -> Page:
        """Start the browser at a page, as a kiosk does."""
        port_file = self.folder / PORT_FILE
        port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                self.browsers.chromium,
                *LAUNCH_ARGUMENTS,
                "--headless=new",
                "--remote-debugging-port=0",
                "--window-size=1366,768",
                f"--user-data-dir={self.folder}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        eventually(lambda: port_file.is_file() and "\n" in port_file.read_text(), START_WITHIN_S)
        port = port_file.read_text().splitlines()[0]
        self.browser = self.browsers.playwright.chromium.connect_over_cdp(
            f"http://127.0.0.1:{port}"
        )
        page = self.browser.contexts[0].pages[0]
        page.set_default_timeout(WITHIN_MS)
        page.goto(address)
        return page

    def kill(self) -> None:
        """No warning: what the browser had not written is gone."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.browser = None

    def close(self) -> None:
        """In order, so that everything the browser means to write is on the disk."""
        if self.browser is not None:
            self.browser.new_browser_cdp_session().send("Browser.close")
            self.browser = None
        if self.process is not None:
            try:
                self.process.wait(START_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.kill()

    def files_with(self, *texts: str) -> list[Path]:
        """Files of the profile in which one of the texts can be read."""
        wanted = [form for text in texts for form in (text.encode(), text.encode("utf-16-le"))]
        return [
            path
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and any(each in path.read_bytes() for each in wanted)
        ]


@contextmanager
def a_profile(browsers: Browsers, folder: Path) -> Iterator[Profile]:
    folder.mkdir(parents=True, exist_ok=True)
    profile = Profile(browsers, folder)
    try:
        yield profile
    finally:
        if profile.process is not None and profile.process.poll() is None:
            profile.kill()
