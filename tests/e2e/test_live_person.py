"""The challenge in a browser: a person who follows the arrows, and a picture that does not."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from proctoring.vision.demo_people import arrival_photo
from tests.e2e import deeds
from tests.e2e.living import BACK_CAMERA, a_person, a_still_picture, turns_asked_for
from tests.e2e.people import PHONE, People
from tests.e2e.site import ExamSite, an_exam_site, eventually, furnish
from tests.e2e.words import words

NUMBER, ANOTHER, THIRD = "24110100023", "24110100070", "24110100156"
"""Of the demo's people; the drawn heads of the first two turn as far to either side."""
NO_CAMERA = """(() => {
  const refuse = async () => { throw new DOMException("denied", "NotAllowedError"); };
  if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = refuse;
})()"""
TURNS = 4
FOLLOWED_WITHIN_MS = 60_000
FOLLOW_ME = "**/api/terminal/gate/live"
OTHERS_ARE_FOLLOWED: dict[str, Any] = {
    "status": 503,
    "json": {"error": {"code": "faces_busy", "detail": {"policy": "challenge"}}},
}
"""What a server answers that follows as many terminals as it can."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExamSite]:
    folder = tmp_path_factory.mktemp("challenged") / "data"
    folder.mkdir()
    room = furnish(folder, live="challenge")
    with an_exam_site(folder, room, tmp_path_factory.mktemp("site") / "data") as site:
        site.staff(site.proctor).post("start")
        yield site


def test_a_person_follows_the_arrows_at_desk_and_seat_and_works(
    site: ExamSite, people: People
) -> None:
    desk = people.page(site.origin, script=a_person(NUMBER))
    once_more(desk)
    deeds.sign_in_as_staff(desk, "/desk", site.proctor)
    deeds.find_at_the_desk(desk, NUMBER)
    matched = desk.get_by_role("button", name=words("desk", "desk.pin_issue"))
    expect(matched).to_be_visible(timeout=FOLLOWED_WITHIN_MS)
    assert set(turns_asked_for(desk)) == {"left", "right"}
    pin = deeds.pin_on_the_slip(desk)

    terminal = people.page(site.origin, script=a_person(NUMBER, shot=2))
    once_more(terminal)
    deeds.sign_in_at_terminal(terminal, NUMBER, pin)
    asked = terminal.get_by_role("dialog", name=words("terminal", "gate.heading_seat"))
    expect(asked).to_be_visible()
    thanks = terminal.get_by_text(words("terminal", "gate.thanks"))
    expect(thanks).to_be_visible(timeout=FOLLOWED_WITHIN_MS)
    expect(asked).to_be_hidden()
    assert len(turns_asked_for(terminal)) >= TURNS
    row = site.staff(site.proctor).row(NUMBER)
    assert row["referral"] is None
    assert (row["admission"], row["gates"]["seat"]["state"]) == ("seated", "match")
    answers_by_key(terminal, 1)


def test_a_proctors_phone_says_what_to_read_aloud_and_goes_on_without_a_camera(
    site: ExamSite, people: People
) -> None:
    phone = people.page(site.origin, size=PHONE, script=a_still_picture(THIRD) + BACK_CAMERA)
    deeds.sign_in_as_staff(phone, "/handheld", site.proctor)
    open_by_number(phone, THIRD)
    asked = phone.locator("live-challenge")
    expect(asked).to_contain_text(words("desk", "live.aloud"))
    seen, told = phone.locator("camera-stage").bounding_box(), asked.bounding_box()
    assert seen is not None
    assert told is not None
    assert seen["y"] + seen["height"] <= told["y"]  # it hides no face
    assert told["y"] + told["height"] <= PHONE[1]  # nor must be looked for

    denied = people.page(site.origin, size=PHONE, script=NO_CAMERA)
    deeds.sign_in_as_staff(denied, "/handheld", site.proctor)
    open_by_number(denied, THIRD)
    stage = denied.locator("camera-stage")
    expect(stage).to_contain_text(words("handheld", "hand.instead"))
    frame = stage.bounding_box()
    again = stage.get_by_role("button").bounding_box()
    assert frame is not None
    assert again is not None
    assert again["y"] + again["height"] <= frame["y"] + frame["height"]  # nothing is cut off
    denied.get_by_role("button", name=words("handheld", "hand.without_picture")).click()
    admit = denied.get_by_role("button", name=words("room", "decision.admit"), exact=True)
    expect(admit).to_be_visible()


def open_by_number(phone: Page, number: str) -> None:
    deeds.room_is_shown(phone)
    phone.get_by_label(words("desk", "search.label")).fill(number)
    phone.keyboard.press("Enter")
    expect(phone.locator("look-panel")).to_contain_text(number)


def once_more(page: Page) -> None:
    """On a machine too slow to see the turns in time a person asks for them again."""
    button = page.locator("live-challenge [data-again]")
    page.add_locator_handler(button, lambda found: found.click(), no_wait_after=True, times=2)


def answers_by_key(terminal: Page, choice: int) -> None:
    """Where the look was, the exam goes on under the candidate's fingers."""
    deeds.item_is_shown(terminal, 1)
    deeds.choose_by_key(terminal, choice)
    deeds.this_answer_is_saved(terminal)


def test_a_picture_that_does_nothing_is_referred_and_its_candidate_works(
    site: ExamSite, people: People
) -> None:
    staff = site.staff(site.proctor)
    staff.show_face(ANOTHER, arrival_photo(ANOTHER))
    pin = staff.a_pin(ANOTHER)

    terminal = people.page(site.origin, script=a_still_picture(ANOTHER, shot=2))
    others = [OTHERS_ARE_FOLLOWED]
    terminal.route(
        FOLLOW_ME, lambda route: route.fulfill(**others[0]) if others else route.continue_()
    )
    with terminal.expect_request(FOLLOW_ME):
        deeds.sign_in_at_terminal(terminal, ANOTHER, pin)
    answers_by_key(terminal, 1)  # nobody waits before a camera
    asked = terminal.get_by_role("dialog", name=words("terminal", "gate.heading_seat"))
    expect(asked).to_be_hidden()
    others.clear()
    expect(asked).to_be_focused()  # not a button: whoever types on presses nothing
    for _ in range(3):
        terminal.keyboard.press("Escape")
    expect(asked).to_contain_text(words("terminal", "live.too_slow"))
    expect(asked).to_contain_text(words("terminal", "live.go_on"))
    asked.get_by_role("button", name=words("terminal", "gate.shoot")).click()
    expect(asked).to_be_hidden(timeout=FOLLOWED_WITHIN_MS)
    eventually(lambda: staff.row(ANOTHER)["referral"] is not None)
    row = staff.row(ANOTHER)
    assert (row["admission"], row["referral"]["gate"]) == ("seated", "seat")
    assert row["referral"]["reason"] == "not_live"
    answers_by_key(terminal, 2)
