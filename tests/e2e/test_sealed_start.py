"""At the start a terminal gets a key and nothing else: its form has long been there, sealed."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, WebSocket, expect

from tests.e2e import deeds
from tests.e2e.people import People
from tests.e2e.site import ExamSite, eventually
from tests.e2e.words import words


class Overheard:
    """What goes over one page's line."""

    def __init__(self, page: Page) -> None:
        self.came: list[dict[str, object]] = []
        self.went: list[dict[str, object]] = []
        self.asked: list[str] = []
        page.on("websocket", self._listen)
        page.on("requestfinished", self._hear_request)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.came.append(json.loads(frame)))
        socket.on("framesent", lambda frame: self.went.append(json.loads(frame)))

    def _hear_request(self, request: Request) -> None:
        self.asked.append(request.url.split("/", 3)[3])

    def fetched(self, *paths: str) -> list[str]:
        return [each for each in self.asked if each.startswith(paths)]

    @property
    def types(self) -> list[object]:
        return [each["type"] for each in self.came]


@pytest.fixture
def waiting(site: ExamSite, people: People) -> tuple[Page, Overheard]:
    number = site.room.crowd[0]
    page = people.page(site.origin)
    overheard = Overheard(page)
    deeds.sign_in_at_terminal(page, number, deeds.a_new_pin(site, number))
    expect(page.locator("waiting-room")).to_contain_text(words("terminal", "waiting.heading"))
    return page, overheard


def as_seen(page: Page, condition: Callable[[], bool]) -> None:
    """Let the browser's events come in while something is waited for."""

    def look() -> bool:
        page.wait_for_timeout(20)
        return condition()

    eventually(look)


def a_picture_is_shown(terminal: Page) -> None:
    """The first of the form, on its item."""
    items = deeds.what_the_server_holds(terminal)["items"]
    assert isinstance(items, list)
    item = next(each for each in items if each["picture"])
    own = [each["id"] for each in items if each["section"] == item["section"]]
    deeds.go_to_section(terminal, item["section"])
    deeds.go_to_item(terminal, own.index(item["id"]) + 1)
    image = terminal.locator("item-view img").first
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("(image) => image.naturalWidth") > 0
    assert str(image.get_attribute("src")).startswith("blob:")


def test_the_form_comes_sealed_while_waiting_and_opens_at_the_start_by_its_key_alone(
    site: ExamSite, waiting: tuple[Page, Overheard]
) -> None:
    terminal, line = waiting
    as_seen(terminal, lambda: bool(line.fetched("api/terminal/sealed-form")))
    as_seen(terminal, lambda: any(each.get("form") for each in line.went))
    assert "form" not in line.types
    assert not any(each.get("form_key") for each in line.came)

    site.staff(site.proctor).post("start")

    deeds.item_is_shown(terminal, 1)
    started = next(each for each in line.came if each["type"] == "started")
    assert started["form_key"]
    assert "form" not in line.types
    assert line.fetched("api/terminal/form", "pictures/") == []
    a_picture_is_shown(terminal)
    assert line.fetched("pictures/") == []

    for heard in (line.came, line.went, line.asked):
        heard.clear()
    terminal.reload()
    expect(terminal.locator("item-view")).to_be_visible()
    deeds.everything_is_saved(terminal)
    as_seen(terminal, lambda: "pong" in line.types)
    assert "form" not in line.types
    assert line.went[0]["type"] == "hello"
    assert line.went[0]["form"]
    assert line.fetched("api/terminal/form", "api/terminal/sealed-form", "pictures/") == []
