"""Every page in both languages, on phone and laptop, light and dark: words, width and access."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from catserver.config import SiteSettings
from proctoring.vision.demo_people import DEMO_PEOPLE
from tests.e2e import deeds
from tests.e2e.conftest import Furnished
from tests.e2e.crowd import FINISHED, HELPED, PAUSED, Crowd
from tests.e2e.eyes import Language, faults_in_access, faults_in_width, faults_in_words
from tests.e2e.people import LAPTOP, PHONE, Browsers, People
from tests.e2e.site import Account, ExamSite, an_exam_site

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
Stage = Callable[[Page, Crowd], None]
"""Brings a fresh page to where it is looked at."""


@pytest.fixture(scope="module")
def crowd(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    folder, room = furnished
    with an_exam_site(folder, room, tmp_path_factory.mktemp("crowded") / "data") as site:
        crowd = Crowd(site)
        try:
            crowd.come()
            yield crowd
        finally:
            crowd.leave()


def signed_in(page: Page, site: ExamSite, account: Account, path: str) -> None:
    name, password = account
    body = {"name": name, "password": password}
    assert page.request.post("/api/staff/sign-in", data=body).ok
    page.goto(path)


def home(page: Page, crowd: Crowd) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(SiteSettings().title_id)


def sign_in(page: Page, crowd: Crowd) -> None:
    page.goto("/sign-in")
    expect(page.locator("staff-sign-in form")).to_be_visible()


def set_up_done(page: Page, crowd: Crowd) -> None:
    page.goto("/set-up")
    expect(page.locator("[data-part=done]")).to_be_visible()


def desk(page: Page, crowd: Crowd) -> None:
    signed_in(page, crowd.site, crowd.site.proctor, "/desk")
    deeds.room_is_shown(page)


def desk_deciding(page: Page, crowd: Crowd) -> None:
    desk(page, crowd)
    deeds.find_at_the_desk(page, crowd.stand_in)
    expect(page.locator("referral-decision")).to_be_visible()


def desk_without_camera(page: Page, crowd: Crowd) -> None:
    desk(page, crowd)
    deeds.find_at_the_desk(page, crowd.site.room.crowd[20])
    expect(page.locator("camera-stage").get_by_role("alert")).to_be_visible()


def console(page: Page, crowd: Crowd) -> None:
    signed_in(page, crowd.site, crowd.site.proctor, "/console")
    expect(page.locator("candidate-card")).to_have_count(len(DEMO_PEOPLE))


def console_detail(page: Page, crowd: Crowd) -> None:
    console(page, crowd)
    detail = deeds.open_candidate(page, crowd.numbers[HELPED])
    expect(detail.locator(".candidate-detail__events li").first).to_be_visible()


def console_dialog(page: Page, crowd: Crowd) -> None:
    console_detail(page, crowd)
    page.locator("candidate-detail [data-action=incident]").click()
    expect(page.locator("action-dialog dialog")).to_be_visible()


def board(page: Page, crowd: Crowd) -> None:
    page.goto(f"/results?sitting={crowd.site.room.sitting}&find={crowd.numbers[FINISHED]}")
    expect(page.locator("board-own")).to_contain_text(crowd.numbers[FINISHED])


def board_in_hall(page: Page, crowd: Crowd) -> None:
    page.goto(f"/results?sitting={crowd.site.room.sitting}&view=hall")
    expect(page.locator("board-hall")).to_contain_text(crowd.numbers[FINISHED])


def committee(tab: str) -> Stage:
    def stage(page: Page, crowd: Crowd) -> None:
        signed_in(page, crowd.site, crowd.site.committee, f"/committee#{tab}")
        panel = page.get_by_role("tabpanel")
        expect(panel.locator(FILLED[tab]).first).to_be_visible()

    stage.__name__ = f"committee_{tab}"
    return stage


FILLED = {
    "files": "loaded-files article",
    "sittings": "sitting-list :is(tr, article)",
    "candidates": "candidate-list tr",
    "results": "result-list tr",
    "staff": "staff-list :is(tr, article)",
}
"""By tab: what shows that the server's answer is on the page."""


def terminal_sign_in(page: Page, crowd: Crowd) -> None:
    page.goto("/terminal")
    expect(page.locator("sign-in-form form")).to_be_visible()


def at_terminal(page: Page, site: ExamSite, number: str) -> None:
    body = {"number": number, "pin": deeds.a_new_pin(site, number), "terminal": "T-1"}
    assert page.request.post("/api/terminal/sign-in", data=body).ok
    page.goto("/terminal")


def terminal_exam(page: Page, crowd: Crowd) -> None:
    at_terminal(page, crowd.site, crowd.site.room.crowd[30])
    deeds.item_is_shown(page, 1)
    deeds.choose_by_key(page, 0)
    deeds.everything_is_saved(page)


def terminal_hand_in(page: Page, crowd: Crowd) -> None:
    terminal_exam(page, crowd)
    deeds.hand_in(page).get_by_role("checkbox").check()


def terminal_help(page: Page, crowd: Crowd) -> None:
    terminal_exam(page, crowd)
    page.keyboard.press("?")
    expect(page.locator("help-dialog dialog")).to_be_visible()


def terminal_paused(page: Page, crowd: Crowd) -> None:
    at_terminal(page, crowd.site, crowd.numbers[PAUSED])
    expect(page.locator("paused-view h1")).to_be_visible()


def terminal_outcome(page: Page, crowd: Crowd) -> None:
    at_terminal(page, crowd.site, crowd.site.room.crowd[31])
    deeds.item_is_shown(page, 1)
    deeds.choose_by_key(page, 0)
    deeds.hand_in(page)
    deeds.confirm_hand_in(page)


STAGES: tuple[tuple[str, Stage], ...] = (
    ("home", home),
    ("sign-in", sign_in),
    ("set-up", set_up_done),
    ("desk", desk),
    ("desk", desk_deciding),
    ("desk", desk_without_camera),
    ("console", console),
    ("console", console_detail),
    ("console", console_dialog),
    ("results", board),
    ("results", board_in_hall),
    *(("committee", committee(tab)) for tab in FILLED),
    ("terminal", terminal_sign_in),
    ("terminal", terminal_exam),
    ("terminal", terminal_hand_in),
    ("terminal", terminal_help),
    ("terminal", terminal_paused),
    ("terminal", terminal_outcome),
)


@pytest.mark.parametrize(("name", "stage"), STAGES, ids=[stage.__name__ for _, stage in STAGES])
def test_a_page_reads_well_fits_and_is_within_reach(
    name: str, stage: Stage, crowd: Crowd, people: People
) -> None:
    page = people.page(crowd.site.origin)
    stage(page, crowd)
    faults = look(page, name, "id")
    if can_switch(page):
        switch_language(page, "en")
    else:
        page = people.page(crowd.site.origin, language="en")
        stage(page, crowd)
    assert faults + look(page, name, "en") + reach(page) == []


def test_the_wait_for_the_start_reads_well_fits_and_is_within_reach(
    site: ExamSite, people: People
) -> None:
    page = people.page(site.origin)
    at_terminal(page, site, site.room.crowd[0])
    expect(page.locator("waiting-room h1")).to_be_visible()
    faults = look(page, "terminal", "id")
    switch_language(page, "en")
    assert faults + look(page, "terminal", "en") + reach(page) == []


def test_the_eyes_see_what_is_wrong(browsers: Browsers, people: People) -> None:
    people.forgiven = ("on purpose",)
    page = people.page("http://127.0.0.1")
    page.set_content(
        """<html lang="en"><title>t</title><main><h1>word.total</h1><p>Kata sandi</p>
        <p>{count} seats</p><input><p style="width: 3000px">wide</p></main></html>"""
    )
    page.evaluate("console.error('on purpose'); console.error('heard')")
    assert faults_in_words(page, "desk", "en") == [
        "key word.total",
        "unfilled {count} seats",
        "not en: Kata sandi",
    ]
    assert faults_in_width(page) == ["wider than the screen: p."]
    assert [each.split(":")[0] for each in faults_in_access(page)] == ["label"]
    assert [each.split(": ")[-1] for each in people.complaints] == ["heard"]
    people.complaints.clear()


def look(page: Page, name: str, language: Language) -> list[str]:
    faults = []
    for size in (PHONE, LAPTOP):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        faults += [f"{language} {size[0]}: {each}" for each in faults_in_width(page)]
    return faults + faults_in_words(page, name, language)


def reach(page: Page) -> list[str]:
    faults = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        faults += [f"{scheme}: {each}" for each in faults_in_access(page)]
    return faults


def can_switch(page: Page) -> bool:
    """An open dialog stands before the switch, and the hall's screen has none."""
    dialogs = page.locator("dialog[open]").count()
    return dialogs == 0 and page.locator("language-switch:visible").count() > 0


def switch_language(page: Page, language: Language) -> None:
    page.locator(f"[data-language={language}]:visible").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)
