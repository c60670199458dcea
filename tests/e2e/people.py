"""People at browsers: each has a context of their own, and every page they open is watched."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect

from tests.e2e.browser import LAUNCH_ARGUMENTS

LAPTOP = (1366, 768)
PHONE = (390, 844)
WITHIN_MS = 30_000
"""A machine that also does other things is slow, not wrong."""
ANSWERS_AS_MEANT = (
    ("status of 401", "/api/terminal/state"),
    ("status of 401", "/api/staff/me"),
    ("status of 503", "/api/quality"),
    ("status of 503", "/hints"),
    ("status of 503", "/live"),
    ("status of 409", "/pictures/"),
    ("status of 410", "/pictures/"),
)
"""Nobody is signed in here; no hint now and no turn, the faces are busy; no picture, the exam has
just ended.

Chromium logs every such answer as an error.
"""
VIOLATION_HEARD = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`))"""

expect.set_options(timeout=WITHIN_MS)

WHEN_KILLED = (
    *("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_CONNECTION_CLOSED"),
    *("ERR_EMPTY_RESPONSE", "ERR_CONTENT_LENGTH_MISMATCH", "ERR_INCOMPLETE_CHUNKED_ENCODING"),
    *("WebSocket connection", "/api/terminal/responses"),
)
"""What Chromium says of a server that is killed, perhaps in the middle of an answer, and of an
answer that two lines carried at once."""


@dataclass
class Browsers:
    """One running browser for each camera, and one without."""

    playwright: Playwright
    chromium: str
    running: dict[Path | None, Browser] = field(default_factory=dict)

    def browser(self, camera: Path | None = None) -> Browser:
        if camera not in self.running:
            self.running[camera] = self.playwright.chromium.launch(
                executable_path=self.chromium,
                args=[*LAUNCH_ARGUMENTS, *_camera_arguments(camera)],
            )
        return self.running[camera]

    def close(self) -> None:
        for browser in self.running.values():
            browser.close()


def _camera_arguments(camera: Path | None) -> tuple[str, ...]:
    if camera is None:
        return ()
    return (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={camera}",
    )


@dataclass
class People:
    browsers: Browsers
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    forgiven: tuple[str, ...] = ()
    """Parts of complaints that belong to what a test does, as killing the server does."""

    def page(
        self,
        origin: str,
        *,
        camera: Path | None = None,
        size: tuple[int, int] = LAPTOP,
        language: Literal["id", "en"] = "id",
        scheme: Literal["light", "dark"] = "light",
        script: str = "",
    ) -> Page:
        """Somebody sits down at a browser that has never been here.

        `script` runs in every page before the page's own: who stands before its camera.
        """
        context = self.browsers.browser(camera).new_context(
            base_url=origin,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        context.set_default_timeout(WITHIN_MS)
        context.add_init_script(VIOLATION_HEARD)
        if language != "id":
            remembered = f'localStorage.setItem("language", "{language}")'
            context.add_init_script(f'if (location.protocol === "http:") {remembered}')
        if script:
            context.add_init_script(script)
        context.on("page", self._watch)
        self.contexts.append(context)
        return context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._complain(f"{page.url}: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        url = message.location.get("url", "")
        if any(said in message.text and at in url for said, at in ANSWERS_AS_MEANT):
            return
        self._complain(f"{url}: {message.text}")

    def _complain(self, complaint: str) -> None:
        if not any(part in complaint for part in self.forgiven):
            self.complaints.append(complaint)

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
