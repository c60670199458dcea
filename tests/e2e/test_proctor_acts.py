"""What a proctor does on the console is on the candidate's screen, without a reload of either."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import deeds
from tests.e2e.people import People
from tests.e2e.site import ExamSite
from tests.e2e.words import words

MINUTES = 10


@pytest.fixture(scope="module")
def number(site: ExamSite) -> str:
    site.staff(site.proctor).post("start")
    return site.room.crowd[0]


@pytest.fixture
def terminal(site: ExamSite, people: People, number: str) -> Page:
    pin = deeds.a_new_pin(site, number)
    page = people.page(site.origin)
    deeds.sign_in_at_terminal(page, number, pin)
    deeds.item_is_shown(page, 1)
    return page


@pytest.fixture
def console(site: ExamSite, people: People) -> Page:
    page = people.page(site.origin)
    deeds.sign_in_as_staff(page, "/console", site.proctor)
    return page


@pytest.fixture
def detail(console: Page, number: str, terminal: Page) -> Locator:
    return deeds.open_candidate(console, number)


def test_granted_time_shows_on_the_candidates_screen(
    terminal: Page, console: Page, detail: Locator
) -> None:
    before = deeds.seconds_left(terminal)
    why = "Listrik padam sebentar"
    deeds.act(console, detail, "grant_time", minutes=str(MINUTES), reason=why)
    said = words("terminal", "time.granted_reason", duration="10 menit", reason=why)
    expect(terminal.locator("toast-stack")).to_contain_text(said)
    assert MINUTES * 60 - 60 < deeds.seconds_left(terminal) - before <= MINUTES * 60
    expect(detail.locator(".candidate-detail__events")).to_contain_text(why)


def test_a_pause_hides_the_items_and_stops_the_clock_until_it_is_resumed(
    terminal: Page, console: Page, detail: Locator
) -> None:
    deeds.choose_by_key(terminal, 1)
    deeds.everything_is_saved(terminal)
    deeds.act(console, detail, "pause", reason="Alarm")
    paused = terminal.locator("paused-view")
    expect(paused).to_contain_text(words("terminal", "paused.reason", reason="Alarm"))
    expect(terminal.locator("item-view")).to_be_hidden()
    expect(detail).to_contain_text(words("console", "room_state.paused"))
    stood = paused.locator(".notice-card__figures").inner_text()

    deeds.act(console, detail, "resume")
    deeds.item_is_shown(terminal, 1)
    expect(deeds.choices(terminal).nth(1)).to_be_checked()
    hours, minutes, seconds = (int(part) for part in stood.split(":"))
    assert 0 <= hours * 3600 + minutes * 60 + seconds - deeds.seconds_left(terminal) < 60


def test_a_message_stands_on_the_screen_until_it_is_confirmed_once(
    terminal: Page, console: Page, detail: Locator
) -> None:
    text = "Mohon tenang, teknisi sedang bekerja."
    deeds.act(console, detail, "message", text=text)
    message = terminal.get_by_role("dialog", name=words("terminal", "message.heading"))
    expect(message).to_contain_text(text)
    message.press("Escape")
    expect(message).to_be_visible()
    message.get_by_role("button", name=words("terminal", "message.read")).click()
    expect(message).to_be_hidden()
    terminal.reload()
    deeds.item_is_shown(terminal, 1)
    deeds.act(console, detail, "message", text="Gangguan selesai.")
    expect(message).to_contain_text("Gangguan selesai.")  # the first one does not come back
    message.get_by_role("button", name=words("terminal", "message.read")).click()
    expect(message).to_be_hidden()
