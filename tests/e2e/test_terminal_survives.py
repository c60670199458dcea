"""Without its server a terminal is read, answered, loaded again and crashed, and loses nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from catserver.web.access import TERMINAL_COOKIE
from tests.e2e import deeds
from tests.e2e.people import WHEN_KILLED, Browsers, People
from tests.e2e.profile import a_profile
from tests.e2e.site import ExamSite, eventually
from tests.e2e.words import words

COOKIES_WRITTEN_WITHIN_S = 90.0
"""Chromium writes a cookie half a minute after it was set: who crashes sooner signs in again."""
FORM_IS_KEPT = """async () => {
  const open = await new Promise((done) => {
    const request = indexedDB.open("terminal", 1);
    request.onsuccess = () => done(request.result);
  });
  const all = await new Promise((done) => {
    const request = open.transaction("kept").objectStore("kept").getAll(
      IDBKeyRange.bound("form:", "form:\\uffff"));
    request.onsuccess = () => done(request.result);
  });
  open.close();
  return all.some(({sealed, key}) => sealed && key);
}"""
EVERYTHING_STORED = """async () => {
  const found = { databases: {}, caches: {} };
  Object.assign(found, { local: {...localStorage}, session: {...sessionStorage} });
  for (const { name } of await indexedDB.databases()) {
    const open = await new Promise((done) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => done(request.result);
    });
    for (const store of open.objectStoreNames) {
      const all = (which) => new Promise((done) => {
        const request = open.transaction(store).objectStore(store)[which]();
        request.onsuccess = () => done(request.result);
      });
      found.databases[store] = [await all("getAllKeys"), await all("getAll")];
    }
    open.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    found.caches[name] = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def running(site: ExamSite) -> ExamSite:
    site.staff(site.proctor).post("start")
    return site


@pytest.fixture
def number(running: ExamSite, taken: Iterator[str]) -> str:
    return next(taken)


@pytest.fixture(scope="module")
def taken(running: ExamSite) -> Iterator[str]:
    return iter(running.room.crowd)


def sign_in(site: ExamSite, page: Page, number: str) -> Page:
    """Working, with the page and the form kept."""
    pin = site.staff(site.proctor).a_pin(number)
    page.get_by_label(words("terminal", "sign_in.number")).fill(number)
    page.get_by_label(words("terminal", "sign_in.pin"), exact=True).fill(pin)
    page.get_by_role("button", name=words("terminal", "sign_in.submit"), exact=True).click()
    deeds.item_is_shown(page, 1)
    eventually(lambda: bool(page.evaluate(FORM_IS_KEPT)))
    eventually(lambda: bool(page.evaluate("navigator.serviceWorker.controller !== null")))
    return page


def at_a_terminal(site: ExamSite, people: People, number: str) -> Page:
    page = people.page(site.origin)
    page.goto("/terminal")
    return sign_in(site, page, number)


def so_many_wait(page: Page, count: int) -> None:
    waiting = words("terminal", "save.unsaved", count=count)
    expect(page.locator("save-state")).to_have_text(waiting)


def test_a_page_loaded_again_without_its_server_shows_the_item_and_takes_answers(
    running: ExamSite, people: People, number: str
) -> None:
    people.forgiven = WHEN_KILLED
    terminal = at_a_terminal(running, people, number)
    deeds.choose_by_key(terminal, 0)
    deeds.this_answer_is_saved(terminal)
    deeds.go_to_item(terminal, 3)
    before = deeds.seconds_left(terminal)

    running.server.kill()
    terminal.reload()

    deeds.item_is_shown(terminal, 3)
    assert before - 60 < deeds.seconds_left(terminal) <= before
    deeds.choose_by_key(terminal, 1)
    terminal.keyboard.press("ArrowRight")
    deeds.choose_by_mouse(terminal, 2)
    so_many_wait(terminal, 2)
    banner = terminal.locator("connection-banner")
    expect(banner).to_have_text(words("terminal", "line.away"))
    deeds.go_to_item(terminal, 1)
    expect(deeds.choices(terminal).nth(0)).to_be_checked()
    deeds.this_answer_is_saved(terminal)
    terminal.reload()
    deeds.item_is_shown(terminal, 1)
    so_many_wait(terminal, 2)

    running.server.start()
    expect(banner).to_have_text("")
    deeds.everything_is_saved(terminal)
    staff = running.staff(running.proctor)
    eventually(lambda: staff.row(number)["answered"] == 3)


def test_a_killed_browser_goes_on_at_once_while_the_server_is_away(
    running: ExamSite, browsers: Browsers, number: str, tmp_path: Path
) -> None:
    with a_profile(browsers, tmp_path / "profile") as machine:
        terminal = sign_in(running, machine.open(f"{running.origin}/terminal"), number)
        deeds.choose_by_key(terminal, 0)
        deeds.this_answer_is_saved(terminal)
        eventually(lambda: bool(machine.files_with(TERMINAL_COOKIE)), COOKIES_WRITTEN_WITHIN_S)
        running.server.kill()
        terminal.keyboard.press("ArrowRight")
        deeds.choose_by_key(terminal, 3)
        so_many_wait(terminal, 1)

        machine.kill()
        terminal = machine.open(f"{running.origin}/terminal")

        deeds.item_is_shown(terminal, 2)
        expect(deeds.choices(terminal).nth(3)).to_be_checked()
        so_many_wait(terminal, 1)
        terminal.keyboard.press("ArrowRight")
        deeds.choose_by_key(terminal, 1)
        so_many_wait(terminal, 2)
        running.server.start()
        deeds.everything_is_saved(terminal)
    row = running.staff(running.proctor).row(number)
    assert row["answered"] == 3


def test_after_the_end_nothing_of_the_exam_is_left_on_the_terminal(
    running: ExamSite, browsers: Browsers, number: str, tmp_path: Path
) -> None:
    with a_profile(browsers, tmp_path / "profile") as machine:
        terminal = sign_in(running, machine.open(f"{running.origin}/terminal"), number)
        name = terminal.evaluate(EVERYTHING_STORED)["databases"]["kept"]
        form = deeds.what_the_server_holds(terminal)
        deeds.choose_by_key(terminal, 0)
        deeds.this_answer_is_saved(terminal)
        deeds.hand_in(terminal)
        deeds.confirm_hand_in(terminal)

        stored = terminal.evaluate(EVERYTHING_STORED)
        assert set(stored["databases"]["kept"][0]) <= {"name", "looks"}
        assert set(stored["local"]) <= {"language"}
        assert stored["session"] == {}
        shell = [path for paths in stored["caches"].values() for path in paths]
        assert shell
        assert all(path == "/terminal" or path.startswith("/static/") for path in shell)
        machine.close()

        items = form["items"]
        assert isinstance(items, list)
        stems = [each["stem"][:40] for each in items]
        assert machine.files_with(*stems) == []
        terminal_name = dict(zip(*name, strict=True))["name"]
        assert machine.files_with(terminal_name), "the search would have found what is there"


def test_a_second_window_says_so_and_takes_over_when_it_is_told_to(
    running: ExamSite, people: People, number: str
) -> None:
    first = at_a_terminal(running, people, number)
    deeds.choose_by_key(first, 0)
    deeds.everything_is_saved(first)
    second = first.context.new_page()
    second.goto("/terminal")
    elsewhere = words("terminal", "other_window.heading")
    expect(second.locator("replaced-notice")).to_contain_text(elsewhere)
    expect(second.locator("item-view")).to_be_hidden()
    first.keyboard.press("ArrowRight")
    deeds.choose_by_key(first, 1)
    deeds.everything_is_saved(first)  # the first window is not disturbed

    second.get_by_role("button", name=words("terminal", "replaced.take_back")).click()
    deeds.item_is_shown(second, 2)
    expect(deeds.choices(second).nth(1)).to_be_checked()
    expect(first.locator("replaced-notice")).to_contain_text(elsewhere)
    expect(first.locator("item-view")).to_be_hidden()
    deeds.choose_by_key(second, 2)
    deeds.everything_is_saved(second)

    first.get_by_role("button", name=words("terminal", "replaced.take_back")).click()
    deeds.item_is_shown(first, 2)
    expect(deeds.choices(first).nth(2)).to_be_checked()
    expect(second.locator("replaced-notice")).to_contain_text(elsewhere)
    assert running.staff(running.proctor).row(number)["answered"] == 2


def test_of_a_copied_disk_only_one_machine_goes_on(
    running: ExamSite, browsers: Browsers, number: str, tmp_path: Path
) -> None:
    with (
        a_profile(browsers, tmp_path / "own") as own,
        a_profile(browsers, tmp_path / "copy") as copy,
    ):
        terminal = sign_in(running, own.open(f"{running.origin}/terminal"), number)
        deeds.choose_by_key(terminal, 0)
        deeds.everything_is_saved(terminal)
        own.close()
        shutil.rmtree(copy.folder)
        shutil.copytree(own.folder, copy.folder, ignore=shutil.ignore_patterns("Singleton*"))

        terminal = own.open(f"{running.origin}/terminal")
        deeds.everything_is_saved(terminal)
        other = copy.open(f"{running.origin}/terminal")
        deeds.item_is_shown(other, 1)
        moved = words("terminal", "replaced.heading")
        expect(terminal.locator("replaced-notice")).to_contain_text(moved)
        expect(terminal.locator("item-view")).to_be_hidden()
        deeds.choose_by_key(other, 3)
        deeds.everything_is_saved(other)
    assert running.staff(running.proctor).row(number)["answered"] == 1
