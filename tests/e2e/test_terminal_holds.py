"""Reload, crash, killed server, another machine: the candidate goes on and nothing is lost."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import deeds
from tests.e2e.people import WHEN_KILLED, People
from tests.e2e.site import ExamSite, eventually
from tests.e2e.words import words


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


def at_a_terminal(site: ExamSite, people: People, number: str) -> Page:
    """Working already, at the first item."""
    pin = site.staff(site.proctor).a_pin(number)
    page = people.page(site.origin)
    deeds.sign_in_at_terminal(page, number, pin)
    deeds.item_is_shown(page, 1)
    return page


def test_a_reload_in_the_middle_loses_nothing_and_the_candidate_does_nothing(
    running: ExamSite, people: People, number: str
) -> None:
    terminal = at_a_terminal(running, people, number)
    form = deeds.what_the_server_holds(terminal)
    deeds.choose_by_key(terminal, 2)
    deeds.go_to_item(terminal, 4)
    deeds.choose_by_mouse(terminal, 1)
    terminal.keyboard.press("r")
    deeds.go_to_section(terminal, "tkp")
    deeds.go_to_item(terminal, 3)
    deeds.choose_by_key(terminal, 4)
    before = deeds.seconds_left(terminal)

    terminal.reload()  # at once: the last answer may still be on its way

    deeds.item_is_shown(terminal, 3)
    expect(deeds.choices(terminal).nth(4)).to_be_checked()
    deeds.everything_is_saved(terminal)
    assert before - 60 < deeds.seconds_left(terminal) <= before
    assert deeds.what_the_server_holds(terminal) == form
    terminal.locator("section-tabs [data-section=twk]").click()
    deeds.go_to_item(terminal, 1)
    expect(deeds.choices(terminal).nth(2)).to_be_checked()
    deeds.go_to_item(terminal, 4)
    expect(deeds.choices(terminal).nth(1)).to_be_checked()
    expect(deeds.marked_in_list(terminal, 4)).to_have_attribute(
        "title", re.compile(words("terminal", "navigator.in_doubt_answered"))
    )
    assert running.staff(running.proctor).row(number)["answered"] == 3


def test_a_killed_server_costs_no_answer_and_the_terminal_says_how_it_stands(
    running: ExamSite, people: People, number: str
) -> None:
    people.forgiven = WHEN_KILLED
    terminal = at_a_terminal(running, people, number)
    deeds.choose_by_key(terminal, 0)
    deeds.this_answer_is_saved(terminal)

    running.server.kill()
    terminal.keyboard.press("ArrowRight")
    deeds.choose_by_key(terminal, 1)
    unsaved = words("terminal", "save.item_unsaved")
    expect(terminal.locator("item-view")).to_contain_text(unsaved)
    banner = terminal.locator("connection-banner")
    expect(banner).to_have_text(words("terminal", "line.away"))
    terminal.keyboard.press("ArrowRight")
    deeds.choose_by_mouse(terminal, 2)
    deeds.choose_by_mouse(terminal, 3)
    two_wait = words("terminal", "save.unsaved", count=2)
    expect(terminal.locator("save-state")).to_have_text(two_wait)

    running.server.start()
    expect(banner).to_have_text("")
    deeds.everything_is_saved(terminal)
    staff = running.staff(running.proctor)
    eventually(lambda: staff.row(number)["answered"] == 3)
    terminal.reload()
    for place, choice in ((3, 3), (2, 1), (1, 0)):
        deeds.go_to_item(terminal, place)
        expect(deeds.choices(terminal).nth(choice)).to_be_checked()
    deeds.everything_is_saved(terminal)


def test_a_terminal_that_is_closed_while_the_server_is_away_keeps_its_answers(
    running: ExamSite, people: People, number: str
) -> None:
    people.forgiven = WHEN_KILLED
    terminal = at_a_terminal(running, people, number)
    running.server.kill()
    deeds.choose_by_key(terminal, 3)
    unsaved = words("terminal", "save.item_unsaved")
    expect(terminal.locator("item-view")).to_contain_text(unsaved)
    terminal.close()
    running.server.start()

    again = terminal.context.new_page()
    again.goto("/terminal")
    deeds.item_is_shown(again, 1)
    expect(deeds.choices(again).nth(3)).to_be_checked()
    deeds.everything_is_saved(again)
    assert running.staff(running.proctor).row(number)["answered"] == 1


def test_a_moved_candidate_goes_on_at_another_terminal_with_the_same_items(
    running: ExamSite, people: People, number: str
) -> None:
    old = at_a_terminal(running, people, number)
    deeds.choose_by_key(old, 1)
    deeds.everything_is_saved(old)
    form = deeds.what_the_server_holds(old)

    console = people.page(running.origin)
    deeds.sign_in_as_staff(console, "/console", running.proctor)
    detail = deeds.open_candidate(console, number)
    pin = deeds.move(console, detail, "Layar rusak")
    new = people.page(running.origin)
    deeds.sign_in_at_terminal(new, number, pin)

    deeds.item_is_shown(new, 1)
    expect(deeds.choices(new).nth(1)).to_be_checked()
    assert deeds.what_the_server_holds(new) == form
    expect(old.locator("replaced-notice")).to_contain_text(words("terminal", "replaced.heading"))
    expect(old.locator("item-view")).to_be_hidden()
    new.keyboard.press("ArrowRight")
    deeds.choose_by_key(new, 2)
    deeds.everything_is_saved(new)
    assert running.staff(running.proctor).row(number)["answered"] == 2
