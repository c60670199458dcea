"""Every page in both languages, on phone and laptop, light and dark: words, width and access."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from catserver.config import SiteSettings
from proctoring.vision.demo_people import DEMO_PEOPLE
from tests.e2e import deeds
from tests.e2e.conftest import Furnished
from tests.e2e.crowd import FINISHED, HELPED, PAUSED, Crowd
from tests.e2e.eyes import (
    Language,
    faults_in_access,
    faults_in_sight,
    faults_in_width,
    faults_in_words,
)
from tests.e2e.people import LAPTOP, PHONE, Browsers, People
from tests.e2e.site import Account, ExamSite, an_exam_site
from tests.e2e.words import like

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@dataclass(frozen=True)
class Stage:
    """A page brought to where it is looked at, and a dialog opened there, in any language."""

    name: str
    """Of the file of words."""
    come: Callable[[Page, Crowd], None]
    open: Callable[[Page], None] | None = None
    has_switch: bool = True


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


def console_dialog(page: Page) -> None:
    page.locator("candidate-detail [data-action=incident]").click()
    expect(page.locator("action-dialog dialog")).to_be_visible()


def board(page: Page, crowd: Crowd) -> None:
    page.goto(f"/results?sitting={crowd.site.room.sitting}&find={crowd.numbers[FINISHED]}")
    expect(page.locator("board-own")).to_contain_text(crowd.numbers[FINISHED])


def board_in_hall(page: Page, crowd: Crowd) -> None:
    page.goto(f"/results?sitting={crowd.site.room.sitting}&view=hall")
    expect(page.locator("board-hall")).to_contain_text(crowd.numbers[FINISHED])


def overlay(page: Page, crowd: Crowd) -> None:
    page.goto(f"/overlay?sitting={crowd.site.room.sitting}&view=table")
    expect(page.locator("board-table")).to_contain_text(crowd.numbers[FINISHED])


def committee(tab: str) -> Callable[[Page, Crowd], None]:
    def come(page: Page, crowd: Crowd) -> None:
        signed_in(page, crowd.site, crowd.site.committee, f"/committee#{tab}")
        panel = page.get_by_role("tabpanel")
        expect(panel.locator(FILLED[tab]).first).to_be_visible()

    come.__name__ = f"committee_{tab}"
    return come


def decision_dialog(page: Page) -> None:
    page.locator("result-list [data-act=decide]").first.click()
    expect(page.locator("form-dialog dialog")).to_be_visible()


FILLED = {
    "files": "loaded-files article",
    "sittings": "sitting-list :is(tr, article)",
    "candidates": "candidate-list tr",
    "results": "result-list tr",
    "staff": "staff-list :is(tr, article)",
}
"""By tab: what shows that the server's answer is on the page."""


def handheld(page: Page, crowd: Crowd) -> None:
    signed_in(page, crowd.site, crowd.site.proctor, "/handheld")
    expect(page.locator("look-list li, .look-list__nobody").first).to_be_visible()


def handheld_deciding(page: Page, crowd: Crowd) -> None:
    """Without a camera: the way on is to decide."""
    handheld(page, crowd)
    page.locator("candidate-search input").fill(crowd.site.room.crowd[20])
    page.keyboard.press("Enter")
    page.locator("look-panel [data-wish=decide]").click()
    expect(page.locator("look-panel referral-decision")).to_be_visible()


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


def hand_in_dialog(page: Page) -> None:
    page.locator(".exam__side [data-open=hand-in]").click()
    page.locator("hand-in-dialog").get_by_role("checkbox").check()


def help_dialog(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("help-dialog dialog")).to_be_visible()


def terminal_paused(page: Page, crowd: Crowd) -> None:
    at_terminal(page, crowd.site, crowd.numbers[PAUSED])
    expect(page.locator("paused-view h1")).to_be_visible()


def terminal_outcome(page: Page, crowd: Crowd) -> None:
    at_terminal(page, crowd.site, crowd.site.room.crowd[31])
    deeds.item_is_shown(page, 1)
    deeds.choose_by_key(page, 0)
    hand_in_and_wait_for_the_receipt(page)


def hand_in_and_wait_for_the_receipt(page: Page) -> None:
    deeds.hand_in(page)
    deeds.confirm_hand_in(page)
    expect(page.locator("receipt-card[data-state=logged] img")).to_be_visible(timeout=20_000)


def verify_nothing(page: Page, crowd: Crowd) -> None:
    page.goto("/verify")
    expect(page.locator("claim-input textarea")).to_be_visible()


def verify_a_receipt(page: Page, crowd: Crowd) -> None:
    """The candidate's own, from the terminal to the page that believes nobody."""
    at_terminal(page, crowd.site, crowd.site.room.crowd[32])
    deeds.item_is_shown(page, 1)
    deeds.choose_by_key(page, 0)
    deeds.everything_is_saved(page)
    hand_in_and_wait_for_the_receipt(page)
    receipt = page.request.get("/api/terminal/receipt.tlog-proof").text()
    verify_nothing(page, crowd)
    page.locator("claim-input textarea").fill(receipt)
    page.locator("claim-input form button").first.click()
    finding = page.locator("finding-view")
    expect(finding.get_by_role("heading", name=like("verify", "found.receipt"))).to_be_visible()
    finding.locator("summary").click()
    expect(finding.locator("details tbody tr").first).to_be_visible()


STAGES = (
    Stage("home", home),
    Stage("sign-in", sign_in),
    Stage("set-up", set_up_done),
    Stage("desk", desk),
    Stage("desk", desk_deciding),
    Stage("desk", desk_without_camera),
    Stage("console", console),
    Stage("console", console_detail),
    Stage("console", console_detail, console_dialog),
    Stage("handheld", handheld),
    Stage("handheld", handheld_deciding),
    Stage("results", board),
    Stage("results", board_in_hall, has_switch=False),
    Stage("results", overlay, has_switch=False),
    *(Stage("committee", committee(tab)) for tab in FILLED),
    Stage("committee", committee("results"), decision_dialog),
    Stage("terminal", terminal_sign_in),
    Stage("terminal", terminal_exam),
    Stage("terminal", terminal_exam, hand_in_dialog),
    Stage("terminal", terminal_exam, help_dialog),
    Stage("terminal", terminal_paused),
    Stage("terminal", terminal_outcome),
    Stage("verify", verify_nothing),
    Stage("verify", verify_a_receipt),
)


@pytest.mark.parametrize("stage", STAGES, ids=lambda each: (each.open or each.come).__name__)
def test_a_page_reads_well_fits_and_is_within_reach(
    stage: Stage, crowd: Crowd, people: People
) -> None:
    page = people.page(crowd.site.origin)
    stage.come(page, crowd)
    faults = look(page, stage, "id")
    if stage.has_switch:
        switch_language(page, "en")
    else:
        page = people.page(crowd.site.origin, language="en")
        stage.come(page, crowd)
    assert faults + look(page, stage, "en", SCHEMES) == []


@pytest.mark.parametrize("view", ["table", "ticker", "distribution", "clock"])
def test_the_overlay_is_clear_where_it_shows_nothing_and_never_scrolls(
    view: str, crowd: Crowd, people: People
) -> None:
    page = people.page(crowd.site.origin)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"/overlay?sitting={crowd.site.room.sitting}&view={view}&lang=en")
    expect(page.locator(".overlay__panel")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    sizes = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    assert page.evaluate(sizes) == [1920, 1080]
    picture = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
    opacity = picture.getchannel("A")
    assert opacity.getpixel((1900, 10)) == 0
    assert opacity.getextrema() == (0, 255)


def test_a_result_that_is_withheld_reads_so_on_the_board_until_it_is_given_back(
    crowd: Crowd, people: People
) -> None:
    number = crowd.numbers[FINISHED]
    board_page = people.page(crowd.site.origin)
    board(board_page, crowd)
    page = people.page(crowd.site.origin)
    committee("results")(page, crowd)
    expect(page.locator(".result-list__mask").first).to_be_visible()  # what the public sees
    own = board_page.locator("board-own")
    for action, word in (("withhold", "Sedang diperiksa"), ("release", "Selesai|ambang")):
        page.locator(f"result-list [data-number='{number}']").click()
        page.locator(f"form-dialog [value={action}]").check()
        page.locator("form-dialog textarea").fill("Laporan pengawas")
        page.locator("form-dialog [data-submit]").click()
        expect(page.locator("form-dialog dialog")).to_have_count(0)
        expect(own.locator(".board-own__state")).to_contain_text(re.compile(word))
    expect(own.locator(".board-own__total")).not_to_contain_text("–")


def test_the_wait_for_the_start_reads_well_fits_and_is_within_reach(
    site: ExamSite, people: People
) -> None:
    page = people.page(site.origin)
    at_terminal(page, site, site.room.crowd[0])
    expect(page.locator("waiting-room h1")).to_be_visible()
    waiting = Stage("terminal", terminal_exam)
    faults = look(page, waiting, "id")
    switch_language(page, "en")
    assert faults + look(page, waiting, "en", SCHEMES) == []


def test_the_eyes_see_what_is_wrong(browsers: Browsers, people: People) -> None:
    people.forgiven = ("on purpose",)
    page = people.page("http://127.0.0.1")
    page.set_content(
        """<html lang="en"><title>t</title><main><h1>word.total</h1><p>Kata sandi</p>
        <p>{count} seats</p><input><p style="width: 3000px">wide</p>
        <button style="font-size: 0"><svg width="0"></svg>go</button></main></html>"""
    )
    page.evaluate("console.error('on purpose'); console.error('heard')")
    assert faults_in_words(page, "desk", "en") == [
        "key word.total",
        "unfilled {count} seats",
        "not en: Kata sandi",
    ]
    assert len(faults_in_sight(page)) == 1
    assert faults_in_width(page) == ["wider than the screen: p."]
    assert [each.split(":")[0] for each in faults_in_access(page)] == ["label"]
    assert [each.split(": ")[-1] for each in people.complaints] == ["heard"]
    people.complaints.clear()


def look(
    page: Page, stage: Stage, language: Language, schemes: tuple[Scheme, ...] = ()
) -> list[str]:
    """What is wrong in this language at either width, and for those who do not see well."""
    if stage.open:
        stage.open(page)
    faults = faults_in_words(page, stage.name, language)
    for size in (PHONE, LAPTOP):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        seen = faults_in_width(page) + faults_in_sight(page)
        faults += [f"{language} {size[0]}: {each}" for each in seen]
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        faults += [f"{scheme}: {each}" for each in faults_in_access(page)]
    if stage.open:
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    return faults


def switch_language(page: Page, language: Language) -> None:
    page.locator(f"[data-language={language}]:visible").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)
