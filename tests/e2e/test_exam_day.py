"""An exam day through the pages alone: the desk, the terminal, the console and the public board."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from proctoring.vision.demo_people import HARD_TO_RECOGNISE, STAND_INS
from tests.e2e import deeds
from tests.e2e.camera import film_of
from tests.e2e.people import People
from tests.e2e.site import ExamSite
from tests.e2e.words import like, words


def test_a_candidate_goes_from_arrival_to_the_public_board(
    site: ExamSite, people: People, tmp_path: Path
) -> None:
    number = next(n for n in site.room.crowd if n not in {*STAND_INS, *HARD_TO_RECOGNISE})
    desk = people.page(site.origin, camera=film_of(number, tmp_path))
    deeds.sign_in_as_staff(desk, "/desk", site.proctor)
    pin = receive(desk, number)

    terminal = people.page(site.origin)
    deeds.sign_in_at_terminal(terminal, number, pin)
    wait_for_the_start(terminal, number)

    console = people.page(site.origin)
    deeds.sign_in_as_staff(console, "/console", site.proctor)
    deeds.start_the_sitting(console)

    answer_some(terminal)
    total = finish(terminal)
    assert total > 0  # every situational answer carries a mark

    board = people.page(site.origin)
    board.goto(f"/results?sitting={site.room.sitting}")
    row = board.locator("board-table").get_by_role("row").filter(has_text=number)
    expect(row.locator(".board-row__total")).to_have_text(str(total))
    expect(row).to_contain_text("6/110")


def receive(desk: Page, number: str) -> str:
    """Found by number, photographed by Space, matched, given a PIN."""
    deeds.find_at_the_desk(desk, number)
    deeds.take_the_picture(desk)
    panel = desk.locator("arrival-panel")
    expect(panel).to_contain_text(words("desk", "desk.matched"))
    distance = panel.locator(".comparison-result__number")
    expect(distance).to_have_text(like("desk", "comparison.number", limit="0,42"))
    said = re.search(r"\d,\d\d", distance.inner_text())
    assert said is not None
    assert float(said[0].replace(",", ".")) <= 0.42
    return deeds.pin_on_the_slip(desk)


def wait_for_the_start(terminal: Page, number: str) -> None:
    """Own photo and data, a practice item that answers, and nothing of the form yet."""
    card = terminal.locator("identity-card")
    expect(card).to_contain_text(number)
    picture = card.get_by_role("img")
    expect(picture).to_have_accessible_name(words("terminal", "identity.registration"))
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 100
    terminal.keyboard.press("b")
    practised = words("terminal", "practice.chosen", letter="B")
    expect(terminal.locator("practice-item")).to_contain_text(practised)
    expect(terminal.get_by_text(words("terminal", "waiting.by_itself"))).to_be_visible()
    expect(terminal.locator("item-view")).to_be_hidden()


def answer_some(terminal: Page) -> None:
    """Six answers in two sections: by keyboard, by mouse, in doubt, changed, withdrawn."""
    deeds.item_is_shown(terminal, 1)  # by itself
    deeds.choose_by_key(terminal, 0)
    deeds.this_answer_is_saved(terminal)
    terminal.keyboard.press("ArrowRight")
    deeds.item_is_shown(terminal, 2)
    deeds.choose_by_mouse(terminal, 1)
    deeds.choose_by_mouse(terminal, 2)
    terminal.keyboard.press("r")
    doubted = deeds.marked_in_list(terminal, 2)
    expect(doubted).to_have_attribute(
        "title", re.compile(words("terminal", "navigator.in_doubt_answered"))
    )
    deeds.go_to_item(terminal, 5)
    deeds.choose_by_key(terminal, 3)
    terminal.get_by_role("button", name=words("terminal", "item.withdraw")).click()
    expect(deeds.choices(terminal).nth(3)).not_to_be_checked()
    deeds.go_to_section(terminal, "tkp")
    for place in (1, 2, 3, 4):
        deeds.item_is_shown(terminal, place)
        deeds.choose_by_mouse(terminal, place % 5)
        terminal.get_by_role("button", name=words("terminal", "item.next")).click()
    deeds.everything_is_saved(terminal)


def finish(terminal: Page) -> int:
    """The summary, the confirmation, the outcome; the total that it shows."""
    summary = deeds.hand_in(terminal)
    tkp = summary.get_by_role("row").filter(has_text=re.compile("Karakteristik|TKP"))
    expect(tkp.get_by_role("cell")).to_have_text(["4", "41", "0"])
    deeds.confirm_hand_in(terminal)
    expect(terminal.locator("outcome-view")).to_contain_text("6 dari 110")
    return int(terminal.locator(".outcome__figures").inner_text())


def test_a_stand_in_is_referred_and_a_proctor_decides_with_a_reason(
    site: ExamSite, people: People, tmp_path: Path
) -> None:
    number = next(n for n in site.room.crowd if n in STAND_INS)
    console = people.page(site.origin)
    deeds.sign_in_as_staff(console, "/console", site.proctor)
    deeds.room_is_shown(console)
    queue = console.locator("referral-queue")
    expect(queue).to_contain_text(words("console", "referrals.nobody"))

    desk = people.page(site.origin, camera=film_of(number, tmp_path))
    deeds.sign_in_as_staff(desk, "/desk", site.proctor)
    deeds.find_at_the_desk(desk, number)
    deeds.take_the_picture(desk)
    expect(desk.locator("arrival-panel")).to_contain_text(words("desk", "desk.only_a_person"))
    issue = desk.get_by_role("button", name=words("desk", "desk.pin_issue"))
    expect(issue).to_have_count(0)

    queue.get_by_role("button").filter(has_text=number).click()  # there without a reload
    why = "KTP dan kartu ujian atas nama orang lain"
    referral = console.locator("referral-dialog")
    second = ask_somebody_else(site, people, referral, number)
    expect(referral.locator("decision-help")).to_contain_text(second)
    referral.get_by_role("radio").last.check()
    referral.get_by_label(words("console", "decision.words")).fill(why)
    referral.get_by_role("button", name=words("console", "decision.refuse"), exact=True).click()
    deeds.confirm(console, words("console", "decision.refuse"))

    expect(queue).to_contain_text(words("console", "referrals.nobody"))
    expect(desk.locator("arrival-panel")).to_contain_text(why)  # the desk follows
    detail = deeds.open_candidate(console, number)
    expect(detail.locator(".candidate-detail__events")).to_contain_text(why)
    detail.get_by_role("button", name=words("room", "decision.reconsider")).click()
    expect(referral).to_contain_text(why)  # what was decided before, and by whom
    referral.get_by_role("button", name=words("room", "action.close")).click()
    refused = [e for e in site.staff(site.committee).account_of(number) if e.get("reason") == why]
    assert [(each["decision"], each["by"]) for each in refused] == [("refuse", site.proctor[0])]


def ask_somebody_else(site: ExamSite, people: People, referral: Locator, number: str) -> str:
    """Another pair of eyes, in another browser; returns what they write."""
    referral.get_by_text(words("room", "opinion.ask_heading")).click()
    referral.get_by_role("button", name=words("room", "opinion.ask"), exact=True).click()
    other = people.page(site.origin)
    deeds.sign_in_as_staff(other, "/console", site.committee)
    other.locator("referral-queue").get_by_role("button").filter(has_text=number).click()
    help_ = other.locator("referral-dialog decision-help")
    help_.get_by_label(words("room", "opinion.different"), exact=True).check()
    said = "telinganya lain"
    help_.get_by_label(words("room", "opinion.words")).fill(said)
    help_.get_by_role("button", name=words("room", "opinion.give")).click()
    expect(help_).to_contain_text(words("room", "opinion.again"))
    reasons = other.locator(".referral-decision__reason").get_by_role("radio", checked=True)
    expect(reasons).to_have_count(0)  # an opinion is no reason of a decision
    return said
