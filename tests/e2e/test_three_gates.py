"""Three gates through the pages: a seat that matches, then somebody else comes back."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from proctoring.vision.demo_people import arrival_photo
from tests.e2e import deeds
from tests.e2e.camera import film_of
from tests.e2e.people import PHONE, People
from tests.e2e.site import ExamSite, eventually
from tests.e2e.words import like, words

NUMBER, ANOTHER = "24110100156", "24110100190"
"""Two of the demo's people of whom no third has the face."""


def test_another_person_comes_back_and_a_proctor_sees_it_on_a_phone(
    site: ExamSite, people: People, tmp_path: Path
) -> None:
    staff = site.staff(site.proctor)
    staff.show_face(NUMBER, arrival_photo(NUMBER))
    pin = staff.a_pin(NUMBER)

    terminal = people.page(site.origin, camera=film_of(NUMBER, tmp_path))
    deeds.sign_in_at_terminal(terminal, NUMBER, pin)
    look_into_the_camera(terminal, "seat")
    eventually(lambda: staff.row(NUMBER)["gates"].get("seat", {}).get("state") == "match")

    console = people.page(site.origin)
    deeds.sign_in_as_staff(console, "/console", site.proctor)
    detail = deeds.open_candidate(console, NUMBER)
    detail.get_by_role("button", name=words("console", "do.out"), exact=True).click()
    expect(detail.get_by_role("toolbar")).to_be_focused()  # its button is off now
    detail.get_by_role("button", name=words("console", "do.back"), exact=True).click()
    expect(console.get_by_text(words("console", "did.back_face"))).to_be_visible()
    heading = terminal.get_by_role("heading", name=words("terminal", "gate.heading_return"))
    expect(heading).to_be_visible()

    phone = people.page(site.origin, camera=film_of(ANOTHER, tmp_path), size=PHONE)
    deeds.sign_in_as_staff(phone, "/handheld", site.proctor)
    phone.get_by_role("button").filter(has_text=NUMBER).click()
    expect(phone.locator("look-panel")).to_contain_text(words("room", "need.due_return"))
    expect(phone.get_by_text(words("desk", "camera.good"))).to_be_visible()
    phone.get_by_role("button", name=words("desk", "camera.shoot")).click()
    panel = phone.locator("look-panel")
    expect(panel).to_contain_text(words("room", "need.referred_return"))
    expect(panel.get_by_role("img")).to_have_count(4)  # three photos and the gauge
    expect(heading).to_be_hidden()  # a person decides: the terminal asks no more
    expect(detail).to_contain_text(words("room", "gate_state.referred"))
    assert staff.row(NUMBER)["admission"] == "seated"

    refuse(phone, "bukan orang yang difoto di meja")
    expect(phone.locator("look-list")).to_contain_text(words("handheld", "look.nobody"))
    expect(terminal.locator("replaced-notice")).to_be_visible()
    told = [each for each in staff.account_of(NUMBER) if each["type"] == "ReferralDecided"]
    decided = [(each["gate"], each["decision"]) for each in told]
    assert decided == [("arrival", "admit"), ("return", "refuse")]


def look_into_the_camera(terminal: Page, gate: str) -> None:
    dialog = terminal.get_by_role("dialog")
    expect(dialog).to_contain_text(words("terminal", f"gate.heading_{gate}"))
    dialog.get_by_role("button", name=words("terminal", "gate.shoot")).click()
    expect(terminal.get_by_text(words("terminal", "gate.thanks"))).to_be_visible()
    expect(dialog).to_be_hidden()


def refuse(phone: Page, why: str) -> None:
    phone.get_by_role("radio").last.check()
    phone.get_by_label(words("room", "decision.words")).fill(why)
    phone.get_by_role("button", name=words("room", "decision.refuse"), exact=True).click()
    deeds.confirm(phone, words("room", "decision.refuse"))
    refused = re.compile(like("handheld", "hand.did_refuse").pattern)
    expect(phone.get_by_text(refused)).to_be_visible()
